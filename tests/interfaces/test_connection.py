# SPDX-License-Identifier: MIT
import socket
from collections.abc import Iterator

import pytest

from stoneheater.interfaces import protocol
from stoneheater.interfaces.connection import Pending
from stoneheater.interfaces.protocol import RpcError
from support.pair import Pair, paired

LIMIT = protocol.REQUEST_MAX


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A client and its connection, registered for reading."""
    with paired() as pair:
        yield pair


def test_two_messages_in_one_packet_are_two_lines(pair: Pair) -> None:
    """Lines end at newlines, not at packets."""
    pair.hears(b"one\ntwo\nthr")
    assert [pair.connection.line() for _ in range(3)] == [b"one", b"two", None]


def test_a_message_in_two_packets_is_one_line(pair: Pair) -> None:
    """Half a message waits for its other half."""
    pair.hears(b"on")
    assert pair.connection.line() is None
    pair.hears(b"e\n")
    assert pair.connection.line() == b"one"


@pytest.mark.parametrize(("length", "fine"), [(LIMIT, True), (LIMIT + 1, False)])
def test_F77_a_line_has_8_KiB_at_most(pair: Pair, length: int, fine: bool) -> None:
    """8192 bytes and a newline are a line; one more ends the connection with a sentence."""
    pair.hears(b" " * length)
    pair.hears(b"\n") if fine else None
    assert pair.connection.line() == (b" " * length if fine else None)
    pair.connection.flush(0.0)
    said = pair.lines()
    assert pair.connection.over(0.0) is not fine
    assert not said if fine else "longer than 8 KiB" in said[0]["error"]["message"]


def test_F77_a_newline_just_too_late_does_not_save_a_line(pair: Pair) -> None:
    """The limit holds for each line, not for what happens to lie in the buffer."""
    pair.hears(b" " * (LIMIT - 1))
    pair.hears(b"  \nnext\n")
    assert pair.connection.line() is None
    pair.connection.flush(0.0)
    assert pair.connection.over(0.0)


@pytest.mark.parametrize(("after_s", "over"), [(5.0, False), (5.1, True)])
def test_F76_half_a_message_is_waited_for_five_seconds(
    pair: Pair, after_s: float, over: bool
) -> None:
    """Then it is answered with a sentence and the connection is closed."""
    pair.hears(b'{"jsonrpc"', 10.0)
    pair.connection.hurry(10.0 + after_s)
    pair.connection.flush(10.0 + after_s)
    assert pair.connection.over(10.0 + after_s) is over
    assert bool(pair.lines()) is over


def test_an_idle_client_may_stay(pair: Pair) -> None:
    """Whoever says nothing at all is not hurried."""
    pair.connection.hurry(1e6)
    assert not pair.connection.over(1e6)


def test_half_a_message_is_not_hurried_while_nobody_listens(pair: Pair) -> None:
    """A client whose turn it is not cannot be blamed for silence."""
    pair.hears(b'{"jsonrpc"')
    pair.connection.mask = 0
    pair.connection.hurry(100.0)
    assert not pair.lines()


def test_F76_a_last_line_without_newline_is_told_so(pair: Pair) -> None:
    """Half a message and an end: a sentence, then closed."""
    pair.hears(b"half")
    pair.client.shutdown(socket.SHUT_WR)
    pair.connection.receive(0.0)
    assert pair.connection.line() is None
    pair.connection.flush(0.0)
    assert "no newline" in pair.lines()[0]["error"]["message"]
    assert pair.connection.over(0.0)


def test_a_client_that_is_done_gets_its_answer_before_the_end(pair: Pair) -> None:
    """The end of the questions is not the end of the answers."""
    pair.hears(b"one\n")
    pair.client.shutdown(socket.SHUT_WR)
    pair.connection.receive(0.0)
    assert pair.connection.line() == b"one"
    pair.connection.pending = pending = Pending(1, 5.0, "late")
    assert pair.connection.line() is None
    assert not pair.connection.over(0.0)
    pair.connection.answered(pending, b"{}\n")
    pair.connection.flush(0.0)
    assert pair.connection.line() is None
    assert pair.connection.over(0.0)
    assert pair.lines() == [{}]


@pytest.mark.parametrize(("count", "over"), [(2, False), (3, True)])
def test_F76_the_third_malformed_line_closes(pair: Pair, count: int, over: bool) -> None:
    """Each is answered; the third is the last."""
    for _ in range(count):
        pair.connection.malformed(RpcError(protocol.NOT_JSON, "no JSON."))
    pair.connection.flush(0.0)
    assert len(pair.lines()) == count
    assert pair.connection.over(0.0) is over


def test_requests_wait_their_turn(pair: Pair) -> None:
    """The next line is read when the answer to the one before has been taken."""
    pair.hears(b"one\ntwo\n")
    assert pair.connection.line() == b"one"
    pair.connection.say(b"{}\n")
    assert pair.connection.line() is None
    pair.connection.flush(0.0)
    assert pair.connection.line() == b"two"
