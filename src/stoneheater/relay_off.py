# SPDX-License-Identifier: MIT
"""Switch every output off when the daemon can no longer do it, and sound if a stone lies.

The law of this file: it needs nothing but the standard library and one small text file, so that
it works after a crash, without site-packages, beside a broken configuration and copied anywhere
(``python3 -I -S relay_off.py``). It only ever drives lines to OFF, but for the buzzer when all
others are done; it tries all of them whatever fails on the way, and it never says that the heat
*is* off: only what it commanded.

The daemon writes the text file, ``outputs`` in the runtime directory, before it claims its first
line. One word list a line, in the order in which the outputs are switched::

    chip /dev/gpiochip0 pinctrl-bcm2711
    heater 17 active-high
    enable 27 active-low
    buzzer 18 active-high

Beside it the daemon keeps ``placements.json``, an object whose ``lying`` is how many stones lie on
clients, and whose ``doubt`` is why that is not known. If any may lie, nobody times it now, and the
buzzer sounds: for three seconds, or with ``--alarm`` until this process is stopped or the file says
that no stone lies.

Until the lines are off it imports only what loads at once: argparse, json, pathlib, re, signal and
typing took three quarters of the time from its start to the first line (seen with 3.11), so they
wait until somebody needs them.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

    class Chip(Protocol):
        """Something that can drive a line; the real one is the kernel's character device."""

        def drive(self, line: int, level: int) -> None:
            """Make ``line`` an output at ``level``, kept until the process ends, or OSError."""
            ...


OUTPUTS_FILE = "outputs"
PLACEMENTS_FILE = "placements.json"
"""Names in the runtime directory."""

BUZZER = "buzzer"
"""The role of the one line that is no switch."""

GET_LINE_IOCTL, SET_VALUES_IOCTL = 0xC250B407, 0xC010B40F
"""GPIO_V2_GET_LINE_IOCTL and _LINE_SET_VALUES_IOCTL of linux/gpio.h (kernel 5.10 and later)."""

FLAG_OUTPUT = 1 << 3
"""GPIO_V2_LINE_FLAG_OUTPUT; a request with no flag at all leaves the line as it is."""

TRIES, PAUSE_S = 5, 0.1
"""How often a busy line is tried, and how far apart: a dying process lets go in milliseconds."""

BURST = (0.2, 0.2, 0.2, 0.2, 0.2, 0.5, 0.2, 0.2, 0.2, 0.9)
SILENCE_S = 7.0
"""Sound and silence in turn: three beeps and two, 3 s in all; between two bursts of ``--alarm``."""

RUNTIME_DIR = "/run/stoneheater"

_PIN_DIGITS = 4
_VALUES_ATTRIBUTE = 2
_BITS_AND_MASK = struct.Struct("=QQ")
_ATTRIBUTE = struct.Struct("=IIQQ")
_REQUEST = struct.Struct("=64I32sQI20s240sII20si")


class Line:
    """One output as the ``outputs`` file names it: its role, its BCM number, its polarity."""

    def __init__(self, name: str, pin: int, active_high: bool) -> None:
        self.name, self.pin, self.active_high = name, pin, active_high

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.name, self.pin, self.active_high))

    @property
    def off_level(self) -> int:
        """The level, 0 or 1, at which this output is OFF."""
        return int(not self.active_high)


class CharDevice:
    """The kernel's GPIO character device, by its version 2 interface."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._kept: dict[int, int] = {}

    def drive(self, line: int, level: int) -> None:
        """Ask for the line as an output that starts at ``level``: one request, no pulse."""
        if line in self._kept:
            fcntl.ioctl(self._kept[line], SET_VALUES_IOCTL, _BITS_AND_MASK.pack(level, 1))
        else:
            self._kept[line] = request_line(self._path, line, FLAG_OUTPUT, level)


def request_line(path: str, line: int, flags: int, level: int | None = None) -> int:
    """The descriptor of one requested line; closing it gives the line back. Raises OSError."""
    request = bytearray(pack_request(line, flags, level))
    chip = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.ioctl(chip, GET_LINE_IOCTL, request)
    finally:
        os.close(chip)
    return int(_REQUEST.unpack(request)[-1])


def pack_request(line: int, flags: int, level: int | None = None) -> bytes:
    """A ``struct gpio_v2_line_request`` for one line: 592 bytes, laid out as in linux/gpio.h."""
    values = b"" if level is None else _ATTRIBUTE.pack(_VALUES_ATTRIBUTE, 0, level, 1)
    offsets = (line, *[0] * 63)
    config = (flags, int(bool(values)), b"", values)
    return _REQUEST.pack(*offsets, b"stoneheater", *config, 1, 0, b"", 0)


def render_outputs(device: str, label: str, lines: Sequence[Line]) -> str:
    """The text of an ``outputs`` file for the chip at ``device``."""
    polarity = {True: "active-high", False: "active-low"}
    rows = [f"{line.name} {line.pin} {polarity[line.active_high]}" for line in lines]
    return "\n".join([f"chip {device} {label}", *rows]) + "\n"


def parse_outputs(text: str) -> tuple[str, list[Line], list[str]]:
    """The chip's device path, the lines, and the rows that make no sense (path "" if missing)."""
    device, lines, unread = "", [], []
    for row in filter(None, (row.strip() for row in text.splitlines())):
        match row.split():
            case ["chip", path, *_]:
                device = path
            case [name, pin, ("active-high" | "active-low") as polarity] if _is_pin(pin):
                lines.append(Line(name, int(pin), polarity == "active-high"))
            case _:
                unread.append(row)
    return device, lines, unread


