# SPDX-License-Identifier: MIT
"""The page docs/vm-proof.md: what each machine last showed.

The law of this file: a row is on the page as it came, with the day and the commit of its run; a
page that lacks a row of today's checks is stale.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from vm.bench import Row
from vm.image import BUILD, SUITES, TOP

PAGE = TOP / "docs" / "vm-proof.md"

HEAD = """\
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by `make test-vm`; do not edit. -->
# What was seen in the virtual machine

{good} of {all} rows are as allowed. How it is done, and how to inject a fault of your own:
[vm.md](vm.md). The times are those of an emulated machine, without hardware virtualisation, taken
inside it from the blow to the last change of a line; "Python" is how long a bare start of Python
took in it just before. A time over its limit is taken once more, and a check with a bad row is
done once more, its machine alone; then the row has both. Each part is the newest run of its
machine, of the day and commit above it. No Raspberry Pi was seen.
"""

PART = """
## {suite}: {name}

{day}, commit {commit}, kernel {kernel}.

| what | allowed | seen | |
|---|---|---|---|
{rows}"""


def keep(suite: str, name: str, rows: Sequence[Row], **what: str) -> None:
    """Keep what a machine has shown, for the page; with the commit and the kernel."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    kept = {**what, "day": day, "rows": [asdict(row) for row in rows]}
    (BUILD / f"seen-{suite}-{name}.json").write_text(json.dumps(kept), "utf-8")


def page(names: Iterable[str]) -> str:
    """The newest run of each machine, for each release."""
    parts, every = [], []
    for suite, name in [(suite, name) for suite in SUITES for name in names]:
        path = BUILD / f"seen-{suite}-{name}.json"
        if path.exists():
            seen = json.loads(path.read_text("utf-8"))
            rows = [Row(**row) for row in seen.pop("rows")]
            every += rows
            text = "".join(map(_line, rows))
            parts.append(PART.format(suite=suite, name=name, rows=text, **seen))
    return HEAD.format(good=sum(row.good for row in every), all=len(every)) + "".join(parts)


def stale(rows: Iterable[Row], suite: str) -> list[str]:
    """Rows of today's checks that the page does not have for this release."""
    parts = PAGE.read_text("utf-8").split("\n## ")
    text = "".join(part for part in parts if part.startswith(f"{suite}: "))
    return [row.fault for row in rows if f"| {_cell(row.fault)} |" not in text]


def _line(row: Row) -> str:
    """A row as a table has it."""
    cells = (row.fault, row.allowed, row.seen, "ok" if row.good else "**NO**")
    return "| " + " | ".join(map(_cell, cells)) + " |\n"


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ").strip()
