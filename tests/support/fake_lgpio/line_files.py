# SPDX-License-Identifier: MIT
"""GPIO lines that are files, so that several processes live on the same fake machine.

The law of this file: a line's level outlives the process that drove it exactly when a Raspberry
Pi would let it, and its owner loses it the moment it dies, however it dies.

The world is a directory: ``FAKE_LGPIO_DIR``, or a private one. In it ``gpiochip0/line17`` holds
the line as JSON, ``line17.held`` is locked by its owner, ``line17.forced`` is a level that
something outside forces on the pin, and ``events.log`` has every touch with its monotonic time.
``FAKE_LGPIO_CHIPS`` names the chips (``0=pinctrl-bcm2711,4=brcmvirt-gpio``);
``FAKE_LGPIO_PERSIST=0`` is ``dtparam=strict_gpiod``: a released output becomes an input again.
"""

import contextlib
import fcntl
import json
import os
import struct
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

PULL_UP, PULL_DOWN = 32, 64
FIRST_PULLED_DOWN = 9  # BCM 0 to 8 are pulled up at boot [memory, unverified]
_WHOLE_FILE = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)


@dataclass
class Line:
    """What the chip holds of a line, whoever owns it."""

    direction: str
    level: int
    bias: int = 0
    persist: bool = True


@dataclass
class World:
    """What one process says of the machine; None is what the environment says."""

    directory: Path | None = None
    chips: dict[int, str] | None = None
    persist: bool | None = None


world = World()


def directory() -> Path:
    """The directory that is the world."""
    if world.directory is None:
        named = os.environ.get("FAKE_LGPIO_DIR")
        world.directory = Path(named or tempfile.mkdtemp(prefix="fake-lgpio-"))
    world.directory.mkdir(parents=True, exist_ok=True)
    return world.directory


def chips() -> dict[int, str]:
    """The label of each chip, by number."""
    if world.chips is not None:
        return world.chips
    named = os.environ.get("FAKE_LGPIO_CHIPS", "0=pinctrl-bcm2711")
    return {int(number): label for number, label in (pair.split("=") for pair in named.split(","))}


def persists() -> bool:
    """Whether a released output stays driven."""
    if world.persist is not None:
        return world.persist
    return os.environ.get("FAKE_LGPIO_PERSIST", "1") != "0"


def state(gpio: int, chip: int = 0) -> Line:
    """The line as the outside sees it now: after any deaths, and with its forced level."""
    line = stored(gpio, chip)
    with contextlib.suppress(FileNotFoundError):
        line.level = int(path_of(chip, gpio).with_suffix(".forced").read_text(encoding="utf-8"))
    return line


def stored(gpio: int, chip: int = 0) -> Line:
    """The line as the chip drives it."""
    try:
        line = Line(**json.loads(path_of(chip, gpio).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Line("input", pulled(gpio))
    lost = line.direction == "output" and not line.persist and not is_held(gpio, chip)
    return Line("input", pulled(gpio)) if lost else line


def put(gpio: int, line: Line, chip: int = 0) -> None:
    """Set the chip's state of a line; also how a test says what the boot left behind."""
    path = path_of(chip, gpio)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(asdict(line)), encoding="utf-8")
    fresh.replace(path)


def force(gpio: int, level: int | None, chip: int = 0) -> None:
    """Tie the pin to a level whatever the chip drives; None lets go."""
    path = path_of(chip, gpio).with_suffix(".forced")
    path.unlink(missing_ok=True) if level is None else path.write_text(str(level))


def pulled(gpio: int, flags: int = 0) -> int:
    """The level of an undriven line."""
    if flags & (PULL_UP | PULL_DOWN):
        return int(bool(flags & PULL_UP))
    return int(gpio < FIRST_PULLED_DOWN)


def is_held(gpio: int, chip: int = 0) -> bool:
    """Whether any living process, this one included, holds the line; asks without locking."""
    fd = _open_held(gpio, chip)
    try:
        answer = fcntl.fcntl(fd, fcntl.F_OFD_GETLK, _WHOLE_FILE)
    finally:
        os.close(fd)
    return bool(struct.unpack_from("h", answer)[0] != fcntl.F_UNLCK)


def owner(gpio: int, chip: int = 0) -> str:
    """Who holds the line; empty if nobody does."""
    held = path_of(chip, gpio).with_suffix(".held")
    return held.read_text(encoding="utf-8") if is_held(gpio, chip) else ""


def lock(gpio: int, chip: int = 0, user: str = "lg") -> int:
    """Hold a line as its owner ``user``: a descriptor to keep, or BlockingIOError."""
    fd = _open_held(gpio, chip)
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _WHOLE_FILE)
    except BlockingIOError:
        os.close(fd)
        raise
    os.truncate(fd, 0)
    os.write(fd, user.encode())
    return fd


def log(event: str) -> None:
    """Append one touch to ``events.log``."""
    with (directory() / "events.log").open("a", encoding="utf-8") as file:
        file.write(f"{time.monotonic():.6f} {event}\n")


def path_of(chip: int, gpio: int) -> Path:
    """The file that is the line."""
    folder = directory() / f"gpiochip{chip}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"line{gpio}"


def _open_held(gpio: int, chip: int) -> int:
    path = path_of(chip, gpio).with_suffix(".held")
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
