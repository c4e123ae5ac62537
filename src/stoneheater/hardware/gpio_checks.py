# SPDX-License-Identifier: MIT
"""What the machine does with a line while the daemon does not hold it.

The law of this file: it looks and never drives, and its answers are sentences. Empty means that
nothing is wrong; what cannot be read is never taken for good.
"""

import fcntl
import os
import struct
from collections.abc import Callable
from pathlib import Path

from stoneheater.relay_off import Line, request_line

GET_VALUES_IOCTL = 0xC010B40E
"""GPIO_V2_LINE_GET_VALUES_IOCTL of linux/gpio.h."""

OUTPUTS_PERSIST = (
    "Outputs stay as they are when the program is killed: "
    "add dtparam=strict_gpiod to config.txt and restart the Raspberry Pi."
)
"""The sentence of ``persist_check``."""

Look = Callable[[str, int], int]
"""The level, 0 or 1, of a line (chip device path, line) before anybody claims it; or OSError."""

_LAST_PULLED_UP = 8
_LAST_HEADER_PIN = 27
_BITS_AND_MASK = struct.Struct("=QQ")
_MODULES = {"pinctrl-rp1": ("pinctrl_rp1",)}
_OTHER_MODULES = ("pinctrl_bcm2835", "pinctrl_bcm2711")


def boots_low(pin: int) -> bool:
    """Whether BCM ``pin`` (0 to 27) is pulled down at boot: 9 to 27 are, 0 to 8 are pulled up.

    From memory of the BCM2835 data sheet; unverified.
    """
    if not 0 <= pin <= _LAST_HEADER_PIN:
        raise ValueError(f"GPIO{pin} is not on the header: pins are 0 to {_LAST_HEADER_PIN}.")
    return pin > _LAST_PULLED_UP


def persist_check(label: str, sys_module_dir: Path = Path("/sys/module")) -> tuple[str, ...]:
    """Whether outputs of the chip ``label`` outlive a killed program; a sentence if they do.

    Raspberry Pi kernels keep a released output driven unless ``persist_gpio_outputs`` is N; where
    the parameter is absent they keep it too (reported for 6.1.77).
    """
    found = []
    for module in _MODULES.get(label, _OTHER_MODULES):
        parameter = sys_module_dir / module / "parameters" / "persist_gpio_outputs"
        try:
            found.append(parameter.read_text(encoding="ascii", errors="replace").strip())
        except OSError:
            continue
    if found and set(found) == {"N"}:
        return ()
    return (OUTPUTS_PERSIST,)


def look_as_is(device: str, line: int) -> int:
    """Read a line without making it an input or an output (a request with neither flag).

    Reading it through lgpio would turn it into an input first, which hides a level that the boot
    configuration drives. Raises OSError; EBUSY if somebody holds the line.
    """
    fd = request_line(device, line, 0)
    try:
        answer = fcntl.ioctl(fd, GET_VALUES_IOCTL, _BITS_AND_MASK.pack(0, 1))
    finally:
        os.close(fd)
    return int(_BITS_AND_MASK.unpack(answer)[0] & 1)


def boot_level_check(line: Line, device: str, look: Look) -> tuple[list[str], list[str]]:
    """Look at a line before its first claim: sentences for ``notes`` and for ``refusals``.

    A line found ON switched the heater on before the program ran, or its polarity is configured
    the wrong way round; both must be put right before anybody may heat.
    """
    try:
        level = look(device, line.pin)
    except OSError as error:
        why = error.strerror or error
        return [f"The level of GPIO{line.pin} ({line.name}) at start is unknown ({why})."], []
    if level == line.off_level:
        return [], []
    drive = "dh" if line.off_level else "dl"
    found = "high" if level else "low"
    sentence = (
        f"The {line.name} was ON before the program started (GPIO{line.pin} was {found}): check "
        f"active_high and the pull resistor, and add gpio={line.pin}=op,{drive} to config.txt."
    )
    return [], [sentence]
