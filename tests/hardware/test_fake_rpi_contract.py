# SPDX-License-Identifier: MIT
"""The same output over gpiozero's RPi.GPIO factory, with fake-rpi underneath."""

import gc
import importlib
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from stoneheater.hardware.gpio import GpioOutput, OutputWiring

FACTORY_MODULE = "gpiozero.pins.rpigpio"


@pytest.fixture
def gpio(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """fake-rpi in the place of RPi.GPIO, for this test only."""
    fake_rpi = importlib.import_module("fake_rpi")
    fake_rpi.toggle_print(False)
    recording = importlib.import_module("support.fake_rpi_shim").RecordingGPIO()
    rpi = types.ModuleType("RPi")
    rpi.GPIO = recording  # type: ignore[attr-defined] # a module made for this test
    monkeypatch.setitem(sys.modules, "RPi", rpi)
    monkeypatch.setitem(sys.modules, "RPi.GPIO", recording)
    sys.modules.pop(FACTORY_MODULE, None)
    yield recording
    sys.modules.pop(FACTORY_MODULE, None)


def open_output(active_high: bool) -> GpioOutput:
    """The heater output on a Pi 3B with RPi.GPIO."""
    module = importlib.import_module(FACTORY_MODULE)

    class Pi3(module.RPiGPIOFactory):  # type: ignore[misc,name-defined] # imported late, no types
        def __init__(self) -> None:
            super().__init__()
            self.pins: dict[Any, Any] = {}

        def _get_revision(self) -> int:
            return 0xA02082

    return GpioOutput(OutputWiring("heater", 17, active_high), Pi3())


@pytest.mark.parametrize(("active_high", "off"), [(True, 0), (False, 1)])
def test_an_output_is_set_up_at_off_then_written(gpio: Any, active_high: bool, off: int) -> None:
    """Pitfall 43: setup(17, OUT, initial=OFF) comes before any output, in both polarities."""
    heater = open_output(active_high)
    heater.write(on=True)
    assert heater.read()
    heater.close()
    assert not heater.read()
    assert gpio.calls == [
        ("setup", 17, "IN", None),
        ("setup", 17, "OUT", bool(off)),
        ("output", 17, 1 - off),
        ("output", 17, off),
    ]


def test_gpiozero_itself_would_clean_up(gpio: Any) -> None:
    """Pitfall 6: dropped on a factory that is not ours, gpiozero gives the line up after OFF."""
    heater = open_output(active_high=True)
    heater.close()
    del heater
    gc.collect()
    assert gpio.calls[-2:] == [("output", 17, 0), ("cleanup", 17)]
