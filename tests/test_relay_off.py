# SPDX-License-Identifier: MIT
"""The helper that switches off when the daemon cannot."""

import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from stoneheater import relay_off
from stoneheater.relay_off import Line, main, parse_outputs
from support.fake_lgpio import lgpio, line_files
from support.fake_pi import child_environment

LAUNCHER = Path(__file__).parent / "support/relay_off_on_fake.py"
OUTPUTS = """\
chip /dev/gpiochip4 pinctrl-rp1
heater 17 active-high
enable 27 active-low
heartbeat 22 active-high
"""


class RecordingChip:
    """A chip that notes what it is asked, and refuses some lines for a while."""

    def __init__(self, refusals: dict[int, list[int]] | None = None) -> None:
        self.path = ""
        self.driven: list[tuple[int, int]] = []
        self.pauses: list[float] = []
        self._refusals = refusals or {}

    def __call__(self, path: str) -> "RecordingChip":
        self.path = path
        return self

    def drive(self, line: int, level: int) -> None:
        if self._refusals.get(line):
            number = self._refusals[line].pop()
            raise OSError(number, os.strerror(number))
        self.driven.append((line, level))


def run_main(tmp_path: Path, text: str, chip: RecordingChip) -> int:
    """Run the helper on an outputs file."""
    (tmp_path / "outputs").write_bytes(text.encode("latin-1"))
    return main(["--runtime-dir", str(tmp_path)], open_chip=chip, pause=chip.pauses.append)


def test_every_output_is_driven_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pitfall 3: each line goes to its own OFF level, in the file's order, and is named."""
    chip = RecordingChip()
    assert run_main(tmp_path, OUTPUTS, chip) == 0
    assert (chip.path, chip.driven) == ("/dev/gpiochip4", [(17, 0), (27, 1), (22, 0)])
    assert capsys.readouterr().out.splitlines() == [
        "heater: commanded off, GPIO17 is driven low.",
        "enable: commanded off, GPIO27 is driven high.",
        "heartbeat: commanded off, GPIO22 is driven low.",
    ]


def test_what_the_daemon_writes_is_what_the_helper_reads() -> None:
    """Both sides of the format are in one file and agree."""
    lines = [Line("heater", 17, active_high=True), Line("enable", 27, active_high=False)]
    text = relay_off.render_outputs("/dev/gpiochip0", "pinctrl-bcm2711", lines)
    assert parse_outputs(text) == ("/dev/gpiochip0", lines, [])


def test_a_line_that_fails_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All lines are tried; the one that failed says why and what to do, and the exit is 1."""
    chip = RecordingChip({17: [errno.ENODEV]})
    assert run_main(tmp_path, OUTPUTS, chip) == 1
    assert chip.driven == [(27, 1), (22, 0)]
    assert capsys.readouterr().out.startswith(
        "heater: NOT switched off, GPIO17 could not be driven (No such device). Pull the plug.\n"
    )


@pytest.mark.parametrize(("busy", "code", "pauses"), [(4, 0, 4), (5, 1, 4)])
def test_F40_a_busy_line_is_tried_five_times(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    busy: int,
    code: int,
    pauses: int,
) -> None:
    """A dying daemon is waited for, briefly; a living one is reported."""
    chip = RecordingChip({17: [errno.EBUSY] * busy})
    assert run_main(tmp_path, OUTPUTS, chip) == code
    assert chip.pauses == [0.1] * pauses
    held = "GPIO17 is held by another program. Pull the plug." in capsys.readouterr().out
    assert held is bool(code)
    assert chip.driven[-2:] == [(27, 1), (22, 0)]


def test_a_missing_file_switches_nothing_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the file nothing is known, and no guess is made."""
    chip = RecordingChip()
    assert main(["--runtime-dir", str(tmp_path)], open_chip=chip) == 1
    assert chip.driven == []
    assert capsys.readouterr().out.startswith("Nothing was switched: ")


@pytest.mark.parametrize(
    "row",
    [
        "heater seventeen active-high",
        "heater 17",
        "heater 17 active-high now",
        "heater 17 sideways",
        "heater -1 active-high",
        "heater 99999 active-high",
        "heater \xb2 active-high",
        "\xff\xfe",
    ],
)
def test_a_damaged_row_is_reported_and_the_rest_is_switched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str
) -> None:
    """What can be read is switched off; what cannot makes the exit 1."""
    chip = RecordingChip()
    assert run_main(tmp_path, f"{OUTPUTS}\n{row}\n", chip) == 1
    assert len(chip.driven) == 3
    assert "is damaged: 1 rows make no sense, 3 outputs named." in capsys.readouterr().out


