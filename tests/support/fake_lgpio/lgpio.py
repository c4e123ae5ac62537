# SPDX-License-Identifier: MIT
"""A stand-in for the lgpio C library, on lines that are files (``line_files.py``).

The law of this file: it does to a line what lgpio 0.2.2.0 does, in the same order, with the same
return values and the same error texts (read in joan2937/lg, lgGpio.c, and compared with the real
module), and it writes every touch down. With this folder on ``PYTHONPATH`` a program that imports
``lgpio`` finds it; a test's own process imports it as ``support.fake_lgpio.lgpio``.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))

from support.fake_lgpio import line_files
from support.fake_lgpio.line_files import Line

SET_PULL_UP, SET_PULL_DOWN, SET_PULL_NONE = line_files.PULL_UP, line_files.PULL_DOWN, 128
RISING_EDGE, FALLING_EDGE, BOTH_EDGES = 1, 2, 3
BAD_HANDLE, BAD_GPIO_NUMBER, CANNOT_OPEN_CHIP = -5, -73, -78
GPIO_BUSY, GPIO_NOT_ALLOCATED = -79, -80
LINES = 54
_IN_USE, _IS_OUTPUT, _LG_INPUT, _LG_OUTPUT = 1, 2, 256, 512
_TEXTS = {
    BAD_HANDLE: "unknown handle",
    BAD_GPIO_NUMBER: "bad GPIO number",
    CANNOT_OPEN_CHIP: "can not open gpiochip",
    GPIO_BUSY: "GPIO busy",
    GPIO_NOT_ALLOCATED: "GPIO not allocated",
}

events: list[str] = []
"""Every touch of this process, such as ``OUTPUT 17 0``, ``SET 17 1``, ``FREE 17``."""

_handles: dict[int, int] = {}
_held: dict[tuple[int, int], int] = {}


class error(Exception):  # noqa: N801, N818 - lgpio's own name
    """Raised as lgpio raises it: the text in ``value``, quoted by ``str``."""

    def __init__(self, value: str) -> None:
        self.value = value

    def __str__(self) -> str:
        return repr(self.value)


def reset(
    directory: Path | None = None,
    chips: dict[int, str] | None = None,
    *,
    persist: bool | None = None,
) -> None:
    """A fresh machine for the next test of this process; None means what the environment says."""
    die()
    _handles.clear()
    events.clear()
    line_files.world = line_files.World(directory, chips, persist)


def die() -> None:
    """What the kernel does to this process's lines when it is killed."""
    for handle, gpio in list(_held):
        _release(handle, gpio)


def error_text(errnum: int) -> str:
    """The library's words for an error number."""
    return _TEXTS[errnum]


def gpiochip_open(gpiochip: int) -> int:
    """A handle that carries the chip's number in its upper half."""
    if gpiochip not in line_files.chips():
        raise error(error_text(CANNOT_OPEN_CHIP))
    handle = len(_handles)
    _handles[handle] = gpiochip
    return handle | gpiochip << 16


def gpiochip_close(handle: int) -> int:
    """Frees every line of the handle."""
    _chip(handle)
    for owner, gpio in list(_held):
        if owner == handle:
            gpio_free(owner, gpio)
    _handles[handle & 0xFFFF] = -1
    return 0


def gpio_get_chip_info(handle: int) -> list[int | str]:
    """Status, number of lines, name and label."""
    chip = _chip(handle)
    return [0, LINES, f"gpiochip{chip}", line_files.chips()[chip]]


def gpio_get_line_info(handle: int, gpio: int) -> list[int | str]:
    """Status, line, flags, name and user; looks without claiming."""
    return [0, gpio, gpio_get_mode(handle, gpio) & 0xFF, "", line_files.owner(gpio, _chip(handle))]


def gpio_get_mode(handle: int, gpio: int) -> int:
    """The kernel's flags, and the library's own bits if this handle holds the line."""
    chip = _chip(handle)
    line = line_files.stored(gpio, chip)
    output = line.direction == "output"
    own = (_LG_OUTPUT if output else _LG_INPUT) if (handle, gpio) in _held else 0
    return _IN_USE * line_files.is_held(gpio, chip) | _IS_OUTPUT * output | line.bias | own


def gpio_claim_input(handle: int, gpio: int, lFlags: int = 0) -> int:  # noqa: N803 - lgpio's name
    """Make the line an input with the bias that the flags ask for."""
    line = Line("input", line_files.pulled(gpio, lFlags), lFlags)
    return _claim(handle, gpio, line, f"INPUT {gpio} {lFlags}")


