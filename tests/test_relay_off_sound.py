# SPDX-License-Identifier: MIT
"""The helper that switches off sounds the buzzer, after that, while a stone lies on a client."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stoneheater import relay_off
from stoneheater.relay_off import BURST, PLACEMENTS_FILE, SILENCE_S, main, stones_lie
from stoneheater.service import open_stones
from support.fake_lgpio import lgpio, line_files
from support.fake_pi import child_environment
from support.waiting import eventually

LAUNCHER = Path(__file__).parent / "support/relay_off_on_fake.py"
BUZZER = 18
OUTPUTS = """\
chip /dev/gpiochip0 pinctrl-bcm2711
heater 17 active-high
enable 27 active-low
buzzer 18 active-high
"""
OFF = [(17, 0), (27, 1), (BUZZER, 0)]
DOUBT = b'{"lying": 0, "doubt": "the record cannot be read"}'
BEEPS = [(BUZZER, 1), (BUZZER, 0)] * 5


class Chip:
    """A chip that notes what it is asked, and time that passes only when it is waited for."""

    def __init__(self, *fails: int) -> None:
        self.driven: list[tuple[int, int]] = []
        self.waited_s: list[float] = []
        self.fails = list(fails)
        self.at: Callable[[], None] = lambda: None

    def __call__(self, _: str) -> "Chip":
        return self

    def drive(self, line: int, level: int) -> None:
        """Note it, or refuse the buzzer."""
        if line == BUZZER and self.fails:
            number = self.fails.pop(0)
            raise OSError(number, os.strerror(number))
        self.driven.append((line, level))

    def pause(self, length_s: float) -> None:
        """Let time pass."""
        self.waited_s.append(length_s)
        if length_s == SILENCE_S:
            self.at()


def lying(folder: Path, stones: int) -> None:
    """What the daemon leaves about stones that lie."""
    body = {"boot_id": "b", "lying": stones, "doubt": "", "entries": []}
    (folder / PLACEMENTS_FILE).write_text(json.dumps(body))


def helped(folder: Path, chip: Chip, *options: str, outputs: str = OUTPUTS) -> int:
    """Run the helper; its exit code."""
    (folder / "outputs").write_text(outputs)
    return main(["--runtime-dir", str(folder), *options], open_chip=chip, pause=chip.pause)


def test_the_file_is_the_one_that_the_daemon_keeps() -> None:
    """The name stands in two places, since the helper imports nothing of ours."""
    assert open_stones.NAME == PLACEMENTS_FILE


@pytest.mark.parametrize("options", [(), ("--alarm",)])
def test_without_a_stone_the_buzzer_is_silenced_and_stays_silent(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    """No file, or nobody under a stone: a buzzer that a killed daemon left on goes off."""
    for known in (False, True):
        if known:
            lying(tmp_path, 0)
        chip = Chip()
        assert helped(tmp_path, chip, *options) == 0
        assert (chip.driven, chip.waited_s) == (OFF, [])


def test_F90_a_stone_that_lies_is_called_out_after_the_heat_is_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every switch first, then three beeps and two, then silence, and a sentence."""
    before = signal.getsignal(signal.SIGTERM)
    lying(tmp_path, 6)
    chip = Chip()
    assert helped(tmp_path, chip) == 0
    assert chip.driven == [*OFF, *BEEPS, (BUZZER, 0)]
    assert tuple(chip.waited_s) == BURST
    assert sum(BURST) == pytest.approx(3.0)
    assert signal.getsignal(signal.SIGTERM) is before
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("heater: commanded off")
    assert said[-1] == (
        "Stones lie on clients and nobody times them: check every client NOW. The buzzer sounds."
    )


def test_the_alarm_goes_on_until_no_stone_lies(tmp_path: Path) -> None:
    """A burst every ten seconds; a new daemon's word ends it."""
    lying(tmp_path, 1)
    chip = Chip()
    bursts = iter([1, 1, 0])
    chip.at = lambda: lying(tmp_path, next(bursts))
    assert helped(tmp_path, chip, "--alarm") == 0
    assert chip.driven == [*OFF, *BEEPS * 4, (BUZZER, 0)]
    assert SILENCE_S + sum(BURST) == pytest.approx(10.0)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b"7", b'{"lying": "6"}', b'{"lying": null}', b"[" * 9999, DOUBT],
)
def test_a_file_that_makes_no_sense_counts_as_a_stone(tmp_path: Path, content: bytes) -> None:
    """A doubt is never rest."""
    (tmp_path / PLACEMENTS_FILE).write_bytes(content)
    assert stones_lie(tmp_path / PLACEMENTS_FILE)
    (tmp_path / PLACEMENTS_FILE).unlink()
    (tmp_path / PLACEMENTS_FILE).mkdir()
    assert stones_lie(tmp_path / PLACEMENTS_FILE)


