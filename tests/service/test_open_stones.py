# SPDX-License-Identifier: MIT
import json
import stat
from pathlib import Path

import pytest

from stoneheater.core.board_event import Entry
from stoneheater.core.board_state import State
from stoneheater.core.placement import Placement
from stoneheater.service.open_stones import ENDS_KEPT, Found, OpenStones, Told, found
from support.boards import BOOT, Room
from support.clinic import Clinic
from support.disk import DEADLINE_S
from support.waiting import eventually


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The runtime file."""
    return tmp_path / "placements.json"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Where the record would be."""
    return tmp_path / "records.db"


def entry(event: str = "session.start", session: str = "S1", at_s: float = 1.0) -> Entry:
    """One thing that happened."""
    data = {"event": event, "session_id": session, "at_s": at_s, "boot_id": BOOT}
    return Entry(f"{event}.", data, {"client": "M.H."} if event == "session.start" else {})


def room() -> tuple[State, list[Told]]:
    """A client under one stone, and how it came to that."""
    made = Room()
    made.start()
    made.place(0.0)
    return made.board.state, [Told(each, "anna") for each in made.kept]


def written(file: Path, state: State, told: list[Told], doubt: str = "") -> None:
    """A run of the daemon that took note of all that."""
    kept = OpenStones(file, BOOT)
    kept.note(told, state, doubt)
    assert kept.close(DEADLINE_S)


def test_what_was_noted_is_found_again(file: Path, record: Path) -> None:
    """Every entry, who caused it and what names the client, though the record knows nothing."""
    state, told = room()
    written(file, state, told)
    left = found(record, file, BOOT)
    assert [(t.key, t.who, dict(t.entry.private)) for t in left.told] == [
        (t.key, t.who, dict(t.entry.private)) for t in told
    ]
    assert left.unrecorded == left.told
    assert left.doubt == ""


def test_the_file_says_how_many_stones_lie_to_whoever_can_only_count(file: Path) -> None:
    """That is all that the relay-off helper asks of it; and it is for nobody else's eyes."""
    state, told = room()
    written(file, state, told)
    assert json.loads(file.read_bytes())["lying"] == len(state.lying) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_of_a_session_that_ended_only_the_end_is_kept(file: Path, record: Path) -> None:
    """In case the record has not heard of it; and of no more than so many."""
    state, told = room()
    ends = [Told(entry("session.end", f"S{n}", float(n)), "anna") for n in range(ENDS_KEPT + 3)]
    written(file, State(), [*told, *ends])
    left = found(record, file, BOOT)
    assert [t.entry.session_id for t in left.told] == [f"S{n}" for n in range(3, ENDS_KEPT + 3)]
    assert state.lying


def test_F60_what_another_boot_kept_is_not_believed(file: Path, record: Path) -> None:
    """It is of a run of the computer that is over."""
    state, told = room()
    written(file, state, told)
    assert found(record, file, "boot-2") == Found()


def test_nothing_kept_and_nothing_recorded_is_nobody_under_stones(file: Path, record: Path) -> None:
    """A new heater starts without a doubt."""
    assert found(record, file, BOOT) == Found()


def test_a_doubt_outlives_the_daemon_and_not_the_boot(file: Path, record: Path) -> None:
    """A restart has not looked at any client either."""
    written(file, State(), [], "records.db cannot be read.")
    assert found(record, file, BOOT).doubt == "records.db cannot be read."
    assert found(record, file, "boot-2").doubt == ""


def test_a_record_that_cannot_be_read_is_a_doubt_unless_the_file_knows(
    file: Path, record: Path
) -> None:
    """With the file of this boot every stone is known, and is to be recorded again."""
    record.write_bytes(b"no database" * 100)
    assert str(record) in found(record, file, BOOT).doubt
    state, told = room()
    written(file, state, told)
    left = found(record, file, BOOT)
    assert left.doubt == ""
    assert len(left.told) == len(left.unrecorded) == len(told)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"boot_id":"boot-1","lying":1,"doubt":"","entries":{}}',
        b'{"boot_id":"boot-1","lying":1,"doubt":"","entries":[7]}',
        b'{"boot_id":"boot-1","lying":1,"doubt":"","entries":[{}]}',
        b'{"boot_id":"boot-1","lying":1,"doubt":"","entries":[{"data":{},"private":{}}]}',
        b'{"boot_id":"boot-1","lying":1,"entries":[]}',
    ],
)
def test_a_file_that_cannot_be_read_is_a_doubt(file: Path, record: Path, content: bytes) -> None:
    """Whatever it is, it is not what was written, and somebody may lie there."""
    file.write_bytes(content)
    assert str(file) in found(record, file, BOOT).doubt


def test_every_cut_of_the_file_is_a_doubt(file: Path, record: Path) -> None:
    """Truncated at any byte it is never nobody."""
    written(file, *room())
    content = file.read_bytes()
    for length in range(len(content)):
        file.write_bytes(content[:length])
        assert found(record, file, BOOT).doubt


def test_the_record_and_the_file_together_are_each_thing_once(tmp_path: Path) -> None:
    """What both know is not done twice; the order is that of the clock."""
    clinic = Clinic(tmp_path)
    clinic.ask("session.start", client="M.H.", intake=["none"])
    clinic.place("row-1", sites=["palm-left"])
    clinic.clock.advance(5.0)
    clinic.ask("stone.lift", stones=["row-1"])
    clinic.close()
    left = found(tmp_path / "records.db", tmp_path / "placements.json", BOOT)
    assert [t.entry.data["event"] for t in left.told] == [
        "session.start",
        "stone.place",
        "stone.lift",
    ]
    assert left.unrecorded == ()


def test_a_runtime_directory_that_is_full_or_gone_ends_nothing(tmp_path: Path) -> None:
    """The record is what counts; the thread goes on and writes when it can."""
    folder = tmp_path / "gone"
    kept = OpenStones(folder / "placements.json", BOOT)
    state, told = room()
    kept.note(told, state)
    folder.mkdir()

    def there() -> bool:
        kept.note([], state)
        return (folder / "placements.json").exists()

    eventually(there, DEADLINE_S)
    assert kept.close(DEADLINE_S)


def test_without_a_path_nothing_is_kept() -> None:
    """A demonstration writes no file and starts no thread."""
    kept = OpenStones(None, BOOT)
    state, told = room()
    kept.note(told, state)
    assert kept.close(0.0)
    assert isinstance(state.lying[0], Placement)
