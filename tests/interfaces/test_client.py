# SPDX-License-Identifier: MIT
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.interfaces import client as module
from stoneheater.interfaces import protocol
from stoneheater.interfaces.client import Client, ProtocolError, Refused, Unreachable
from stoneheater.interfaces.verbs import VERBS
from stoneheater.paths import runtime_dir
from support.running import DEADLINE_S, Running, running

HELLO = b'{"jsonrpc":"2.0","id":1,"result":{"protocol":1}}\n'


@pytest.fixture
def heater(tmp_path: Path) -> Iterator[Running]:
    """A heater behind its sockets."""
    with running(tmp_path) as heater:
        yield heater


def test_a_call_returns_the_result(heater: Running) -> None:
    """A reading, a command and a list arrive as the objects they are."""
    with Client.connect(heater.control) as client:
        assert client.hello["socket"] == "control"
        assert client.call("snapshot.get")["mode"] == "STANDBY"
        assert client.call("target.set", temperature="49C")["text"].startswith("target 49.0 °C")
        assert client.call("probes.list") == {"probes": [{"id": "28-000000000001"}]}


def test_the_daemon_is_found_in_the_runtime_directory(
    heater: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a path it is control.sock of the runtime directory."""
    monkeypatch.setenv("STONEHEATER_RUNTIME_DIR", str(heater.folder))
    assert runtime_dir() == heater.folder
    with Client.connect() as client:
        assert client.hello["protocol"] == 1


def test_a_refusal_is_the_daemons_own_sentence(heater: Running) -> None:
    """Of the loop as of the parameters."""
    with Client.connect(heater.control) as client:
        with pytest.raises(Refused, match=r"^nothing to reset: the heater is in STANDBY\.$"):
            client.call("trip.reset")
        with pytest.raises(Refused, match=r"^50 has no unit: write 50C or 50F$"):
            client.call("target.set", temperature="50")
        with pytest.raises(Refused, match="needs temperature"):
            client.call("target.set")


def test_from_a_distance_a_local_verb_is_refused(heater: Running) -> None:
    """remote.sock says where it can be done."""
    with (
        Client.connect(heater.remote) as client,
        pytest.raises(Refused, match="do it at the heater"),
    ):
        client.call("heat.on")


def test_a_verb_that_the_daemon_does_not_have_is_a_misunderstanding(heater: Running) -> None:
    """An older daemon and a newer program: no refusal, but no sense either."""
    with Client.connect(heater.control) as client:
        with pytest.raises(ProtocolError, match=r"there is no method 'stone\.heat'"):
            client.call("stone.heat")
        with pytest.raises(ProtocolError, match="failed inside the daemon"):
            client.call("doctor.report")


def test_a_subscription_yields_snapshots_and_silences(heater: Running) -> None:
    """One snapshot at once; when the loop stands still, None after each silence; then more."""
    with Client.connect(heater.control) as client:
        stream = client.subscribe(silence_s=0.7)
        with heater.pump.held():
            first = next(stream)
            while (said := next(stream)) is not None:
                first = said
            assert next(stream) is None
        after = next(stream)
    assert first is not None
    assert after is not None
    assert after["at_s"] > first["at_s"]


def test_a_call_between_snapshots_finds_its_own_answer(heater: Running) -> None:
    """A subscriber can still ask."""
    with Client.connect(heater.control) as client:
        next(client.subscribe(DEADLINE_S))
        assert client.call("target.set", temperature="51C")["ok"] is True


def test_a_subscription_ends_with_the_daemon(heater: Running) -> None:
    """The watcher hears that the daemon is gone, instead of waiting for ever."""
    with Client.connect(heater.control) as client:
        stream = client.subscribe(DEADLINE_S)
        next(stream)
        heater.server.stop(DEADLINE_S)
        with pytest.raises(Unreachable, match="closed the connection"):
            list(stream)


def test_client_and_daemon_agree_on_the_limits() -> None:
    """The client has its own copy of the numbers, so that it stays light; they are the same."""
    assert module.PROTOCOL == protocol.PROTOCOL
    assert module.ANSWER_MAX == protocol.ANSWER_MAX
    assert module._TURNED_AWAY == protocol.TURNED_AWAY
    assert set(module.PATIENCE_S) <= set(VERBS)


def test_the_client_is_light() -> None:
    """Importing it loads no library beyond the standard one, and nothing of the heater."""
    heavy = "click rich attr cattrs gpiozero asyncio logging stoneheater.core stoneheater.service"
    code = (
        "import sys, stoneheater.interfaces.client\n"
        f"print([name for name in {heavy.split()} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_many_clients_are_answered_side_by_side(heater: Running) -> None:
    """Ten threads ask at once; each gets the answer to its own question."""
    got: dict[int, str] = {}

    def ask(number: int) -> None:
        with Client.connect(heater.control) as client:
            got[number] = client.call("target.set", temperature=f"4{number}C")["text"]

    threads = [threading.Thread(target=_each(ask, number)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE_S)
    assert {number: text[:12] for number, text in got.items()} == {
        number: f"target 4{number}.0 " for number in range(10)
    }
    assert heater.app.service.submit(Command(Verb.TOUCH)).result(DEADLINE_S).ok


def _each(ask: Callable[[int], None], number: int) -> Callable[[], None]:
    return lambda: ask(number)
