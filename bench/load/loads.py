# SPDX-License-Identifier: MIT
"""What is put upon the daemon: clients that crowd in, do not read, ask too much, or talk rubbish.

The law of this file: each load runs until it is told to stop, ends within seconds of that, and
speaks to nothing but the sockets of the house it was given.
"""

import multiprocessing
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

PATIENCE_S = 0.2
FLOODERS = 8
CROWD = 200
SLOW = 14
ROUND_S = 0.02

Load = Callable[[Path, Callable[[], bool]], None]


def asked(method: str, params: str = "{}") -> bytes:
    """One line that asks."""
    return f'{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}\n'.encode()


def crowd(run: Path, stopped: Callable[[], bool]) -> None:
    """Two hundred connections: those that fit subscribe and read, the others knock again."""
    clients: list[socket.socket | None] = [None] * CROWD
    while not stopped():
        for at, sock in enumerate(clients):
            clients[at] = _heard(sock) if sock is not None else _subscribed(run)
        time.sleep(ROUND_S)
    for sock in filter(None, clients):
        sock.close()


def readers(run: Path, stopped: Callable[[], bool]) -> None:
    """Fourteen subscribers that read."""
    with ExitStack() as kept:
        socks = [kept.enter_context(sock) for _ in range(SLOW) if (sock := _subscribed(run))]
        while not stopped():
            for sock in socks:
                _heard(sock)
            time.sleep(ROUND_S)


def slow(run: Path, stopped: Callable[[], bool]) -> None:
    """Clients that ask for ever and never read; closed, they come again."""
    socks: list[socket.socket | None] = [None] * SLOW
    while not stopped():
        for at, sock in enumerate(socks):
            socks[at] = _pushed(sock, asked("snapshot.get")) if sock else _subscribed(run)
        time.sleep(ROUND_S)
    for sock in filter(None, socks):
        sock.close()


def flood(run: Path, stopped: Callable[[], bool]) -> None:
    """Eight clients, each with a command as soon as the one before is answered."""
    commands = (asked("heat.on"), asked("target.set", '{"temperature":"50C"}'), asked("alarm.ack"))
    threads = [
        threading.Thread(target=_talk, args=(run, commands, stopped)) for _ in range(FLOODERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def halves(run: Path, stopped: Callable[[], bool]) -> None:
    """Half a message, rubbish, and a line without an end, from as many as fit."""
    said = (b'{"jsonrpc":"2.0","id":1,"met', b"\xff" * 9000 + b"\n", b"[" * 8000)
    while not stopped():
        for text in said * 4:
            sock = _connected(run)
            if sock is not None:
                _pushed(sock, text)
                sock.close()
        time.sleep(ROUND_S)


def hog(_run: Path, stopped: Callable[[], bool]) -> None:
    """A process on every core that does nothing but count, at the same priority."""
    cores = sorted(os.sched_getaffinity(0))
    counting = [multiprocessing.Process(target=_count, args=(core,), daemon=True) for core in cores]
    for process in counting:
        process.start()
    while not stopped():
        time.sleep(ROUND_S)
    for process in counting:
        process.kill()
        process.join()


@contextmanager
def under(run: Path, *loads: Load) -> Iterator[None]:
    """These loads, as long as the block lasts."""
    end = threading.Event()
    threads = [threading.Thread(target=load, args=(run, end.is_set)) for load in loads]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        end.set()
        for thread in threads:
            thread.join(30.0)


def _count(core: int) -> None:
    os.sched_setaffinity(0, {core})
    number = 0
    while number < sys.maxsize:
        number += 1


def _talk(run: Path, commands: tuple[bytes, ...], stopped: Callable[[], bool]) -> None:
    sock, number = None, 0
    while not stopped():
        sock = sock or _connected(run)
        if sock is not None:
            sock = _pushed(sock, commands[number % len(commands)])
            number += 1
        sock = _heard(sock) if sock is not None else None
    if sock is not None:
        sock.close()


def _connected(run: Path) -> socket.socket | None:
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(PATIENCE_S)
    try:
        sock.connect(str(run / "control.sock"))
    except OSError:
        sock.close()
        return None
    return sock


def _subscribed(run: Path) -> socket.socket | None:
    sock = _connected(run)
    if sock is not None:
        sock.setblocking(False)
        return _pushed(sock, asked("snapshot.subscribe"))
    return None


def _pushed(sock: socket.socket, data: bytes) -> socket.socket | None:
    """The socket, as long as it lives; what does not fit is not sent."""
    with suppress(BlockingIOError, TimeoutError):
        try:
            sock.send(data)
        except (BlockingIOError, TimeoutError):
            return sock
        except OSError:
            sock.close()
            return None
    return sock


def _heard(sock: socket.socket) -> socket.socket | None:
    """Read what there is; None when the other side has hung up."""
    try:
        if sock.recv(1 << 16):
            return sock
    except (BlockingIOError, TimeoutError):
        return sock
    except OSError:
        pass
    sock.close()
    return None
