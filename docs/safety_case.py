# SPDX-License-Identifier: MIT
"""The safety case: from each hazard to what is required, to the faults, to the tests.

The law of this file: requirements stand here; rules, faults and tests are taken from where they
live, and a requirement whose fault has no test, or a tested fault that no requirement names,
makes no page.
"""

import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from docs.fault_list import ELSEWHERE, GROUPS
from docs.fault_page import Promise, promises
from stoneheater.core.interlock import RULES

SEEN = Path(__file__).parent / "vm-proof.md"


class Requirement(NamedTuple):
    """What is required, the rules that do it, and the faults that it is held against."""

    text: str
    rules: Sequence[str]
    faults: str


CASE: Final[dict[str, Sequence[Requirement]]] = {
    "H1 Water or stones burn skin": (
        Requirement(
            "Heat ends before the water passes its limits, whatever is wrong.",
            ("cutoff", "high-alarm"),
            "F27 F28 F29 F31 F33 F34 G11 G15",
        ),
        Requirement(
            "No reading that is old, missing or false brings heat.",
            ("probe-missing", "probe-lost", "bad-readings", "suspect", "suspect-again"),
            "F01 F02 F03 F04 F05 F06 F07 F09 F14 F15 F16 F17 F20 G01 G02 G03 G04 G16 G17",
        ),
        Requirement(
            "A probe that lies is found by the other one, or by heat without an answer.",
            (
                *("probes-apart", "probes-stay-apart", "probes-disagree"),
                *("probe-moved", "probes-swapped"),
            ),
            "F08 F10 F11 F12 F13 F18 F19 G05",
        ),
        Requirement(
            "No target outside the compiled range is ever taken, and no careless one.",
            (),
            "F56 F73 F74 F75 G10 G27 G33",
        ),
        Requirement(
            "A stone that lies on a client is timed until somebody says that it is off.",
            (),
            "F30 F60 F89 F90 F91 F92 F93 F94 G30 G31 G32",
        ),
    ),
    "H2 Heat that nobody wants: fire, a dry bath": (
        Requirement(
            "A relay that stays closed is cut off by the second one.",
            ("rise-unexplained", "rise-without-heat", "read-back"),
            "F21 F35 F38 F39 G18 G19",
        ),
        Requirement(
            "Heat that does not show in the water ends.",
            ("look", "unanswered"),
            "F22 F23 F24 F37",
        ),
        Requirement(
            "A rise faster than a filled bath allows ends the heat; the second one trips.",
            ("rise-fast", "rise-too-fast", "element-hot"),
            "F25 F26 G20",
        ),
        Requirement("A forgotten heater ends by itself.", (), "F32 F36"),
        Requirement(
            "Only lines that are ours are ever driven.",
            (),
            "F40 F41 F42",
        ),
    ),
    "H3 Heat goes on although the program does not": (
        Requirement(
            "Heat is a lease that ends within three seconds, whoever fails.",
            ("guard-silent", "late-cycle"),
            "F44 F45 F46 F63 F64 G21 G22",
        ),
        Requirement("Whatever ends the process, the lines go off.", (), "F43 F47 F66 F69"),
        Requirement("Time is that of clocks which nobody sets.", ("clock-skew",), "F62 F65 G12"),
        Requirement("No limit changes while it is used.", ("memory",), "F72"),
        Requirement(
            "Nothing beside the loop, disk, log, systemd, client, can hold it up.",
            (),
            "F49 F50 F51 F52 F67 F68 F71 F76 F77 F78 F79 G28 G29",
        ),
    ),
    "H4 Heat comes back by itself": (
        Requirement(
            "Every start is STANDBY, or TRIPPED if a trip was kept.",
            (),
            "F59 F61 F70 G13 G14 G23 G24",
        ),
        Requirement(
            "A trip is left by a reset at the heater alone, and then into STANDBY.",
            (),
            "F80 F85 G06 G07 G08 G09",
        ),
        Requirement(
            "What is read from the disk is whole and ours, or it is not used.",
            (),
            "F53 F54 F55 F57 F58 G25 G26",
        ),
    ),
}

