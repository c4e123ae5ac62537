# SPDX-License-Identifier: MIT
"""The published page of the campaign.

The law of this file: it formats what was played and leaves nothing out; every miss is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.campaign.days import DAY_S, Day
from bench.campaign.faults import MOST_C, SHOWS_C, SLOW_C, Cut
from bench.control.grid import GridBath

DRY_S = 15.0
"""So soon a dry bath should lose its heat, beyond dead time and probe lag, s."""

INTRO = """\
# The campaign

Written by `make campaign`; nothing on this page is typed by hand. Everything is the whole heater as
delivered, on simulated baths, in the recommended wiring (two bath probes, `enable`). Temperatures
are those of the true water. The baths are those of the [control bench](control-bench.md).
"""
DAYS = """\
## Days without a fault

{days} treatment days of {hours:.0f} h over {baths} baths, each with its own noise: stones out and
back, water topped up, lids, draughts, mains within 15 %, targets from 45 to 54 °C, pauses,
restarts, dates that are set. The water stood ready for {ready:.0f} h, and the relay was closed for
{heated:.0f} h. A heat-up was ended {given_up} times because the water rose faster than heat can
lift it (`rise-fast`); somebody then said `on` again.

**Trips: {trips}.**
"""
FAULTS = """\
## Single faults

{count} runs: {faults} faults on {baths} baths, once while heating and once while holding 50 °C;
the dry bath with {seeds} seeds, for when in the cycle of the relay it comes decides much. *Held* is
how far above the target the heat in the element alone could bring the water at the first tick in
which a sound probe read {shows:g} °C over (0 where none ever did). *Beyond* is by how much the
hottest water passed both {most:g} °C over and what was held: a number above 0 misses the promise
for all baths but the slow ones, which are judged by the water while the element had current.

* On the baths with a rise × lag of at most {slow:g} °C ({slow_baths} here) the hottest water with
  current in the element was {slow_cut:.2f} °C above the target ({slow_worst}): {slow_said}
  {most:g} °C. The hottest of all was {slow_hottest:.2f} °C above it.
* On all others: {fast_said}.
* A dry bath (an eighth of its heat capacity left): a rule on rises took the heat away in
  {dry_cut} of {dry_count} runs, after {dry:.0f} s of heat beyond dead time, probe lag and element
  lag at the latest ({dry_tripped} of all ended with a trip); {dry_in_time} of them within {aim:g} s
  of heat beyond dead time and probe lag, **which is the aim for all**. The others rose too little
  for that, or got their heat in bites ([record 19](adr/0019-heat-in-bites.md)): they are in the
  table. Why a kettle and a dry bath look alike is told in
  [record 17](adr/0017-a-fast-rise-ends-the-heat-up.md).

| bath | rise × lag, °C | hottest above target, °C | by | with current, °C | held, °C | beyond, °C |
| --- | --- | --- | --- | --- | --- | --- |
{table}
"""
SINGLE = """\
## With one bath probe

The same faults with a single bath probe (and `enable`) on {baths},
{count} runs: how far above the target the water came **while the element had current**, at worst,
and what tripped. *Lost* is a fault that two probes cut below {most:g} °C and one does not.

| fault | two probes, °C | one probe, °C | trips with one | lost |
| --- | --- | --- | --- | --- |
{table}
"""
WALKS = """\
## Random walks

