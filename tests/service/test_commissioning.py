# SPDX-License-Identifier: MIT

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import attrs
import pytest

from stoneheater.config import Config, GpioSettings, HeaterSettings, PanelSettings, ProbeSettings
from stoneheater.core.command import Answer
from stoneheater.core.mode import Mode
from stoneheater.service import commissioning
from stoneheater.service.latch import Clear, LatchedTrip, LatchFile

A, B = "28-00000000000a", "28-00000000000b"
CONFIG = Config(
    heater=HeaterSettings(element_w=800.0, water_kg=8.0),
    gpio=GpioSettings(heater_pin=17, enable_pin=27, heartbeat_pin=22),
    probe=(ProbeSettings(A, "bath", "bath"), ProbeSettings(B, "bath", "bath-2")),
)
HEARD = {"heater": True, "enable": True}
BOUND = {"bath": A, "bath-2": B}


def filed(
    folder: Path,
    heard: Mapping[str, bool] = HEARD,
    probes: Mapping[str, str] = BOUND,
    config: Config = CONFIG,
    mode: Mode = Mode.STANDBY,
) -> Answer:
    """File a commissioning in a folder."""
    params: Mapping[str, Any] = {"heard": heard, "probes": probes}
    latch = LatchFile(folder, folder / "run")
    (folder / "run").mkdir(exist_ok=True)
    return commissioning.finish(
        params, "mira", config=config, mode=mode, latch=latch, state_dir=folder, wall_s=1000.0
    )


def test_a_whole_commissioning_permits_heat(tmp_path: Path) -> None:
    """Record and latch are there, and `not_ready` falls silent."""
    assert commissioning.not_ready(tmp_path, CONFIG) is not None
    answer = filed(tmp_path)
    assert answer.ok
    assert "commissioned by mira" in answer.text
    assert commissioning.not_ready(tmp_path, CONFIG) is None
    latch = LatchFile(tmp_path, tmp_path / "run")
    assert latch.read(commissioned=True) == Clear()


def test_the_record_says_who_when_and_what(tmp_path: Path) -> None:
    """An electrician reads it years later."""
    filed(tmp_path)
    record = commissioning.read(tmp_path)
    assert record is not None
    assert (record.who, record.wall_s, record.heard, record.probes) == (
        "mira",
        1000.0,
        HEARD,
        BOUND,
    )


@pytest.mark.parametrize(
    ("heard", "switch"),
    [
        ({}, "heater"),
        ({"heater": True}, "enable"),
        ({"heater": False, "enable": True}, "heater"),
        ({"heater": True, "enable": False}, "enable"),
    ],
)
def test_every_fitted_switch_must_be_heard(
    tmp_path: Path, heard: Mapping[str, bool], switch: str
) -> None:
    """One that was not is named, and nothing is written."""
    answer = filed(tmp_path, heard=heard)
    assert not answer.ok
    assert f"nobody heard {switch} click" in answer.text
    assert commissioning.read(tmp_path) is None
    assert not (tmp_path / "latch").exists()


def test_a_heartbeat_makes_no_sound() -> None:
    """It feeds a dead-man and is not among the switches."""
    assert commissioning.switches(CONFIG) == ("heater", "enable")


def test_what_is_not_fitted_need_not_be_heard(tmp_path: Path) -> None:
    """With one switch one click is enough."""
    config = attrs.evolve(CONFIG, gpio=GpioSettings(heater_pin=17))
    assert commissioning.switches(config) == ("heater",)
    assert filed(tmp_path, heard={"heater": True}, config=config).ok


@pytest.mark.parametrize(
    "probes", [{}, {"bath": A}, {"bath": B, "bath-2": A}, {"bath": A, "bath-2": A}]
)
def test_every_configured_probe_must_be_the_one_that_was_felt(
    tmp_path: Path, probes: Mapping[str, str]
) -> None:
    """Missing, swapped, or the same twice: refused, with both ids."""
    answer = filed(tmp_path, probes=probes)
    assert not answer.ok
    assert "in the configuration, found was" in answer.text
    assert commissioning.read(tmp_path) is None


