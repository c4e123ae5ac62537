# SPDX-License-Identifier: MIT
"""Faults as text: every verb, every wrong shape, and one sentence for each."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.hardware.faults import (
    BATH_FAULTS,
    BOUNDS,
    MOMENTS,
    PROBE_FAULTS,
    FaultError,
    FaultSpec,
    parse_fault,
)

ALL = PROBE_FAULTS | BATH_FAULTS


def refusal(text: str) -> str:
    """The sentence with which a fault is refused."""
    with pytest.raises(FaultError) as refused:
        parse_fault(text)
    return str(refused.value)


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_verb_has_a_default(name: str) -> None:
    """A verb without a value is taken with its usual one, from its begin and for ever."""
    assert parse_fault(f"{name}@60") == FaultSpec(name, ALL[name][0], None, 60.0, math.inf)


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_default_is_within_its_own_bounds(name: str) -> None:
    """Writing the default out gives the same fault."""
    assert parse_fault(f"{name}={ALL[name][0]:g}@60") == parse_fault(f"{name}@60")


def test_the_published_defaults() -> None:
    """A drift of 0.05 °C a minute and an offset of -8 °C, as the contract says."""
    assert parse_fault("drift@0").value == 0.05
    assert parse_fault("offset@0").value == -8.0


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("welded@3600", FaultSpec("welded", 0.0, None, 3600.0, math.inf)),
        ("stuck_at=49.5@10", FaultSpec("stuck_at", 49.5, None, 10.0, math.inf)),
        ("offset=-2.25:bath-2@10..20", FaultSpec("offset", -2.25, "bath-2", 10.0, 20.0)),
        ("crc:2@1.5..2.5", FaultSpec("crc", 0.0, "2", 1.5, 2.5)),
        ("all_zero:all@0..1", FaultSpec("all_zero", 0.0, "all", 0.0, 1.0)),
        ("weak=0.75@0..0.5", FaultSpec("weak", 0.75, None, 0.0, 0.5)),
    ],
)
def test_every_part_is_read(text: str, spec: FaultSpec) -> None:
    """Name, value, probe, begin and end, with and without decimals."""
    assert parse_fault(text) == spec


@pytest.mark.parametrize(
    "text",
    [
        *("", "welded", "@5", "welded@", "welded@-1", "welded@5..", "welded@..5", "welded@5.5.5"),
        *("welded=@5", "drift=fast@5", "drift=1e3@5", "drift=nan@5", "drift=+1@5", "crc:@5"),
        *("crc:a b@5", "Welded@5", " welded@5", "welded@5 ", "welded@5\n", "welded@5..6..7"),
    ],
)
def test_a_wrong_shape_is_shown_the_right_one(text: str) -> None:
    """Whatever is not the syntax is told the syntax, with an example."""
    assert refusal(text) == (
        f"fault {text!r} is not NAME[=VALUE][:PROBE]@T[..T2], as in welded@3600."
    )


@pytest.mark.parametrize("text", ["weldd@5", "weldd=1@5", "weldd:bath@5", "weldd@9..5"])
def test_a_near_name_is_asked_for(text: str) -> None:
    """A slip of the finger gets a question, whatever else was written."""
    assert refusal(text) == "there is no fault 'weldd'; did you mean welded?"


def test_a_strange_name_gets_the_list() -> None:
    """What resembles nothing is told everything that there is."""
    said = refusal("quux@5")
    assert said.startswith("there is no fault 'quux'; known: ")
    assert all(name in said for name in ALL)


@pytest.mark.parametrize("name", sorted(BATH_FAULTS))
def test_a_fault_of_the_bath_has_no_probe(name: str) -> None:
    """The bath is one; a probe named with it is a mistake."""
    assert refusal(f"{name}:bath@5") == (
        f"fault {name!r} happens to the bath: leave out the probe."
    )


@pytest.mark.parametrize("times", ["5..5", "5..4", "5..4.9", "0..0"])
def test_a_fault_ends_after_it_begins(times: str) -> None:
    """An end at or before the begin is refused."""
    assert refusal(f"welded@{times}") == (
        f"fault 'welded@{times}': welded must end after it begins."
    )


@pytest.mark.parametrize("name", sorted(MOMENTS))
def test_what_happens_once_has_no_end(name: str) -> None:
    """Water poured in does not stop being poured in."""
    assert refusal(f"{name}@5..9") == f"fault '{name}@5..9': {name} happens once."


@pytest.mark.parametrize("name", sorted(ALL))
def test_no_value_is_beyond_physics(name: str) -> None:
    """Both bounds are taken, and a hair beyond either is refused with the bounds."""
    low, high = BOUNDS.get(name, (-1000.0, 1000.0))
    assert parse_fault(f"{name}={low}@5").value == low
    assert parse_fault(f"{name}={high}@5").value == high
    for value in (f"{low - 0.01:.2f}", f"{high + 0.01:.2f}", "9" * 400):
        said = refusal(f"{name}={value}@5")
        assert said.endswith(f": {name} must be from {low:g} to {high:g}.")


def test_a_fault_that_never_comes_is_none() -> None:
    """A time beyond all numbers is no time."""
    assert "must end after it begins" in refusal(f"welded@{'9' * 400}")


@given(st.text() | st.from_regex(r"[a-z_]{0,12}(=-?\d{0,9})?(:\w{0,5})?@\d{0,9}(\.\.\d{0,9})?"))
def test_any_text_is_a_fault_or_a_sentence(text: str) -> None:
    """Nothing that can be typed makes anything but a fault or a FaultError."""
    try:
        spec = parse_fault(text)
    except FaultError as refused:
        assert str(refused)[-1] in ".?"  # noqa: PT017 - either outcome is fine
    else:
        assert spec.name in ALL
        assert spec.at_s < spec.until_s


@given(
    st.sampled_from(sorted(ALL)),
    st.none() | st.integers(0, 1).map(float),
    st.integers(0, 10**6),
    st.none() | st.integers(1, 10**6),
)
def test_what_is_written_is_what_is_read(
    name: str, value: float | None, at_s: int, lasts_s: int | None
) -> None:
    """A fault written out of its parts is read back as these parts."""
    low, high = BOUNDS.get(name, (-1000.0, 1000.0))
    lasts_s = None if name in MOMENTS else lasts_s
    value = value if value is None else min(high, max(low, value))
    text = name + ("" if value is None else f"={value}") + f"@{at_s}"
    text += "" if lasts_s is None else f"..{at_s + lasts_s}"
    spec = parse_fault(text)
    assert (spec.name, spec.at_s) == (name, at_s)
    assert spec.value == (ALL[name][0] if value is None else value)
    assert spec.until_s == (math.inf if lasts_s is None else at_s + lasts_s)
