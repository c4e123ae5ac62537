# SPDX-License-Identifier: MIT
"""The panel of a Raspberry Pi: through gpiozero's lgpio factory, on a stand-in chip."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stoneheater.config import Config, GpioSettings, HardwareSettings, PanelSettings
from stoneheater.hardware.raspberry_pi import RaspberryPi, build
from stoneheater.relay_off import Line, parse_outputs
from support.fake_lgpio import lgpio, line_files
from support.fake_w1 import FakeW1
from support.waiting import eventually

BUZZER, LAMP, ACK, STOP, FOOT = 18, 23, 24, 25, 16
ALL = PanelSettings(
    buzzer_pin=BUZZER, alarm_led_pin=LAMP, ack_pin=ACK, stop_pin=STOP, foot_pin=FOOT
)
DEADLINE_S = 10.0

Make = Callable[..., RaspberryPi]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Builds the driver on a fresh fake machine, and closes it."""
    monkeypatch.setenv("LG_WD", str(tmp_path))
    monkeypatch.setenv("STONEHEATER_RUNTIME_DIR", str(tmp_path))
    lgpio.reset(tmp_path / "pi")
    (tmp_path / "module").mkdir()
    bus = FakeW1(tmp_path / "w1")
    options = {"w1_devices": str(bus.base), "sys_module": str(tmp_path / "module")}
    made: list[RaspberryPi] = []

    def make(panel: PanelSettings = ALL, heater_pin: int | None = 17) -> RaspberryPi:
        hardware = HardwareSettings("raspberry-pi", options)
        gpio = GpioSettings(heater_pin=heater_pin)
        made.append(build(Config(hardware=hardware, gpio=gpio, panel=panel)))
        return made[-1]

    yield make
    for pi in made:
        pi.close()
    lgpio.reset()


def pressed(pi: RaspberryPi) -> list[str]:
    """What is heard within the deadline."""
    panel = pi.annunciator
    assert panel is not None
    return list(eventually(panel.presses, DEADLINE_S))


def test_the_panel_is_opened_with_the_outputs(make: Make) -> None:
    """Buzzer and lamp born low in one request each, buttons pulled up and debounced."""
    pi = make()
    assert pi.annunciator is not None
    assert (pi.annunciator.has_buzzer, pi.annunciator.has_lamp) == (True, True)
    assert not [note for note in pi.notes if "GPIO18" in note or "GPIO2" in note]
    touched = [event for event in lgpio.events if event.split()[1] in ("18", "23")]
    assert touched == ["OUTPUT 18 0", "OUTPUT 23 0"]
    assert {f"ALERT {pin} 32" for pin in (ACK, STOP, FOOT)} <= set(lgpio.events)
    assert {f"DEBOUNCE {pin} 30000" for pin in (ACK, STOP, FOOT)} <= set(lgpio.events)


def test_buzzer_and_lamp_reach_their_lines(make: Make) -> None:
    """And close leaves them driven low, held by this process."""
    pi = make()
    assert pi.annunciator is not None
    pi.annunciator.show(buzzer=True, lamp=True)
    assert [line_files.state(pin).level for pin in (BUZZER, LAMP)] == [1, 1]
    pi.close()
    assert [line_files.state(pin).level for pin in (BUZZER, LAMP)] == [0, 0]
    assert all(line_files.is_held(pin) for pin in (17, BUZZER, LAMP))


@pytest.mark.parametrize(("pin", "press"), [(ACK, "ack"), (STOP, "stop"), (FOOT, "foot")])
def test_a_button_at_0_v_is_heard(make: Make, pin: int, press: str) -> None:
    """From the library's thread into the queue, once."""
    pi = make()
    line_files.force(pin, 0)
    assert pressed(pi) == [press]
    line_files.force(pin, None)
    assert pi.annunciator is not None
    assert pi.annunciator.presses() == ()


def test_F43_the_relay_off_helper_is_told_of_the_buzzer(make: Make, tmp_path: Path) -> None:
    """After every switch, with its polarity; the lamp and the buttons are not its business."""
    make(PanelSettings(buzzer_pin=BUZZER, buzzer_active_high=False, alarm_led_pin=LAMP))
    _, lines, _ = parse_outputs((tmp_path / "outputs").read_text())
    assert lines == [Line("heater", 17, active_high=True), Line("buzzer", 18, active_high=False)]


def test_F94_a_buzzer_that_somebody_holds_is_a_note(make: Make) -> None:
    """The heater and the lamp work; the sentence names the pin."""
    holder = lgpio.gpiochip_open(0)
    lgpio.gpio_claim_output(holder, BUZZER)
    pi = make()
    assert pi.annunciator is not None
    assert (pi.annunciator.has_buzzer, pi.annunciator.has_lamp) == (False, True)
    note = pi.notes[-1]
    assert note.startswith("The buzzer on GPIO18 cannot be used (")
    pi.heater.write(on=True)
    assert line_files.state(17).level == 1


def test_a_panel_without_a_heater_s_line_works(make: Make) -> None:
    """A half-configured heater can be tried from its buttons."""
    pi = make(heater_pin=None)
    line_files.force(ACK, 0)
    assert pressed(pi) == ["ack"]


def test_F42_a_panel_without_its_chip_is_a_note(make: Make, tmp_path: Path) -> None:
    """No header, no panel; the daemon runs and says why."""
    lgpio.reset(tmp_path / "pi", chips={0: "brcmvirt-gpio"})
    pi = make(heater_pin=None)
    assert pi.annunciator is None
    (note,) = pi.notes
    assert note.startswith("Buzzer, lamp and buttons cannot be used: ")


def test_without_a_panel_nothing_of_it_is_touched(make: Make) -> None:
    """One line, and no annunciator."""
    assert make(PanelSettings()).annunciator is None
    assert {event.split()[1] for event in lgpio.events} == {"17"}
