# SPDX-License-Identifier: MIT
"""The same output over gpiozero's RPi.GPIO factory, with fake-rpi underneath."""

import gc
import importlib
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from stoneheater.config import PanelSettings
from stoneheater.hardware.gpio import GpioOutput, OutputWiring
from stoneheater.hardware.panel import Panel
from support.workbench import HandClock

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


def factory() -> Any:
    """RPi.GPIO on a Pi 3B."""
    module = importlib.import_module(FACTORY_MODULE)

    class Pi3(module.RPiGPIOFactory):  # type: ignore[misc,name-defined] # imported late, no types
        def __init__(self) -> None:
            super().__init__()
            self.pins: dict[Any, Any] = {}

        def _get_revision(self) -> int:
            return 0xA02082

    return Pi3()


def open_output(active_high: bool) -> GpioOutput:
    """The heater output."""
    return GpioOutput(OutputWiring("heater", 17, active_high), factory())


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


def test_buzzer_and_lamp_stand_on_it_too(gpio: Any) -> None:
    """An active-low buzzer is set up silent, sounds low, and is silent at the end."""
    settings = PanelSettings(buzzer_pin=18, buzzer_active_high=False, alarm_led_pin=23)
    panel = Panel(settings, factory(), HandClock().now_s)
    panel.show(buzzer=True, lamp=True)
    panel.close()
    assert [call for call in gpio.calls if call[0] == "output" or call[2] == "OUT"] == [
        ("setup", 18, "OUT", True),
        ("setup", 23, "OUT", False),
        ("output", 18, 0),
        ("output", 23, 1),
        ("output", 18, 1),
        ("output", 23, 0),
    ]
