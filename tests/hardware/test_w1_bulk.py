# SPDX-License-Identifier: MIT
"""Promises of bulk conversion: one trigger for the whole bus, trusted only when proven."""

from pathlib import Path

import pytest

from support.fake_w1 import BATH, ELEMENT, SECOND
from support.w1_rig import PAIR, Rig


def test_without_bulk_the_probes_are_read_one_by_one(tmp_path: Path) -> None:
    """Pitfall 27: each reading carries the start of its own conversion."""
    rig = Rig(tmp_path, *PAIR)
    rig.no_bulk()
    seen = rig.sweep()
    assert [seen["bath"].at_s, seen["bath-2"].at_s] == [1000.0, pytest.approx(1000.83)]


def test_with_bulk_one_trigger_measures_the_whole_bus(tmp_path: Path) -> None:
    """Pitfall 27: two probes take 0.84 s instead of 1.66 s, both dated at the trigger."""
    rig = Rig(tmp_path, *PAIR)
    rig.kernel.water_c = {BATH: 50.0, SECOND: 51.0}
    seen = rig.sweep()
    assert (seen["bath"].temperature_c, seen["bath-2"].temperature_c) == (50.0, 51.0)
    assert seen["bath"].at_s == seen["bath-2"].at_s == 1000.0
    assert rig.clock.s == pytest.approx(1000.84)


def test_the_trigger_ends_with_a_newline(tmp_path: Path) -> None:
    """Pitfall 28: without its newline the kernel takes the trigger and does nothing."""
    rig = Rig(tmp_path, *PAIR)
    rig.sweep()
    assert rig.kernel.written == [("therm_bulk_read", "trigger\n")]


def test_bulk_works_round_after_round(tmp_path: Path) -> None:
    """Each round of a healthy bus is a bulk of its own with its own temperatures."""
    rig = Rig(tmp_path, *PAIR)
    for water_c in (50.0, 50.5, 51.0):
        rig.kernel.water_c = {BATH: water_c, SECOND: water_c}
        assert rig.sweep()["bath"].temperature_c == water_c
    assert rig.clock.s == pytest.approx(1000.0 + 3 * 0.84)


def test_a_bulk_that_did_nothing_is_not_trusted(tmp_path: Path) -> None:
    """Pitfall 27: after a bulk whose flag stays down, every probe converts for itself."""
    rig = Rig(tmp_path, *PAIR)
    rig.kernel.bulk_works = False
    rig.kernel.water_c = {BATH: 50.0, SECOND: 51.0}
    seen = rig.sweep()
    assert (seen["bath"].temperature_c, seen["bath-2"].temperature_c) == (50.0, 51.0)
    assert seen["bath"].at_s == pytest.approx(1000.78)


@pytest.mark.parametrize("bulk_works", [True, False])
def test_a_flag_left_over_never_makes_an_old_value_fresh(tmp_path: Path, bulk_works: bool) -> None:
    """Pitfall 27: values that an earlier bulk left unread are read away before they can speak."""
    rig = Rig(tmp_path, *PAIR)
    rig.kernel.bulk_works = bulk_works
    rig.kernel.flag({BATH, SECOND})
    rig.kernel.water_c = {BATH: 50.0, SECOND: 51.0}
    seen = rig.sweep()
    assert (seen["bath"].temperature_c, seen["bath-2"].temperature_c) == (50.0, 51.0)


def test_a_single_probe_is_cleared_of_an_old_bulk_at_the_start(tmp_path: Path) -> None:
    """The leavings of an earlier process are read away before the first round."""
    rig = Rig(tmp_path, PAIR[0])
    rig.kernel.flag({BATH})
    rig.kernel.water_c = {BATH: 50.0}
    rig.bus.prepare()
    assert rig.sweep()["bath"].temperature_c == 50.0


def test_a_single_probe_needs_no_bulk(tmp_path: Path) -> None:
    """With one probe there is nothing to gain, so nothing is triggered."""
    rig = Rig(tmp_path, PAIR[0])
    rig.sweep()
    assert rig.kernel.written == []


def test_an_extra_probe_does_not_spoil_the_bulk(tmp_path: Path) -> None:
    """The flag of a probe that nobody reads is used up, so that the next bulk can be told."""
    rig = Rig(tmp_path, *PAIR)
    rig.w1.plug(ELEMENT)
    for _ in range(3):
        rig.sweep()
    assert rig.kernel.written == 3 * [("therm_bulk_read", "trigger\n")]
    assert rig.clock.s == pytest.approx(1000.0 + 3 * (0.78 + 3 * 0.03))


def test_a_trigger_that_may_not_be_written_falls_back(tmp_path: Path) -> None:
    """Pitfall 27: `therm_bulk_read` belongs to root; without the right, reads are sequential."""
    rig = Rig(tmp_path, *PAIR)
    rig.kernel.bulk_denied = True
    assert rig.sweep()["bath-2"].at_s == pytest.approx(1000.83)
