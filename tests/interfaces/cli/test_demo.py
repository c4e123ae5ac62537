# SPDX-License-Identifier: MIT
"""`stoneheater demo`: a treatment that tells itself, and what the keys of the other one do."""

import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from stoneheater.core.command import Verb
from stoneheater.interfaces.cli.room import Room
from stoneheater.interfaces.cli.story import Story
from support.command_line import run
from support.pdf import page_texts

EVENTS = [
    "Nothing real is heated.",
    "It is 20 °C. The therapist says: on.",
    '"HEATING to 50.0 °C."',
    "SIMULATED HEATING: ",
    "READY: in the band, and the stones are soaked through.",
    "session M.H. started. Six warm stones for the back, in two actions:",
    "stone place left: 3 stones timed, first: left-1 on the shoulder-left: lift within 600 s.",
    "GREEN: left-1, shoulder-left, M.H.: lift by ",
    "stone place right: 3 stones timed",
    "GREEN: right-3, lower-back-right, M.H.: lift by ",
    '"How does it feel?"',
    "** AMBER",
    "Five are lifted in time, but right-3 is forgotten",
    "*** RED: right-3 is due.",
    "right-3 lifted from the lower-back-right after 63",
    "session M.H. ended: 6 of 6 stones back, cleaned.",
    "The session is on paper: ",
    "Then somebody pulls the cable of a probe.",
    "HOLD: the heat is commanded off",
    "SIMULATED TRIPPED: bath has been lost for 20 s, limit 20 s",
    "A trip waits for somebody on the spot: reset.",
    "the heater is in STANDBY.",
    "After a reset the heater is in STANDBY: heat always begins with a person.",
]
DEVICES = ("gpiozero", "lgpio", "w1thermsensor", "RPi")
LOADED = """
import sys
from stoneheater.interfaces.cli.main import main
main([{command}], standalone_mode=False)
print("LOADED", *sys.modules)
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the treatment is written to."""
    return tmp_path_factory.mktemp("paper") / "session.pdf"


@pytest.fixture(scope="module")
def told(paper: Path) -> list[str]:
    """The lines of the treatment that tells itself."""
    result = run(Path("/nonexistent"), "demo", "--pdf", str(paper))
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A treatment room that runs as fast as it can; its loop is turned by whoever uses it."""
    one = Room(tmp_path, 0.0)
    yield one
    one.close()


def test_the_story_is_told_in_order(told: list[str]) -> None:
    """Heat, ready, six stones, a forgotten one, paper, a lost probe, a trip, a reset: the end."""
    lines = iter(told)
    for event in EVENTS:
        assert any(event in line for line in lines), f"{event!r} is not told, or not in its place"
    assert list(lines) == []


def test_a_line_comes_every_ten_minutes(told: list[str]) -> None:
    """With the time and the headline, from the first ten minutes to the end; also in a hold."""
    times = [line.split()[0] for line in told[1:]]
    assert times == sorted(times)
    hours, minutes = map(int, times[-1].split(":"))
    for tens in range(1, (60 * hours + minutes) // 10 + 1):
        at = f"{tens // 6}:{tens % 6}0"
        line = re.compile(rf"{at}  SIMULATED \w+: \S")
        assert any(map(line.match, told)), at


def test_a_treatment_is_a_treatment(told: list[str]) -> None:
    """Less than an hour of a simulated day, and not one refusal."""
    hours, minutes = map(int, told[-1].split()[0].split(":"))
    assert 40 <= 60 * hours + minutes < 60
    assert "refused" not in " ".join(told)


def test_the_session_is_on_paper(told: list[str], paper: Path) -> None:
    """Six placements, the late one, the alarms and who acknowledged, a curve, a whole chain."""
    assert any(line.endswith(f"on paper: {paper}") for line in told)
    text = "\n".join(page_texts(paper.read_bytes()))
    for said in ("SIMULATED", "M.H.", "right-3 \\(basalt", "LATE", "acknowledged", "is whole"):
        assert said.replace("\\", "") in text
    assert text.count("in time") == 5
    assert "No trace" not in text


def test_without_a_name_the_paper_is_a_file_of_its_own(room: Room) -> None:
    """In the folder for such things; its path is told, and nobody else may read it."""
    room.app.loop.cycle()
    said = room.paper(None)
    out = Path(said.removeprefix("The session is on paper: "))
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_bytes().startswith(b"%PDF")
    out.unlink()


def test_a_paper_that_cannot_be_written_ends_the_story(tmp_path: Path) -> None:
    """The file was named, so its absence is a failure: exit code 1 and the reason."""
    result = run(tmp_path, "demo", "--pdf", str(tmp_path / "no" / "x.pdf"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_a_pipe_that_closes_early_is_no_error() -> None:
    """`demo | head -1` prints a line and no traceback."""
    stoneheater = Path(sys.executable).parent / "stoneheater"
    result = subprocess.run(
        ["/bin/sh", "-c", f"{stoneheater} demo < /dev/null | head -1"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert result.stdout.startswith("A simulated bath")
    assert result.stderr == ""


@pytest.mark.parametrize("command", ['"demo"', '"sim", "--hours", "0.02"'])
def test_no_device_library_is_ever_imported(command: str) -> None:
    """Nothing that could open a pin is even loaded."""
    result = subprocess.run(
        [sys.executable, "-c", LOADED.format(command=command)],
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    loaded = result.stdout.splitlines()[-1].split()
    assert loaded[0] == "LOADED"
    assert "stoneheater.hardware.world" in loaded
    assert not [name for name in loaded if name.partition(".")[0] in DEVICES]


@pytest.mark.parametrize("speed", ["0", "3601", "fast", "nan"])
def test_a_speed_that_is_none_is_a_usage_error(tmp_path: Path, speed: str) -> None:
    """From 1 to 3600."""
    result = run(tmp_path, "demo", "--speed", speed)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_story_that_is_refused_ends_with_the_reason(room: Room) -> None:
    """The heater's own words, or the board's, and exit code 1."""
    story = Story(lambda _: None, room)
    with pytest.raises(click.ClickException, match=r"the heater refused: .*70") as ended:
        story.do(Verb.SET, target_c=70.0)
    assert ended.value.exit_code == 1
    with pytest.raises(click.ClickException, match="the heater refused: there is no stone 'x'"):
        story.treat("stone.lift", stones=["x"])


def test_a_story_does_not_wait_for_ever(room: Room) -> None:
    """What does not happen in three hours is said."""
    story = Story(lambda _: None, room)
    with pytest.raises(click.ClickException, match="the bath never became hot: please report"):
        story.until("hot", lambda: False)
    assert room.app.clock.now_s() == pytest.approx(3 * 3600.0, abs=2.0)
