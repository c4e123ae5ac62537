# SPDX-License-Identifier: MIT
"""The sockets of a daemon that heats, fuzzed from outside.

The law of this file: the daemon is a process of its own. A crash is an answer that is none, a
client that is left without an end, or a daemon that no longer answers `hello`.
"""

import json
import random
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.fuzz.mutators import damaged
from bench.fuzz.targets import requests
from bench.load.ticks import Heated, Ticks, heated

PATIENCE_S = 8.0
LINES = 6
HELLO = b'{"jsonrpc":"2.0","id":1,"method":"hello"}\n'
SAFE = ("heat.standby",)
"""Good requests that would end the heating that the ticks are seen by."""


@dataclass(slots=True)
class Crowd:
    """What was thrown at the sockets, what came of it, and what the ticks were meanwhile."""

    inputs: int
    crashes: int
    took_s: float
    ticks: Ticks


def live(folder: Path, for_s: float, seed: int) -> Crowd:
    """Fuzz a daemon for so long."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    seeds = [line for line in requests() if not any(word.encode() in line for word in SAFE)]
    lines = damaged(chance, seeds)
    inputs = crashes = 0
    with heated(folder) as house:
        began_s = time.monotonic()
        while (now_s := time.monotonic()) < began_s + for_s:
            said = [next(lines) for _ in range(chance.randrange(1, LINES))]
            inputs += len(said)
            crashes += not (_talk(house, chance, said) and _greets(house))
        ticks = house.ticks(began_s, now_s)
    return Crowd(inputs, crashes, now_s - began_s, ticks)


def _talk(house: Heated, chance: random.Random, said: Sequence[bytes]) -> bool:
    """Say some lines over one connection, hear what there is, hang up; False if it is not one."""
    end = b"" if chance.random() < 0.3 else b"\n"  # noqa: PLR2004 - half a message now and then
    name = chance.choice(("control.sock", "remote.sock"))
    try:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(PATIENCE_S)
            sock.connect(str(house.run / name))
            sock.sendall(b"\n".join(said) + end)
            if chance.random() < 0.7:  # noqa: PLR2004 - else hang up at once, unheard
                sock.shutdown(socket.SHUT_WR)
                _hear(sock)
    except ValueError as trouble:
        print(f"{trouble} after {said!r}", flush=True)
        return False
    return True


def _hear(sock: socket.socket) -> None:
    """Everything until the end: each line is a message."""
    with sock.makefile("rb") as heard:
        for line in heard:
            message = json.loads(line)
            if message["jsonrpc"] != "2.0" or not {"result", "error", "method"} & set(message):
                raise ValueError(f"not a message: {line[:200]!r}")


def _greets(house: Heated) -> bool:
    """Whether the daemon answers a good request."""
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(PATIENCE_S)
            sock.connect(str(house.run / "control.sock"))
            sock.sendall(HELLO)
            with sock.makefile("rb") as heard:
                return "result" in json.loads(heard.readline())
    except (OSError, ValueError) as trouble:
        print(f"no hello: {trouble!r}", flush=True)
        return False
