# SPDX-License-Identifier: MIT
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from stoneheater.config import ConfigError, Problem
from stoneheater.core.heater import Outcome
from stoneheater.hardware.gpio import GpioBackendError, GpioBusyError, GpioError
from stoneheater.hardware.plugins import DriverError
from stoneheater.hardware.raspberry_pi import OptionError
from stoneheater.interfaces.assembly import App
from stoneheater.interfaces.instance_lock import LockedError
from stoneheater.interfaces.refused import NAME, RefusedError, leave, withdraw
from stoneheater.interfaces.startup import assembled, make_folders, refusing
from support.settings import written

NO_SYSTEMD: Mapping[str, str] = {"PATH": "/"}
SIMULATED = '[hardware]\ndriver = "simulated"\n'


def start(
    folder: Path, config: str, *, allowed: bool = False, environ: Mapping[str, str] = NO_SYSTEMD
) -> App:
    """Assemble from a configuration with this text."""
    state_dir, runtime_dir = folder / "state", folder / "run"
    make_folders(runtime_dir, state_dir)

    def listen(_: Outcome) -> None:
        """Nobody listens."""

    path = written(folder, config)
    app, _ = assembled(
        path, state_dir, runtime_dir, listen, simulated_allowed=allowed, environ=environ
    )
    return app


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (ConfigError(Problem(Path("x"), "", "missing", "no", "copy it")), os.EX_CONFIG),
        (DriverError("unknown"), os.EX_CONFIG),
        (OptionError("unknown"), os.EX_CONFIG),
        (GpioError("no chip"), os.EX_CONFIG),
        (GpioBackendError("no lgpio"), os.EX_CONFIG),
        (GpioBusyError("held"), os.EX_TEMPFAIL),
        (LockedError("another daemon"), os.EX_TEMPFAIL),
        (OSError(28, "No space left on device"), os.EX_IOERR),
    ],
)
def test_every_reason_not_to_start_has_its_exit_code(reason: Exception, code: int) -> None:
    """78 does not mend by trying again, 75 is somebody else's heater, 74 may pass; with words."""
    with pytest.raises(RefusedError) as refused, refusing():
        raise reason
    assert refused.value.code == code
    assert str(reason) in str(refused.value)


def test_a_defect_is_not_dressed_up_as_a_refusal() -> None:
    """What nobody foresaw keeps its traceback."""
    with pytest.raises(ZeroDivisionError), refusing():
        raise ZeroDivisionError


def test_folders_are_made_for_those_who_may_see_them(tmp_path: Path) -> None:
    """Everybody may pass through the runtime folder, nobody else into the state folder."""
    run, state = tmp_path / "a" / "run", tmp_path / "b" / "state"
    make_folders(run, state)
    assert (run.stat().st_mode & 0o777, state.stat().st_mode & 0o777) == (0o711, 0o700)


def test_folders_that_are_there_are_left_as_they_are(tmp_path: Path) -> None:
    """Whoever made them (systemd) has decided about them."""
    tmp_path.chmod(0o750)
    make_folders(tmp_path, tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize(
    ("environ", "allowed"), [({}, False), ({"INVOCATION_ID": "1"}, True), ({"PATH": "/"}, False)]
)
def test_a_simulated_driver_may_run_for_a_person_or_when_it_is_meant(
    tmp_path: Path, environ: dict[str, str], allowed: bool
) -> None:
    """On a terminal, and as a service with ``--simulated``."""
    app = start(tmp_path, SIMULATED, allowed=allowed, environ=environ)
    assert app.hardware.simulated
    assert app.close()


@pytest.mark.parametrize("name", ["NOTIFY_SOCKET", "INVOCATION_ID"])
def test_a_simulated_driver_is_refused_as_a_service(tmp_path: Path, name: str) -> None:
    """Either variable gives systemd away; the sentence names the file and the way out."""
    with pytest.raises(RefusedError, match=r"stoneheater\.toml is simulated.*--simulated") as no:
        start(tmp_path, SIMULATED, environ={name: "x"})
    assert no.value.code == os.EX_CONFIG


def test_an_option_nobody_knows_is_refused(tmp_path: Path) -> None:
    """A typing error in the options of a driver is found at the start."""
    config = '[hardware.options]\nw1_device = "/sys"\n'
    with pytest.raises(RefusedError, match=r"hardware\.options\.w1_device is not known") as no:
        start(tmp_path, config)
    assert no.value.code == os.EX_CONFIG


def test_what_was_refused_stands_in_a_file_that_everybody_reads(tmp_path: Path) -> None:
    """One whole sentence, replaced in one step, gone with the next start."""
    leave(tmp_path, "first.")
    leave(tmp_path, "second.")
    assert (tmp_path / NAME).read_text() == "second.\n"
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o644
    withdraw(tmp_path)
    withdraw(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_file_is_no_second_error(tmp_path: Path) -> None:
    """The sentence is in the journal anyway."""
    leave(tmp_path / "missing", "sentence.")
    withdraw(tmp_path / "missing")
    assert not (tmp_path / "missing").exists()
