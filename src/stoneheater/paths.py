# SPDX-License-Identifier: MIT
"""Where things are: the runtime directory, the state directory, the configuration.

The law of this file: an environment variable wins, systemd's directories come next, and a
person at a laptop gets folders of their own; nothing is created here.
"""

import os
from pathlib import Path

CONFIG = Path("/etc/stoneheater/stoneheater.toml")
RUNTIME = Path("/run/stoneheater")
STATE = Path("/var/lib/stoneheater")


def runtime_dir() -> Path:
    """Sockets, the `outputs` file and what does not survive a power cut."""
    named = os.environ.get("STONEHEATER_RUNTIME_DIR")
    if named:
        return Path(named)
    own = os.environ.get("XDG_RUNTIME_DIR")
    return RUNTIME if RUNTIME.is_dir() or not own else Path(own) / "stoneheater"


def state_dir() -> Path:
    """The latch, the commissioning record, the records and the history."""
    named = os.environ.get("STONEHEATER_STATE_DIR") or os.environ.get("STATE_DIRECTORY")
    if named:
        return Path(named)
    if STATE.is_dir():
        return STATE
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "stoneheater"


def config_path() -> Path:
    """The configuration file when none is named."""
    return Path(os.environ.get("STONEHEATER_CONFIG") or CONFIG)
