# SPDX-License-Identifier: MIT
"""The doctor at the panel: can this heater be heard and seen, and did anybody hear and see it.

The law of this file: nothing about the panel is worse than a warning.
"""

from collections.abc import Iterator

from stoneheater.core.alarm import NO_SOUND
from stoneheater.service.check import Check, Verdict, capital, warning
from stoneheater.service.commissioning import panel_parts
from stoneheater.service.doctor_facts import Facts


def panel(facts: Facts) -> Iterator[Check]:
    """Buzzer, lamp, buttons."""
    if not facts.has_buzzer:
        said = f"{capital(NO_SOUND)}: no buzzer is fitted."
        step = "Leave stoneheater watch open on a screen: it rings the terminal's bell."
        yield Check("buzzer", Verdict.WARN, said, step)
    for sentence in facts.panel:
        yield warning("panel", sentence)
    record = facts.commissioned
    if facts.simulated or record is None:
        return
    for name, fitted in (("buzzer", facts.has_buzzer), ("lamp", facts.has_lamp)):
        if fitted:
            part = panel_parts(facts.config)[name]
            yield _noticed(name, part, record.noticed.get(part))


def _noticed(name: str, part: str, noticed: bool | None) -> Check:
    """Whether somebody has heard the buzzer or seen the lamp, at this pin; None: nobody asked."""
    how = "heard" if name == "buzzer" else "seen"
    if noticed:
        return Check(name, Verdict.OK, f"The {part} was {how} in its test.")
    said = f"Nobody has said yet that the {part} can be {how}."
    if noticed is False:
        said = f"The {part} was not {how} in its test: check its wiring."
    return Check(name, Verdict.WARN, said, "Run stoneheater doctor --sound.")
