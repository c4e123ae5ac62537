# SPDX-License-Identifier: MIT
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.interfaces.socket import may_enter
from support.running import DEADLINE_S, Hands, Raw, Running, request, running, stranger


@pytest.fixture
def heater(tmp_path: Path) -> Iterator[Running]:
    """A heater behind its sockets."""
    with running(tmp_path) as heater:
        yield heater


def test_F78_a_client_that_never_reads_is_closed(tmp_path: Path) -> None:
    """It asks and asks until its pipes are full, takes nothing for ten seconds, and is gone."""
    hands = Hands()
    with running(tmp_path, hands) as heater, Raw(heater.control) as deaf:
        deaf.sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            deaf.sock.sendall(request("snapshot.get") * 100_000)
        with Raw(heater.control) as people:
            people.rounds()
            hands.at_s += 10.1
            people.rounds()
        with pytest.raises(OSError, match=r"Broken pipe|reset"):
            deaf.sock.sendall(request("snapshot.get"))


def test_F78_a_deaf_subscriber_does_not_hold_up_the_others(heater: Running) -> None:
    """Whoever reads gets fresh snapshots beside one who does not."""
    with Raw(heater.control) as deaf, Raw(heater.control) as people:
        deaf.ask("snapshot.subscribe")
        people.ask("snapshot.subscribe")
        first, second = people.line(), people.line()
    assert second["params"]["at_s"] > first["params"]["at_s"]


def test_F78_a_cycle_needs_nothing_from_the_sockets(tmp_path: Path) -> None:
    """With sockets that are bound and never served, the loop turns and answers all the same."""
    heater = Running(tmp_path)
    heater.server.bind()
    with Raw(heater.control) as people:
        people.send(request("heat.on") * 1000)
        asked = heater.app.service.submit(Command(Verb.ON, "anna"))
        heater.pump.cycle()
        assert asked.result(0.0).ok
        snapshot = heater.app.service.snapshot()
    assert snapshot is not None
    assert snapshot.outcome.mode is Mode.HEATING
    heater.server.stop(DEADLINE_S)


def test_F78_waking_the_sockets_never_blocks(tmp_path: Path) -> None:
    """A pipe that nobody empties fills up, and the loop goes on all the same."""
    heater = Running(tmp_path)
    for _ in range(200_000):
        heater.server._wake()
    with pytest.raises(BlockingIOError):
        heater.server._pipe[0].send(b"\0" * 65536)
    heater.server.stop(DEADLINE_S)


def test_F78_no_flood_of_commands_from_afar_keeps_the_heater_from_its_people(
    heater: Running,
) -> None:
    """Eight commands from afar may wait for the loop; the ninth is refused, standby is not."""
    afar = [Raw(heater.remote) for _ in range(9)]
    with Raw(heater.control) as people:
        with heater.pump.held():
            for client in afar[:8]:
                client.send(request("alarm.ack"))
            people.rounds()
            assert "too many" in afar[8].ask("alarm.ack")["error"]["message"]
            people.send(request("heat.standby"))
        assert people.line()["result"]["ok"] is True
    for client in afar[:8]:
        assert "result" in client.line()
    for client in afar:
        client.__exit__()


def test_F78_at_most_sixteen_commands_wait_for_the_loop(tmp_path: Path) -> None:
    """What is late still waits there, and counts until it has been answered."""
    hands = Hands()
    with running(tmp_path, hands) as heater, Raw(heater.control) as people:
        with heater.pump.held():
            for _ in range(16):
                with Raw(heater.control) as other:
                    other.send(request("alarm.ack"))
                    people.rounds()
                    hands.at_s += 5.0
                    people.rounds()
                    assert "does not answer" in other.line()["error"]["message"]
            assert "too many" in people.ask("alarm.ack")["error"]["message"]
        heater.app.service.submit(Command(Verb.TOUCH)).result(DEADLINE_S)
        assert "result" in people.ask("alarm.ack")


OWN, ROOT, OTHER = 1000, 0, 1001


@pytest.mark.parametrize(
    ("clients", "uid", "remote", "fits"),
    [
        (13, OTHER, False, True),
        (14, OTHER, False, False),
        (13, OTHER, True, True),
        (14, OTHER, True, False),
        (15, OWN, False, True),
        (16, OWN, False, False),
        (13, OWN, True, True),
        (14, OWN, True, False),
        (15, ROOT, False, True),
        (16, ROOT, False, False),
        (15, ROOT, True, True),
        (16, ROOT, True, False),
    ],
)
def test_F79_two_of_sixteen_places_are_kept(
    clients: int, uid: int, remote: bool, fits: bool
) -> None:
    """For the administrator anywhere, and for the daemon's own user at control.sock."""
    assert may_enter(clients, uid, OWN, remote=remote) is fits


def test_F79_of_two_hundred_connections_sixteen_are_served(heater: Running) -> None:
    """The others get one line that says why; when one leaves, the next may come."""
    clients = [Raw(heater.control) for _ in range(16)]
    for client in clients:
        assert "result" in client.ask("hello")
    for _ in range(184):
        with Raw(heater.control) as refused:
            (said,) = refused.rest()
            assert said["error"]["code"] == -32000
            assert "16 clients are connected" in said["error"]["message"]
    assert "result" in clients[0].ask("heat.on")
    clients.pop().__exit__()
    clients[0].rounds()
    with Raw(heater.control) as people:
        assert "result" in people.ask("hello")
    for client in clients:
        client.__exit__()


def test_F79_strangers_cannot_take_the_last_two_places(open_folder: Path) -> None:
    """Fourteen from afar are served, the fifteenth is not, and the heater's own people are."""
    with running(open_folder) as heater:
        heater.remote.chmod(0o666)
        with stranger():
            clients = [Raw(heater.remote) for _ in range(14)]
            for client in clients:
                client.ask("hello")
            with Raw(heater.remote) as refused:
                assert "14 clients" in refused.line()["error"]["message"]
        with Raw(heater.control) as people:
            assert "result" in people.ask("heat.standby")
        for client in clients:
            client.__exit__()


def test_F79_a_client_that_is_gone_before_it_was_let_in_harms_nobody(tmp_path: Path) -> None:
    """Knocking and running away costs the others nothing."""
    heater = Running(tmp_path)
    heater.server.bind()
    for _ in range(8):
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(heater.control))
    heater.server.start()
    with Raw(heater.control) as people:
        assert "result" in people.ask("hello")
    assert heater.server.stop(DEADLINE_S)
