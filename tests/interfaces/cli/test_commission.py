# SPDX-License-Identifier: MIT

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from support.command_line import No, Said, Script, Scripted, run, scripted
from support.snapshots import snapshot, tripped

A, B = "28-00000000000a", "28-00000000000b"
STANDBY = snapshot(mode="STANDBY", state="STANDBY")
ONE_SWITCH = STANDBY | {"enable_commanded": None}
GOOD = [
    {"name": "wiring", "verdict": "ok", "sentence": "heater on GPIO17 (active-high)."},
    {"name": "name plate", "verdict": "ok", "sentence": "800 W on 8 kg."},
    {"name": "commissioning", "verdict": "fail", "sentence": "Not yet."},
]
NO_PLATE = {
    "name": "name plate",
    "verdict": "fail",
    "sentence": "heater.element_w not set in the configuration.",
    "next_step": "Read it off the plate into the configuration, then restart the daemon.",
}
NO_PANEL = {"buzzer": False, "lamp": False, "lasts_s": 0.0}
PANEL = {"buzzer": True, "lamp": True, "lasts_s": 2.0}
CLICKED = {"ok": True, "text": "clicking."}
FILED: dict[str, Any] = {"ok": True, "text": "commissioned by test: the heater may be switched on."}


def rows(*warm: str, names: Mapping[str, str]) -> Said:
    """The bus while some probes are held."""
    found = [
        {
            "id": rom_id,
            "name": names.get(rom_id),
            "configured": rom_id in names,
            "temperature_c": 30.0 if rom_id in warm else 20.0,
        }
        for rom_id in (A, B)
    ]
    return {"probes": found}


def held(*order: str, names: Mapping[str, str]) -> Iterator[Said]:
    """The bus, poll by poll: asked twice about the configuration, then two polls for each hand."""
    cold = rows(names=names)
    hands = chain.from_iterable((cold, rows(rom_id, names=names)) for rom_id in order)
    return chain([cold] * 2, hands, repeat(cold))


BOTH = {A: "bath", B: "bath-2"}


@contextmanager
def heater(folder: Path, order: tuple[str, ...] = (A, B), **changes: Any) -> Iterator[Scripted]:
    """A daemon at which everything goes well, but for the changes."""
    bus = held(*order, names=changes.pop("names", BOTH))
    script: Script = {
        "snapshot.get": STANDBY,
        "doctor.report": {"report": GOOD},
        "probes.list": lambda _: next(bus),
        "commission.click": CLICKED,
        "commission.finish": FILED,
        "panel.test": NO_PANEL,
    }
    changed = {key.replace("__", "."): value for key, value in changes.items()}
    with scripted(folder, {**script, **changed}) as daemon:
        yield daemon


def commissioned(folder: Path, typed: str) -> Result:
    """Run it with the answers on a pipe."""
    return run(folder, "commission", typed=typed)


def test_everything_heard_and_felt_is_filed(tmp_path: Path) -> None:
    """Two clicks, two probes, one record; the answers may come from a pipe."""
    with heater(tmp_path) as daemon:
        result = commissioned(tmp_path, "y\ny\n")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith(FILED["text"] + "\n")
    assert daemon.params("commission.click") == [{"output": "heater"}, {"output": "enable"}]
    assert daemon.params("commission.finish") == [
        {"heard": {"heater": True, "enable": True}, "probes": {"bath": A, "bath-2": B}}
    ]


def test_the_configured_wiring_is_shown_first(tmp_path: Path) -> None:
    """Whoever stands at the heater sees what is about to be proven."""
    with heater(tmp_path):
        said = commissioned(tmp_path, "y\ny\n").stdout
    assert said.startswith("heater on GPIO17 (active-high).\n800 W on 8 kg.\n")


@pytest.mark.parametrize(("typed", "output"), [("n\n", "heater"), ("y\nn\n", "enable")])
def test_what_was_not_heard_is_not_commissioned(tmp_path: Path, typed: str, output: str) -> None:
    """1, what to check, and nothing filed."""
    with heater(tmp_path) as daemon:
        result = commissioned(tmp_path, typed)
    assert result.exit_code == 1
    assert f"{output} was not heard: check the wire from gpio.{output}_pin" in result.stderr
    assert daemon.params("commission.finish") == []


