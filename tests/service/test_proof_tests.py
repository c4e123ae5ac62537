# SPDX-License-Identifier: MIT
"""Proof tests: a date counts from a person, for a barrier that is fitted, and for a month."""

from datetime import date
from pathlib import Path

import pytest

from stoneheater.service.check import Check, Verdict
from stoneheater.service.proof_tests import BARRIERS, NAME, Proved, checks, fitted, prove, read

ALL = tuple(BARRIERS)
DAY_S = 86_400.0
DONE_S = 1_794_000_000.0
"""The evening of 2026-11-06, in UTC."""

DAY = date(2026, 11, 6)
DONE = {"cut-out": Proved("anna", DAY)}


def said(today: date, proved: dict[str, Proved] = DONE) -> Check:
    """What is said of the cut-out that day."""
    (check,) = checks(["cut-out"], proved, today)
    return check


def test_cut_out_and_rcd_are_part_of_every_wiring() -> None:
    """`enable` and the dead-man only where they are fitted."""
    assert fitted(has_enable=False, has_heartbeat=False) == ("cut-out", "rcd")
    assert fitted(has_enable=True, has_heartbeat=False) == ("cut-out", "rcd", "enable")
    assert fitted(has_enable=True, has_heartbeat=True) == ALL


def test_what_was_proved_is_kept_with_who_and_when(tmp_path: Path) -> None:
    """Each barrier for itself; the newest date counts."""
    for barrier, who, wall_s in (
        ("cut-out", "anna", DONE_S - DAY_S),
        ("rcd", "mira", DONE_S),
        ("cut-out", "anna", DONE_S),
    ):
        answer = prove(barrier, who, there_are=ALL, state_dir=tmp_path, wall_s=wall_s)
        assert answer.ok
        assert answer.text.endswith("it is due again in 31 days.")
    assert read(tmp_path) == {"cut-out": Proved("anna", DAY), "rcd": Proved("mira", DAY)}


@pytest.mark.parametrize("barrier", ["dead-man", "cutout", ""])
def test_what_is_not_fitted_or_unknown_is_refused(barrier: str, tmp_path: Path) -> None:
    """With what there is to prove; nothing is kept."""
    there_are = ("cut-out", "rcd")
    answer = prove(barrier, "anna", there_are=there_are, state_dir=tmp_path, wall_s=DONE_S)
    assert not answer.ok
    assert answer.text.endswith("there are: cut-out, rcd.")
    assert read(tmp_path) == {}


def test_a_disk_that_refuses_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    """What was kept before stays."""
    prove("rcd", "mira", there_are=ALL, state_dir=tmp_path, wall_s=DONE_S)
    gone = tmp_path / "gone"
    answer = prove("rcd", "mira", there_are=ALL, state_dir=gone, wall_s=DONE_S)
    assert not answer.ok
    assert "mend the disk" in answer.text
    assert read(tmp_path) == {"rcd": Proved("mira", DAY)}


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"[]", b"7", b"{", b'{"rcd": 3}', b'{"rcd": {"who": "a"}}'),
        *(b'{"rcd": {"day": "2026-11-06"}}', b'{"rcd": {"who": "a", "day": 7}}'),
        b'{"rcd": {"who": "a", "day": "2026-11-31"}}',
    ],
)
def test_what_cannot_be_read_is_not_proved(content: bytes, tmp_path: Path) -> None:
    """Damage never counts as a date."""
    (tmp_path / NAME).write_bytes(content)
    assert read(tmp_path) == {}


@pytest.mark.parametrize(
    ("today", "verdict"),
    [
        (date(2026, 11, 5), Verdict.WARN),
        (date(2026, 11, 6), Verdict.OK),
        (date(2026, 12, 7), Verdict.OK),
        (date(2026, 12, 8), Verdict.WARN),
    ],
)
def test_a_proof_counts_for_31_days(today: date, verdict: Verdict) -> None:
    """Not before its own day either: then a clock is wrong."""
    check = said(today)
    assert check.verdict is verdict
    assert "anna proved the thermal cut-out on 2026-11-06" in check.sentence
    assert bool(check.next_step) is (verdict is Verdict.WARN)


def test_a_date_to_come_blames_the_clock() -> None:
    """No count of days below nothing; the next step begins with the clock."""
    check = said(date(2026, 11, 5))
    assert "today is 2026-11-05: a clock is wrong" in check.sentence
    assert check.next_step.startswith("Set the clock.")


def test_what_was_never_proved_says_how() -> None:
    """With the command that keeps the date."""
    check = said(date(2026, 11, 6), {})
    assert check.verdict is Verdict.WARN
    assert check.next_step.endswith("then run: stoneheater doctor --proved cut-out.")
