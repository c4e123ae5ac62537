# SPDX-License-Identifier: MIT
import json
import queue
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from stoneheater.interfaces import protocol
from stoneheater.interfaces.client import (
    Client,
    Misunderstood,
    ProtocolError,
    Refused,
    Unreachable,
)
from support.running import DEADLINE_S, Hands, Raw, Running, running

HELLO = b'{"jsonrpc":"2.0","id":1,"result":{"protocol":1}}\n'


@pytest.fixture
def heater(tmp_path: Path) -> Iterator[Running]:
    """A heater behind its sockets."""
    with running(tmp_path) as heater:
        yield heater


class Impostor:
    """A server that answers each line with what it was given, and hangs up when it has no more."""

    def __init__(self, path: Path, *answers: bytes) -> None:
        self.asked: list[dict[str, Any]] = []
        self._answers = answers
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(path))
        self._door.listen()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        sock, _ = self._door.accept()
        with sock, sock.makefile("rb") as lines:
            for answer in self._answers:
                self.asked.append(json.loads(lines.readline()))
                sock.sendall(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(DEADLINE_S)
        self._door.close()


def refused_by(path: Path, *answers: bytes, ask: str = "snapshot.get") -> Exception:
    """What a client makes of an impostor's answers."""
    with (
        Impostor(path, *answers),
        pytest.raises((Unreachable, Refused, ProtocolError)) as raised,
        Client.connect(path, timeout_s=1.0) as client,
    ):
        client.call(ask)
    return raised.value


def answered(error: dict[str, Any]) -> bytes:
    """The second answer of an impostor: an error."""
    return json.dumps({"jsonrpc": "2.0", "id": 2, "error": error}).encode() + b"\n"


def test_without_a_daemon_the_sentence_says_how_to_start_it(tmp_path: Path) -> None:
    """Neither socket nor reason: the next step is to start it."""
    with pytest.raises(Unreachable, match=r"no daemon is running .* systemctl start stoneheater"):
        Client.connect(tmp_path / "control.sock")


def test_a_socket_without_a_daemon_is_no_daemon(tmp_path: Path) -> None:
    """After a crash the file is still there, and nobody behind it."""
    path = tmp_path / "control.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with pytest.raises(Unreachable, match="no daemon is running"):
        Client.connect(path)


def test_a_daemon_that_could_not_start_is_quoted(tmp_path: Path) -> None:
    """The sentence that it left behind is what the therapist reads."""
    (tmp_path / "refused").write_text("temperature.cutoff_c is 70:\nat most 60.\n")
    with pytest.raises(Unreachable) as raised:
        Client.connect(tmp_path / "control.sock")
    assert str(raised.value) == (
        "the daemon could not start: temperature.cutoff_c is 70: at most 60."
    )


def test_an_endless_refusal_is_quoted_in_part(tmp_path: Path) -> None:
    """Whatever lies in the file, the message stays readable."""
    (tmp_path / "refused").write_bytes(b"\xff" + b"x" * 100_000)
    with pytest.raises(Unreachable) as raised:
        Client.connect(tmp_path / "control.sock")
    assert len(str(raised.value)) < 600


def test_a_path_that_is_no_socket_is_unreachable(tmp_path: Path) -> None:
    """Whatever else is wrong comes out as one sentence with the path."""
    (tmp_path / "control.sock").write_text("")
    with pytest.raises(Unreachable):
        Client.connect(tmp_path / "control.sock")
    with pytest.raises(Unreachable, match="cannot be reached at"):
        Client.connect(tmp_path / ("x" * 120))


def test_a_full_daemon_says_so(heater: Running) -> None:
    """Turned away is not reached."""
    others = [Raw(heater.control) for _ in range(16)]
    others[0].rounds()
    with pytest.raises(Unreachable, match="16 clients are connected"):
        Client.connect(heater.control)
    for other in others:
        other.__exit__()


def test_a_daemon_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    """After the time the caller allows: look at the heater."""
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / "control.sock"))
        mute.listen()
        with pytest.raises(Unreachable, match="does not answer: look at the heater"):
            Client.connect(tmp_path / "control.sock", timeout_s=0.05)