def gpio_claim_output(
    handle: int,
    gpio: int,
    level: int = 0,
    lFlags: int = 0,  # noqa: N803 - lgpio's name
) -> int:
    """Make the line an output that starts at ``level``."""
    line = Line("output", int(bool(level)), lFlags, line_files.persists())
    return _claim(handle, gpio, line, f"OUTPUT {gpio} {line.level}")


def gpio_claim_alert(handle: int, gpio: int, edges: int, flags: int = 0) -> int:
    """Make the line an input whose changes are told; an input that is held is claimed again."""
    assert edges == BOTH_EDGES
    if (handle, gpio) in _held:
        _release(handle, gpio)
    line = Line("input", line_files.pulled(gpio, flags), flags)
    return _claim(handle, gpio, line, f"ALERT {gpio} {flags}")


def gpio_set_debounce_micros(handle: int, gpio: int, debounce_micros: int) -> int:
    """Tell of a change only when the line has been still for so long; here it always has."""
    _chip(handle)
    _note(f"DEBOUNCE {gpio} {debounce_micros}")
    return 0


class callback:  # noqa: N801 - lgpio's own name
    """Calls ``func(chip, gpio, level, ticks)`` in another thread for each change of a line."""

    def __init__(
        self, handle: int, gpio: int, edge: int, func: Callable[[int, int, int, int], None]
    ) -> None:
        assert edge == BOTH_EDGES
        self._chip, self._gpio, self._func = _chip(handle), gpio, func
        self._ended = threading.Event()
        self._level = line_files.state(gpio, self._chip).level
        threading.Thread(target=self._run, name=f"alerts {gpio}", daemon=True).start()

    def cancel(self) -> None:
        """Call no more."""
        self._ended.set()

    def _run(self) -> None:
        world = line_files.world
        while not self._ended.wait(0.01) and line_files.world is world:
            level = line_files.state(self._gpio, self._chip).level
            if level != self._level:
                self._level = level
                self._func(self._chip, self._gpio, level, time.monotonic_ns())


def gpio_free(handle: int, gpio: int) -> int:
    """Give the line back to the kernel."""
    if (handle, gpio) not in _held:
        raise error(error_text(GPIO_NOT_ALLOCATED))
    _note(f"FREE {gpio}")
    _release(handle, gpio)
    return 0


def gpio_read(handle: int, gpio: int) -> int:
    """The level of the pin itself; an unclaimed line becomes an input first (lgGpio.c)."""
    chip = _chip(handle)
    if (handle, gpio) not in _held:
        gpio_claim_input(handle, gpio)
    return line_files.state(gpio, chip).level


def gpio_write(handle: int, gpio: int, level: int) -> int:
    """Set an output; anything else becomes an output at that level first (lgGpio.c)."""
    chip = _chip(handle)
    line = line_files.stored(gpio, chip)
    if (handle, gpio) not in _held or line.direction != "output":
        return gpio_claim_output(handle, gpio, level)
    line.level = int(bool(level))
    _note(f"SET {gpio} {line.level}")
    line_files.put(gpio, line, chip)
    return 0


def _claim(handle: int, gpio: int, line: Line, event: str) -> int:
    chip = _chip(handle)
    if not 0 <= gpio < LINES:
        raise error(error_text(BAD_GPIO_NUMBER))
    if (handle, gpio) in _held:
        if line_files.stored(gpio, chip).direction == line.direction:
            return 0  # lgGpio.c: nothing to do, not even the new level
        gpio_free(handle, gpio)
    try:
        _held[handle, gpio] = line_files.lock(gpio, chip)
    except BlockingIOError:
        raise error(error_text(GPIO_BUSY)) from None
    _note(event)
    line_files.put(gpio, line, chip)
    return 0


def _release(handle: int, gpio: int) -> None:
    os.close(_held.pop((handle, gpio)))
    chip = _handles[handle & 0xFFFF]
    line_files.put(gpio, line_files.stored(gpio, chip), chip)


def _chip(handle: int) -> int:
    chip = _handles.get(handle & 0xFFFF, -1)
    if chip < 0:
        raise error(error_text(BAD_HANDLE))
    return chip


def _note(event: str) -> None:
    events.append(event)
    line_files.log(event)


def _enter_work_directory() -> None:
    """What importing lgpio does: go to LG_WD, for good, and leave a FIFO there (seen)."""
    os.chdir(os.environ.get("LG_WD", "."))
    try:
        os.mkfifo(".lgd-nfy0")
    except FileExistsError:
        return
    except OSError as refused:
        raise FileNotFoundError(refused.errno, "No such file or directory", ".lgd-nfy-3") from None


if __name__ == "lgpio":  # the tests' own process imports it by its full name, and stays put
    _enter_work_directory()