def test_nobody_answering_is_not_a_yes(tmp_path: Path) -> None:
    """An empty pipe proves nothing."""
    with heater(tmp_path) as daemon:
        result = commissioned(tmp_path, "")
    assert result.exit_code == 1
    assert daemon.params("commission.finish") == []


def test_there_is_no_way_around_the_ears() -> None:
    """No option answers for the person at the heater."""
    options = run(Path("/nonexistent"), "commission", "--help").stdout.partition("Options:")[2]
    assert options.split("\n", 2)[1].strip().startswith("-h, --help")
    assert options.count("--") == 1


def test_without_an_enable_the_element_is_unplugged_first(tmp_path: Path) -> None:
    """The click of a single switch would heat: a typed yes comes before it."""
    with heater(tmp_path, snapshot__get=ONE_SWITCH) as daemon:
        result = commissioned(tmp_path, "yes\ny\n")
    assert result.exit_code == 0, result.stderr
    assert daemon.params("commission.click") == [{"output": "heater"}]
    assert daemon.params("commission.finish")[0]["heard"] == {"heater": True}


@pytest.mark.parametrize("typed", ["y\ny\n", "no\n", "YES\n"])
def test_unplugging_needs_the_whole_word(tmp_path: Path, typed: str) -> None:
    """Anything but yes clicks nothing."""
    with heater(tmp_path, snapshot__get=ONE_SWITCH) as daemon:
        result = commissioned(tmp_path, typed)
    assert result.exit_code == 1
    assert "Nothing was clicked" in result.stderr
    assert daemon.params("commission.click") == []


def test_a_missing_name_plate_stops_before_any_click(tmp_path: Path) -> None:
    """1, which key to set, and where."""
    report = {"report": [GOOD[0], NO_PLATE]}
    with heater(tmp_path, doctor__report=report) as daemon:
        result = commissioned(tmp_path, "y\ny\n")
    assert result.exit_code == 1
    assert "heater.element_w" in result.stdout
    assert f"The configuration is {tmp_path}/stoneheater.toml." in result.stderr
    assert daemon.params("commission.click") == []


def test_a_line_that_reads_back_wrong_is_not_proven(tmp_path: Path) -> None:
    """Polarity is read back after each click."""
    wrong = {"rule": "read-back", "reason": "output heater does not read back what was written."}
    with heater(tmp_path, snapshot__get=STANDBY | {"rules": [wrong]}) as daemon:
        result = commissioned(tmp_path, "y\ny\n")
    assert result.exit_code == 1
    assert "heater is not proven: output heater does not read back" in result.stderr
    assert daemon.params("commission.finish") == []


def test_another_rule_does_not_keep_a_click_from_being_proven(tmp_path: Path) -> None:
    """Only the read-back judges a click."""
    other = {"rule": "missing", "reason": "no good reading."}
    with heater(tmp_path, snapshot__get=STANDBY | {"rules": [other]}):
        assert commissioned(tmp_path, "y\ny\n").exit_code == 0


def test_swapped_probes_are_found(tmp_path: Path) -> None:
    """The wrong probe in the hand: which id to write where, and nothing filed."""
    with heater(tmp_path, order=(B, A)) as daemon:
        result = commissioned(tmp_path, "y\ny\n")
    assert result.exit_code == 1
    assert f"bath is {B}, and the configuration says {A}" in result.stderr
    assert f'write id = "{B}" into its [[probe]]' in result.stderr
    assert daemon.params("commission.finish") == []


def test_two_warm_probes_are_no_answer(tmp_path: Path) -> None:
    """1, and to hold one only."""
    cold, warm = rows(names=BOTH), rows(A, B, names=BOTH)
    bus = chain([cold] * 3, repeat(warm))
    with heater(tmp_path, probes__list=lambda _: next(bus)):
        result = commissioned(tmp_path, "y\ny\n")
    assert result.exit_code == 1
    assert "hold one only" in result.stderr


