# SPDX-License-Identifier: MIT
"""Every bounded key: taken on its edges, refused just beyond them and for every other type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf, nan, nextafter
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stoneheater.config import Config
from stoneheater.config.checks import Within
from support.settings import loaded, refusal, toml


@dataclass(frozen=True)
class Edge:
    """One bounded key with what must go with it at its two ends."""

    table: str
    key: str
    lo: float
    hi: float
    with_lo: Mapping[str, object] = field(default_factory=dict)
    with_hi: Mapping[str, object] = field(default_factory=dict)

    def text(self, value: object, beside: Mapping[str, object]) -> str:
        """A configuration with this key at ``value``."""
        return toml({self.table: {**beside, self.key: value}})


COLD = {"target_c": 30.0, "caution_c": 30.0}
EDGES = [
    Edge("heater", "element_w", 50.0, 3500.0),
    Edge("heater", "water_kg", 0.5, 60.0),
    Edge("heater", "relay_rated_operations", 1000, 100_000_000),
    Edge("temperature", "target_c", 30.0, 55.0, {}, {"target_max_c": 55.0}),
    Edge("temperature", "target_max_c", 30.0, 55.0, COLD, {}),
    Edge("temperature", "caution_c", 30.0, 55.0, {}, {"target_max_c": 55.0}),
    Edge(
        *("temperature", "high_alarm_c", 31.0, 59.0),
        {**COLD, "target_max_c": 30.0},
        {"cutoff_c": 60.0},
    ),
    Edge(
        *("temperature", "cutoff_c", 32.0, 60.0),
        {**COLD, "target_max_c": 30.0, "high_alarm_c": 31.0},
    ),
    Edge("temperature", "element_max_c", 60.0, 95.0),
    Edge("gpio", "heater_pin", 0, 27),
    Edge("gpio", "enable_pin", 0, 27),
    Edge("gpio", "heartbeat_pin", 0, 27),
    Edge("gpio", "one_wire_pin", 0, 27),
    Edge("panel", "buzzer_pin", 0, 27),
    Edge("panel", "alarm_led_pin", 0, 27),
    Edge("panel", "ack_pin", 0, 27),
    Edge("panel", "stop_pin", 0, 27),
    Edge("panel", "foot_pin", 0, 27),
    Edge("store", "history_max_mb", 1, 1024),
    Edge("store", "retention_days", 1, 36500),
    Edge("simulated", "speed", 0.1, 3600.0),
]
FLOATS = [edge for edge in EDGES if isinstance(edge.lo, float)]
WHOLE = [edge for edge in EDGES if isinstance(edge.lo, int)]


def named(edge: Edge) -> str:
    """The dotted key, for the name of a test."""
    return f"{edge.table}.{edge.key}"


def bounded() -> Iterator[tuple[str, Within]]:
    """Every bounded key of the model that stands alone in its table."""
    for table in attrs.fields(Config):
        for key in attrs.fields(kind) if (kind := table.type) and attrs.has(kind) else ():
            if bounds := _bounds(key.type):
                yield f"{table.name}.{key.name}", bounds


def _bounds(kind: Any) -> Within | None:
    for part in (kind, *get_args(kind)):
        marks = get_args(part)[1:] if get_origin(part) is Annotated else ()
        if marks and isinstance(marks[0], Within):
            return marks[0]
    return None


def test_F56_every_bounded_key_has_a_row_with_its_bounds() -> None:
    """A key cannot get bounds, or other bounds, without a row here that says so."""
    assert {named(edge): (edge.lo, edge.hi) for edge in EDGES} == {
        key: (bounds.lo, bounds.hi) for key, bounds in bounded()
    }


@pytest.mark.parametrize("edge", FLOATS, ids=named)
def test_F56_the_edges_belong_to_the_bounds(edge: Edge, tmp_path: Path) -> None:
    """A number exactly on its lowest or highest bound is taken as it stands."""
    for value, beside in ((edge.lo, edge.with_lo), (edge.hi, edge.with_hi)):
        config = loaded(tmp_path, edge.text(value, beside))
        assert getattr(getattr(config, edge.table), edge.key) == value


@pytest.mark.parametrize("edge", FLOATS, ids=named)
def test_F56_the_next_number_beyond_an_edge_is_refused(edge: Edge, tmp_path: Path) -> None:
    """The very next number outside a bound stops the heater, naming key, value and bounds."""
    below, above = nextafter(edge.lo, -inf), nextafter(edge.hi, inf)
    for value, beside in ((below, edge.with_lo), (above, edge.with_hi)):
        sentence = str(refusal(tmp_path, edge.text(value, beside)))
        assert f"{named(edge)} in {tmp_path}/stoneheater.toml is {value}" in sentence
        assert f"from {edge.lo:g} to {edge.hi:g}" in sentence
        assert sentence.endswith("; correct it.")


@pytest.mark.parametrize("edge", WHOLE, ids=named)
def test_F56_a_whole_number_beyond_an_edge_is_refused(edge: Edge, tmp_path: Path) -> None:
    """A pin or a size outside its bounds is refused on both sides, by its own bounds."""
    for value in (edge.lo - 1, edge.hi + 1):
        sentence = str(refusal(tmp_path, edge.text(value, {})))
        assert f"it must be a whole number from {edge.lo:g} to {edge.hi:g}" in sentence


def test_F56_the_edges_of_pins_and_sizes_are_taken(tmp_path: Path) -> None:
    """The last pin and both ends of the history's size are usable."""
    tables = {"heater_pin": 27, "enable_pin": 26, "heartbeat_pin": 2}
    assert loaded(tmp_path, toml({"gpio": tables})).gpio.heater_pin == 27
    for size_mb in (1, 1024):
        config = loaded(tmp_path, toml({"store": {"history_max_mb": size_mb}}))
        assert config.store.history_max_mb == size_mb


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), edge=st.sampled_from(EDGES))
def test_F56_no_number_outside_its_bounds_ever_loads(
    data: st.DataObject, edge: Edge, tmp_path: Path
) -> None:
    """Whatever number is generated outside the bounds, nothing runs with it."""
    outside = st.floats(max_value=edge.lo, exclude_max=True) | st.floats(
        min_value=edge.hi, exclude_min=True
    )
    refusal(tmp_path, edge.text(data.draw(outside), {}))