@pytest.mark.parametrize("mode", [Mode.HEATING, Mode.TRIPPED])
def test_only_a_heater_at_rest_is_commissioned(tmp_path: Path, mode: Mode) -> None:
    """Neither a hot nor a tripped heater gets a record."""
    answer = filed(tmp_path, mode=mode)
    assert not answer.ok
    assert f"the heater is {mode}" in answer.text
    assert commissioning.read(tmp_path) is None


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"heater": HeaterSettings(water_kg=8.0)}, "heater.element_w"),
        ({"heater": HeaterSettings(element_w=800.0)}, "heater.water_kg"),
        ({"gpio": GpioSettings()}, "gpio.heater_pin"),
        ({"probe": ()}, "role bath"),
    ],
)
def test_an_incomplete_configuration_is_not_commissioned(
    tmp_path: Path, changes: dict[str, Any], key: str
) -> None:
    """What is missing is named."""
    answer = filed(tmp_path, config=attrs.evolve(CONFIG, **changes))
    assert not answer.ok
    assert key in answer.text


def test_a_latched_trip_is_not_cleared_by_commissioning(tmp_path: Path) -> None:
    """`reset` is the way, and no record is written meanwhile."""
    (tmp_path / "run").mkdir()
    LatchFile(tmp_path, tmp_path / "run").write(LatchedTrip("cutoff", "too hot.", 1.0))
    answer = filed(tmp_path)
    assert not answer.ok
    assert "reset it first" in answer.text
    assert commissioning.read(tmp_path) is None


def test_a_disk_that_refuses_leaves_no_record(tmp_path: Path) -> None:
    """The latch comes first; where it cannot be written there is no record either."""
    (tmp_path / "latch").mkdir()
    (tmp_path / "run").mkdir()
    latch = LatchFile(tmp_path / "gone", tmp_path / "run")
    answer = commissioning.finish(
        {"heard": HEARD, "probes": BOUND},
        "mira",
        config=CONFIG,
        mode=Mode.STANDBY,
        latch=latch,
        state_dir=tmp_path,
        wall_s=0.0,
    )
    assert not answer.ok
    assert "cannot be written" in answer.text
    assert os.strerror(2) in answer.text
    assert commissioning.read(tmp_path) is None


def test_a_heater_can_be_commissioned_again(tmp_path: Path) -> None:
    """After a change of wiring the record is replaced."""
    assert filed(tmp_path).ok
    rewired = attrs.evolve(CONFIG, gpio=attrs.evolve(CONFIG.gpio, heater_pin=18))
    assert "the wiring in the configuration changed" in str(
        commissioning.not_ready(tmp_path, rewired)
    )
    assert filed(tmp_path, config=rewired).ok
    assert commissioning.not_ready(tmp_path, rewired) is None


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("gpio", {"heater_pin": 18}),
        ("gpio", {"heater_active_high": False}),
        ("gpio", {"enable_pin": None}),
        ("gpio", {"enable_active_high": False}),
        ("gpio", {"heartbeat_pin": None}),
        ("gpio", {"chip_label": "pinctrl-rp1"}),
        ("heater", {"element_w": 900.0}),
        ("heater", {"water_kg": 9.0}),
    ],
)
def test_whatever_was_proven_is_in_the_fingerprint(table: str, changes: dict[str, Any]) -> None:
    """A line, a polarity or the name plate changed: to be proven again."""
    changed = attrs.evolve(CONFIG, **{table: attrs.evolve(getattr(CONFIG, table), **changes)})
    assert commissioning.wiring_of(changed) != commissioning.wiring_of(CONFIG)


