# SPDX-License-Identifier: MIT

from dataclasses import replace
from typing import Any

import attrs
import pytest

from stoneheater.config import Config, GpioSettings, HeaterSettings
from stoneheater.core.bath_health import Change
from stoneheater.core.wear import Wear
from stoneheater.service.commissioning import Commissioned
from stoneheater.service.doctor import Check, Verdict, checks, report
from support.doctored import CONFIG, FACTS, A, B, calibrated, row


def found(name: str, **changes: Any) -> list[Check]:
    """The checks of one name."""
    return [check for check in checks(replace(FACTS, **changes)) if check.name == name]


def with_config(**tables: Any) -> Config:
    """The configuration with other tables."""
    return attrs.evolve(CONFIG, **tables)


def test_a_heater_in_order_has_nothing_to_mend() -> None:
    """Every check is ok, and none has a next step."""
    everything = checks(FACTS)
    assert {check.verdict for check in everything} == {Verdict.OK}
    assert {check.next_step for check in everything} == {""}


def test_the_report_is_plain_data() -> None:
    """Objects of texts, for a socket."""
    first = report(FACTS)[0]
    assert first == {
        "name": "hardware",
        "verdict": "ok",
        "sentence": "The driver is raspberry-pi.",
        "next_step": "",
    }


TROUBLES: list[tuple[str, Verdict, dict[str, Any], str]] = [
    ("hardware", Verdict.FAIL, {"refusals": ("GPIO17 is high at boot.",)}, "GPIO17 is high"),
    ("hardware", Verdict.WARN, {"notes": ("Outputs stay as they are.",)}, "Outputs stay"),
    ("wiring", Verdict.FAIL, {"config": with_config(gpio=GpioSettings())}, "gpio.heater_pin"),
    (
        "name plate",
        Verdict.FAIL,
        {"config": with_config(heater=HeaterSettings(water_kg=8.0))},
        "heater.element_w not set",
    ),
    (
        "name plate",
        Verdict.FAIL,
        {"config": with_config(heater=HeaterSettings())},
        "heater.element_w and heater.water_kg not set",
    ),
    ("enable", Verdict.WARN, {"has_enable": False}, "No enable is fitted"),
    ("heartbeat", Verdict.WARN, {"has_heartbeat": False}, "No heartbeat is fitted"),
    ("buzzer", Verdict.WARN, {"has_buzzer": False}, "This heater cannot sound an alarm"),
    ("panel", Verdict.WARN, {"panel": ("The STOP button is stuck: free it.",)}, "STOP button is"),
    (
        "commissioning",
        Verdict.FAIL,
        {"uncommissioned": "the wiring changed: run: stoneheater commission."},
        "The wiring changed.",
    ),
    ("commissioning", Verdict.FAIL, {"commissioned": None}, "This heater has not been"),
    ("probes", Verdict.FAIL, {"config": with_config(probe=())}, "No probe has the role bath"),
    (
        "probes",
        Verdict.WARN,
        {"config": with_config(probe=CONFIG.probe[:1])},
        "One bath probe: it cannot notice a probe that reads too low",
    ),
    ("record", Verdict.WARN, {"store": ("The record waits.",)}, "The record waits."),
    ("disk", Verdict.WARN, {"free": None}, "cannot be told"),
    ("disk", Verdict.WARN, {"free": 1_000_000}, "only 1 MB are free"),
    ("lease", Verdict.WARN, {"expired": 2}, "end the heat 2 times"),
]


@pytest.mark.parametrize(("name", "verdict", "changes", "words"), TROUBLES)
def test_each_trouble_has_a_sentence_and_a_next_step(
    name: str, verdict: Verdict, changes: dict[str, Any], words: str
) -> None:
    """What is not in order is named, weighed, and has a way out."""
    bad = [check for check in found(name, **changes) if check.verdict is not Verdict.OK]
    assert [check.verdict for check in bad] == [verdict]
    assert words in bad[0].sentence
    assert bad[0].sentence.endswith(".")
    assert bad[0].next_step.endswith(".")


