# SPDX-License-Identifier: MIT
"""THE SAFETY PAGE: every rule that takes the heat away, with its limit and its sentence.

The law of this file: it sees facts and limits, never a target, a mode wish, a controller or a
person. Silence of every rule is the only permission to heat; nothing here can be switched off.
A rule answers None, or the sentence a therapist reads. `docs/safety.md` is made from this table.
"""

from stoneheater.core.lead import LEAD_C
from stoneheater.core.probe import ProbeTrack
from stoneheater.core.reading import SUSPECT
from stoneheater.core.rule import Finding, Gone, Limits, Reaction, Rule
from stoneheater.core.watch import Watch


def judge(watch: Watch, limits: Limits) -> tuple[Finding, ...]:
    """Ask every rule; an empty answer is the only permission to heat."""
    said = [(rule, rule.speaks(watch, limits)) for rule in RULES]
    return tuple(Finding(rule, sentence) for rule, sentence in said if sentence is not None)


def _cutoff(w: Watch, n: Limits) -> str | None:
    for p in w.bath:
        if sum(c > n.cutoff_c for c in p.recent_c) >= 2:  # noqa: PLR2004 - two of the last three
            hot = f"{p.name} reads {max(p.recent_c):.1f} °C, above the cutoff of"
            then = "take the stones out with a tool, let the water cool, then reset."
            return f"{hot} {n.cutoff_c:.1f} °C: {then}"
    return None


def _high_alarm(w: Watch, n: Limits) -> str | None:
    for p in w.bath:
        raw_c = p.raw_c
        line_c = n.high_clear_c if w.high_alarm_on else n.high_alarm_c
        if raw_c is not None and (raw_c >= line_c if w.high_alarm_on else raw_c > line_c):
            back = f"heat comes back below {n.high_clear_c:.1f} °C"
            return f"{p.name} reads {raw_c:.1f} °C, limit {n.high_alarm_c:.1f} °C: {back}."
    return None


def _element_hot(w: Watch, n: Limits) -> str | None:
    p = w.element
    if p is None or sum(c > n.element_max_c for c in p.recent_c) < 2:  # noqa: PLR2004 - two of three
        return None
    hot = f"the element reads {max(p.recent_c):.1f} °C, limit {n.element_max_c:.1f} °C"
    return f"{hot}: check that water covers it, then reset."


def _all(w: Watch) -> tuple[ProbeTrack, ...]:
    return (*w.bath, w.element) if w.element is not None else tuple(w.bath)


def _suspect(w: Watch, _: Limits) -> str | None:
    for p in _all(w):
        if p.fault in SUSPECT:
            return f"{p.name}: {p.fault}; heat waits for good readings."
    return None


def _suspect_again(w: Watch, n: Limits) -> str | None:
    for p in _all(w):
        if p.suspect_streak >= n.suspect_streak:
            what = f"{p.name}: {p.fault}, {p.suspect_streak} times in a row"
            return f"{what} (limit {n.suspect_streak}): check its cable and plug, then reset."
    return None


def _missing(w: Watch, n: Limits) -> str | None:
    for p in _all(w):
        if p.age_s > n.stale_s:
            for_s = f"for {p.age_s:.0f} s" if p.seen else "since the start"
            return f"no good reading of {p.name} {for_s}, limit {n.stale_s:.0f} s: check its plug."
    return None


def _lost(w: Watch, n: Limits) -> str | None:
    for p in w.bath:
        if p.seen and p.age_s >= n.lost_s:
            why = p.fault or "it fell silent"
            lost = f"{p.name} has been lost for {p.age_s:.0f} s, limit {n.lost_s:.0f} s: {why}"
            return f"{lost}; plug it in again, then reset."
    return None


def _bad_reads(w: Watch, n: Limits) -> str | None:
    for p in w.bath:
        if p.bad_streak >= n.bad_streak:
            return f"{p.name}: {p.bad_streak} bad readings in a row, limit {n.bad_streak}."
        if p.bad_share > n.bad_share:
            return f"{p.name}: {p.bad_share:.0%} bad readings in 60 s, limit {n.bad_share:.0%}."
        if p.spikes > n.spikes:
            return f"{p.name}: {p.spikes} impossible jumps in 10 s, limit {n.spikes}."
        if p.noise_c > n.noise_c:
            jumps = f"{p.name} jumps by {p.noise_c:.1f} °C, limit {n.noise_c:.1f} °C"
            return f"{jumps}: check its cable."
    return None


