# SPDX-License-Identifier: MIT
"""The two socket files: made, given to their groups, and taken away again.

The law of this file: nobody can connect before the file has its mode and its group, and only a
socket that somebody left behind is ever removed. That no daemon is using it is known already:
whoever comes here holds the instance lock.
"""

import grp
import logging
import os
import pwd
import socket
import stat
from pathlib import Path
from typing import Final

CONTROL: Final = "control.sock"
REMOTE: Final = "remote.sock"
CONTROL_GROUP: Final = "stoneheater"
REMOTE_GROUP: Final = "stoneheater-remote"
MODE: Final = 0o660
BACKLOG: Final = 128

_log = logging.getLogger(__name__)


def open_socket(path: Path, group: str) -> socket.socket:
    """Make a socket file that its owner and this group may use, and listen.

    A group that does not exist, or that is not ours to give, is logged and left out: then the
    group of the owner stands there.

    Raises:
        OSError: the file cannot be made, for instance because the folder is missing, the path is
            longer than 107 bytes, or something that is no socket stands there.
    """
    _remove_stale(path)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        door.setblocking(False)
        door.bind(str(path))
        path.chmod(MODE)
        _give(path, group)
        door.listen(BACKLOG)
    except OSError as trouble:
        door.close()
        raise OSError(f"the socket {path} cannot be made ({trouble})") from trouble
    return door


def close_socket(door: socket.socket, path: Path) -> None:
    """Stop listening and take the file away."""
    door.close()
    path.unlink(missing_ok=True)


def user_name(uid: int) -> str:
    """The name of a local user, or ``uid 1001`` for one without."""
    try:
        return pwd.getpwuid(uid).pw_name
    except (KeyError, OverflowError):
        return f"uid {uid}"


def _remove_stale(path: Path) -> None:
    try:
        if stat.S_ISSOCK(path.lstat().st_mode):
            path.unlink()
    except FileNotFoundError:
        return


def _give(path: Path, group: str) -> None:
    try:
        os.chown(path, -1, grp.getgrnam(group).gr_gid)
    except KeyError:
        _log.info("%s stays with its owner's group: there is no group %s.", path, group)
    except PermissionError:
        _log.warning("%s stays with its owner's group: no right to give it to %s.", path, group)
