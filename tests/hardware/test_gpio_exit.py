# SPDX-License-Identifier: MIT
"""What a line does when the process that drove it ends, in processes that really end."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.fake_lgpio import lgpio, line_files
from support.fake_pi import child_environment


@pytest.fixture(autouse=True)
def machine(tmp_path: Path) -> Iterator[None]:
    """The directory in which the other process lives."""
    lgpio.reset(tmp_path / "pi")
    yield
    lgpio.reset()


def run(script: str, world: Path, cwd: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own on the fake machine."""
    return subprocess.run(
        [sys.executable, "-c", script],
        env=child_environment(world, **more),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


OPEN_AND_HEAT = """
from pathlib import Path
from stoneheater.hardware.gpio import OutputWiring, open_outputs
lines = open_outputs(
    OutputWiring("heater", 17, active_high=False),
    runtime_dir=Path(RUNTIME),
    look=lambda device, line: 1,
)
lines.heater.write(on=True)
"""


@pytest.mark.parametrize("ending", ["", "raise SystemExit(3)", "raise RuntimeError('x')"])
def test_every_ordinary_exit_leaves_the_line_off_and_never_floats_it(
    tmp_path: Path, ending: str
) -> None:
    """Pitfall 9: neither gpiozero's atexit nor a finalizer frees a line before the process ends."""
    script = f"RUNTIME = {str(tmp_path)!r}\n{OPEN_AND_HEAT}\n{ending}"
    done = run(script, tmp_path / "world", tmp_path)
    log = (tmp_path / "world/events.log").read_text().splitlines()
    assert [row.split(maxsplit=1)[1] for row in log if " 17" in row] == [
        "OUTPUT 17 1",
        "SET 17 0",
        "SET 17 1",
    ]
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize(("persist", "left"), [("1", "output 0"), ("0", "input 0")])
def test_F43_what_a_kill_leaves_behind(tmp_path: Path, persist: str, left: str) -> None:
    """Pitfall 1: killed while ON, an active-low line stays ON unless the kernel is strict."""
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    script = f"RUNTIME = {str(tmp_path)!r}\n{OPEN_AND_HEAT}\n{kill}"
    done = run(script, tmp_path / "pi", tmp_path, FAKE_LGPIO_PERSIST=persist)
    line = line_files.state(17)
    assert (done.returncode, f"{line.direction} {line.level}") == (-9, left)


def test_lgpio_starts_in_an_unwritable_directory(tmp_path: Path) -> None:
    """Pitfall 10: LG_WD takes lgpio's FIFO away from a read-only working directory."""
    script = f"RUNTIME = {str(tmp_path)!r}\n{OPEN_AND_HEAT}\nprint(Path.cwd())"
    done = run(script, tmp_path / "world", "/proc")
    assert (done.stdout, (tmp_path / ".lgd-nfy0").exists()) == ("/proc\n", True)
    assert "'.lgd-nfy-3'" in run("import lgpio", tmp_path / "world", "/proc").stderr