def _is_pin(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= _PIN_DIGITS


def switch_off(chip: Chip, line: Line, pause: Callable[[float], object]) -> str:
    """Drive one line to OFF, patiently while it is busy; "" or the sentence that says why not."""
    for attempt in range(TRIES):
        try:
            chip.drive(line.pin, line.off_level)
        except OSError as error:
            if error.errno != errno.EBUSY:
                return f"GPIO{line.pin} could not be driven ({error.strerror or error})"
            if attempt < TRIES - 1:
                pause(PAUSE_S)
        else:
            return ""
    return f"GPIO{line.pin} is held by another program"


def main(
    argv: Sequence[str] | None = None,
    *,
    open_chip: Callable[[str], Chip] = CharDevice,
    pause: Callable[[float], object] = time.sleep,
) -> int:
    """Switch off what the ``outputs`` file names, then sound; 0 if every line was set, else 1."""
    folder, alarm = _asked(sys.argv[1:] if argv is None else argv)
    path = f"{folder}/{OUTPUTS_FILE}"
    try:
        with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - pathlib is slow
            text = file.read()
    except OSError as error:
        _say(f"Nothing was switched: {path} cannot be read ({error.strerror}). Pull the plug.")
        return 1
    device, lines, unread = parse_outputs(text)
    chip = open_chip(device or "/dev/gpiochip0")
    switches = [line for line in lines if line.name != BUZZER]
    damaged = len(unread) + (not device or not switches)
    if damaged:
        _say(f"{path} is damaged: {len(unread)} rows make no sense, {len(switches)} outputs named.")
    failed = _switch_all(switches, chip, pause)
    buzzer = next((line for line in lines if line.name == BUZZER), None)
    _sound(buzzer, chip, f"{folder}/{PLACEMENTS_FILE}", pause, on_and_on=alarm)
    return int(damaged + failed > 0)


def _asked(argv: Sequence[str]) -> tuple[str, bool]:
    """The runtime directory, and whether to sound on and on."""
    usual = os.environ.get("STONEHEATER_RUNTIME_DIR") or RUNTIME_DIR
    if not argv or list(argv) == ["--alarm"]:
        return usual, bool(argv)  # as systemd starts it: no time for a parser
    import argparse  # noqa: PLC0415 - see the law

    parser = argparse.ArgumentParser(prog="relay-off", description="Switch every output off.")
    parser.add_argument(
        "--alarm", action="store_true", help="then sound for as long as a stone lies on a client"
    )
    parser.add_argument(
        "--runtime-dir",
        default=usual,
        help="where the daemon left its outputs file (default: %(default)s)",
    )
    asked = parser.parse_args(argv)
    return asked.runtime_dir, asked.alarm


def _switch_all(lines: Sequence[Line], chip: Chip, pause: Callable[[float], object]) -> int:
    """Try every line and say one sentence for each; how many could not be set."""
    failed = 0
    for line in lines:
        trouble = switch_off(chip, line, pause)
        failed += bool(trouble)
        level = "high" if line.off_level else "low"
        done = f"{line.name}: commanded off, GPIO{line.pin} is driven {level}."
        _say(f"{line.name}: NOT switched off, {trouble}. Pull the plug." if trouble else done)
    return failed


def stones_lie(path: str | os.PathLike[str]) -> bool:
    """Whether a stone may lie on a client; a file that makes no sense counts as one that does."""
    import json  # noqa: PLC0415 - see the law

    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is slow
            told = json.loads(file.read())
        return bool(told["lying"] != 0 or told["doubt"])
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return True


def _sound(
    buzzer: Line | None,
    chip: Chip,
    stones: str,
    pause: Callable[[float], object],
    *,
    on_and_on: bool,
) -> None:
    """Silence the buzzer; if a stone lies, sound it once, or for as long as one lies."""
    trouble = switch_off(chip, buzzer, pause) if buzzer else "none is fitted"
    if not stones_lie(stones):
        return
    heard = f"No buzzer sounds: {trouble}." if trouble else "The buzzer sounds."
    _say(f"Stones lie on clients and nobody times them: check every client NOW. {heard}")
    if buzzer is None or trouble:
        return
    import signal  # noqa: PLC0415 - see the law

    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # and fall silent on the way
    try:
        _burst(buzzer, chip, pause)
        while on_and_on and stones_lie(stones):
            pause(SILENCE_S)
            _burst(buzzer, chip, pause)
    finally:
        switch_off(chip, buzzer, pause)
        signal.signal(signal.SIGTERM, before)


def _burst(line: Line, chip: Chip, pause: Callable[[float], object]) -> None:
    """Three beeps and two; a line that fails once may sound the next time."""
    for index, length_s in enumerate(BURST):
        try:
            chip.drive(line.pin, line.off_level ^ (index % 2 == 0))
        except OSError as error:
            _say(f"The buzzer did not follow ({error.strerror or error}).")
        pause(length_s)


def _say(sentence: str) -> None:
    """Print at once; a closed or full standard output must not stop the switching."""
    try:
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        return


if __name__ == "__main__":
    sys.exit(main())
