# SPDX-License-Identifier: MIT
"""What is fuzzed: where inputs start from, how one is fed, and what must hold for each.

The law of this file: `feed` returns in silence if the input was read or refused as promised; any
exception that leaves it is a crash, and counts.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from stoneheater.config import Config, ConfigError, load
from stoneheater.core.reading import LSB_C, Fault
from stoneheater.hardware.w1 import library_c
from stoneheater.hardware.w1_scratchpad import crc8, parse_scratchpad
from stoneheater.hardware.w1_slave import Sysfs, W1Tree
from stoneheater.interfaces import protocol
from stoneheater.interfaces.verbs import VERBS
from stoneheater.service.store.anchor import anchor_path
from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.record_reader import read_all, read_last, read_session_events
from stoneheater.service.store.records import Kind, Record, RecordStore, Stamp
from stoneheater.service.store.verify import verify

Feed = Callable[[bytes], None]
SENTENCE_MAX = 500
ROM = "28-00000a1b2c3d"
"""A probe that has the right family."""

COLDEST_C, HOTTEST_C = -2048.0, 2048.0
"""What sixteen bits can say in sixteenths of a degree; the rules judge it, not the parser."""

CUTOFF_MAX_C = 60.0
SMALL = 2000


@dataclass(frozen=True, slots=True)
class Target:
    """One reader of foreign bytes.

    Attributes:
        name: what the table calls it.
        files: what its figures depend on, below ``src/stoneheater``.
        seeds: good inputs.
        feed: gives it one input.
    """

    name: str
    files: tuple[str, ...]
    seeds: Sequence[bytes]
    feed: Feed


def scratchpad(folder: Path) -> Target:
    """What the kernel says a probe said: believed or a fault, and believed only if it is whole."""
    (folder / ROM).mkdir(exist_ok=True)
    (folder / ROM / "w1_slave").touch()
    good = [_answer(raw) for raw in (0, 1, 320, 832, 0x550, 0x7FF, 1360, -1, -160, 2000)]

    def feed(data: bytes) -> None:
        pad = parse_scratchpad(data)
        if isinstance(pad, Fault):
            return
        assert crc8(pad.data[:8]) == pad.data[8]
        assert pad.data.hex(" ").encode() in data
        assert COLDEST_C <= pad.temperature_c <= HOTTEST_C
        answer = W1Tree(folder, float, library_c, _Says(data)).ask(ROM)
        if answer.fault not in {Fault.MISMATCH, Fault.ERROR} or data in good:
            assert answer.temperature_c is not None
            assert abs(answer.temperature_c - pad.temperature_c) <= LSB_C / 2

    files = ("hardware/w1_scratchpad.py", "hardware/w1_slave.py")
    return Target("1-Wire parser", files, good, feed)


def configuration(folder: Path, shipped: str) -> Target:
    """A configuration file: a safe one, or refused with sentences."""
    path = folder / "stoneheater.toml"
    path.touch(0o600)
    plain = "".join(line for line in shipped.splitlines(True) if line.strip()[:1] not in {"#", ""})
    every = re.sub(r"^#(?=[a-z\[])", "", shipped, flags=re.MULTILINE)

    def feed(data: bytes) -> None:
        path.write_bytes(data)
        try:
            config = load(path)
        except ConfigError as refusal:
            sentences = [str(problem).strip() for problem in refusal.problems]
            if not sentences or not all(sentences):
                raise ValueError("refused without a sentence") from refusal
            return
        temperature = config.temperature
        assert isinstance(config, Config)
        assert temperature.target_c <= temperature.target_max_c < temperature.high_alarm_c
        assert temperature.high_alarm_c < temperature.cutoff_c <= CUTOFF_MAX_C

    names = [f"config/{name}.py" for name in ("checks", "loading", "model", "strict", "toml_file")]
    seeds = [text.encode() for text in (plain, plain, every)]
    return Target("configuration", (*names, "config/unsafe.py"), seeds, feed)


def line_of_the_socket() -> Target:
    """One line at a socket: a request, or one sentence why it is none."""

    def feed(data: bytes) -> None:
        try:
            request = protocol.parse(data)
        except protocol.RpcError as refusal:
            if not 0 < len(refusal.text) < SENTENCE_MAX or "\n" in refusal.text:
                raise ValueError("refused without one sentence") from refusal
            return
        assert isinstance(request.method, str)
        assert len(protocol.answer(request.id, "{}")) < SENTENCE_MAX

    return Target("socket's parser", ("interfaces/protocol.py",), requests(), feed)


def requests() -> list[bytes]:
    """One good line for every verb there is, and some with parameters."""
    more: dict[str, object] = {"temperature": "50C", "confirmed": True, "heard": {"buzzer": True}}
    return [_request(verb, {}) for verb in VERBS] + [_request(verb, more) for verb in VERBS]


def record(folder: Path) -> Target:
    """The file of the record, damaged anywhere: read, or one typed error with a sentence."""
    path = folder / "records.db"
    good = _filled(path)
    head = anchor_path(path)
    marked = head.read_bytes()

    def feed(data: bytes) -> None:
        damaged_head = len(data) % 7 == 0
        path.write_bytes(good if damaged_head and len(data) < SMALL else data)
        head.write_bytes(data[:200] if damaged_head else marked)
        for look in (lambda: list(read_all(path)), lambda: read_last(path, 5)):
            _typed(look)
        _typed(lambda: read_session_events(path))
        verdict = verify(path)
        assert verdict.sentence
        if data == good and not damaged_head:
            assert verdict.ok, verdict.sentence

    names = [f"service/store/{name}.py" for name in ("anchor", "record_reader", "verify")]
    return Target("record reader", tuple(names), [good], feed)


class _Says(Sysfs):
    """A kernel that says one thing."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def read(self, path: Path) -> bytes:
        """It, whatever was asked."""
        del path
        return self._text


def _answer(raw: int) -> bytes:
    eight = (raw & 0xFFFF).to_bytes(2, "little") + bytes((0x4B, 0x46, 0x7F, 0xFF, 0x0C, 0x10))
    shown = (eight + bytes([crc8(eight)])).hex(" ")
    return f"{shown} : crc={shown[-2:]} YES\n{shown} t={raw * 1000 // 16}\n".encode()


def _request(verb: str, params: Mapping[str, object]) -> bytes:
    asked = {"jsonrpc": "2.0", "id": 1, "method": verb, "params": params}
    return json.dumps(asked).encode()


def _filled(path: Path) -> bytes:
    """A record with entries of every kind, some of a client, in the smallest file there can be."""
    store = RecordStore(path, lambda: Stamp(1.0e9, 10.0, "boot"))
    for number, kind in enumerate(Kind):
        private = {"client": "A. B."} if number % 2 else {}
        data = {"event": "session.start", "number": number}
        stamp = Stamp(1.0e9 + number, 10.0 + number, "boot")
        store.append(Record(stamp, kind, "uid 0", "said", data, private, "S1"))
    assert store.close(10.0)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = DELETE")
    return path.read_bytes()


def _typed(look: Callable[[], object]) -> None:
    with suppress(StoreUnreadableError):
        look()