INTRO = """\
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by `make docs` from docs/safety_case.py, rules, faults, tests and docs/vm-proof.md. -->

# The safety case

From each hazard to what is required of the heater, to the faults that this is held against, to the
tests that play them, to what was seen. It follows the manner of a safety manual, and claims no
safety integrity level: this is Python on Linux (what remains stands in [hazards.md](hazards.md)).
The limits of the rules stand in [safety.md](safety.md), what each test promises in
[faults.md](faults.md).

**Result:** every test named here exists in this source tree and is part of `make test`, which must
be green before anything lands; this page cannot be written otherwise, and `make check` fails when
it is stale. *Machine* counts the rows of the fault that were as allowed on a real kernel under a
real systemd, of all its rows; their times, dates and commits stand in [vm-proof.md](vm-proof.md).
Random orders of faults, and figures over many baths, stand in [campaign.md](campaign.md);
`make proof` plays everything again. The hazards have the names that they have in
[hazards.md](hazards.md); electric shock, infection and mixed-up names are no matter of heat and are
held by wiring, practice and record alone.
"""

MACHINE_ROW = re.compile(r"^\| ((?:[FG]\d\d )+).* \| (ok|\*\*NO\*\*) \|$", re.MULTILINE)
"""A row of docs/vm-proof.md: the faults that it is of, and whether it was as allowed."""


def safety_case() -> str:
    """The page.

    Raises:
        ValueError: the case has a hole.
    """
    found = list(promises())
    _whole(found)
    hazards = "".join(_hazard(name, rows, found) for name, rows in CASE.items())
    rest = ", ".join(f"{number} ({where})" for number, (_, where) in ELSEWHERE.items())
    return f"{INTRO}{hazards}\n## Not in this table\n\n{rest}.\n"


def _whole(found: Sequence[Promise]) -> None:
    """Raise if a fault is named twice or not at all, or if a rule has no requirement."""
    named = [n for rows in CASE.values() for row in rows for n in row.faults.split()]
    known = [*chain.from_iterable(GROUPS.values())]
    tested = set(chain.from_iterable(promise.faults for promise in found))
    wrong = {
        "named twice": {n for n in named if named.count(n) > 1},
        "in no requirement": set(known) - set(named),
        "without a test": set(named) - tested,
        "rules without a requirement": {r.name for r in RULES}
        ^ {name for rows in CASE.values() for row in rows for name in row.rules},
    }
    said = [f"{what}: {', '.join(sorted(which))}" for what, which in wrong.items() if which]
    if said:
        raise ValueError(f"the safety case has a hole: {'; '.join(said)}.")


def _hazard(name: str, rows: Sequence[Requirement], found: Sequence[Promise]) -> str:
    letter = name.split(maxsplit=1)[0].removeprefix("H")
    sections = "".join(
        _section(f"SR-{letter}{number}", row, found) for number, row in enumerate(rows, 1)
    )
    return f"\n## {name}\n{sections}"


def _section(number: str, row: Requirement, found: Sequence[Promise]) -> str:
    rules = ", ".join(f"`{name}`" for name in row.rules) or "none of the interlock"
    faults = {n: fault for rows in GROUPS.values() for n, fault in rows.items()}
    lines = "".join(
        f"| {n} | {faults[n].happens} | {faults[n].demands} | {_tests(n, found)} "
        f"| {_machine(n)} |\n"
        for n in row.faults.split()
    )
    head = "| fault | happens | demanded | tests | machine |\n| --- | --- | --- | --- | --- |\n"
    return f"\n### {number}: {row.text}\n\nRules: {rules}.\n\n{head}{lines}"


def _machine(number: str) -> str:
    """How many of a fault's rows were as allowed in the virtual machine; a dash without any."""
    seen = MACHINE_ROW.findall(SEEN.read_text(encoding="utf-8"))
    good = [said == "ok" for numbers, said in seen if number in numbers.split()]
    return f"{sum(good)} of {len(good)}" if good else "–"


def _tests(number: str, found: Sequence[Promise]) -> str:
    """How many tests carry a number, and in which files."""
    mine = [promise for promise in found if number in promise.faults]
    files = sorted({promise.file.removeprefix("tests/") for promise in mine})
    return f"{len(mine)}: {', '.join(f'`{file}`' for file in files)}"