def _moved(w: Watch, n: Limits) -> str | None:
    for p in w.bath:
        m = p.moved
        if m is not None:
            was = f"{p.name} came back at {m.after_c:.1f} °C after {m.before_c:.1f} °C"
            moved = f"{was} (allowed: {m.allowed_c:.1f} °C in {m.absent_s:.0f} s)"
            return f"{moved}: the probe is not where it was; put it back, then reset."
        if p.returned and w.apart_c >= n.apart_trip_c:
            far = f"{p.name} came back {w.apart_c:.1f} °C from the other probe"
            return f"{far}, limit {n.apart_trip_c:.1f} °C: put it back, then reset."
    return None


def _apart_pause(w: Watch, n: Limits) -> str | None:
    if not w.heating or w.apart_c < n.apart_pause_c:
        return None
    return f"bath probes differ by {w.apart_c:.1f} °C, limit {n.apart_pause_c:.1f} °C: stir."


def _apart_hold(w: Watch, n: Limits) -> str | None:
    if not w.heating or w.apart_c < n.apart_pause_c or w.apart_s < n.apart_hold_s:
        return None
    apart = f"bath probes still differ by {w.apart_c:.1f} °C after {w.apart_s:.0f} s without heat"
    return f"{apart} (limit {n.apart_pause_c:.1f} °C): stir, and see that both are under water."


def _apart_trip(w: Watch, n: Limits) -> str | None:
    if not w.heating or w.apart_c < n.apart_trip_c or w.far_apart_s < n.apart_trip_s:
        return None
    apart = f"bath probes differ by {w.apart_c:.1f} °C after {w.far_apart_s / 60:.0f} min"
    return (
        f"{apart} without heat, limit {n.apart_trip_c:.1f} °C: replace the wrong one, then reset."
    )


def _look(w: Watch, _: Limits) -> str | None:
    if not w.looking:
        return None
    spent = f"{w.unanswered_j / 1000:.0f} kJ without a sign in the water"
    return f"looking whether the probe notices the heat going off, after {spent}."


def _unanswered(w: Watch, _: Limits) -> str | None:
    if w.look_failed_s is None:
        return None
    spent = f"the water did not answer {w.unanswered_j / 1000:.0f} kJ of heat"
    looked = f"limit {w.budget_j / 1000:.0f} kJ, then {w.look_failed_s:.0f} s of waiting"
    why = "probe out of the water or stuck, thermal cut-out open, or element broken"
    return f"{spent} ({looked}): {why}. Check these, then reset."


def _rise_off(w: Watch, _: Limits) -> str | None:
    if w.rise_off_c <= w.rise_allowed_c:
        return None
    rise = f"the water rose {w.rise_off_c:.2f} °C with the heater off"
    why = f"{rise} (stored heat explains {w.rise_allowed_c:.2f} °C): warm water, a hot element"
    then = "Heat waits for a still minute; if it rises for 3 minutes, PULL THE PLUG"
    return f"{why}, or a relay that is stuck. {then}."


def _welded(w: Watch, n: Limits) -> str | None:
    again = w.rise_off_c > w.rise_allowed_c and w.rise_off_times >= n.rise_off_times
    if not (again or w.rise_keeps_pace or w.weld_standby):
        return None
    rise = f"the water rose {w.rise_off_c:.2f} °C with the heater off"
    if again:
        rise += f", {w.rise_off_times} times now (limit {n.rise_off_times})"
    elif w.rise_keeps_pace:
        rise += ", at an even pace"
    return f"{rise}: the relay may be stuck on. PULL THE PLUG and have the relay replaced."


def _rise_fast(w: Watch, _: Limits) -> str | None:
    if w.fast_rise_c <= w.fast_allowed_c:
        return None
    rise = f"the water rose {w.fast_rise_c:.2f} °C in 15 s, limit {w.fast_allowed_c:.2f} °C"
    return f"{rise}: hot water came in, it was stirred, or too little is left. Fill it up."


def _dry(w: Watch, n: Limits) -> str | None:
    if w.fast_times < n.fast_times:
        return None
    rises = f"the bath rose faster than its heat can lift it, {w.fast_times} times"
    little = "too little water, or a probe on the element"
    return f"{rises} (limit {n.fast_times}): {little}. Fill to the line, then reset."


def _swapped(w: Watch, n: Limits) -> str | None:
    if w.lead_reversed_s < n.lead_reversed_s:
        return None
    cold = f"the element probe reads {w.lead_reversed_c:.1f} °C less than the bath"
    long = f"{cold}, by more than {LEAD_C:.0f} °C for {w.lead_reversed_s:.0f} s"
    return f"{long}: the two are swapped, or it came off. Mend that, then reset."


