# SPDX-License-Identifier: MIT
"""What the 1-Wire bus can do to the heater, below the kernel's own driver.

The law of this file: a fault is put on the wire, not into a file, so the reaction holds whatever
w1_therm makes of it.
"""

import time
from collections.abc import Collection
from functools import partial

from vm.bench import (
    HEATER,
    LINES,
    TARGET_C,
    Table,
    eventually,
    heating,
    must,
    reset,
    restarted,
    state,
    told,
)
from vm.machine import Machine

SWEEP_S = 2.0
"""One round over two probes and one tick, in a machine without hardware virtualisation, s."""

ENABLE_OPENS_C = 1.0
"""So far above the target `enable` opens."""

COMMITTED_C = 1500 / (3.0 * 4186) * (10.0 + 6.0 + SWEEP_S)
"""What 1500 W add to 3 kg of water while element (10 s), probe (6 s) and a round lag, °C."""

WARM = {"HEATING", "READY", "PAUSE", "LOOK"}
STALE_FOR_S = 1200.0
STALE_S, LOST_S, BACK_S = 5.0, 20.0, 40.0


def closed_loop(machine: Machine, table: Table, minutes: float = 5.0) -> None:
    """Heat from 44 °C to 50 °C and hold: everything real but the water."""
    heating(machine, 44.0)
    began_s, most_c, held_c = time.monotonic(), 0.0, []
    while time.monotonic() - began_s < minutes * 60:
        water_c = machine.bath()["water_mc"] / 1000
        most_c = max(most_c, water_c)
        if time.monotonic() - began_s > minutes * 40:
            held_c.append(water_c)
        now = machine.snapshot()
        must(now["state"] in WARM, now["headline"])
        time.sleep(2.0)
    worst_c = max(abs(water_c - TARGET_C) for water_c in held_c)
    seen = f"highest {most_c:.2f} °C; the last third within ± {worst_c:.2f} °C"
    good = most_c <= TARGET_C + 1.0 and worst_c <= 1.0
    table.add(f"{minutes:g} min of closed loop to {TARGET_C:g} °C", "± 1 °C", seen, good=good)
    bulk(machine, table)


def bulk(machine: Machine, table: Table) -> None:
    """Inside its sandbox and without root, the daemon measures the whole bus at once."""
    before = machine.bath()
    time.sleep(10.0)
    after = machine.bath()
    each, together = (after[key] - before[key] for key in ("conversions", "together"))
    seen = f"in 10 s {together} conversions of the whole bus, {each} of one probe"
    table.add("bulk reads in the sandbox", "no single ones", seen, good=together > 2 > each)


def resolution(machine: Machine, table: Table) -> None:
    """A probe that is coarse at the start is set to 12 bits by the daemon itself."""
    path = "/sys/bus/w1/devices/28-0000a12f5e01/resolution"
    machine.sh(f"systemctl stop stoneheater; echo 9 > {path}")
    restarted(machine)
    fine = eventually(lambda: machine.sh(f"cat {path}").strip() == "12", 20.0)
    table.add(
        "F17 a probe at 9 bits", "12 bits", "set by the daemon" if fine else "not set", good=fine
    )


def comes_and_goes(machine: Machine, table: Table, fault: str, tell: str, mend: str) -> None:
    """A fault, mended in time, after which it heats on by itself; then for good, to the trip."""
    table.struck(f"{fault}: heat off", STALE_S + SWEEP_S, partial(told, machine, tell))
    machine.tell(mend)
    back = bool(machine.do("wait_line", line=HEATER, high=True, within_s=BACK_S))
    table.add(f"{fault}, mended in time", "heats on by itself", f"heats: {back}", good=back)
    machine.tell(tell)
    began_s = time.monotonic()
    done = eventually(lambda: state(machine) == "TRIPPED", LOST_S + 20.0)
    seen_s = time.monotonic() - began_s
    must(done, f"no trip after {tell}")
    low = not any(machine.bath()["lines"][str(line)]["high"] for line in LINES)
    must(low, "tripped, and a line is high")
    why = machine.snapshot()["trips"][0]["reason"]
    table.below(f"{fault}, for good: trip", seen_s, LOST_S + SWEEP_S, f': "{why}"')
    machine.tell(mend)
    began_s = time.monotonic()
    reset(machine)
    seen = f"accepted after {time.monotonic() - began_s:.0f} s"
    table.add(f"{fault}, mended: reset", "accepted", seen, good=True)


def unplugged(machine: Machine, table: Table) -> None:
    """One probe out and in again; then out for good."""
    comes_and_goes(machine, table, "F01 one probe unplugged", "probe 1 absent", "probe 1 none")


def bus_lost(machine: Machine, table: Table) -> None:
    """The whole bus goes: master and all."""
    comes_and_goes(machine, table, "F03 bus lost", "bus down", "bus up")


