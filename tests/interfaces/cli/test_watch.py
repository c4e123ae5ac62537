# SPDX-License-Identifier: MIT

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Self

import pytest

from stoneheater.interfaces.cli.door import NotReachable, Stop
from stoneheater.interfaces.cli.watch import TREND_POINTS, Saying, Watched, feed, lines
from stoneheater.interfaces.cli.wording import number
from stoneheater.interfaces.client import Client, ProtocolError
from support.command_line import No, run, scripted
from support.running import running
from support.snapshots import snapshot, tripped


def said_at(sayings: dict[float, Saying]) -> list[str]:
    """The lines that come of what was heard at these seconds."""
    clock = iter([0.0, *sayings])
    return list(lines(sayings.values(), lambda: next(clock), "C"))


def test_what_was_heard_grows_old() -> None:
    """Silence counts from the last snapshot, not from the last look."""
    watched = Watched(0.0)
    watched.hear(snapshot(), 10.0)
    watched.hear(None, 12.0)
    assert watched.silent_s(13.0) == pytest.approx(3.0)
    assert watched.snapshot["state"] == "HEATING"


def test_before_the_first_word_silence_counts_from_the_start() -> None:
    """Nothing heard yet is silence too."""
    assert Watched(5.0).silent_s(9.0) == pytest.approx(4.0)


def test_the_trend_takes_a_point_every_five_seconds() -> None:
    """Points come evenly, and a missing reading makes none."""
    watched = Watched(0.0)
    for at_s, value_c in ((0.0, 40.0), (4.9, 41.0), (5.0, 42.0), (10.0, None), (10.5, 43.0)):
        watched.hear(snapshot(bath_c=value_c), at_s)
    assert list(watched.trend_c) == [40.0, 42.0, 43.0]


def test_the_trend_forgets() -> None:
    """Only the last minutes are kept."""
    watched = Watched(0.0)
    for count in range(TREND_POINTS + 1):
        watched.hear(snapshot(bath_c=float(count)), 5.0 * count)
    assert list(watched.trend_c) == [float(count) for count in range(1, TREND_POINTS + 1)]


def test_without_a_terminal_a_new_state_is_a_line_at_once() -> None:
    """A log shows every change of state, and else a line every 10 s."""
    heating, trip = snapshot(), tripped()
    said = said_at({0.5: heating, 1.0: heating, 1.5: trip, 11.0: trip, 11.5: trip})
    assert [line.partition(":")[0] for line in said] == ["HEATING", "TRIPPED", "TRIPPED"]


def test_without_a_terminal_silence_is_a_line() -> None:
    """From 3 s on the line says for how long there was no data, and what was last heard."""
    said = said_at({0.0: snapshot(), 2.9: None, 3.0: None, 3.5: None, 4.0: snapshot()})
    assert len(said) == 3
    assert said[1].startswith("NO DATA for 3 s; last heard: HEATING: 49.6 °C")
    assert said[2].startswith("HEATING")


def test_without_a_terminal_a_new_note_is_a_line_at_once_and_once() -> None:
    """A foot press that did nothing is told when it happens, and not again every 10 s."""
    pressed = snapshot(notes=["several stones lie: say which one."])
    said = said_at({0.0: snapshot(), 0.5: pressed, 1.0: pressed, 10.5: pressed, 11.0: snapshot()})
    assert [line for line in said if "note" in line] == [
        "  note: several stones lie: say which one."
    ]
    assert len(said) == 4


def rest(_: float) -> None:
    """Do not wait."""


def test_a_running_heater_is_followed(tmp_path: Path) -> None:
    """Snapshot after snapshot comes from the daemon."""
    with running(tmp_path) as heater:
        sayings = feed(lambda: Client.connect(heater.control), rest)
        heard = [said for said in islice(sayings, 3) if said is not None]
        sayings.close()  # type: ignore[attr-defined] # a generator
    at_s = [number(said, "at_s") or 0.0 for said in heard]
    assert heard[0]["mode"] == "STANDBY"
    assert at_s[-1] > at_s[0]


def test_a_daemon_that_goes_is_asked_for_again(tmp_path: Path) -> None:
    """After it was heard once, no daemon is silence; when it is back, it is heard again."""
    with running(tmp_path) as heater:
        sayings = feed(lambda: Client.connect(heater.control), rest)
        assert next(said for said in sayings if said is not None)
    assert next(said for said in sayings if said is None) is None
    assert next(sayings) is None
    with running(tmp_path):
        assert next(said for said in sayings if said is not None)["mode"] == "STANDBY"
        sayings.close()  # type: ignore[attr-defined] # a generator


def test_no_daemon_to_begin_with_is_an_end(tmp_path: Path) -> None:
    """Whoever begins to watch nothing is told so."""
    sayings = feed(lambda: Client.connect(tmp_path / "control.sock"), rest)
    with pytest.raises(NotReachable, match="no daemon is running"):
        next(sayings)


def test_a_daemon_of_another_version_is_an_end(tmp_path: Path) -> None:
    """What cannot be understood is not shown."""
    with scripted(tmp_path, {"hello": {"protocol": 99}}):
        sayings = feed(lambda: Client.connect(tmp_path / "control.sock"), rest)
        with pytest.raises(Stop, match="speaks protocol 99"):
            next(sayings)


class Deaf:
    """A client that is heard once and then understands nothing."""

    def __init__(self) -> None:
        self.connected = 0

    def __call__(self) -> Any:
        self.connected += 1
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def subscribe(self, silence_s: float) -> Iterator[Saying]:
        """One snapshot, then trouble."""
        assert silence_s > 0.0
        yield snapshot()
        raise ProtocolError("the answer is longer than 256 KiB.")


def test_trouble_on_the_way_is_silence() -> None:
    """A screen that is up stays up."""
    deaf = Deaf()
    heard = list(islice(feed(deaf, rest), 4))
    assert [said is None for said in heard] == [False, True, False, True]
    assert deaf.connected == 2


def test_watching_nothing_has_its_exit_code(tmp_path: Path) -> None:
    """No daemon: 3, and a sentence with the next step."""
    result = run(tmp_path, "watch")
    assert result.exit_code == 3
    assert "stoneheater demo" in result.stderr


def test_a_heater_that_refuses_to_be_watched_is_an_end(tmp_path: Path) -> None:
    """The daemon's own sentence is shown."""
    with scripted(tmp_path, {"snapshot.subscribe": No("not now.")}):
        result = run(tmp_path, "watch")
    assert (result.exit_code, result.stderr) == (1, "not now.\n")
