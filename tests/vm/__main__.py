# SPDX-License-Identifier: MIT
"""`make test-vm`: every check in its machine, and the table that comes of it.

The law of this file: the table says what was seen in this run, good or bad; one bad row makes the
run fail, and nothing is left out because it failed.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial

from vm import endings, package, probes, storage
from vm.bench import Row, Table, answers, heating
from vm.image import BUILD, TOP, Image, build
from vm.machine import Machine, MachineError, booted, fresh_disk, root_needed

PAGE = """\
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by `make test-vm`; do not edit. -->
# What was seen in the virtual machine

Debian {suite}, kernel {kernel}, QEMU without hardware virtualisation; {good} of {all} rows as
allowed. How it is done, and how to inject a fault of your own: [vm.md](vm.md). The times are those
of an emulated machine; "Python" is how long a bare start of Python took in it just before. No
Raspberry Pi was seen.
{parts}"""

PART = """
## {name}

{day}, commit {commit}.

| what | allowed | seen | |
|---|---|---|---|
{rows}"""

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
    """Every machine that is wanted, as many at once as asked for; the rows of all."""
    todo = works(image, wanted.cuts, wanted.seed)
    tables = {name: Table(say) for name in todo if not wanted.only or name in wanted.only}
    commit = _commit()

    def run(name: str) -> None:
        guarded(tables[name], name, partial(todo[name], tables[name]))
        keep(wanted.suite, name, commit, tables[name].rows)
        (TOP / "docs/vm-proof.md").write_text(page(image, wanted.suite, list(todo)), "utf-8")

    with ThreadPoolExecutor(wanted.jobs) as pool:
        for done in [pool.submit(run, name) for name in tables]:
            done.result()
    return [row for table in tables.values() for row in table.rows]


def keep(suite: str, name: str, commit: str, rows: list[Row]) -> None:
    """Keep what a machine has shown, for the page."""
    kept = {"day": f"{datetime.now(UTC):%Y-%m-%d}", "commit": commit}
    text = json.dumps({**kept, "rows": [asdict(row) for row in rows]})
    (BUILD / f"seen-{suite}-{name}.json").write_text(text, "utf-8")


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


def page(image: Image, suite: str, names: list[str]) -> str:
    """The page docs/vm-proof.md: the newest run of each machine."""
    parts, every = [], []
    for name in names:
        path = BUILD / f"seen-{suite}-{name}.json"
        if path.exists():
            seen = json.loads(path.read_text("utf-8"))
            rows = [Row(**row) for row in seen.pop("rows")]
            every += rows
            parts.append(PART.format(name=name, rows="".join(map(_line, rows)), **seen))
    return PAGE.format(
        suite=suite,
        kernel=image.kernel.name.removeprefix("vmlinuz-"),
        good=sum(row.good for row in every),
        all=len(every),
        parts="".join(parts),
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
    image = build(wanted.suite)
    if wanted.shell:
        return shell(image, wanted.shell, wanted.kernel, heat=wanted.heat)
    rows = sessions(image, wanted)
    good = sum(row.good for row in rows)
    say(f"{good} passed, {len(rows) - good} failed")
    return int(good != len(rows))


if __name__ == "__main__":
    sys.exit(main())