@pytest.mark.parametrize(("text", "driven"), [("", []), ("heater 17 active-low\n", [(17, 1)])])
def test_a_truncated_file_is_not_success(
    tmp_path: Path, text: str, driven: list[tuple[int, int]]
) -> None:
    """No lines, or no chip: what is named is tried on the usual chip, and the exit is 1."""
    chip = RecordingChip()
    assert run_main(tmp_path, text, chip) == 1
    assert (chip.path, chip.driven) == ("/dev/gpiochip0", driven)


def test_the_environment_names_the_runtime_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an option the directory is the one that the daemon uses."""
    (tmp_path / "outputs").write_text(OUTPUTS)
    monkeypatch.setenv("STONEHEATER_RUNTIME_DIR", str(tmp_path))
    chip = RecordingChip()
    assert (main([], open_chip=chip), len(chip.driven)) == (0, 3)


def test_the_default_directory_is_the_services(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an empty environment it is /run/stoneheater."""
    monkeypatch.setenv("STONEHEATER_RUNTIME_DIR", "")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "/run/stoneheater" in capsys.readouterr().out


def test_a_full_output_does_not_stop_the_switching(tmp_path: Path) -> None:
    """When nobody can be told any more, the lines are driven all the same."""
    lgpio.reset(tmp_path / "pi")
    line_files.put(17, line_files.Line("output", 1))
    (tmp_path / "outputs").write_text(OUTPUTS.replace("gpiochip4", "gpiochip0"))
    with Path("/dev/full").open("w") as full:
        run_launcher(tmp_path, stdout=full)
    assert [line_files.state(line).level for line in (17, 27)] == [0, 1]
    lgpio.reset()


def test_a_bare_copy_runs_without_site_packages(tmp_path: Path) -> None:
    """Pitfall 3: copied anywhere, isolated, beside a broken configuration, it still runs."""
    shutil.copy(relay_off.__file__, tmp_path / "relay_off.py")
    (tmp_path / "stoneheater.toml").write_text("\0 not TOML")
    (tmp_path / "chip").touch()
    (tmp_path / "outputs").write_text(f"chip {tmp_path}/chip none\nheater 17 active-high\n")
    command = [sys.executable, "-I", "-S", "relay_off.py", "--runtime-dir", str(tmp_path)]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "heater: NOT switched off, GPIO17 could not be driven (Inappropriate" in done.stdout


def test_F43_nothing_slow_is_loaded_before_the_lines_are_off(tmp_path: Path) -> None:
    """As systemd starts it: every import until the first line is one that loads at once."""
    shutil.copy(relay_off.__file__, tmp_path / "relay_off.py")
    (tmp_path / "outputs").write_text(f"chip {tmp_path}/none none\nheater 17 active-high\n")
    for options in ([], ["--alarm"]):
        command = [sys.executable, "-I", "-S", "-X", "importtime", "relay_off.py", *options]
        done = subprocess.run(
            ["env", f"STONEHEATER_RUNTIME_DIR={tmp_path}", *command],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        loaded, found, _ = done.stdout.partition("heater: NOT switched off")
        assert found
        for slow in ("argparse", "collections", "json", "pathlib", "re", "signal", "typing"):
            assert not re.search(rf"\| +{slow}$", loaded, re.MULTILINE), slow


def test_F43_the_helper_drives_a_line_that_a_dead_daemon_left_on(tmp_path: Path) -> None:
    """Pitfall 3: on the stand-in's lines it reaches what a killed process left ON."""
    lgpio.reset(tmp_path / "pi")
    line_files.put(27, line_files.Line("output", 0))
    line_files.put(17, line_files.Line("output", 1))
    (tmp_path / "outputs").write_text(OUTPUTS.replace("gpiochip4", "gpiochip0"))
    done = run_launcher(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line_files.state(line).level for line in (17, 27)] == [0, 1]
    lgpio.reset()


def test_F40_the_helper_says_which_line_is_still_held(tmp_path: Path) -> None:
    """While the daemon lives the helper cannot take its line, says so, and does the rest."""
    lgpio.reset(tmp_path / "pi")
    line_files.put(17, line_files.Line("output", 1))
    holder = line_files.lock(17)
    (tmp_path / "outputs").write_text(OUTPUTS.replace("gpiochip4", "gpiochip0"))
    done = run_launcher(tmp_path)
    os.close(holder)
    assert (done.returncode, line_files.state(17).level) == (1, 1)
    assert "GPIO17 is held by another program" in done.stdout
    assert line_files.state(27).level == 1
    lgpio.reset()


def run_launcher(
    tmp_path: Path, stdout: int | IO[str] = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """Run the real helper on the stand-in's lines, in a process of its own."""
    return subprocess.run(
        [sys.executable, str(LAUNCHER), "--runtime-dir", str(tmp_path)],
        env=child_environment(tmp_path / "pi"),
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
