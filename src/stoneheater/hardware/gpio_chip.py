# SPDX-License-Identifier: MIT
"""The lgpio library and the one chip that carries the 40-pin header.

The law of this file: the chip is known by its label, never by its number, which moved between
kernels (4 to 0 on a Pi 5 at 6.6.45, gpiozero#1166); and there is one library, lgpio, or none:
what cannot be had is a typed error with a sentence, never a fallback.
"""

import importlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEADER_LABELS = ("pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1")
"""What kernels call the chip behind the header: Pi 0 to 3, Pi 4, Pi 5."""

CHIP_NUMBERS = range(64)
"""The numbers that are tried; a Pi 5 has chips up to 15, an expander adds a few."""


class GpioError(OSError):
    """The GPIO lines cannot be used as asked; the text is a sentence for a person."""


class GpioBackendError(GpioError):
    """The lgpio library is missing or not the real one; nothing else may drive the heater."""


class GpioBusyError(GpioError):
    """Another program holds the line."""


@dataclass(frozen=True, slots=True)
class Chip:
    """The chip behind the header.

    Attributes:
        number: the N of ``/dev/gpiochipN``, good until the next boot.
        label: what the kernel calls it, such as ``pinctrl-bcm2711``.
    """

    number: int
    label: str

    @property
    def device(self) -> str:
        """The path of the chip's character device."""
        return f"/dev/gpiochip{self.number}"


def prepare_environment(runtime_dir: Path) -> None:
    """Tell lgpio to leave its FIFO in ``runtime_dir``; must come before lgpio is imported.

    Without it lgpio writes to the working directory and cannot be imported where that is
    read-only, as under ``ProtectSystem=strict`` (seen; joan2937/lg#22).
    """
    os.environ["LG_WD"] = str(runtime_dir)


def load_lgpio() -> Any:
    """The lgpio module, without letting it move the process to ``LG_WD`` (seen with 0.2.2.0).

    Raises:
        GpioBackendError: it is missing, cannot start, or is the empty release 0.0.0.2.
    """
    here = Path.cwd()
    try:
        lgpio = importlib.import_module("lgpio")
    except (ImportError, OSError) as error:
        raise GpioBackendError(
            f"The library lgpio cannot be loaded ({error}): install it with "
            "sudo apt install python3-lgpio."
        ) from error
    finally:
        os.chdir(here)
    if not hasattr(lgpio, "gpiochip_open"):
        raise GpioBackendError(
            "The installed lgpio is the empty release 0.0.0.2: install 0.2.2.0 or newer with "
            "sudo apt install python3-lgpio."
        )
    return lgpio


def find_chip(lgpio: Any, label: str | None = None) -> Chip:
    """The first chip whose label is ``label``, or one of ``HEADER_LABELS`` when that is None.

    Raises:
        GpioError: no chip carries it; the sentence names the labels that were seen.
    """
    wanted = HEADER_LABELS if label is None else (label,)
    seen = []
    for number in CHIP_NUMBERS:
        found = _label_of(lgpio, number)
        if found in wanted:
            return Chip(number, found)
        seen += [found] if found else []
    raise GpioError(_not_found(wanted, seen))


def _label_of(lgpio: Any, number: int) -> str:
    """The label of one chip; empty if there is none that can be opened."""
    try:
        handle = lgpio.gpiochip_open(number)
    except lgpio.error:
        return ""
    try:
        return str(lgpio.gpio_get_chip_info(handle)[3])
    finally:
        lgpio.gpiochip_close(handle)


def _not_found(wanted: Iterable[str], seen: list[str]) -> str:
    """The sentence for a chip that is not there."""
    if not seen:
        return (
            "No GPIO chip can be opened: run this on a Raspberry Pi, as a user of the group gpio."
        )
    return (
        f"No GPIO chip is labelled {' or '.join(wanted)}; this machine has {', '.join(seen)}. "
        "Name the right one as chip_label in the configuration."
    )
