# SPDX-License-Identifier: MIT
import re
from pathlib import Path

import pytest

from stoneheater.interfaces import connection, errands, protocol, worker
from stoneheater.interfaces.socket import CLIENTS_KEPT, CLIENTS_MAX
from stoneheater.interfaces.verbs import RESET_S, VERBS
from support.running import Running

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, list[str]]:
    """The table under a heading: first cell to the others."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in lines[2:]}


def test_the_page_lists_every_verb_with_its_params_and_who_may() -> None:
    """The table of the page is the table of the program."""
    listed = rows("Verbs")
    assert list(listed) == list(VERBS)
    for name, verb in VERBS.items():
        params, remote, _ = listed[name]
        assert all(f"`{param}`" in params for param in verb.params)
        assert bool(params) is bool(verb.params)
        assert (remote == "no") is not verb.remote


def test_the_page_lists_every_code() -> None:
    """Whoever meets an error finds it there."""
    codes = {
        protocol.REFUSED,
        protocol.BAD_PARAMS,
        protocol.NO_SUCH_METHOD,
        protocol.NOT_A_REQUEST,
        protocol.NOT_JSON,
        protocol.BROKEN,
        protocol.TURNED_AWAY,
    }
    assert {int(code) for code in rows("Errors")} == codes


@pytest.mark.parametrize(
    ("row", "numbers"),
    [
        ("a request", [protocol.REQUEST_MAX // 1024]),
        ("an answer", [protocol.ANSWER_MAX // 1024]),
        ("malformed lines on one connection", [connection.MALFORMED_MAX]),
        ("half a message", [connection.HALF_S]),
        ("taking nothing of what is owed", [connection.STALL_S]),
        ("connections", [CLIENTS_MAX, CLIENTS_KEPT]),
        (
            "commands that wait for the control loop",
            [errands.ASKED_MAX, errands.ASKED_REMOTE_MAX],
        ),
        ("slow verbs that wait", [worker.QUEUE_MAX]),
        ("a command", [5, RESET_S]),
        ("a slow verb", [errands.WORK_S]),
        ("snapshots to a subscriber", [1 / connection.SNAPSHOT_S]),
    ],
)
def test_the_page_gives_every_limit_as_it_is(row: str, numbers: list[float]) -> None:
    """The numbers of the page are the numbers of the program."""
    assert [float(number) for number in re.findall(r"\d+", rows("Limits")[row][0])] == numbers


def test_the_page_describes_every_field_of_a_snapshot(tmp_path: Path) -> None:
    """No field without a word, and no word without a field."""
    heater = Running(tmp_path)
    heater.pump.cycle()
    heater.server.stop(0.0)
    snapshot = heater.app.service.snapshot()
    assert snapshot is not None
    part = PAGE.split("\n## Snapshot\n")[1].split("\n## ")[0]
    first = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    assert re.findall(r"`(\w+)`", " ".join(first)) == list(snapshot.as_dict())