def test_swapped_probes_are_in_the_fingerprint_too() -> None:
    """Names bound to other ids are another wiring."""
    swapped = (ProbeSettings(B, "bath", "bath"), ProbeSettings(A, "bath", "bath-2"))
    changed = attrs.evolve(CONFIG, probe=swapped)
    assert commissioning.wiring_of(changed) != commissioning.wiring_of(CONFIG)


def test_a_probe_of_another_role_is_in_the_fingerprint_too() -> None:
    """The same probe under the same name, taken out of the bath and put on the element."""
    moved = attrs.evolve(CONFIG.probe[-1], role="element")
    changed = attrs.evolve(CONFIG, probe=(*CONFIG.probe[:-1], moved))
    assert commissioning.wiring_of(changed) != commissioning.wiring_of(CONFIG)


def test_temperatures_are_no_wiring() -> None:
    """A new target needs no new commissioning."""
    other = attrs.evolve(CONFIG, temperature=attrs.evolve(CONFIG.temperature, target_c=45.0))
    assert commissioning.wiring_of(other) == commissioning.wiring_of(CONFIG)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"who": "x"}'])
def test_a_record_that_is_not_whole_is_none(tmp_path: Path, content: bytes) -> None:
    """A torn record permits nothing, and still says that there was one."""
    (tmp_path / commissioning.NAME).write_bytes(content)
    assert commissioning.read(tmp_path) is None
    assert "has not been commissioned" in str(commissioning.not_ready(tmp_path, CONFIG))
    assert commissioning.was_commissioned(tmp_path)


def test_never_commissioned_is_known() -> None:
    """No file, no commissioning."""
    assert not commissioning.was_commissioned(Path("/nonexistent"))


# -- the dip --------------------------------------------------------------------------------------


def dipped(folder: Path, lag_s: float = 8.25, mode: Mode = Mode.STANDBY, **more: Any) -> Answer:
    """Keep a dip."""
    config = more.get("config", CONFIG)
    return commissioning.dip(lag_s, config=config, mode=mode, state_dir=folder, wall_s=2000.0)


def test_a_dip_stands_beside_what_was_proven(tmp_path: Path) -> None:
    """The lag and its date are added; everything else stays as it was."""
    assert filed(tmp_path).ok
    before = commissioning.read(tmp_path)
    answer = dipped(tmp_path)
    assert answer.ok
    assert "8.2 s counts from the next start" in answer.text
    assert before is not None
    assert commissioning.read(tmp_path) == replace(before, probe_lag_s=8.25, dipped_wall_s=2000.0)


def test_a_dip_outlives_a_commissioning_of_the_same_probes(tmp_path: Path) -> None:
    """The probes are what was dipped: with others the lag is gone."""
    assert filed(tmp_path).ok
    assert dipped(tmp_path).ok
    assert filed(tmp_path).ok
    kept = commissioning.read(tmp_path)
    assert kept is not None
    assert kept.probe_lag_s == 8.25
    swapped = (ProbeSettings(B, "bath", "bath"), ProbeSettings(A, "bath", "bath-2"))
    config = attrs.evolve(CONFIG, probe=swapped)
    assert filed(tmp_path, config=config, probes={"bath": B, "bath-2": A}).ok
    other = commissioning.read(tmp_path)
    assert other is not None
    assert other.probe_lag_s is None


@pytest.mark.parametrize("lag_s", [1.9, 60.1, float("nan"), float("inf")])
def test_a_lag_that_no_probe_has_is_not_kept(tmp_path: Path, lag_s: float) -> None:
    """From 2 to 60 s, whoever says it."""
    assert filed(tmp_path).ok
    answer = dipped(tmp_path, lag_s)
    assert not answer.ok
    assert "outside 2 to 60 s" in answer.text


def test_a_dip_needs_a_commissioned_heater_at_rest(tmp_path: Path) -> None:
    """Nothing is kept without a record of today's wiring, nor while it heats."""
    assert "not kept: this heater has not been commissioned" in dipped(tmp_path).text
    assert filed(tmp_path).ok
    assert "in STANDBY only" in dipped(tmp_path, mode=Mode.HEATING).text
    config = attrs.evolve(CONFIG, gpio=GpioSettings(heater_pin=18))
    assert "changed since commissioning" in dipped(tmp_path, config=config).text


