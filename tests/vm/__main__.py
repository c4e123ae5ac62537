# SPDX-License-Identifier: MIT
"""`make test-vm`: every check in its machine, and the table that comes of it.

The law of this file: the table says what was seen in this run, good or bad; one bad row makes the
run fail, and nothing is left out because it failed.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from vm import endings, package, probes, storage
from vm.bench import Row, Table, answers, heating
from vm.image import TOP, Image, build
from vm.machine import Machine, MachineError, booted, fresh_disk, root_needed

PAGE = """\
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by `make test-vm`; do not edit. -->
# What was seen in the virtual machine

{day}, commit {commit}, Debian {suite}, kernel {kernel}, QEMU without hardware virtualisation;
{good} of {all} as allowed, in {minutes:.0f} min. How it is done, and how to inject a fault of your
own: [vm.md](vm.md). The times are those of a slow machine; no Raspberry Pi was seen.

| what | allowed | seen | |
|---|---|---|---|
{rows}"""

Check = Callable[[Machine, Table], object]

SESSIONS: dict[str, tuple[str, list[Check]]] = {
    "endings": (
        "",
        [
            endings.signals,
            endings.told_by_systemd,
            endings.out_of_memory,
            endings.second_daemon,
            endings.broken_python,
        ],
    ),
    "probes": (
        "",
        [
            package.exposure,
            probes.closed_loop,
            probes.resolution,
            probes.unplugged,
            probes.storm,
            probes.failing_values,
            probes.hot,
            probes.forced,
            probes.bus_lost,
            probes.welded,
            probes.stale,
        ],
    ),
    "left-high": ("stonebath.high_at_boot=17", [endings.left_high]),
    "watchdog": ("panic=0", [package.watchdog]),
    "storage": ("", [package.roles, storage.full, storage.read_only]),
}
"""Each machine: more arguments for its kernel, and what is done in it, in this order."""


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
        guarded(table, "cuts", partial(storage.cuts_while_heating, image, table, seed))

    found = {name: partial(session, name, *what) for name, what in SESSIONS.items()}
    return {**found, "package": packages, "power-cuts": power_cuts}


def sessions(image: Image, wanted: argparse.Namespace) -> list[Row]:
    """Every machine that is wanted, as many at once as asked for; the rows in their order."""
    todo = works(image, wanted.cuts, wanted.seed)
    tables = {name: Table(say) for name in todo if not wanted.only or name in wanted.only}
    with ThreadPoolExecutor(wanted.jobs) as pool:
        begun = [
            pool.submit(guarded, table, name, partial(todo[name], table))
            for name, table in tables.items()
        ]
    for work in begun:
        work.result()
    return [row for table in tables.values() for row in table.rows]


def say(line: str) -> None:
    """Show a line now."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def guarded(table: Table, name: str, work: Callable[[], object]) -> None:
    """A check that breaks off is a bad row, and the next one is done all the same."""
    try:
        work()
    except (MachineError, OSError, ValueError, KeyError, IndexError) as error:
        table.add(
            name.replace("_", " "), "an answer", f"{type(error).__name__}: {error}", good=False
        )


def page(rows: list[Row], image: Image, suite: str, took_s: float) -> str:
    """The page docs/vm-proof.md."""
    return PAGE.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        commit=_commit(),
        suite=suite,
        kernel=image.kernel.name.removeprefix("vmlinuz-"),
        good=sum(row.good for row in rows),
        all=len(rows),
        minutes=took_s / 60,
        rows="".join(_line(row) for row in rows),
    )


def _line(row: Row) -> str:
    """A row as a table has it."""
    cells = (row.fault, row.allowed, row.seen, "ok" if row.good else "**NO**")
    return "| " + " | ".join(cell.replace("|", "/").strip() for cell in cells) + " |\n"


def _commit() -> str:
    """The commit that was tested, and whether something was not committed."""
    asked = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(asked, cwd=TOP, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def shell(image: Image, commands: list[str], arguments: str, *, heat: bool) -> int:
    """Boot, heat if that is wanted, run each command inside, show what it says, and end."""
    with booted(image, fresh_disk(image, "shell"), arguments) as machine:
        (heating if heat else answers)(machine)
        for command in commands:
            done = machine.do("run", command=command, timeout_s=280)
            sys.stdout.write(done["said"])
    return 0


def main() -> int:
    """Build, run, write; 0 if every row is good."""
    parser = argparse.ArgumentParser(prog="make test-vm", description=__doc__)
    parser.add_argument("--suite", choices=("bookworm", "trixie"), default="trixie")
    parser.add_argument(
        "--only", nargs="*", default=[], help="machines: package power-cuts " + " ".join(SESSIONS)
    )
    parser.add_argument("--cuts", type=int, default=20, help="power cuts (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="of their moments (default: 1)")
    parser.add_argument("--jobs", type=int, default=2, help="machines at once (default: 2)")
    parser.add_argument("--shell", nargs="+", metavar="COMMAND", help="run these inside instead")
    parser.add_argument("--heat", action="store_true", help="with --shell: on a heater that heats")
    parser.add_argument("--kernel", default="", help="with --shell: more arguments of the kernel")
    wanted = parser.parse_args()
    if why := root_needed():
        sys.stderr.write(why + "\n")
        return 2
    began_s = time.monotonic()
    image = build(wanted.suite)
    if wanted.shell:
        return shell(image, wanted.shell, wanted.kernel, heat=wanted.heat)
    rows = sessions(image, wanted)
    if not wanted.only:
        text = page(rows, image, wanted.suite, time.monotonic() - began_s)
        (TOP / "docs/vm-proof.md").write_text(text, encoding="utf-8")
    good = sum(row.good for row in rows)
    say(f"{good} passed, {len(rows) - good} failed")
    return int(good != len(rows))


if __name__ == "__main__":
    sys.exit(main())