{walks} walks of {steps} steps each through people, faults, restarts and clocks in any order; after
each second it is checked that heat is on only with fresh plausible readings, never with a latch,
above the limit or longer than a lease, that a latch is cleared by a reset alone, that the target
is within its range, and that once `cutoff` is to be seen no heat reaches the water but what the
element and stones held (reckoned anew after stones or water were put in; while the bath has lost
its water or loses it, that no current flows: the same heat then lifts what is left by more).
Somebody at a distance takes part: never heat, a reset or a target above the remote limit by that.
{outcome}
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A campaign and what it was made with."""

    days: Sequence[Day]
    cuts: Sequence[Cut]
    single: Sequence[Cut]
    baths: Sequence[GridBath]
    dry_seeds: int
    walks: int
    steps: int
    broken: str
    seed: int
    date: str
    commit: str
    fingerprint: str


def page(run: Run) -> str:
    """The whole page."""
    made = (
        f"Made on {run.date} from commit `{run.commit}`, seed {run.seed}; the fingerprint of the\n"
        f"heater is `{run.fingerprint}`.\n"
    )
    head = f"<!-- SPDX-License-Identifier: MIT -->\n\n{INTRO}\n{made}"
    return "\n".join([head, _days(run), _faults(run), _single(run), _walks(run)])


def promises_broken(run: Run) -> list[str]:
    """What must not be: a trip without a fault, a fault cut too late, a broken law of a walk."""
    slow = _slow(run)
    trips = [f"{one.bath}, day {one.number}: {trip}" for one in run.days for trip in one.trips]
    late = [f"{_named(cut)} beyond" for cut in _late(run)]
    hot = [
        f"{cut.bath}, {cut.fault}, while {cut.phase}: current at {cut.cut_c:+.2f} °C"
        for cut in run.cuts
        if cut.bath in slow and cut.cut_c >= MOST_C
    ]
    return [*trips, *late, *hot, *filter(None, [run.broken])]


def _slow(run: Run) -> list[str]:
    return [bath.name for bath in run.baths if bath.afterheat_c <= SLOW_C]


def _late(run: Run) -> list[Cut]:
    slow = _slow(run)
    return [cut for cut in run.cuts if cut.bath not in slow and cut.beyond_c > 0.0]


def _days(run: Run) -> str:
    said = [
        f"* day {day.number}, {day.bath}: {sentence}\n"
        for day in run.days
        for sentence in day.trips
    ]
    return DAYS.format(
        days=len(run.days),
        hours=DAY_S / 3600.0,
        baths=len({day.bath for day in run.days}),
        ready=sum(day.ready_s for day in run.days) / 3600.0,
        heated=sum(day.heated_s for day in run.days) / 3600.0,
        given_up=sum(day.given_up for day in run.days),
        trips=len(said) or "none",
    ) + "".join(said)


def _faults(run: Run) -> str:
    slow, late = _slow(run), _late(run)
    slow_cuts = [cut for cut in run.cuts if cut.bath in slow]
    worst = max(slow_cuts, key=lambda cut: cut.cut_c)
    dry = [cut for cut in run.cuts if cut.fault.startswith("dry")]
    lags_s = {bath.name: bath.lag_s for bath in run.baths}
    aims_s = {b.name: DRY_S + b.file.dead_time_s + b.file.probe_lag_s for b in run.baths}
    return FAULTS.format(
        count=len(run.cuts),
        faults=len({cut.fault for cut in run.cuts}),
        baths=len(run.baths),
        shows=SHOWS_C,
        seeds=run.dry_seeds,
        most=MOST_C,
        slow=SLOW_C,
        slow_baths=len(slow),
        slow_cut=worst.cut_c,
        slow_hottest=max(cut.hottest_c for cut in slow_cuts),
        slow_worst=f"{worst.bath}, {worst.fault}, while {worst.phase}",
        slow_said="below" if worst.cut_c < MOST_C else "**not below**",
        fast_said="; ".join(f"**{_named(cut)}**" for cut in late) or "nothing was added beyond it",
        dry=max([0.0, *(cut.cut_s - lags_s[cut.bath] for cut in dry if cut.cut_s is not None)]),
        dry_cut=sum(cut.cut_s is not None for cut in dry),
        dry_in_time=sum(cut.cut_s is not None and cut.cut_s <= aims_s[cut.bath] for cut in dry),
        aim=DRY_S,
        dry_tripped=sum(bool(cut.trip) for cut in dry),
        dry_count=len(dry),
        table="".join(_row(bath, run.cuts) for bath in run.baths).rstrip(),
    )


def _named(cut: Cut) -> str:
    return f"{cut.bath}, {cut.fault}, while {cut.phase}: {cut.beyond_c:+.2f} °C"


def _row(bath: GridBath, cuts: Sequence[Cut]) -> str:
    worst = max((cut for cut in cuts if cut.bath == bath.name), key=lambda cut: cut.hottest_c)
    by = f"`{worst.fault}`, {worst.phase}"
    return (
        f"| {bath.name} | {bath.afterheat_c:.2f} | {worst.hottest_c:.2f} | {by} "
        f"| {worst.cut_c:.2f} | {worst.held_c:.2f} | {worst.beyond_c:+.2f} |\n"
    )


def _single(run: Run) -> str:
    baths = sorted({cut.bath for cut in run.single})
    faults = list(dict.fromkeys(cut.fault for cut in run.single))
    return SINGLE.format(
        baths=", ".join(baths) or "no bath",
        count=len(run.single),
        most=MOST_C,
        table="".join(_single_row(fault, run, baths) for fault in faults).rstrip(),
    )


def _single_row(fault: str, run: Run, baths: Sequence[str]) -> str:
    two = max(cut.cut_c for cut in run.cuts if cut.fault == fault and cut.bath in baths)
    alone = [cut for cut in run.single if cut.fault == fault]
    one = max(cut.cut_c for cut in alone)
    trips = ", ".join(sorted({f"`{cut.trip}`" for cut in alone if cut.trip})) or "–"
    lost = "**lost**" if two < MOST_C <= one else ""
    return f"| `{fault}` | {two:.2f} | {one:.2f} | {trips} | {lost} |\n"


def _walks(run: Run) -> str:
    outcome = f"**Broken:** {run.broken}" if run.broken else "**None was broken.**"
    return WALKS.format(walks=run.walks, steps=run.steps, outcome=outcome)
