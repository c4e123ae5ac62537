# SPDX-License-Identifier: MIT
"""The two settings files: what the heater is (configuration) and what it plays (bath file).

The law of this floor: nothing that it hands out needs to be checked again, and nothing that it
refuses may run.
"""

from stoneheater.config.bath_file import BathFile, ProbePhysics, load_bath
from stoneheater.config.loading import load
from stoneheater.config.model import (
    Config,
    GpioSettings,
    HardwareSettings,
    HeaterSettings,
    PanelSettings,
    ProbeSettings,
    SimulatedSettings,
    StoreSettings,
    TemperatureSettings,
)
from stoneheater.config.toml_file import ConfigError, Problem

__all__ = [
    "BathFile",
    "Config",
    "ConfigError",
    "GpioSettings",
    "HardwareSettings",
    "HeaterSettings",
    "PanelSettings",
    "ProbePhysics",
    "ProbeSettings",
    "Problem",
    "SimulatedSettings",
    "StoreSettings",
    "TemperatureSettings",
    "load",
    "load_bath",
]