def test_a_dip_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The disk's word, and the next step."""
    assert filed(tmp_path).ok
    (tmp_path / "commissioned.new").mkdir()
    answer = dipped(tmp_path)
    assert not answer.ok
    assert "mend the disk, then dip it again" in answer.text


# -- buzzer and lamp ------------------------------------------------------------------------------


PANEL = attrs.evolve(CONFIG, panel=PanelSettings(buzzer_pin=18, alarm_led_pin=23))


def noticed(folder: Path) -> Mapping[str, bool]:
    """What the record says was heard and seen."""
    record = commissioning.read(folder)
    assert record is not None
    return record.noticed


def test_F94_what_was_heard_and_seen_is_filed_with_its_pin(tmp_path: Path) -> None:
    """Beside the clicks, not among them; a no does not forbid heat."""
    assert filed(tmp_path, heard={**HEARD, "buzzer": True, "lamp": False}, config=PANEL).ok
    record = commissioning.read(tmp_path)
    assert record is not None
    assert record.heard == HEARD
    assert record.noticed == {"buzzer on GPIO18": True, "lamp on GPIO23": False}
    assert commissioning.not_ready(tmp_path, PANEL) is None


def test_F94_a_later_test_replaces_the_answer(tmp_path: Path) -> None:
    """The newest ears count, and everything else stays as it was."""
    assert filed(tmp_path, heard={**HEARD, "buzzer": False, "lamp": True}, config=PANEL).ok
    before = commissioning.read(tmp_path)
    answer = commissioning.notice({"buzzer": True}, config=PANEL, state_dir=tmp_path)
    assert (answer.ok, answer.text) == (True, "noted: buzzer and lamp work, as far as fitted.")
    assert before is not None
    assert commissioning.read(tmp_path) == replace(
        before, noticed={"buzzer on GPIO18": True, "lamp on GPIO23": True}
    )


def test_F94_what_nobody_noticed_is_kept_and_said(tmp_path: Path) -> None:
    """A silent buzzer is a fact for the doctor."""
    assert filed(tmp_path, config=PANEL).ok
    said = {"buzzer": False, "lamp": False}
    answer = commissioning.notice(said, config=PANEL, state_dir=tmp_path)
    assert answer.text == "noted: nobody noticed the buzzer or the lamp."
    assert noticed(tmp_path) == {"buzzer on GPIO18": False, "lamp on GPIO23": False}


def test_a_panel_tested_before_outlives_a_commissioning(tmp_path: Path) -> None:
    """Commissioned again with nobody asked: the earlier answer stands."""
    assert filed(tmp_path, heard={**HEARD, "buzzer": True}, config=PANEL).ok
    assert filed(tmp_path, config=PANEL).ok
    assert noticed(tmp_path) == {"buzzer on GPIO18": True}


def test_the_panel_is_no_wiring_of_the_heat() -> None:
    """A buzzer fitted later asks for no new commissioning."""
    assert commissioning.wiring_of(PANEL) == commissioning.wiring_of(CONFIG)


def test_an_answer_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    """Nobody commissioned it, an unknown part, or a disk that refuses."""

    def notice(said: Mapping[str, bool]) -> Answer:
        return commissioning.notice(said, config=PANEL, state_dir=tmp_path)

    assert "not kept: this heater has not been commissioned" in notice({"buzzer": True}).text
    assert filed(tmp_path, config=PANEL).ok
    assert notice({"horn": True}).text == "the panel has no horn: buzzer or lamp."
    (tmp_path / "commissioned.new").mkdir()
    assert "mend the disk, then test it again" in notice({"buzzer": True}).text
    assert noticed(tmp_path) == {}