@pytest.mark.parametrize("changes", [trouble[2] for trouble in TROUBLES])
def test_only_what_forbids_heat_is_a_failure(changes: dict[str, Any]) -> None:
    """One trouble makes one line, and the others stay in order."""
    bad = [check for check in checks(replace(FACTS, **changes)) if check.verdict is not Verdict.OK]
    assert len(bad) == 1


def test_the_wiring_is_spelled_out() -> None:
    """Line by line, with its polarity."""
    (check,) = found("wiring")
    assert check.sentence == (
        "heater on GPIO17 (active-high), enable on GPIO27 (active-high), heartbeat on GPIO22."
    )
    low = GpioSettings(heater_pin=5, heater_active_high=False)
    (check,) = found("wiring", config=with_config(gpio=low))
    assert check.sentence == "heater on GPIO5 (active-low)."


def test_a_driver_of_its_own_needs_no_line() -> None:
    """Where the lines are is the business of an outside driver."""
    hardware = attrs.evolve(CONFIG.hardware, driver="of-mine")
    config = with_config(hardware=hardware, gpio=GpioSettings())
    assert found("wiring", config=config) == []


def test_the_commissioning_says_who_and_when() -> None:
    """A name and a day."""
    (check,) = found("commissioning")
    assert check.sentence == "Commissioned by mira on 2023-11-14."


def test_a_probe_says_what_it_reads() -> None:
    """Name, id and temperature of each."""
    assert [check.sentence for check in found("probe")] == [
        f"bath ({A}) reads 21.00 °C.",
        f"bath-2 ({B}) reads 21.00 °C.",
    ]


def test_a_configured_probe_that_fails_forbids_heat_and_a_stranger_does_not() -> None:
    """The same fault weighs by who has it."""
    dead = {"temperature_c": None, "fault": "the probe gave no answer"}
    own, strange = found(
        "probe",
        probes=(row(**dead, hints=["Check its plug."]), row(name=None, configured=False, **dead)),
    )
    assert (own.verdict, own.next_step) == (Verdict.FAIL, "Check its plug.")
    assert (strange.verdict, strange.next_step) == (Verdict.WARN, "Check its plug and wiring.")
    assert own.sentence == f"bath ({A}): the probe gave no answer."


def test_a_hint_is_a_warning() -> None:
    """A probe that reads and is odd has its hints as the next step."""
    (check,) = found("probe", probes=(row(hints=["Looks like a clone.", "Replace it."]),))
    assert (check.verdict, check.next_step) == (Verdict.WARN, "Looks like a clone. Replace it.")


def test_a_stranger_on_the_bus_is_ignored_and_said_to_be() -> None:
    """It is no trouble."""
    (check,) = found("probe", probes=(row(name=None, configured=False),))
    assert check.verdict is Verdict.OK
    assert check.sentence == f"not configured ({A}) reads 21.00 °C, and is ignored."


@pytest.mark.parametrize(
    ("day", "verdict", "words"),
    [
        ("2025-11-20", Verdict.OK, "was calibrated on 2025-11-20."),
        ("2025-11-19", Verdict.WARN, "more than 12 months ago."),
        ("2026-11-20", Verdict.OK, "was calibrated on 2026-11-20."),
        ("2026-11-21", Verdict.WARN, "still to come."),
    ],
)
def test_a_calibration_is_due_after_a_year(day: str, verdict: Verdict, words: str) -> None:
    """A year old is good, a day more is due; a day in the future is a wrong clock."""
    (check,) = found("calibration", config=with_config(probe=(calibrated(day),)))
    assert check.verdict is verdict
    assert words in check.sentence


def test_no_calibration_is_no_trouble() -> None:
    """A genuine probe is good enough without."""
    assert [check.verdict for check in found("calibration")] == [Verdict.OK, Verdict.OK]