def test_a_loop_that_stands_still_is_a_refusal_with_what_to_do(tmp_path: Path) -> None:
    """The daemon answers for its loop, and the client hands the sentence on."""
    hands, heard = Hands(), queue.SimpleQueue[str]()

    def ask(client: Client) -> None:
        try:
            client.call("heat.standby")
        except Refused as refusal:
            heard.put(str(refusal))

    with (
        running(tmp_path, hands) as heater,
        Client.connect(heater.control) as client,
        Raw(heater.control) as other,
        heater.pump.held(),
    ):
        asking = threading.Thread(target=ask, args=[client])
        asking.start()
        while not heater.server._errands._asked:
            other.rounds()
        hands.at_s += 5.0
        other.rounds()
        asking.join(DEADLINE_S)
    assert heard.get_nowait().startswith("the control loop does not answer")


def test_another_protocol_is_refused_at_once(tmp_path: Path) -> None:
    """After an upgrade the old daemon is named, and when to restart it."""
    hello = HELLO.replace(b'"protocol":1', b'"protocol":2')
    raised = refused_by(tmp_path / "s", hello)
    assert isinstance(raised, ProtocolError)
    assert "speaks protocol 2, this program 1" in str(raised)


@pytest.mark.parametrize(
    "answer",
    [
        b"\n",
        b"{\n",
        b"[]\n",
        b'"on"\n',
        b"\xff\xfe\n",
        b'{"jsonrpc":"2.0","id":1,"result":{}}\n',
        b'{"jsonrpc":"2.0","id":2,"result":[]}\n',
        b'{"jsonrpc":"2.0","id":2}\n',
        answered({}),
        answered({"code": 1}),
        answered({"code": 1, "message": 5}),
        b" " * 300_000,
    ],
    ids=lambda answer: ascii(answer[:30]),
)
def test_an_answer_that_is_none_is_a_misunderstanding(tmp_path: Path, answer: bytes) -> None:
    """Whatever sits at the socket, the program ends with a sentence."""
    raised = refused_by(tmp_path / "s", HELLO, answer)
    assert isinstance(raised, ProtocolError)
    assert str(raised).endswith((".", "?"))


def test_a_connection_that_ends_is_unreachable(tmp_path: Path) -> None:
    """Between question and answer the daemon went away."""
    raised = refused_by(tmp_path / "s", HELLO)
    assert isinstance(raised, Unreachable)
    assert "closed the connection" in str(raised)


def test_a_connection_that_is_reset_is_unreachable() -> None:
    """A daemon that went away without reading the question is gone all the same."""
    ours, theirs = socket.socketpair()
    ours.send(b"unread")
    theirs.close()
    with Client(ours) as client, pytest.raises(Unreachable, match="closed the connection"):
        client.call("hello")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (protocol.REFUSED, Refused),
        (protocol.BAD_PARAMS, Misunderstood),
        (protocol.TURNED_AWAY, Unreachable),
        (protocol.NOT_JSON, ProtocolError),
        (protocol.NOT_A_REQUEST, ProtocolError),
        (protocol.NO_SUCH_METHOD, ProtocolError),
        (protocol.BROKEN, ProtocolError),
    ],
)
def test_every_code_is_the_error_it_means(tmp_path: Path, code: int, kind: type[Exception]) -> None:
    """The sentence stays as it came."""
    raised = refused_by(tmp_path / "s", HELLO, answered({"code": code, "message": "so it is."}))
    assert type(raised) is kind
    assert str(raised) == "so it is."


def test_an_error_between_snapshots_is_raised(tmp_path: Path) -> None:
    """A subscriber hears of it when the daemon hangs up with a reason."""
    said = b'{"jsonrpc":"2.0","id":2,"result":{"ok":true}}\n' + answered(
        {"code": -32000, "message": "full."}
    )
    with (
        Impostor(tmp_path / "s", HELLO, said),
        Client.connect(tmp_path / "s") as client,
        pytest.raises(Unreachable, match="full"),
    ):
        list(client.subscribe(DEADLINE_S))
