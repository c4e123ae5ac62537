# SPDX-License-Identifier: MIT
"""The page of the virtual machine and the rows that it is made of."""

import re
import subprocess

import pytest

from vm.bench import Again, Row, Table
from vm.page import HEAD, PAGE, PART, stale


def test_the_page_is_one_that_the_run_writes() -> None:
    """Its head counts its own rows, and nobody has put a paragraph of their own into it."""
    text = PAGE.read_text("utf-8")
    rows = re.findall(r"^\|.*\| (ok|\*\*NO\*\*) \|$", text, re.MULTILINE)
    head = HEAD.format(good=rows.count("ok"), all=len(rows))
    assert text.startswith(head)
    part = re.escape(PART.partition("|")[0]).replace(r"\{", "{").replace(r"\}", "}")
    part = re.sub(r"\{[a-z]+\}", ".+", part)
    rest = re.sub(r"^\|.*\n", "", text.removeprefix(head), flags=re.MULTILINE)
    assert re.fullmatch(f"(?:{part})+", rest)


def test_a_row_that_the_page_lacks_is_named() -> None:
    """A check that is new, or has another name, makes the page stale."""
    known = re.search(r"^\| (F\d\d .+?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert known is not None
    rows = [Row(fault, "", "", good=True) for fault in (known[1], "F00 nothing of the kind")]
    assert stale(rows, "trixie") == ["F00 nothing of the kind"]


def test_a_row_of_one_release_is_none_of_the_other() -> None:
    """Each release shows its own."""
    rows = [Row("F38 boot with the line left high", "", "", good=True)]
    assert (stale(rows, "trixie"), stale(rows, "bookworm")) == ([], [])
    assert stale(rows, "forky") == [rows[0].fault]


def test_a_missed_time_is_taken_once_more_and_both_are_shown() -> None:
    """The second time decides, and the first one stays to be seen."""
    shown: list[str] = []
    table = Table(shown.append)
    times = iter([2.5, 1.5, 2.5, 2.25, 1.0])
    for fault in ("slow once", "slow twice", "quick"):
        table.struck(fault, 2.0, lambda: {"after_s": next(times), "python_s": 0.2})
    assert [row.good for row in table.rows] == [True, False, True]
    assert [row.seen for row in table.rows] == [
        "1.50 s (Python: 0.20 s); at a first try 2.50 s",
        "2.25 s (Python: 0.20 s); at a first try 2.50 s",
        "1.00 s (Python: 0.20 s)",
    ]
    assert len(shown) == 3


def first_run() -> Table:
    """Two checks with three rows, one of them bad."""
    table = Table(lambda _: None)
    for check, fault in (("wires", "F01"), ("wires", "F02"), ("bus", "F03")):
        table.begins(check)
        table.add(fault, "trip", "no trip" if fault == "F01" else "tripped", good=fault != "F01")
    return table


def test_only_a_check_with_a_bad_row_is_done_again() -> None:
    """What was good at the first run is taken over as it was seen."""
    again = Again(lambda _: None, before=first_run().checked)
    assert [again.begins(check) for check in ("wires", "bus", "new")] == [True, False, True]
    assert [row.fault for row in again.rows] == ["F03"]


def test_a_check_that_is_done_again_does_not_hide_what_was_bad_before() -> None:
    """The second run decides, and the first stays to be seen."""
    again = Again(lambda _: None, before=first_run().checked)
    again.begins("wires")
    for fault in ("F01", "F02"):
        again.add(fault, "trip", "tripped", good=True)
    assert [row.seen for row in again.rows] == ["tripped; at a first run no trip", "tripped"]
    assert all(row.good for row in again.rows)


MANUAL = PAGE.parent / "vm.md"
DOLLARS = r"\$\$"
INJECTED = re.findall(
    r"^# (make test-vm VM=.*--shell '(.*)'\")$", MANUAL.read_text("utf-8"), re.MULTILINE
)


@pytest.mark.parametrize(("line", "commands"), INJECTED)
def test_what_is_typed_on_the_page_arrives_in_the_machine(line: str, commands: str) -> None:
    """Shell and make leave the commands alone: a `$(…)` is for the machine, not for the host."""
    asked = ["bash", "-c", line.replace("make ", "make --no-print-directory -n ", 1)]
    done = subprocess.run(asked, cwd=MANUAL.parents[1], capture_output=True, text=True, check=True)
    assert f"--shell '{commands.replace(DOLLARS, '$')}'" in done.stdout


def test_the_page_shows_how_to_inject_a_fault_of_ones_own() -> None:
    """One on a heater that rests, one on a heater that heats."""
    assert ["--heat" in line for line, _ in INJECTED] == [False, True]