@pytest.mark.parametrize("edge", EDGES, ids=named)
@pytest.mark.parametrize("value", [nan, inf, -inf, True, "50", [50], "2026-01-31"])
def test_F73_what_is_no_number_is_refused(edge: Edge, value: object, tmp_path: Path) -> None:
    """Not-a-number, infinity, true, a text or a list is never taken for a number."""
    found = refusal(tmp_path, edge.text(value, {}))
    assert [problem.key for problem in found.problems] == [named(edge)]


@pytest.mark.parametrize("edge", WHOLE, ids=named)
def test_a_pin_is_a_whole_number(edge: Edge, tmp_path: Path) -> None:
    """A fraction is no pin and no size, even if nothing stands behind its point."""
    assert "a whole number" in str(refusal(tmp_path, edge.text(17.0, {})))


def test_a_whole_number_serves_where_a_fraction_could_stand(tmp_path: Path) -> None:
    """Whoever writes 50 for a temperature means 50.0."""
    target_c = loaded(tmp_path, toml({"temperature": {"target_c": 45}})).temperature.target_c
    assert isinstance(target_c, float)
    assert target_c == 45.0


def test_a_number_in_quotes_is_refused_with_the_cure(tmp_path: Path) -> None:
    """A quoted number says what to do about the quotes."""
    sentence = str(refusal(tmp_path, '[temperature]\ntarget_c = "50"\n'))
    assert sentence.endswith(
        'is "50": it must be a number from 30 to 55 °C; write it without quotes.'
    )


def test_an_enormous_number_is_refused_without_its_digits(tmp_path: Path) -> None:
    """A number of thousands of digits is refused in one short sentence."""
    for digits in ("9" * 3000, "0x" + "f" * 6000, "9" * 6000):
        assert len(str(refusal(tmp_path, f"[heater]\nelement_w = {digits}\n"))) < 400
