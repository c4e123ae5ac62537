# SPDX-License-Identifier: MIT
"""From a configuration file to a heater that may run, or to the sentence why not.

The law of this file: a heater is started as it is configured or not at all. Every reason not to
start ends in one exit code and a sentence; nothing is repaired, replaced or left out.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stoneheater.config import Config, ConfigError, load
from stoneheater.core.heater import Outcome
from stoneheater.hardware.gpio import GpioBusyError, GpioError
from stoneheater.hardware.plugins import DriverError
from stoneheater.hardware.raspberry_pi import OptionError
from stoneheater.interfaces.assembly import App, assemble_daemon, completed
from stoneheater.interfaces.instance_lock import LockedError
from stoneheater.interfaces.refused import RefusedError

UNDER_SYSTEMD = ("NOTIFY_SOCKET", "INVOCATION_ID")
"""Either of these in the environment says that systemd started this process."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turn every reason not to start into a RefusedError."""
    try:
        yield
    except (LockedError, GpioBusyError) as busy:
        raise RefusedError(os.EX_TEMPFAIL, str(busy)) from busy
    except (ConfigError, DriverError, OptionError, GpioError) as wrong:
        raise RefusedError(os.EX_CONFIG, str(wrong)) from wrong
    except OSError as error:
        raise RefusedError(os.EX_IOERR, f"The daemon cannot start: {error}.") from error


def make_folders(runtime_dir: Path, state_dir: Path) -> None:
    """Make what is missing: the runtime folder to pass through, the state folder for nobody else.

    Raises:
        OSError: one of them cannot be made.
    """
    for folder, mode in ((runtime_dir, 0o711), (state_dir, 0o700)):
        if not folder.is_dir():
            folder.mkdir(parents=True)
            folder.chmod(mode)


def assembled(
    config_path: Path,
    state_dir: Path,
    runtime_dir: Path,
    listen: Callable[[Outcome], None],
    *,
    simulated_allowed: bool,
    environ: Mapping[str, str] = os.environ,
) -> tuple[App, Config]:
    """The heater of a configuration file, every output OFF.

    Raises:
        RefusedError: it may not run; the sentence says why and what to do.
    """
    with refusing():
        config = completed(load(config_path))
        app = assemble_daemon(config, state_dir, runtime_dir, listen)
    under_systemd = any(name in environ for name in UNDER_SYSTEMD)
    if app.hardware.simulated and under_systemd and not simulated_allowed:
        app.close()
        raise RefusedError(
            os.EX_CONFIG,
            f"hardware.driver {config.hardware.driver!r} in {config_path} is simulated and heats "
            "nothing: as a service it runs only as stoneheater daemon --simulated.",
        )
    return app, config
