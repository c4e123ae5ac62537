# SPDX-License-Identifier: MIT
import getpass
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoneheater.core.mode import Mode
from stoneheater.interfaces.verbs import VERBS, verbs_for
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


def mode(heater: Running) -> Mode:
    """The mode in the newest snapshot."""
    snapshot = heater.app.service.snapshot()
    assert snapshot is not None
    return snapshot.outcome.mode


def error(said: dict[str, dict[str, str]]) -> str:
    """The sentence of an error."""
    return said["error"]["message"]


def test_hello_says_who_answers_and_what_can_be_asked(heater: Running) -> None:
    """Each socket names itself, its protocol, the program, and its own verbs."""
    with Raw(heater.control) as people, Raw(heater.remote) as web:
        result = people.ask("hello")["result"]
        assert result == {
            "protocol": 1,
            "version": "0.1.0",
            "simulated": True,
            "socket": "control",
            "verbs": list(VERBS),
        }
        far = web.ask("hello")["result"]
        assert (far["socket"], far["verbs"]) == ("remote", verbs_for(remote=True))


def test_a_command_is_answered_by_the_loop(heater: Running) -> None:
    """A target is set, heat begins and ends, each with its sentence."""
    with Raw(heater.control) as people:
        assert people.ask("target.set", temperature="51C")["result"]["ok"] is True
        assert people.ask("heat.on")["result"]["text"] == "HEATING to 51.0 °C."
        assert mode(heater) is Mode.HEATING
        assert people.ask("heat.standby")["result"]["text"].startswith("STANDBY")
        assert mode(heater) is Mode.STANDBY


def test_a_refusal_is_an_error_with_its_sentence(heater: Running) -> None:
    """Code 1 and the words of the loop."""
    with Raw(heater.control) as people:
        said = people.ask("trip.reset", 7)
    assert said["id"] == 7
    assert said["error"]["code"] == 1
    assert error(said) == "nothing to reset: the heater is in STANDBY."


def test_a_command_carries_its_sender_as_the_kernel_knows_him(heater: Running) -> None:
    """The record names the local user, and the socket if it was the remote one."""
    with Raw(heater.control) as people, Raw(heater.remote) as web, heater.pump.held():
        people.send(request("alarm.ack"))
        web.send(request("alarm.ack"))
        with Raw(heater.control) as other:
            other.rounds()
        heater.pump.cycle()
        snapshot = heater.app.service.snapshot()
    assert snapshot is not None
    names = {event.who for event in snapshot.outcome.events}
    assert names == {getpass.getuser(), f"{getpass.getuser()} via remote"}


def test_two_messages_in_one_packet_are_answered_in_their_order(heater: Running) -> None:
    """A slow question does not let a quick one overtake it."""
    with Raw(heater.control) as people:
        people.send(request("heat.on", 1) + request("hello", 2) + request("heat.standby", 3))
        assert [people.line()["id"] for _ in range(3)] == [1, 2, 3]


def test_a_client_that_hangs_up_its_questions_still_gets_its_answers(heater: Running) -> None:
    """As a shell pipe does: all questions, the end, then the answers."""
    with Raw(heater.control) as people:
        people.send(request("target.set", 1, temperature="49C") + request("snapshot.get", 2))
        people.done()
        first, second = people.rest()
    assert first["result"]["ok"] is True
    assert second["result"]["target_c"] == 49.0


def test_a_client_that_leaves_before_the_answer_harms_nobody(heater: Running) -> None:
    """Its command is done, its answer goes nowhere, the next client is served."""
    with heater.pump.held():
        with Raw(heater.control) as people:
            people.send(request("target.set", temperature="48C"))
        with Raw(heater.control) as people:
            people.rounds()
    with Raw(heater.control) as people:
        people.ask("alarm.ack")
        assert people.ask("snapshot.get")["result"]["target_c"] == 48.0


