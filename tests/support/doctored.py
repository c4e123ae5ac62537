# SPDX-License-Identifier: MIT
"""A heater in perfect order, as the doctor is told of it."""

from datetime import date
from typing import Any

from stoneheater.config import Config, GpioSettings, HeaterSettings, PanelSettings, ProbeSettings
from stoneheater.core.calibration import Calibration
from stoneheater.core.wear import Wear
from stoneheater.service.commissioning import Commissioned
from stoneheater.service.doctor_facts import Facts
from stoneheater.service.proof_tests import BARRIERS, Proved

A, B = "28-00000000000a", "28-00000000000b"
TODAY = date(2026, 11, 20)


def row(**changes: Any) -> dict[str, Any]:
    """One probe in order."""
    known = {"id": A, "name": "bath", "role": "bath", "configured": True}
    return {**known, "temperature_c": 21.0, "fault": None, "hints": []} | changes


def calibrated(day: str) -> ProbeSettings:
    """The bath's probe, compared on that day."""
    calibration = Calibration((0.0, 50.0), (0.0, 50.1), day, "a good thermometer")
    return ProbeSettings(A, "bath", "bath", calibration)


CONFIG = Config(
    heater=HeaterSettings(element_w=800.0, water_kg=8.0),
    gpio=GpioSettings(heater_pin=17, enable_pin=27, heartbeat_pin=22),
    panel=PanelSettings(buzzer_pin=18, alarm_led_pin=23),
    probe=(ProbeSettings(A, "bath", "bath"), ProbeSettings(B, "bath", "bath-2")),
)
NOTICED = {"buzzer on GPIO18": True, "lamp on GPIO23": True}
FACTS = Facts(
    config=CONFIG,
    simulated=False,
    notes=(),
    refusals=(),
    commissioned=Commissioned("mira", 1_700_000_000.0, "x", {}, {}, noticed=NOTICED),
    uncommissioned=None,
    has_enable=True,
    has_heartbeat=True,
    has_buzzer=True,
    has_lamp=True,
    panel=(),
    probes=(row(), row(id=B, name="bath-2")),
    store=(),
    free=8_000_000_000,
    growth=2_500_000.0,
    expired=0,
    plate="800 W on 8 kg of water.",
    learned="about 8 litres and 5 kg of stones.",
    change=None,
    unlike_plate=None,
    wear=Wear(12_340, 310, 36_000.0, 100_000),
    relay_trouble="",
    proved={name: Proved("mira", date(2026, 11, 6)) for name in BARRIERS},
    computer=(),
    today=TODAY,
)
