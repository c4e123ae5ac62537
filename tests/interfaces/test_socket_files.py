# SPDX-License-Identifier: MIT
import grp
import logging
import os
import pwd
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stoneheater.interfaces.client import Client, Unreachable
from stoneheater.interfaces.socket_files import close_socket, open_socket, user_name
from support.running import DEADLINE_S, Raw, Running, running, stranger

NO_SUCH_GROUP = "no-such-group"


@contextmanager
def opened(path: Path, group: str = NO_SUCH_GROUP) -> Iterator[socket.socket]:
    """A socket file, and away with it."""
    door = open_socket(path, group)
    try:
        yield door
    finally:
        close_socket(door, path)


def own_group() -> str:
    """A group that this process may give its files to."""
    return grp.getgrgid(os.getegid()).gr_name


def someone_who_may_not(path: Path) -> None:
    """Make sure that the file's mode shuts out whoever the next lines run as."""
    if os.geteuid() != 0:
        path.chmod(0)


def test_F80_both_sockets_are_for_their_owner_and_their_group_only(tmp_path: Path) -> None:
    """Mode 0660, whatever the umask of the process is."""
    before = os.umask(0)
    try:
        with running(tmp_path) as heater:
            for path in (heater.control, heater.remote):
                assert stat.S_IMODE(path.stat().st_mode) == 0o660
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", ["control", "remote"])
def test_F80_another_user_is_refused_by_the_kernel(open_folder: Path, name: str) -> None:
    """A user outside the group gets EACCES, and the program tells him which group to join."""
    with running(open_folder) as heater:
        path = getattr(heater, name)
        someone_who_may_not(path)
        with stranger():
            with pytest.raises(PermissionError):
                Raw(path)
            with pytest.raises(Unreachable, match=r"may not talk .* usermod -aG stoneheater"):
                Client.connect(path)


def test_nobody_connects_before_the_mode_is_set(tmp_path: Path) -> None:
    """A socket that does not listen yet refuses everybody; listening comes last."""
    path = tmp_path / "control.sock"
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        with socket.socket(socket.AF_UNIX) as client, pytest.raises(ConnectionRefusedError):
            client.connect(str(path))


def test_the_socket_is_given_to_its_group(tmp_path: Path) -> None:
    """A group that exists and is ours to give owns the file."""
    with opened(tmp_path / "control.sock", own_group()):
        assert (tmp_path / "control.sock").stat().st_gid == os.getegid()


def test_a_group_that_does_not_exist_is_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """On a computer without the groups the sockets work for their owner, and the log says so."""
    caplog.set_level(logging.INFO)
    with opened(tmp_path / "control.sock"):
        assert (tmp_path / "control.sock").stat().st_gid == os.getegid()
    assert "there is no group no-such-group" in caplog.text


def test_a_group_that_is_not_ours_to_give_is_left_out(
    open_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A daemon without the right to give the file away still starts, and the log says so."""
    open_folder.chmod(0o777)
    with stranger():
        foreign = grp.getgrgid(0).gr_name
        door = open_socket(open_folder / "control.sock", foreign)
    with door:
        assert (open_folder / "control.sock").stat().st_gid != 0
    assert f"no right to give it to {foreign}" in caplog.text


def test_a_socket_that_was_left_behind_is_replaced(tmp_path: Path) -> None:
    """After a crash the old file does not stand in the way."""
    path = tmp_path / "control.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with running(tmp_path) as heater, Raw(heater.control) as people:
        assert "result" in people.ask("hello")


def test_a_file_that_is_no_socket_is_not_removed(tmp_path: Path) -> None:
    """Something else in the socket's place is an error with its path, and stays as it is."""
    path = tmp_path / "control.sock"
    path.write_text("mine")
    with pytest.raises(OSError, match=r"control\.sock cannot be made \(.*in use"):
        open_socket(path, NO_SUCH_GROUP)
    assert path.read_text() == "mine"


def test_a_path_too_long_for_a_socket_is_an_error_with_its_path(tmp_path: Path) -> None:
    """The kernel takes 107 bytes; the sentence shows which path it was."""
    with pytest.raises(OSError, match=r"the socket .*control\.sock cannot be made"):
        open_socket(tmp_path / ("x" * 100) / "control.sock", NO_SUCH_GROUP)


def test_a_server_that_cannot_make_both_sockets_leaves_none(tmp_path: Path) -> None:
    """Half a pair of sockets is none: the first one is taken away again."""
    (tmp_path / "remote.sock").write_text("in the way")
    heater = Running(tmp_path)
    with pytest.raises(OSError, match=r"remote\.sock"):
        heater.server.bind()
    assert [path.name for path in tmp_path.iterdir()] == ["remote.sock"]
    assert heater.server.stop(DEADLINE_S)


def test_closing_takes_the_file_away_and_minds_nothing_missing(tmp_path: Path) -> None:
    """Somebody else may have tidied up already."""
    path = tmp_path / "control.sock"
    with opened(path):
        path.unlink()
    assert not path.exists()


def test_users_are_named_and_unknown_ones_numbered() -> None:
    """The record says who, even for a user without a name."""
    assert user_name(0) == pwd.getpwuid(0).pw_name
    assert user_name(1_234_567) == "uid 1234567"
    assert user_name(2**40) == f"uid {2**40}"
