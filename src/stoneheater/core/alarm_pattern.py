# SPDX-License-Identifier: MIT
"""How an alarm sounds and shines: beeps, flashes and colours as a table.

The law of this file: what is more urgent is louder and faster, high is never without sound, and
what is silent because somebody paused it still shines.
Figures after a patient monitor's manual (Edan X8, p. 31: high 1.4 to 2.8 Hz and 3+2 tones twice
every 10 s, medium 0.4 to 0.8 Hz and three tones every 25 s); no conformity is claimed.
"""

from dataclasses import dataclass
from math import inf

from stoneheater.core.alarm import Priority

_SHORT_S = 0.15
_FIVE = (_SHORT_S, _SHORT_S, _SHORT_S, _SHORT_S, _SHORT_S, 0.35, _SHORT_S, _SHORT_S, _SHORT_S)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of the table.

    Attributes:
        colour: of a lamp that has colours, and of the word on a screen.
        mark: what stands before the sentence.
        beeps: lengths of sound and silence in turn, sound first, s.
        every_s: the beeps begin again so often; infinite: they sound once, s.
        flash_s: the lamp is on for half of this and off for the other half; 0: it stays on, s.
    """

    colour: str
    mark: str
    beeps: tuple[float, ...]
    every_s: float
    flash_s: float


PATTERNS: dict[Priority, Pattern] = {
    Priority.HIGH: Pattern("red", "***", (*_FIVE, 0.7, *_FIVE), 10.0, 1 / 2.0),
    Priority.MEDIUM: Pattern("yellow", "**", (0.2, 0.2, 0.2, 0.2, 0.2), 25.0, 1 / 0.6),
    Priority.LOW: Pattern("cyan", "*", (0.2,), inf, 0.0),
}

TRIAL = Pattern("white", "", (0.2, 0.3, 0.2), inf, 0.0)
"""The test of buzzer and lamp: no alarm sounds like it."""

TRIAL_S = 2.0
"""How long the lamp shines in it, s."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What buzzer and lamp do now.

    Attributes:
        buzzer: it sounds.
        led: it shines.
        next_s: after so long one of the two changes; infinite when neither ever does, s.
    """

    buzzer: bool
    led: bool
    next_s: float


def signal(
    priority: Priority | None,
    since_s: float,
    *,
    quiet: bool = False,
    paused: Priority | None = None,
) -> Signal:
    """Buzzer and lamp at one instant of an alarm.

    Args:
        priority: the highest one that nobody has paused; None for silence.
        since_s: how long it has been the highest, s.
        quiet: a salon's quiet mode: medium and low shine only. High always sounds.
        paused: the highest one that somebody has paused. While it is the more urgent of the two,
            and more than low, the lamp stays lit for it.
    """
    if priority is None:
        beep, flash = (False, inf), (False, inf)
    else:
        beep = _beeping(PATTERNS[priority], since_s)
        flash = _flashing(PATTERNS[priority], since_s)
    if quiet and priority is not Priority.HIGH:
        beep = (False, inf)
    if paused is not None and paused > (priority or Priority.LOW):
        flash = (True, inf)
    return _together(beep, flash)


def trial(since_s: float) -> Signal | None:
    """Buzzer and lamp in their test, ``since_s`` after its beginning; None when it is over."""
    if since_s >= TRIAL_S:
        return None
    played = _together(_beeping(TRIAL, since_s), (True, inf))
    return Signal(played.buzzer, played.led, min(played.next_s, TRIAL_S - since_s))


def _together(beep: tuple[bool, float], flash: tuple[bool, float]) -> Signal:
    """Both at one instant; each with how long it stays so, s."""
    return Signal(beep[0], flash[0], min(beep[1], flash[1]))


def _beeping(pattern: Pattern, since_s: float) -> tuple[bool, float]:
    """Whether it sounds, and for how long it stays so, s."""
    left_s = since_s % pattern.every_s
    for index, length_s in enumerate(pattern.beeps):
        if left_s < length_s:
            return index % 2 == 0, length_s - left_s
        left_s -= length_s
    return False, pattern.every_s - since_s % pattern.every_s


def _flashing(pattern: Pattern, since_s: float) -> tuple[bool, float]:
    """Whether it shines, and for how long it stays so, s."""
    if pattern.flash_s == 0.0:
        return True, inf
    half_s = pattern.flash_s / 2.0
    at_s = since_s % pattern.flash_s
    return at_s < half_s, half_s - at_s % half_s