def _read_back(w: Watch, n: Limits) -> str | None:
    if w.read_back_wrong_s < n.read_back_s:
        return None
    wrong = f"output {w.read_back_name} does not read back what was written"
    return f"{wrong} (for {w.read_back_wrong_s:.0f} s, limit {n.read_back_s:.0f} s): check wiring."


def _guard(w: Watch, n: Limits) -> str | None:
    if w.guard_silent_s < n.guard_silent_s:
        return None
    silent = f"the guard of the heat lease is silent for {w.guard_silent_s:.1f} s"
    return f"{silent}, limit {n.guard_silent_s:.1f} s: restart the heater."


def _clock(w: Watch, n: Limits) -> str | None:
    if abs(w.clock_skew) <= n.clock_skew:
        return None
    skew = f"the two clocks of this computer differ by {w.clock_skew:+.1%} in a minute"
    return f"{skew}, limit {n.clock_skew:.0%}: restart it; if it happens again, replace it."


def _memory(w: Watch, _: Limits) -> str | None:
    if not w.memory_wrong:
        return None
    wrong = "a limit or the name plate in memory no longer agrees with its copy"
    return f"{wrong} (limit 0 bits): restart the heater; if it happens again, replace the computer."


def _late(w: Watch, n: Limits) -> str | None:
    if w.cycle_gap_s <= n.cycle_gap_s:
        return None
    return f"the controller paused for {w.cycle_gap_s:.0f} s, limit {n.cycle_gap_s:.0f} s."


_T, _E, _H, _P = Reaction.TRIP, Reaction.END, Reaction.HOLD, Reaction.PAUSE
_R = Rule

RULES: tuple[Rule, ...] = (
    _R("cutoff", "water burns skin", "2 of 3 readings above cutoff", _T, Gone.COOL, _cutoff),
    _R("element-hot", "element boils dry", "2 of 3 above its limit", _T, Gone.COOL, _element_hot),
    _R("suspect-again", "failing probe", "3 such values in a row", _T, Gone.GOOD, _suspect_again),
    _R("probe-lost", "blind heating", "20 s without a good reading", _T, Gone.GOOD, _lost),
    _R("probe-moved", "probe out of the bath", "back 2 °C + 0.05 °C/s off", _T, Gone.GOOD, _moved),
    _R("probes-disagree", "wrong probe", "3 °C apart, 5 min unheated", _T, Gone.GOOD, _apart_trip),
    _R("unanswered", "blind or dead heat", "no answer in a look", _T, Gone.QUIET, _unanswered),
    _R("rise-without-heat", "welded relay", "again, or at even pace", _T, Gone.QUIET, _welded),
    _R("rise-too-fast", "dry bath", "a second rise-fast in 2 min", _T, Gone.QUIET, _dry),
    _R("probes-swapped", "wrong probe", "element colder, 230 s", _T, Gone.GOOD, _swapped),
    _R("read-back", "an output not ours", "reads back wrong for 1 s", _T, Gone.GOOD, _read_back),
    _R("guard-silent", "lease unguarded", "guard silent for 2 s", _T, Gone.GOOD, _guard),
    _R("clock-skew", "wrong time", "2 clocks, 2 % apart in a minute", _T, Gone.GOOD, _clock),
    _R("memory", "a limit that changed", "one bit off its copy", _T, Gone.GOOD, _memory),
    _R("rise-fast", "dry bath", "15 s beyond the lightest bath", _E, Gone.NEVER, _rise_fast),
    _R("high-alarm", "water too hot", "one reading above high alarm", _P, Gone.NEVER, _high_alarm),
    _R("suspect", "failing probe", "85.000, 127.94, all 0 or all 1", _H, Gone.NEVER, _suspect),
    _R("probe-missing", "blind heating", "5 s without a good reading", _H, Gone.NEVER, _missing),
    _R("bad-readings", "noise", "3 in a row, 20 %/min, jumps", _H, Gone.NEVER, _bad_reads),
    _R("probes-apart", "unstirred water", "probes 1.5 °C apart", _P, Gone.NEVER, _apart_pause),
    _R("probes-stay-apart", "wrong probe", "1.5 °C, 60 s unheated", _H, Gone.NEVER, _apart_hold),
    _R("look", "blind heat", "all heat that may be unanswered", _P, Gone.NEVER, _look),
    _R("rise-unexplained", "welded relay", "4 LSB + stored heat", _H, Gone.NEVER, _rise_off),
    _R("late-cycle", "paused computer", "over 5 s between cycles", _H, Gone.NEVER, _late),
)