def test_an_active_low_buzzer_sounds_on_its_own_level(tmp_path: Path) -> None:
    """Polarity is that of the outputs file."""
    lying(tmp_path, 1)
    chip = Chip()
    outputs = OUTPUTS.replace("buzzer 18 active-high", "buzzer 18 active-low")
    assert helped(tmp_path, chip, outputs=outputs) == 0
    assert chip.driven[2:5] == [(BUZZER, 1), (BUZZER, 0), (BUZZER, 1)]
    assert chip.driven[-1] == (BUZZER, 1)


@pytest.mark.parametrize(
    ("outputs", "fails", "why"),
    [
        (OUTPUTS.replace("buzzer 18 active-high\n", ""), (), "none is fitted"),
        (OUTPUTS, (errno.ENODEV,), "GPIO18 could not be driven (No such device)"),
        (OUTPUTS, (errno.EBUSY,) * 5, "GPIO18 is held by another program"),
    ],
)
def test_a_buzzer_that_cannot_sound_is_no_failure_to_switch_off(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    outputs: str,
    fails: tuple[int, ...],
    why: str,
) -> None:
    """The journal says that stones lie, and why nothing is heard; the exit is 0."""
    lying(tmp_path, 2)
    assert helped(tmp_path, Chip(*fails), "--alarm", outputs=outputs) == 0
    assert capsys.readouterr().out.endswith(f"check every client NOW. No buzzer sounds: {why}.\n")


def test_a_beep_that_fails_does_not_end_the_burst(tmp_path: Path) -> None:
    """The next one may sound."""
    lying(tmp_path, 1)

    class Once(Chip):
        def drive(self, line: int, level: int) -> None:
            if len(self.driven) == 3:
                self.driven.append((-1, level))
                raise OSError(errno.EIO, "I/O error")
            super().drive(line, level)

    chip = Once()
    assert helped(tmp_path, chip) == 0
    assert chip.driven == [*OFF, (-1, 1), *BEEPS[1:], (BUZZER, 0)]


def test_a_buzzer_is_not_a_switch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that names nothing else is damaged, and the exit is 1."""
    rows = [row for row in OUTPUTS.splitlines() if not row.startswith(("heater", "enable"))]
    assert helped(tmp_path, Chip(), outputs="\n".join(rows)) == 1
    assert "0 outputs named" in capsys.readouterr().out


def test_F43_on_the_stand_in_it_sounds_until_it_is_told_to_end(tmp_path: Path) -> None:
    """A process of its own: heater low, buzzer heard, and on SIGTERM silent with exit 0."""
    lgpio.reset(tmp_path / "pi")
    line_files.put(17, line_files.Line("output", 1))
    (tmp_path / "outputs").write_text(OUTPUTS)
    lying(tmp_path, 3)
    with subprocess.Popen(
        [sys.executable, str(LAUNCHER), "--alarm", "--runtime-dir", str(tmp_path)],
        env=child_environment(tmp_path / "pi"),
        stdout=subprocess.PIPE,
        text=True,
    ) as helper:
        eventually(lambda: line_files.state(BUZZER).level == 1, 20.0)
        assert line_files.state(17).level == 0
        helper.send_signal(signal.SIGTERM)
        assert helper.wait(20.0) == 0
    assert line_files.state(BUZZER).level == 0
    touches = [row.split()[2] for row in (tmp_path / "pi/events.log").read_text().splitlines()]
    assert touches.index("17") < touches.index(str(BUZZER))
    lgpio.reset()


def test_the_helper_still_needs_the_standard_library_alone(tmp_path: Path) -> None:
    """A bare copy with a stone to tell of: isolated, without site-packages."""
    (tmp_path / "relay_off.py").write_bytes(Path(relay_off.__file__).read_bytes())
    (tmp_path / "outputs").write_text(f"chip {tmp_path}/none none\nheater 17 active-high\n")
    lying(tmp_path, 1)
    command = [sys.executable, "-I", "-S", "relay_off.py", "--runtime-dir", str(tmp_path)]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "No buzzer sounds: none is fitted." in done.stdout
