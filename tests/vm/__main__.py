# SPDX-License-Identifier: MIT
"""`make test-vm`: every check in its machine, and the table that comes of it.

The law of this file: the table says what was seen in this run, good or bad; one bad row makes the
run fail, and nothing is left out because it failed.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bench.stamp import commit

from vm import endings, package, probes, starved, storage
from vm.bench import Again, Row, Table, answers, heating
from vm.image import SUITES, Image, build
from vm.machine import Machine, MachineError, booted, cannot_run, fresh_disk
from vm.page import PAGE, keep, page, stale

Check = Callable[[Machine, Table], object]

SESSIONS: dict[str, tuple[str, list[Check]]] = {
    "endings": (
        "",
        [
            endings.signals,
            endings.control_thread,
            endings.told_by_systemd,
            endings.out_of_memory,
            endings.second_daemon,
            endings.broken_python,
            endings.crash_loop,
        ],
    ),
    "probes": (
        "",
        [
            package.exposure,
            package.shown_to_people,
            probes.closed_loop,
            probes.resolution,
            probes.unplugged,
            probes.storm,
            probes.bus_lost,
        ],
    ),
    "package": ("", []),
    "frozen": ("", [probes.all_frozen]),
    "power-cuts": ("", []),
    "heating-cuts": ("", []),
    "bath": ("", [probes.one_frozen, probes.welded]),
    "storage": ("", [package.roles, storage.full, storage.read_only]),
    "values": ("", [probes.failing_values, probes.hot, probes.forced]),
    "watchdog": ("panic=0", [package.watchdog]),
    "starved": ("", [starved.dead_man, starved.hogs]),
    "left-high": ("stonebath.high_at_boot=17", [endings.left_high]),
}
"""Each machine: more arguments for its kernel, and what is done in it, in this order.

The long ones first; the three without checks are more than one machine, or need to know more.
"""


def works(image: Image, cuts: int, seed: int) -> dict[str, Callable[[Table], None]]:
    """Every machine by its name: what fills its part of the table."""

    def session(name: str, arguments: str, checks: list[Check], table: Table) -> None:
        with booted(image, fresh_disk(image, name), arguments) as machine:
            for check in checks:
                guarded(table, check.__name__, partial(check, machine, table))

    def packages(table: Table) -> None:
        with booted(image, fresh_disk(image, "package")) as machine:
            for check in (package.upgraded, package.removed_and_purged):
                guarded(table, check.__name__, partial(check, machine, table, image))

    def power_cuts(table: Table) -> None:
        guarded(table, "power cuts", partial(storage.power_cuts, image, table, cuts, seed))

    def heating_cuts(table: Table) -> None:
        guarded(table, "cuts", partial(storage.cuts_while_heating, image, table, seed))

    found: dict[str, Callable[[Table], None]]
    found = {name: partial(session, name, *what) for name, what in SESSIONS.items()}
    found |= {"package": packages, "power-cuts": power_cuts, "heating-cuts": heating_cuts}
    return found


def sessions(image: Image, wanted: argparse.Namespace) -> list[Row]:
    """Every machine that is wanted, as many at once as asked for; the rows of all."""
    todo = works(image, wanted.cuts, wanted.seed)
    tables = {name: Table(clocked) for name in todo if not wanted.only or name in wanted.only}
    what = {"commit": commit(), "kernel": image.release}

    def run(name: str) -> None:
        began_s = time.monotonic()
        guarded(tables[name], name, partial(todo[name], tables[name]))
        clocked(f"---- {name} took {time.monotonic() - began_s:.0f} s")
        if not wanted.check:
            keep(wanted.suite, name, tables[name].rows, **what)

    with ThreadPoolExecutor(wanted.jobs) as pool:
        for done in [pool.submit(run, name) for name in tables]:
            done.result()
    for name in [name for name, table in tables.items() if not all(r.good for r in table.rows)]:
        clocked(f"---- {name}, what was bad once more, alone: four at once may be too many here")
        tables[name] = Again(clocked, before=tables[name].checked)
        run(name)
    if not wanted.check:
        PAGE.write_text(page(todo), "utf-8")
    return [row for table in tables.values() for row in table.rows]


BEGAN_S = time.monotonic()


def clocked(line: str) -> None:
    """Show a line now, and how far into the run."""
    minutes, seconds = divmod(int(time.monotonic() - BEGAN_S), 60)
    say(f"{minutes:2}:{seconds:02} {line}")


def say(line: str) -> None:
    """Show a line now."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def guarded(table: Table, name: str, work: Callable[[], object]) -> None:
    """A check that breaks off is a bad row, and the next one is done all the same."""
    if not table.begins(name):
        return
    try:
        work()
    except (MachineError, OSError, ValueError, KeyError, IndexError) as error:
        table.add(
            name.replace("_", " "), "an answer", f"{type(error).__name__}: {error}", good=False
        )


def shell(image: Image, commands: Sequence[str], arguments: str, *, heat: bool) -> int:
    """Boot, heat if that is wanted, run each command inside, show what it says, and end."""
    with booted(image, fresh_disk(image, "shell"), arguments) as machine:
        (heating if heat else answers)(machine)
        for command in commands:
            done = machine.do("run", command=command, timeout_s=280)
            sys.stdout.write(done["said"])
    return 0


def asked() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make test-vm", description=__doc__)
    parser.add_argument("--suite", choices=SUITES, default=SUITES[0])
    parser.add_argument("--only", nargs="*", default=[], help="machines: " + " ".join(SESSIONS))
    parser.add_argument("--check", action="store_true", help="write no page, but see that it is")
    parser.add_argument("--cuts", type=int, default=20, help="power cuts (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="of their moments (default: 1)")
    parser.add_argument("--jobs", type=int, default=4, help="machines at once (default: 4)")
    parser.add_argument("--shell", nargs="+", metavar="COMMAND", help="run these inside instead")
    parser.add_argument("--heat", action="store_true", help="with --shell: on a heater that heats")
    parser.add_argument("--kernel", default="", help="with --shell: more arguments of the kernel")
    return parser.parse_args()


def main() -> int:
    """Build, run, write; 0 if every row is good."""
    wanted = asked()
    if why := cannot_run():
        sys.stderr.write(why + "\n")
        return 2
    try:
        image = build(wanted.suite)
    except (subprocess.CalledProcessError, OSError, IndexError) as error:
        sys.stderr.write(
            f"The virtual machine could not be built, so nothing was tested: {error}\n"
        )
        return 2
    clocked(f"The disk with Debian {wanted.suite} is made; kernel {image.release}.")
    if wanted.shell:
        return shell(image, wanted.shell, wanted.kernel, heat=wanted.heat)
    rows = sessions(image, wanted)
    good = sum(row.good for row in rows)
    say(f"{good} passed, {len(rows) - good} failed")
    missing = stale(rows, wanted.suite) if wanted.check else []
    if missing:
        say(f"{PAGE.name} is stale, run `make test-vm`; it lacks: {', '.join(missing)}")
    return int(good != len(rows) or bool(missing))


if __name__ == "__main__":
    sys.exit(main())
