# SPDX-License-Identifier: MIT
"""Drivers that the plug-in table meets: in order, without a port, with a clock that may not be."""

from stoneheater.config import Config
from support.workbench import HandClock, Workbench


class Portless:
    """Not hardware: nothing of it can be read or switched."""


def simulated(_: Config) -> Workbench:
    """Everything simulated, with a clock of its own."""
    return Workbench()


def real(_: Config) -> Workbench:
    """Able to switch something, in our time."""
    return Workbench(real=True)


def real_with_clock(_: Config) -> Workbench:
    """Able to switch something, in a time of its own."""
    bench = Workbench(real=True)
    bench.clock = HandClock()
    return bench


def portless(_: Config) -> Portless:
    """Nothing that a heater needs."""
    return Portless()
