# SPDX-License-Identifier: MIT
"""`stoneheater demo`: a treatment that tells itself, and what the keys of the other one do."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.interfaces.cli.demo import Player
from stoneheater.interfaces.cli.story import Story
from support.command_line import run
from support.running import Running, running
from support.waiting import eventually

DEADLINE_S = 10.0
EVENTS = [
    "Nothing real is heated.",
    "It is 20 °C. The therapist says: on.",
    '"HEATING to 50.0 °C."',
    "SIMULATED HEATING: ",
    "READY: in the band, and the stones are soaked through.",
    "The stones come back from the wash at 22 °C, with two litres of fresh water.",
    "READY again.",
    '"target 48.0 °C."',
    "READY at 48 °C. Then somebody pulls the cable of a probe.",
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
def told() -> list[str]:
    """The lines of the treatment that tells itself."""
    result = run(Path("/nonexistent"), "demo")
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


def test_the_story_is_told_in_order(told: list[str]) -> None:
    """Heat, ready, cold stones, another target, a lost probe, a trip, a reset: and it ends."""
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
    """One to three hours of a simulated day, and not one refusal."""
    hours = int(told[-1].split(":")[0])
    assert 1 <= hours < 3
    assert "refused" not in " ".join(told)


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


def test_a_story_that_is_refused_ends_with_the_reason() -> None:
    """The heater's own words, and exit code 1."""
    story = Story(lambda _: None, 0.0)
    with pytest.raises(click.ClickException, match=r"the heater refused: .*70") as ended:
        story.ask(Command(Verb.SET, "demo", target_c=70.0))
    assert ended.value.exit_code == 1


def test_a_story_does_not_wait_for_ever() -> None:
    """What does not happen in three hours is said."""
    story = Story(lambda _: None, 0.0)
    with pytest.raises(click.ClickException, match="the bath never became hot: please report"):
        story.until("hot", lambda _: False)
    assert story.app.clock.now_s() == pytest.approx(3 * 3600.0, abs=2.0)


@pytest.fixture
def heater(tmp_path: Path) -> Iterator[Running]:
    """A simulated heater whose loop turns."""
    with running(tmp_path) as one:
        yield one


def mode(heater: Running) -> Mode:
    """The mode of the newest cycle."""
    snapshot = heater.app.service.snapshot()
    assert snapshot is not None
    return snapshot.outcome.mode


def test_the_keys_are_the_therapist(heater: Running) -> None:
    """On, up, down, standby: each is answered in words."""
    player = Player(heater.app, heater.hardware)
    assert player.said == "The bath is cold. Press o to heat it."
    said = []
    for key in "o++-s":
        player.press(key)
        said.append(player.said)
    assert said[:4] == [
        "HEATING to 50.0 °C.", "target 51.0 °C.", "target 52.0 °C.", "target 51.0 °C.",
    ]  # fmt: skip
    assert mode(heater) is Mode.STANDBY


def test_the_target_stops_at_its_bounds(heater: Running) -> None:
    """The heater refuses, and the screen says why."""
    player = Player(heater.app, heater.hardware)
    for _ in range(8):
        player.press("+")
    snapshot = heater.app.service.snapshot()
    assert snapshot is not None
    assert snapshot.outcome.target_c == 54.0
    assert "54" in player.said


def test_the_keys_are_the_bad_luck(heater: Running) -> None:
    """A probe is unplugged and plugged in, the trip is acknowledged and reset."""
    player = Player(heater.app, heater.hardware)
    player.press("u")
    assert player.said == "the first probe is unplugged."
    eventually(lambda: mode(heater) is Mode.TRIPPED, DEADLINE_S)
    player.press("a")
    player.press("u")
    assert player.said == "the first probe is plugged in again."

    def reset() -> bool:
        player.press("r")
        return mode(heater) is Mode.STANDBY

    eventually(reset, DEADLINE_S)


def test_a_relay_is_welded_and_mended(heater: Running) -> None:
    """The same key does both."""
    player, world = Player(heater.app, heater.hardware), heater.hardware.world
    player.press("w")
    assert player.said == "the heater relay is welded."
    eventually(lambda: "welded" in world.ails, DEADLINE_S)
    player.press("w")
    assert player.said == "the heater relay is mended."
    eventually(lambda: "welded" not in world.ails, DEADLINE_S)


@pytest.mark.parametrize(
    ("key", "said"), [("c", "cold stones: 22 °C."), ("h", "hot water: 70 °C.")]
)
def test_what_happens_to_a_bath(heater: Running, key: str, said: str) -> None:
    """Cold stones and hot water change the bath at the next second."""
    plant = heater.hardware.world.plant
    player = Player(heater.app, heater.hardware)
    player.press(key)
    assert player.said == said
    eventually(lambda: plant.stone_c > 20.5 or plant.water_c > 25.0, DEADLINE_S)


def test_other_keys_do_nothing(heater: Running) -> None:
    """A hand on the keyboard heats nothing."""
    player = Player(heater.app, heater.hardware)
    for key in "xyz0 \n\t":
        player.press(key)
    assert player.said == "The bath is cold. Press o to heat it."
    assert mode(heater) is Mode.STANDBY
