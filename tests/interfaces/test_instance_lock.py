# SPDX-License-Identifier: MIT
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stoneheater.interfaces.instance_lock import NAME, LockedError, held

HOLD = """
import sys
from pathlib import Path
from stoneheater.interfaces.instance_lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_F66_a_second_holder_is_told_who_has_it(tmp_path: Path) -> None:
    """The sentence names the process and the folder, and the lock stays with the first."""
    with held(tmp_path):
        with pytest.raises(LockedError, match=f"process {os.getpid()}.*{tmp_path}"), held(tmp_path):
            pass
        assert (tmp_path / NAME).read_text() == f"{os.getpid()}\n"


def test_it_is_free_again_when_its_holder_is_done(tmp_path: Path) -> None:
    """The file stays, the lock does not."""
    for _ in range(2):
        with held(tmp_path):
            assert (tmp_path / NAME).exists()


def test_it_is_free_again_when_its_holder_was_killed(tmp_path: Path) -> None:
    """There is no stale lock: the kernel takes it back."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid}"), held(tmp_path):
            pass
        holder.kill()
        holder.wait(5.0)
    with held(tmp_path):
        assert (tmp_path / NAME).read_text() == f"{os.getpid()}\n"


def test_nobody_else_may_open_it(tmp_path: Path) -> None:
    """Another user who could lock the file could keep the heater from starting."""
    with held(tmp_path):
        assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