def test_snapshots_follow_a_subscription(heater: Running, hands: Hands) -> None:
    """The answer first, then a snapshot at once, then one for each half second at most."""
    with Raw(heater.control) as people:
        assert people.ask("snapshot.subscribe")["result"]["ok"] is True
        first = people.line()
        assert first["method"] == "snapshot"
        hands.at_s += 0.5
        second = people.line()
        assert second["params"]["at_s"] > first["params"]["at_s"]
        people.send(request("hello", 5))
        assert people.line()["id"] == 5


def test_the_same_snapshot_is_not_sent_twice(heater: Running, hands: Hands) -> None:
    """While the loop stands still there is nothing new to tell."""
    with Raw(heater.control) as people, heater.pump.held():
        people.ask("snapshot.subscribe")
        people.line()
        hands.at_s += 60.0
        assert people.ask("hello", 5)["id"] == 5


def test_stopping_hangs_up_and_takes_the_sockets_away(tmp_path: Path) -> None:
    """A client sees the end, and nothing is left to connect to; twice is once."""
    with running(tmp_path) as heater, Raw(heater.control) as people:
        people.ask("hello")
        assert heater.server.stop(DEADLINE_S)
        assert people.rest() == []
        assert list(tmp_path.iterdir()) == []
        assert heater.server.stop(DEADLINE_S)


def test_a_server_stopped_in_the_middle_of_work_does_not_wait_for_it(tmp_path: Path) -> None:
    """The probes may hang; the end of the daemon does not."""
    with running(tmp_path) as heater, Raw(heater.control) as people:
        heater.desk.may_go.clear()
        people.send(request("probes.list"))
        assert heater.desk.begun.acquire(timeout=DEADLINE_S)
        assert heater.server.stop(DEADLINE_S)
        assert people.rest() == []
        heater.desk.may_go.set()


def test_a_server_that_does_not_end_in_time_says_so(tmp_path: Path) -> None:
    """Whoever stops the daemon is not held up, and hears that a thread was left behind."""
    looked, may_go = threading.Event(), threading.Event()

    class Stuck(Hands):
        def __call__(self) -> float:
            looked.set()
            may_go.wait(DEADLINE_S)
            return super().__call__()

    heater = Running(tmp_path, Stuck())
    heater.server.bind()
    heater.server.start()
    with Raw(heater.control):
        assert looked.wait(DEADLINE_S)
        assert not heater.server.stop(0.01)
        may_go.set()
        assert heater.server.stop(DEADLINE_S)


def test_clients_may_knock_before_the_server_is_started(tmp_path: Path) -> None:
    """From bind on nobody is refused; from start on everybody is served."""
    heater = Running(tmp_path)
    heater.server.bind()
    with Raw(heater.control) as people:
        people.send(request("hello"))
        heater.server.start()
        assert "result" in people.line()
    assert heater.server.stop(DEADLINE_S)


def test_the_threads_of_the_sockets_end_with_them(tmp_path: Path) -> None:
    """Nothing keeps running behind a stopped server."""
    with running(tmp_path) as heater:
        worker = heater.server._errands.worker._thread
    worker.join(DEADLINE_S)
    assert not worker.is_alive()
    assert "sockets" not in {thread.name for thread in threading.enumerate()}


def test_a_late_wake_after_the_end_is_harmless(tmp_path: Path) -> None:
    """A command that is answered after the sockets are gone troubles nobody."""
    with running(tmp_path) as heater:
        with heater.pump.held(), Raw(heater.control) as people, Raw(heater.control) as other:
            people.send(request("target.set", temperature="47C"))
            other.rounds()
            assert heater.server.stop(DEADLINE_S)
            heater.pump.cycle()
        assert heater.app.heater is not None


def test_both_sockets_are_ordinary_files(heater: Running) -> None:
    """Pathname sockets, which have an owner and a mode; never abstract ones."""
    assert heater.control.is_socket()
    assert heater.remote.is_socket()
    with socket.socket(socket.AF_UNIX) as door, pytest.raises(ConnectionRefusedError):
        door.connect("\0" + str(heater.control))