def test_the_disk_tells_room_and_growth() -> None:
    """What is free, what a day costs, and where it ends."""
    (check,) = found("disk")
    assert check.sentence == ("8000 MB are free; the history takes 2.5 MB a day, up to 64 MB.")
    (check,) = found("disk", growth=None)
    assert check.sentence == "8000 MB are free."


def test_a_simulated_heater_says_so_and_asks_for_no_wiring() -> None:
    """SIMULATED is the first line; name plate, commissioning and probe count do not apply."""
    everything = checks(
        replace(
            FACTS,
            simulated=True,
            config=Config(hardware=attrs.evolve(CONFIG.hardware, driver="simulated")),
            notes=("SIMULATED: nothing real is heated.",),
            commissioned=None,
            uncommissioned="not commissioned: run: stoneheater commission.",
        )
    )
    assert everything[0].sentence == "SIMULATED: nothing real is heated."
    assert {check.verdict for check in everything} == {Verdict.OK}
    assert sum("SIMULATED" in check.sentence for check in everything) == 1


def test_the_name_plate_and_the_learned_bath_are_two_lines() -> None:
    """What was told, and what was found; the second only where the first is known."""
    plate, bath = found("name plate"), found("learned bath")
    assert [check.sentence for check in plate] == ["800 W on 8 kg of water."]
    assert [check.sentence for check in bath] == ["About 8 litres and 5 kg of stones."]
    assert not found("learned bath", config=with_config(heater=HeaterSettings()))


# -- the relay and the bath -----------------------------------------------------------------------


def test_the_relay_s_operations_are_a_line() -> None:
    """With those of `enable`, where one is fitted."""
    (check,) = found("relay")
    assert check.sentence == (
        "12 340 of 100 000 operations, about 71 hours of heating left at this use; "
        "enable 310 operations."
    )
    (check,) = found("relay", has_enable=False)
    assert check.sentence.endswith("at this use.")


@pytest.mark.parametrize(
    ("changes", "sentence", "step"),
    [
        ({"wear": Wear(80_000, 0, 9e6, 100_000)}, "warned from 80 %).", "Have a new one fitted"),
        ({"relay_trouble": "it begins at 0: have it looked at."}, "It begins at 0.", "Have it"),
    ],
)
def test_a_worn_relay_and_a_lost_count_are_warnings(
    changes: dict[str, Any], sentence: str, step: str
) -> None:
    """Each with what to do, and neither forbids heat."""
    _, check = found("relay", **changes)
    assert check.verdict is Verdict.WARN
    assert check.sentence.endswith(sentence)
    assert check.next_step.startswith(step)


def test_what_has_become_of_the_bath_is_told_with_its_next_step() -> None:
    """The comparison is a fact; what follows from it is a warning."""
    (check,) = found("bath", change=Change(1.0, 1.0, 0.05, 0.05))
    assert check.verdict is Verdict.OK
    assert check.sentence.startswith("Per watt it heats 1.00 times as fast")
    _, check = found("bath", change=Change(0.5, 2.0, 0.05, 0.05))
    assert (check.verdict, check.next_step[:11]) == (Verdict.WARN, "Descale it;")
    assert not found("bath")


def test_a_bath_unlike_its_name_plate_is_a_warning() -> None:
    """Check the plate: every energy rule counts with it."""
    _, check = found("learned bath", unlike_plate="it heats 3 times as fast: check element_w.")
    assert (check.verdict, check.next_step) == (Verdict.WARN, "Check element_w.")


def test_a_dip_is_told_with_the_commissioning() -> None:
    """The lag that it found."""
    record = replace(FACTS.commissioned or Commissioned("", 0.0, "", {}, {}), probe_lag_s=8.25)
    _, check = found("commissioning", commissioned=record)
    assert check.sentence == "The bath probe has a lag of 8.2 s, by a dip."
