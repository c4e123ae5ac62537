# SPDX-License-Identifier: MIT
"""When each barrier that no program can ask was last proved, and by whom.

The law of this file: a date counts only from a person at the heater, for a barrier that is fitted;
what cannot be read is not proved. It reminds and permits nothing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from stoneheater.core.command import Answer
from stoneheater.service.check import Check, Verdict
from stoneheater.service.files import write_durably

NAME: Final = "proof-tests.json"
DAYS: Final = 31
"""A proof test is due again after so many days: monthly, as the page of hazards says."""

BARRIERS: Final = {
    "cut-out": "the thermal cut-out",
    "rcd": "the RCD",
    "enable": "the enable relay",
    "dead-man": "the dead-man",
}


@dataclass(frozen=True, slots=True)
class Proved:
    """One proof test: who did it, and on which day (UTC)."""

    who: str
    day: date


def fitted(*, has_enable: bool, has_heartbeat: bool) -> tuple[str, ...]:
    """What there is to prove; cut-out and RCD are part of every wiring."""
    optional = {"enable": has_enable, "dead-man": has_heartbeat}
    return tuple(name for name in BARRIERS if optional.get(name, True))


def read(state_dir: Path) -> Mapping[str, Proved]:
    """What was proved; nothing that cannot be read."""
    try:
        kept = json.loads((state_dir / NAME).read_bytes())
        return {
            name: Proved(str(kept[name]["who"]), date.fromisoformat(kept[name]["day"]))
            for name in BARRIERS
            if name in kept
        }
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def prove(
    barrier: str, who: str, *, there_are: Sequence[str], state_dir: Path, wall_s: float
) -> Answer:
    """Keep that somebody proved a barrier today.

    Args:
        barrier: which.
        who: who was at the heater.
        there_are: those that are `fitted`.
        state_dir: where the dates are kept.
        wall_s: the date, s since 1970.
    """
    if barrier not in there_are:
        unknown = f"{barrier[:40]!r} is not one to prove here"
        return Answer(ok=False, text=f"{unknown}; there are: {', '.join(there_are)}.")
    today = Proved(who, datetime.fromtimestamp(wall_s, UTC).date())
    proved = {**read(state_dir), barrier: today}
    kept = {name: {"who": one.who, "day": f"{one.day}"} for name, one in proved.items()}
    try:
        write_durably(state_dir / NAME, json.dumps(kept, sort_keys=True).encode() + b"\n")
    except OSError as error:
        why = f"not kept, {state_dir} cannot be written ({error.strerror})"
        return Answer(ok=False, text=f"{why}: mend the disk, then say it again.")
    text = f"noted: {who} proved {BARRIERS[barrier]}; it is due again in {DAYS} days."
    return Answer(ok=True, text=text)


def checks(there_are: Sequence[str], proved: Mapping[str, Proved], today: date) -> Iterator[Check]:
    """A line for each barrier: proved lately, or due."""
    for name in there_are:
        what, done = BARRIERS[name], proved.get(name)
        step = f"Do it as the wiring page says, then run: stoneheater doctor --proved {name}."
        if done is None:
            said = f"Nobody has noted a proof test of {what}; it is due every {DAYS} days."
            yield Check("proof test", Verdict.WARN, said, step)
            continue
        days = (today - done.day).days
        said = f"{done.who} proved {what} on {done.day}"
        if days < 0:
            said = f"{said}, and today is {today}: a clock is wrong, so it counts as due."
            yield Check("proof test", Verdict.WARN, said, f"Set the clock. {step}")
        elif days <= DAYS:
            yield Check("proof test", Verdict.OK, f"{said}, {days} days ago (limit {DAYS}).")
        else:
            said = f"{said}, {days} days ago (limit {DAYS}): it is due."
            yield Check("proof test", Verdict.WARN, said, step)