def storm(machine: Machine, table: Table) -> None:
    """Every answer of both probes with a wrong checksum, for ten seconds."""
    struck = partial(told, machine, "probe all crc")
    table.struck("F04 CRC storm: heat off", STALE_S + SWEEP_S, struck)
    time.sleep(5.0)
    machine.tell("probe all none")
    back = bool(machine.do("wait_line", line=HEATER, high=True, within_s=BACK_S))
    table.add("F04 after the storm", "heats on by itself", f"heats: {back}", good=back)


def failing_values(machine: Machine, table: Table) -> None:
    """What a failing probe says with a good checksum, or a shorted wire, or an open one.

    Such a value ends the heat in the tick that sees it. But of all ones w1_therm hands over nothing
    at all, and a probe that says nothing may be asked again until its last good reading is too old.
    """
    soon, silent = 2 * SWEEP_S, STALE_S + SWEEP_S
    faults = {
        "power-on": ("F05 the power-on value", soon),
        "weak-supply": ("F06 the weak-supply value", soon),
        "zeros": ("F02 all zeros", soon),
        "ones": ("F07 all ones (the kernel hands over nothing)", silent),
    }
    for word, (fault, limit_s) in faults.items():
        table.struck(f"{fault}: heat off", limit_s, partial(told, machine, f"probe 0 {word}"))
        trip(machine, table, f"{fault}, goes on")


def trip(machine: Machine, table: Table, fault: str) -> None:
    """It comes to a trip by itself."""
    why = ["no trip"]

    def tripped() -> bool:
        why[1:] = [trip["reason"] for trip in machine.snapshot()["trips"]]
        return len(why) > 1

    done = eventually(tripped, 30.0)
    table.add(fault, "trip", f'"{why[done]}"', good=done)


def one_frozen(machine: Machine, table: Table) -> None:
    """The conversions of one probe of two are lost; its old value has a good checksum for ever."""
    frozen(machine, table, "1", {"HOLD", "TRIPPED"}, 2.0)


def all_frozen(machine: Machine, table: Table) -> None:
    """The same of both, so that nothing is left to compare with."""
    frozen(machine, table, "all", {"TRIPPED"}, 8.0)


def frozen(
    machine: Machine, table: Table, which: str, ends: Collection[str], allowed_c: float
) -> None:
    """From the last good conversion until the heater has noticed."""
    heating(machine)
    machine.tell(f"probe {which} stale")
    most_c, began_s, said = 0.0, time.monotonic(), machine.snapshot()
    while time.monotonic() - began_s < STALE_FOR_S and said["state"] not in ends:
        most_c = max(most_c, machine.bath()["water_mc"] / 1000)
        time.sleep(2.0)
        said = machine.snapshot()
    took_s, limit_c = time.monotonic() - began_s, TARGET_C + allowed_c
    seen = f'true water at most {most_c:.1f} °C; after {took_s:.0f} s "{said["headline"]}"'
    words = "both probes" if which == "all" else "one probe of two"
    table.add(
        f"F08 stale conversions, {words}",
        f"{' or '.join(sorted(ends))}; water ≤ {limit_c:g} °C",
        seen,
        good=said["state"] in ends and most_c <= limit_c,
    )


def welded(machine: Machine, table: Table) -> None:
    """The heater relay welds below the target; `enable`, in series, opens a degree above it.

    This bath is a fast one: 1500 W on 3 kg are 0.12 °C/s, and element and probe lag by 16 s, so
    2.2 °C are committed before the first tick that could show anything.
    """
    heating(machine, 49.0)
    machine.tell("welded 1")
    most_c, began_s = 0.0, time.monotonic()
    while time.monotonic() - began_s < 180:
        most_c = max(most_c, machine.bath()["water_mc"] / 1000)
        time.sleep(1.0)
    limit_c = TARGET_C + ENABLE_OPENS_C + COMMITTED_C
    seen = f"true water at most {most_c:.2f} °C in 3 min, then {state(machine)}"
    allowed = f"≤ {limit_c:g} °C: enable opens {ENABLE_OPENS_C:g} above, {COMMITTED_C:g} committed"
    table.add("F21 welded relay, enable fitted", allowed, seen, good=most_c <= limit_c)


def forced(machine: Machine, table: Table) -> None:
    """A line that reads back high whatever is written."""
    restarted(machine)
    machine.tell(f"force {HEATER} 1")
    trip(machine, table, "F39 the line reads back high")


def hot(machine: Machine, table: Table) -> None:
    """Boiling water is poured in while it heats."""
    fault = "F28 59 °C of poured-in water"
    table.struck(f"{fault}: heat off", 2 * SWEEP_S, partial(told, machine, "water_mc 59000"))
    trip(machine, table, f"{fault}, above cutoff")
