# SPDX-License-Identifier: MIT
"""Which hardware there is: the entry-point group, in which ours and anybody else's stand alike.

The law of this file: a driver is found by the name in the configuration or not at all; there is
no fallback, because a heater on the wrong hardware is worse than none.
"""

from importlib.metadata import EntryPoint, entry_points

from stoneheater.config import Config
from stoneheater.ports import Hardware

GROUP = "stoneheater.hardware"


class DriverError(Exception):
    """The driver of the configuration cannot be used; str() says why and what to do."""


def known() -> dict[str, EntryPoint]:
    """Every driver that is installed, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def build(config: Config) -> Hardware:
    """Make the hardware that the configuration names.

    Raises:
        DriverError: no such driver, it cannot be loaded, or what it makes is not hardware.
    """
    name, drivers = config.hardware.driver, known()
    if name not in drivers:
        there = ", ".join(sorted(drivers))
        raise DriverError(
            f"hardware.driver {name!r} is not installed; installed: {there}. Install its package."
        )
    try:
        make = drivers[name].load()
    except (ImportError, AttributeError) as error:
        again = "install its package again"
        raise DriverError(f"driver {name!r} cannot be loaded ({error}): {again}.") from error
    hardware = make(config)
    if not isinstance(hardware, Hardware):
        raise DriverError(f"driver {name!r} does not give every port: see docs/plugins.md.")
    if hardware.clock is not None and not hardware.simulated:
        raise DriverError(f"driver {name!r} brings a clock but is not simulated: it may not.")
    return hardware
