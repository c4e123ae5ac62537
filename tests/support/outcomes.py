# SPDX-License-Identifier: MIT
"""Outcomes of cycles for tests that need no heater: a cold STANDBY, but for what is named."""

from dataclasses import replace
from typing import Any

from stoneheater.core.heater import Outcome
from stoneheater.core.interlock import RULES
from stoneheater.core.mode import Mode
from stoneheater.core.rule import Finding
from stoneheater.core.sequence import Levels

_STANDBY = Outcome(
    at_s=1000.0,
    mode=Mode.STANDBY,
    levels=Levels(),
    target_c=50.0,
    value=None,
    duty=0.0,
    findings=(),
    holding=False,
    trips=(),
    alarms=(),
    ready=False,
    off_in_s=None,
    answers=(),
    events=(),
    clear_latch=False,
)


def outcome(**changes: Any) -> Outcome:
    """A cycle in STANDBY before the first reading, but for these."""
    return replace(_STANDBY, **changes)


def finding(rule: str, sentence: str = "something is wrong.") -> Finding:
    """A rule of the interlock that spoke."""
    return Finding(next(made for made in RULES if made.name == rule), sentence)
