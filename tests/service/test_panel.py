# SPDX-License-Identifier: MIT
"""The panel of a heater: what its buttons ask for, and what it says of itself."""

from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from stoneheater.config import BathFile, PanelSettings
from stoneheater.core.alarm import PAUSE_S
from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.hardware.simulated import SimulatedHardware, SimulatedPanel, make
from stoneheater.interfaces.assembly import App, assemble
from stoneheater.service.panel import PanelService
from stoneheater.service.snapshot import Standing
from support.daemons import SETTINGS
from support.foreign import Foreign
from support.panels import HandPanel
from support.waiting import eventually
from support.workbench import HandClock

ALL = PanelSettings(buzzer_pin=18, alarm_led_pin=23, ack_pin=24, stop_pin=25, foot_pin=16)


class Bath:
    """A heating bath with a panel, whose cycles are made by hand."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.panel = HandPanel()
        self.hardware = Foreign(panel=self.panel)
        self.app: App = assemble(self.hardware, SETTINGS, Standing(), quiet=quiet)
        assert self.app.panel is not None
        self.service = self.app.panel
        self.at(48.0)
        self.app.loop.ask(Command(Verb.ON))
        self.at(48.0)

    def at(self, value_c: float, lasts_s: int = 1) -> list[tuple[bool, bool]]:
        """Cycles at this temperature; what buzzer and lamp do, four looks a cycle."""
        self.hardware.thermometers.value_c = value_c
        clock, looks = self.app.clock, []
        for _ in range(lasts_s):
            self.app.loop.cycle()
            for _ in range(4):
                now = self.service.sounder.signal(clock.now_s())
                looks.append((now.buzzer, now.led))
                clock.wait_until(clock.now_s() + 0.25)
        return looks

    def press(self, press: str) -> None:
        """Press a button, and have it heard."""
        self.panel.pressed.append(press)  # type: ignore[arg-type] # a name of one of the three
        eventually(lambda: not self.panel.pressed, 5.0)


@pytest.fixture
def bath() -> Iterator[Bath]:
    """A heating bath whose panel runs."""
    one = Bath()
    one.service.start()
    yield one
    one.service.close(5.0)


def test_F93_ack_gives_two_minutes_of_quiet_and_no_more(bath: Bath) -> None:
    """Paused, the lamp stays lit and nothing sounds; then it sounds again by itself."""
    bath.at(57.0, 3)
    bath.press("ack")
    bath.at(57.0)
    eventually(lambda: not any(buzzer for buzzer, _ in bath.at(57.0)), 5.0)
    paused = bath.at(57.0, round(PAUSE_S) // 3)
    assert set(paused) == {(False, True)}
    later = bath.at(57.0, round(PAUSE_S))
    assert any(buzzer for buzzer, _ in later)


def test_stop_is_standby_at_once(bath: Bath) -> None:
    """In the next cycle, without a question; who did it is in the record."""
    bath.press("stop")
    assert bath.app.loop.cycle().mode is Mode.STANDBY
    assert not bath.hardware.relay.on


def test_F93_quiet_mode_does_not_silence_a_high_alarm() -> None:
    """The salon's quiet ends where skin or house is at stake."""
    looks = Bath(quiet=True).at(57.0, 11)
    assert any(buzzer for buzzer, _ in looks)
    assert any(lamp for _, lamp in looks)


def test_what_is_fitted_and_what_does_not_work_is_told(bath: Bath) -> None:
    """By the test for those who listen; by sentences in every snapshot's notes."""
    assert bath.service.test() == {"buzzer": True, "lamp": True, "lasts_s": 2.0}
    bath.panel.stuck = ("The ACK button is stuck: free it.",)
    eventually(bath.service.trouble, 5.0)
    bath.at(48.0)
    snapshot = bath.app.service.snapshot()
    assert snapshot is not None
    assert "The ACK button is stuck: free it." in str(snapshot.as_dict()["notes"])


def test_without_a_foot_switch_nothing_is_asked() -> None:
    """A press of what means nothing here is forgotten."""
    panel, clock = HandPanel(), HandClock()
    asked: list[Command] = []

    def submit(command: Command) -> Future[Answer]:
        asked.append(command)
        return Future()

    service = PanelService(panel, clock.now_s, submit)
    panel.pressed.extend(["foot", "stop", "ack"])
    service.start()
    eventually(lambda: len(asked) == 2, 5.0)
    service.close(5.0)
    assert [(command.verb, command.who) for command in asked] == [
        (Verb.STANDBY, "STOP button"),
        (Verb.ACK, "ACK button"),
    ]


def test_a_heater_without_a_panel_has_none() -> None:
    """Nothing sounds, nothing is asked, and nothing is in trouble."""
    app = assemble(Foreign(), SETTINGS, Standing())
    assert app.panel is None
    assert tuple(app.service.panel()) == ()


def test_the_foot_switch_speaks_of_stones() -> None:
    """Where none lies it says so, and the heat does not change."""
    bath = Bath()
    bath.service.start()
    bath.press("foot")
    eventually(bath.service.trouble, 5.0)
    assert bath.service.trouble() == ("no stone lies: the foot switch lifts none.",)
    assert bath.app.loop.cycle().mode is Mode.HEATING
    bath.service.close(5.0)


def test_the_simulated_panel_is_what_was_configured() -> None:
    """Buttons are pressed in words; what is not fitted neither sounds nor shines."""
    panel = SimulatedPanel(ALL)
    assert (panel.has_buzzer, panel.has_lamp) == (True, True)
    panel.show(buzzer=True, lamp=True)
    assert (panel.buzzer, panel.lamp) == (True, True)
    panel.press("stop")
    assert (panel.presses(), panel.presses()) == (("stop",), ())
    panel.stuck = ("stuck.",)
    assert panel.trouble() == ("stuck.",)
    panel.close()
    assert list(panel.shown) == [(True, True), (False, False)]
    bare = SimulatedPanel(PanelSettings(alarm_led_pin=23))
    bare.show(buzzer=True, lamp=True)
    assert (bare.has_buzzer, bare.buzzer, bare.lamp) == (False, False, True)


def test_a_simulated_heater_plays_its_alarms() -> None:
    """The same threads on the panel in memory, and silence at the end."""
    hardware: SimulatedHardware = make(BathFile())
    hardware.panel = SimulatedPanel(ALL)
    hardware.annunciator = hardware.panel
    app = assemble(hardware, SETTINGS, Standing(simulated=True))
    assert app.panel is not None
    app.panel.start()
    eventually(lambda: hardware.panel.buzzer, 5.0)
    app.panel.close(5.0)
    app.close()
    assert (hardware.panel.buzzer, hardware.panel.lamp) == (False, False)
