# SPDX-License-Identifier: MIT
"""The intake reminder: what the therapist asks before stones, and what an answer changes.

The law of this file: an answer can only make the timers stricter; what was not asked counts as
sensitive; and nothing here is medical advice or touches the heat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from stoneheater.core.site import Site, parse_site

ASK = "ask your health-care provider"
NONE = "none"
"""The answer of a therapist who went through the list and ticked nothing."""


class Consequence(StrEnum):
    """What a tick changes."""

    REFUSED = "no stone is left lying"
    REFUSED_AT_SITE = "no stone is left lying at the site"
    SENSITIVE = "shorter times, cooler stones"
    REMINDER = "a reminder only"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list.

    Attributes:
        words: as the therapist reads it.
        consequence: what a tick changes.
    """

    words: str
    consequence: Consequence


ITEMS: dict[str, Item] = {
    "reduced-sensation": Item("reduced sensation", Consequence.REFUSED),
    "sedation": Item("sedation, strong painkillers or alcohol", Consequence.REFUSED),
    "infant": Item("an infant", Consequence.REFUSED),
    "circulation": Item("a severe circulation disorder", Consequence.REFUSED),
    "clotting": Item("a clotting disorder", Consequence.REFUSED),
    "injured-skin": Item("injured skin", Consequence.REFUSED_AT_SITE),
    "recent-surgery": Item("recent surgery", Consequence.REFUSED_AT_SITE),
    "diabetes": Item("diabetes", Consequence.SENSITIVE),
    "autoimmune": Item("an autoimmune disease", Consequence.SENSITIVE),
    "pregnancy": Item("pregnancy", Consequence.SENSITIVE),
    "fragile-skin": Item("fragile or sensitive skin", Consequence.SENSITIVE),
    "age": Item("old age", Consequence.SENSITIVE),
    "bruising": Item("bruising", Consequence.REMINDER),
    "allergy": Item("allergies to oils or lotions", Consequence.REMINDER),
}
"""The field's contraindications, and the consequence of each (a judgement, not a standard)."""

_AT_SITE = frozenset({"injured-skin", "recent-surgery", "bruising"})


class IntakeError(ValueError):
    """An answer that is not on the list; the text is one sentence for a person."""


def parse_intake(answers: Sequence[str]) -> tuple[str, ...]:
    """Read ticks such as ``diabetes``, ``recent-surgery@lower-back-left`` or ``none``.

    Returns:
        The ticks in the order of the list, each once; empty when nothing was ticked.

    Raises:
        IntakeError: a tick is not on the list, or ``none`` stands beside others.
        SiteError: the site of a tick is not on the list.
    """
    words = [answer.strip().lower() for answer in answers]
    if not words or (NONE in words and set(words) != {NONE}):
        raise IntakeError("answer the intake with none, or with what applies, and not with both")
    ticks = {_tick(word) for word in words if word != NONE}
    order = list(ITEMS)
    return tuple(sorted(ticks, key=lambda tick: (order.index(tick.partition("@")[0]), tick)))


def _tick(answer: str) -> str:
    """One tick as it is kept."""
    name, at, where = answer.partition("@")
    name = "-".join(name.replace("_", " ").replace("-", " ").split())
    if name not in ITEMS:
        close = get_close_matches(name, ITEMS, n=1)
        known = f"did you mean {close[0]}?" if close else f"write one of {', '.join(ITEMS)}"
        raise IntakeError(f"there is no {answer[:40]!r} in the intake: {known}")
    if not at:
        return name
    if name not in _AT_SITE:
        raise IntakeError(f"{name} concerns the whole client: write it without a site")
    return f"{name}@{parse_site(where)}"


def is_sensitive(intake: Sequence[str] | None) -> bool:
    """Whether this client gets the sensitive profile; an unanswered intake always does."""
    if intake is None:
        return True
    ticked = {ITEMS[tick.partition("@")[0]].consequence for tick in intake}
    return bool(ticked - {Consequence.REMINDER})


def contraindication(intake: Sequence[str] | None, site: Site) -> str | None:
    """Why no stone may be left lying at a site, in one sentence, or None.

    Injured skin or surgery without a site counts everywhere; bruising counts where it is named.
    """
    for tick in intake or ():
        name, _, where = tick.partition("@")
        item = ITEMS[name]
        if where == str(site):
            return f"{item.words} at the {site}: no stone is left lying there; {ASK}"
        if item.consequence is Consequence.REFUSED:
            return f"{item.words}: no stone is left lying on this client; {ASK}"
        if item.consequence is Consequence.REFUSED_AT_SITE and not where:
            return f"{item.words}, and nobody said where: no stone is left lying; {ASK}"
    return None


def reminders(intake: Sequence[str] | None) -> tuple[str, ...]:
    """What to keep in mind with this client, one sentence each."""
    if intake is None:
        return ("the intake is not answered: every timer takes the client as sensitive",)
    return tuple(f"{ITEMS[t.partition('@')[0]].words}: {_reminder(t)}" for t in intake)


def _reminder(tick: str) -> str:
    name, _, where = tick.partition("@")
    consequence = ITEMS[name].consequence
    if where:
        return f"no stone is left lying at the {where}; {ASK}"
    if consequence is Consequence.REMINDER:
        return "keep it in mind, and ask the client"
    return f"{consequence.value}; {ASK}"
