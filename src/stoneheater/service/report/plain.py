# SPDX-License-Identifier: MIT
"""The record for a spreadsheet (CSV) and for a program (JSON).

The law of this file: both carry all that an entry says, with its hash; what proves it is the file
of the record itself. No cell of the CSV can be taken for a formula.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from stoneheater.service.report.facts import client_part, local
from stoneheater.service.store.entry import Row
from stoneheater.service.store.verify import Verdict

FORMAT = 1
"""Changes when a reader of the JSON would have to."""

_HEADINGS = ("entry", "time", "boottime_s", "boot_id", "kind", "event", "session", "who", "text")
_TAIL = ("client", "erased", "data", "hash")


def as_json(rows: Iterable[Row], verdict: Verdict) -> str:
    """One object: how the record was found, and its entries, oldest first."""
    found = {
        "whole": verdict.ok,
        "sentence": verdict.sentence,
        "head_entry": verdict.head.id,
        "head_hash": verdict.head.hash,
    }
    entries = [entry(row) for row in rows]
    whole = {"format": FORMAT, "verified": found, "entries": entries}
    return json.dumps(whole, indent=1) + "\n"


def entry(row: Row) -> Mapping[str, object]:
    """One entry as JSON tells it."""
    record, stamp = row.record, row.record.stamp
    return {
        "entry": row.id,
        "time": iso(stamp.wall_s),
        "wall_s": stamp.wall_s,
        "boottime_s": stamp.boottime_s,
        "boot_id": stamp.boot_id,
        "kind": record.kind.value,
        "event": record.event,
        "session": record.session_id,
        "who": record.who,
        "text": record.text,
        "data": dict(record.data),
        "client": dict(record.private),
        "erased": row.erased,
        "hash": row.hash,
    }


def as_csv(rows: Iterable[Row]) -> str:
    """One line an entry, oldest first, after a line of headings."""
    page = io.StringIO()
    sheet = csv.writer(page)
    sheet.writerow((*_HEADINGS, *_TAIL))
    for row in rows:
        told = entry(row)
        client = client_part(row.record.private)
        data = json.dumps(told["data"], ensure_ascii=False)
        cells = (*(told[name] for name in _HEADINGS), client, _yes(row.erased), data, row.hash)
        sheet.writerow([_cell(cell) for cell in cells])
    return page.getvalue()


def iso(wall_s: float) -> str:
    """A label in ISO 8601 with its offset from UTC, or nothing."""
    when = local(wall_s)
    return "" if when is None else when.isoformat(timespec="seconds")


def _yes(is_so: bool) -> str:
    return "yes" if is_so else ""


def _cell(value: object) -> object:
    """Numbers as they are; a text that a spreadsheet would compute gets a quote before it."""
    if isinstance(value, str) and value[:1] in tuple("=+-@\t\r"):
        return f"'{value}"
    return value