def test_unconfigured_probes_are_found_in_the_order_of_the_hands(tmp_path: Path) -> None:
    """Tables to paste, bath's probe first, exit code 1, and no click yet."""
    with heater(tmp_path, order=(B, A), names={}) as daemon:
        result = commissioned(tmp_path, "")
    assert result.exit_code == 1
    assert f'[[probe]]\nid = "{B}"\nrole = "bath"\n\n[[probe]]\nid = "{A}"' in result.stderr
    assert f"{tmp_path}/stoneheater.toml" in result.stderr
    assert daemon.params("commission.click") == []


def test_a_probe_warmed_twice_is_told(tmp_path: Path) -> None:
    """The same one again is not a second probe."""
    with heater(tmp_path, order=(A, A), names={}):
        result = commissioned(tmp_path, "")
    assert result.exit_code == 1
    assert f"{A} was warmed twice" in result.stderr


def test_an_empty_bus_is_told(tmp_path: Path) -> None:
    """No probe at all: what to check."""
    with heater(tmp_path, probes__list={"probes": []}):
        result = commissioned(tmp_path, "")
    assert result.exit_code == 1
    assert "No probe is on the bus" in result.stderr


def test_a_click_that_the_heater_refuses_ends_it(tmp_path: Path) -> None:
    """Too many clicks, or HEATING: the heater's own sentence."""
    with heater(tmp_path, commission__click=No("5 clicks in 10 min is the limit.")):
        result = commissioned(tmp_path, "y\ny\n")
    assert (result.exit_code, result.stderr) == (1, "5 clicks in 10 min is the limit.\n")


def test_a_tripped_heater_is_not_commissioned(tmp_path: Path) -> None:
    """4, and to reset first."""
    refusal = No("still tripped: reset before commissioning.")
    with heater(tmp_path, commission__click=refusal, snapshot__get=tripped()):
        result = commissioned(tmp_path, "y\ny\n")
    assert (result.exit_code, result.stderr) == (4, f"{refusal}\n")


def test_a_record_that_cannot_be_filed_is_told(tmp_path: Path) -> None:
    """The daemon's sentence, and 1."""
    with heater(tmp_path, commission__finish=No("not commissioned, the disk is full.")):
        result = commissioned(tmp_path, "y\ny\n")
    assert (result.exit_code, result.stderr) == (1, "not commissioned, the disk is full.\n")


def test_no_daemon_no_commissioning(tmp_path: Path) -> None:
    """3: the daemon clicks and measures."""
    assert commissioned(tmp_path, "y\n").exit_code == 3


# -- buzzer and lamp ------------------------------------------------------------------------------


def test_F94_buzzer_and_lamp_are_confirmed(tmp_path: Path) -> None:
    """After the clicks both are tried, and the two answers are filed with the rest."""
    with heater(tmp_path, panel__test=PANEL) as daemon:
        result = commissioned(tmp_path, "y\ny\ny\ny\n")
    assert result.exit_code == 0, result.stderr
    assert "Did you hear the buzzer?" in result.stdout
    assert "Did you see the lamp?" in result.stdout
    filed = daemon.params("commission.finish")[0]["heard"]
    assert filed == {"heater": True, "enable": True, "buzzer": True, "lamp": True}


def test_F94_a_silent_buzzer_is_filed_as_silent_and_told(tmp_path: Path) -> None:
    """The heater is commissioned all the same, and the last line says what to mend."""
    with heater(tmp_path, panel__test=PANEL) as daemon:
        result = commissioned(tmp_path, "y\ny\nn\ny\n")
    assert result.exit_code == 0, result.stderr
    assert daemon.params("commission.finish")[0]["heard"]["buzzer"] is False
    assert result.stdout.splitlines()[-1] == (
        "The buzzer does not work: check the wire from panel.buzzer_pin, "
        "then run stoneheater doctor --sound."
    )


def test_without_a_buzzer_commissioning_says_so(tmp_path: Path) -> None:
    """Nothing is asked about what is not fitted."""
    with heater(tmp_path) as daemon:
        said = commissioned(tmp_path, "y\ny\n").stdout
    assert "this heater cannot sound an alarm: no buzzer is fitted." in said
    assert "Did you hear the buzzer?" not in said
    assert daemon.params("commission.finish")[0]["heard"] == {"heater": True, "enable": True}
