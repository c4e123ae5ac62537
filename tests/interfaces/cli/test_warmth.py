# SPDX-License-Identifier: MIT

from collections.abc import Mapping, Sequence

import pytest

from stoneheater.interfaces.cli.warmth import PATIENCE_S, POLL_S, Bus, WarmthError, felt

A, B, C = "28-00000000000a", "28-00000000000b", "28-00000000000c"


class Hand:
    """A bus whose probes follow a script, poll by poll; the last row stays."""

    def __init__(self, *script: Mapping[str, float | None]) -> None:
        self.at_s = 0.0
        self.polls = 0
        self._script = script

    def ask(self) -> Sequence[Mapping[str, object]]:
        """One poll."""
        row = self._script[min(self.polls, len(self._script) - 1)]
        self.polls += 1
        return [{"id": key, "temperature_c": value_c} for key, value_c in row.items()]

    def now_s(self) -> float:
        """The hand's own time."""
        return self.at_s

    def rest(self, length_s: float) -> None:
        """Time goes by."""
        self.at_s += length_s

    def felt(self) -> str:
        """Which probe is held."""
        return felt(Bus(self.ask), self.now_s, self.rest)


def test_the_probe_that_gets_warmer_is_the_one() -> None:
    """A rise of 1.0 °C of one probe alone names it."""
    assert Hand({A: 20.0, B: 20.0}, {A: 20.1, B: 21.0}).felt() == B


def test_just_under_one_degree_is_not_enough() -> None:
    """0.99 °C is no hand; the next poll may be."""
    hand = Hand({A: 20.0}, {A: 20.99}, {A: 20.99}, {A: 21.0})
    assert hand.felt() == A
    assert hand.polls == 4


def test_a_probe_that_cools_down_is_not_held() -> None:
    """The one held before cools, and only rises count, from its lowest."""
    assert Hand({A: 30.0, B: 20.0}, {A: 28.0, B: 20.5}, {A: 27.0, B: 21.0}).felt() == B
    assert Hand({A: 30.0, B: 20.0}, {A: 26.0, B: 20.0}, {A: 27.0, B: 20.0}).felt() == A


@pytest.mark.parametrize(("other_c", "found"), [(20.49, True), (20.5, False), (21.0, False)])
def test_two_that_rise_are_an_error(other_c: float, *, found: bool) -> None:
    """A second probe that rose by 0.5 °C makes it doubtful; both are named."""
    hand = Hand({A: 20.0, B: 20.0}, {A: 21.0, B: other_c})
    if found:
        assert hand.felt() == A
        return
    with pytest.raises(WarmthError, match=f"2 probes got warmer at once .{A}, {B}.: hold one"):
        hand.felt()


def test_nobody_holding_ends_after_ninety_seconds() -> None:
    """Patience has an end, and a next step."""
    hand = Hand({A: 20.0, B: 20.0})
    with pytest.raises(WarmthError, match="within 90 s"):
        hand.felt()
    assert hand.at_s == pytest.approx(PATIENCE_S, abs=POLL_S)
    assert hand.polls == pytest.approx(PATIENCE_S / POLL_S, abs=1)


def test_a_probe_without_a_reading_is_waited_for() -> None:
    """A missed answer neither counts as cold nor forgets the lowest."""
    assert Hand({A: 20.0, B: None}, {A: None, B: 20.0}, {A: 21.0, B: 20.0}).felt() == A


def test_an_empty_bus_is_nobody() -> None:
    """No probes, no guess."""
    with pytest.raises(WarmthError):
        Hand({}).felt()


def test_the_configured_are_known_by_name() -> None:
    """Strangers on the bus are not asked for, and a missing one still is."""
    rows: list[dict[str, object]] = [
        {"id": A, "name": "bath", "configured": True, "temperature_c": None},
        {"id": B, "name": None, "configured": False, "temperature_c": 20.0},
    ]
    bus = Bus(lambda: rows)
    assert bus.configured() == {"bath": A}
    assert bus.temperatures() == {B: 20.0}
