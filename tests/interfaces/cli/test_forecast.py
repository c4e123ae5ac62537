# SPDX-License-Identifier: MIT
"""`stoneheater stone forecast`: the answer, its words, and what it refuses to read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from support.command_line import run

ASKED = {
    "--temperature": "52C",
    "--material": "basalt",
    "--mass": "0.2kg",
    "--thickness": "25mm",
    "--contact": "direct",
    "--profile": "typical",
    "--site": "lower-back-left",
}
BEFORE = '{"temperature":"54C","thickness_mm":25,"contact":"direct","contact_s":60,"gap_s":10}'
BARE = BEFORE.replace('"54C"', "54")
KEYS = [
    *("lift_by_s", "amber_s", "red_s", "cap_s", "cap_reason", "omega_at_lift", "peak_basal_c"),
    *("refused", "reason"),
]


def _ask(folder: Path, *flags: str, **changed: str) -> Result:
    asked = ASKED | {f"--{key}": value for key, value in changed.items()}
    words = [word for pair in asked.items() for word in pair]
    return run(folder, "stone", "forecast", *words, *flags)


def _told(folder: Path, *flags: str, **changed: str) -> dict[str, object]:
    result = _ask(folder, "--json", *flags, **changed)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_the_answer_is_one_object_without_a_daemon(tmp_path: Path) -> None:
    """Every field of the contract, in seconds and °C."""
    found = _told(tmp_path)
    assert list(found) == KEYS
    assert (found["lift_by_s"], found["cap_s"], found["refused"]) == (60.0, 60.0, False)
    assert found["amber_s"] == 36.0
    assert list(tmp_path.iterdir()) == []


def test_a_refused_stone_is_an_answer(tmp_path: Path) -> None:
    """Too hot: exit code 0, lift_by_s 0, a sentence, and null for all the rest."""
    found = _told(tmp_path, temperature="57C")
    assert (found["lift_by_s"], found["refused"]) == (0.0, True)
    assert {found[key] for key in KEYS[1:7]} == {None}
    assert "56.0 °C is the limit" in str(found["reason"])


@pytest.mark.parametrize("site", ["face", "spine-left", "knee-hollow-right"])
def test_a_site_where_no_stone_belongs_is_refused_by_name(tmp_path: Path, site: str) -> None:
    """Bare or with a side, the answer is a refusal and no usage error."""
    found = _told(tmp_path, site=site)
    assert found["refused"]
    assert "no stone belongs on the" in str(found["reason"])


def test_never_is_null(tmp_path: Path) -> None:
    """A stone that never reaches red has no red_s, and amber all the same."""
    found = _told(tmp_path, temperature="46")
    assert found["red_s"] is None
    assert found["amber_s"] == 360.0


def test_fahrenheit_in_and_celsius_in_are_the_same_stone(tmp_path: Path) -> None:
    """125.6F, 52C and a bare 52 are one temperature."""
    assert _told(tmp_path, temperature="125.6F") == pytest.approx(_told(tmp_path, temperature="52"))


def test_what_lay_there_before_shortens_the_time(tmp_path: Path) -> None:
    """--already is read oldest first, and a damp towel counts as a sheet."""
    fresh = _told(tmp_path, temperature="54C")
    used = _told(tmp_path, temperature="54C", already=f"[{BEFORE}]")
    spent = _told(tmp_path, temperature="54C", already=f"[{BEFORE},{BEFORE}]")
    assert float(str(used["lift_by_s"])) < float(str(fresh["lift_by_s"]))
    assert spent["refused"]
    towel, sheet = (f"[{BEFORE.replace('direct', cloth)}]" for cloth in ("towel", "sheet"))
    assert _told(tmp_path, already=towel) == _told(tmp_path, already=sheet)


def test_only_a_towel_said_to_be_dry_is_dry(tmp_path: Path) -> None:
    """--dry lengthens the time through a towel, and no other."""
    hot = {"temperature": "57C"}
    damp = _told(tmp_path, contact="towel", **hot)
    assert damp == _told(tmp_path, contact="sheet", **hot)
    dry = _told(tmp_path, "--dry", contact="towel", **hot)
    assert float(str(dry["lift_by_s"])) > float(str(damp["lift_by_s"]))


def test_a_person_reads_lift_by_and_never_safe(tmp_path: Path) -> None:
    """Sentences with whole seconds, rounded down, in °C or °F."""
    said = _ask(tmp_path).stdout
    assert "lift by 60 s after it is laid; amber after 36 s." in said
    assert "52.0 °C" in said
    assert "125.6 °F" in _ask(tmp_path, "--fahrenheit").stdout
    assert "does not reach red within 8 h" in _ask(tmp_path, temperature="46C").stdout
    assert _ask(tmp_path, site="face").stdout.startswith("REFUSED: no stone belongs on the face")
    assert "safe" not in said


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("material", "basal", "there is no material 'basal': did you mean basalt?"),
        ("contact", "shet", "there is no barrier 'shet': did you mean sheet?"),
        ("profile", "sensitve", "there is no profile 'sensitve': did you mean sensitive?"),
        ("site", "neck", "did you mean neck-left or neck-right?"),
        ("mass", "-1kg", "a mass of -1 kg cannot be"),
        ("mass", "200", "'200' is no mass: write 200g or 0.2kg."),
        ("thickness", "25", "'25' is no thickness: write 25mm or 2.5cm."),
        ("thickness", "2.5m", "is no thickness"),
        ("temperature", "warm", "is not a temperature: write 50C or 122F."),
        ("already", "nonsense", "--already is no JSON"),
        ("already", "[" * 100000, "--already is no JSON"),
        ("already", "{}", "--already is a JSON list of at most 200 stones."),
        ("already", "[1]", "each stone of --already has exactly temperature, thickness_mm"),
        ("already", f"[{BEFORE.replace('gap_s', 'gap')}]", "has exactly temperature"),
        ("already", f"[{BEFORE.replace('60', 'true')}]", "contact_s in --already is a number"),
        ("already", f"[{BEFORE.replace('60', '-1')}]", "a contact of -1 s cannot be"),
        ("already", f"[{BEFORE.replace('60', 'NaN')}]", "a contact of nan s cannot be"),
        ("already", f"[{BEFORE.replace('60', '1' * 400)}]", "a contact of inf s cannot be"),
        ("already", f"[{BEFORE.replace('54C', '54')}]", "54 has no unit: write 54C or 54F."),
        ("already", f"[{BARE}]", "temperature in --already is a text"),
    ],
)
def test_what_cannot_be_read_is_usage(tmp_path: Path, option: str, value: str, said: str) -> None:
    """One sentence with what was meant or how to write it, and exit code 2."""
    result = _ask(tmp_path, **{option: value})
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_temperature_in_the_other_unit_is_asked_about(tmp_path: Path) -> None:
    """122 is no stone's temperature in °C: refused with the question."""
    result = _ask(tmp_path, temperature="122")
    assert result.exit_code == 1
    assert result.stderr == "122 is no stone's temperature: did you mean 122F = 50.0 °C?\n"


def test_a_forecast_loads_no_hardware_and_no_configuration() -> None:
    """Asking beforehand works on any computer, and at once."""
    code = "import sys\nfrom stoneheater.interfaces.cli.stone import stone\n"
    code += "print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded & {"gpiozero", "lgpio", "w1thermsensor", "attrs", "rich", "sqlite3"} == set()
