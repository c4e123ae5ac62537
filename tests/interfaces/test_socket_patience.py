# SPDX-License-Identifier: MIT
import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.running import DEADLINE_S, Hands, Raw, Running, request, running


@pytest.fixture
def hands() -> Hands:
    """The clock of the sockets."""
    return Hands()


@pytest.fixture
def heater(tmp_path: Path, hands: Hands) -> Iterator[Running]:
    """A heater behind its sockets, whose patience only the test wears out."""
    with running(tmp_path, hands) as heater:
        yield heater


def error(said: dict[str, dict[str, str]]) -> str:
    """The sentence of an error."""
    return said["error"]["message"]


@pytest.mark.parametrize(("method", "late_s"), [("heat.standby", 5.0), ("trip.reset", 10.0)])
def test_a_loop_that_does_not_answer_is_called_late(
    heater: Running, hands: Hands, method: str, late_s: float
) -> None:
    """At its deadline the client hears what to do; the answer that comes later is forgotten."""
    with Raw(heater.control) as people, Raw(heater.control) as other:
        with heater.pump.held():
            people.send(request(method, 1))
            other.rounds()
            hands.at_s += late_s - 0.1
            other.rounds()
            hands.at_s += 0.1
            other.rounds()
            assert "the control loop does not answer" in error(people.line())
        assert people.ask("hello", 2)["id"] == 2


def test_what_takes_long_holds_up_its_own_client_only(heater: Running) -> None:
    """While the probes are measured for one, another is served."""
    heater.desk.may_go.clear()
    with Raw(heater.control) as slow, Raw(heater.control) as quick:
        slow.send(request("probes.list"))
        assert heater.desk.begun.acquire(timeout=DEADLINE_S)
        assert quick.ask("heat.on")["result"]["ok"] is True
        heater.desk.may_go.set()
        assert slow.line()["result"] == {"probes": [{"id": "28-000000000001"}]}


def test_more_slow_work_than_fits_is_refused(heater: Running) -> None:
    """One is done, four wait, the sixth hears it at once."""
    heater.desk.may_go.clear()
    clients = [Raw(heater.control) for _ in range(6)]
    clients[0].send(request("probes.list"))
    assert heater.desk.begun.acquire(timeout=DEADLINE_S)
    for client in clients[1:5]:
        client.send(request("probes.list"))
        clients[5].rounds()
    assert error(clients[5].ask("probes.list")) == (
        "too many requests are waiting: ask again in a second."
    )
    heater.desk.may_go.set()
    for client in clients[:5]:
        assert "result" in client.line()
    for client in clients:
        client.__exit__()


def test_work_that_never_ends_is_called_late(heater: Running, hands: Hands) -> None:
    """After thirty seconds the client hears that the probes are to blame."""
    heater.desk.may_go.clear()
    with Raw(heater.control) as slow, Raw(heater.control) as other:
        slow.send(request("probes.list"))
        assert heater.desk.begun.acquire(timeout=DEADLINE_S)
        hands.at_s += 30.0
        other.rounds()
        assert "takes longer than 30 s" in error(slow.line())
        heater.desk.may_go.set()


def test_work_that_fails_is_an_error_of_its_own(heater: Running) -> None:
    """The client hears where to look, and the next request is served."""
    with Raw(heater.control) as people:
        said = people.ask("doctor.report")
        assert said["error"]["code"] == -32603
        assert "journalctl" in error(said)
        assert "result" in people.ask("hello")


def test_a_commissioning_is_filed_with_its_sender(heater: Running) -> None:
    """What was heard and which probe is which reach whoever files it; its answer comes back."""
    with Raw(heater.control) as people:
        params: dict[str, Any] = {"heard": {"heater": True}, "probes": {"bath": "28-1"}}
        assert people.ask("commission.finish", **params)["result"]["text"] == "looked at."
        assert heater.desk.filed == [(params, getpass.getuser())]
        silent: dict[str, Any] = {"heard": {"heater": False}, "probes": {}}
        assert error(people.ask("commission.finish", **silent)) == "looked at."


def test_a_failure_of_our_own_costs_one_client(heater: Running) -> None:
    """A service that raises ends the connection it was asked on, and no other."""
    service = heater.app.service
    with Raw(heater.control) as unlucky, Raw(heater.control) as other, heater.pump.held():
        loop = service.loop
        del service.loop
        unlucky.send(request("heat.on"))
        assert unlucky.rest() == []
        service.loop = loop
        other.rounds()
