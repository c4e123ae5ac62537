# SPDX-License-Identifier: MIT
import json
import selectors
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from stoneheater.interfaces import protocol
from stoneheater.interfaces.connection import Connection, Pending, turn_away
from stoneheater.interfaces.protocol import RpcError
from stoneheater.interfaces.verbs import Caller

LIMIT = protocol.REQUEST_MAX


@dataclass
class Pair:
    """A connection that listens, and the client at its other end."""

    client: socket.socket
    connection: Connection

    def hears(self, data: bytes, at_s: float = 0.0) -> None:
        """The client sends, and the connection takes it."""
        self.client.sendall(data)
        self.connection.receive(at_s)

    def lines(self) -> list[dict[str, Any]]:
        """All that the client has been sent so far."""
        self.client.setblocking(False)
        try:
            return [json.loads(line) for line in self.client.recv(1_000_000).splitlines()]
        except BlockingIOError:
            return []


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A client and its connection, registered for reading."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    connection = Connection(ours, Caller("anna", remote=False), 0.0)
    connection.mask = selectors.EVENT_READ
    with ours, theirs:
        yield Pair(theirs, connection)


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


@pytest.mark.parametrize(("at_s", "late"), [(4.9, False), (5.0, True)])
def test_a_late_answer_is_given_up_and_said(pair: Pair, at_s: float, late: bool) -> None:
    """At its deadline the request is answered with the sentence about lateness."""
    pair.connection.pending = pending = Pending(7, 5.0, "the loop is late.")
    pair.connection.hurry(at_s)
    pair.connection.answered(pending, b'{"id":7}\n')
    pair.connection.flush(at_s)
    said = pair.lines()
    assert len(said) == 1
    assert (said[0].get("error") == {"code": 1, "message": "the loop is late."}) is late


def test_F78_of_the_snapshots_that_were_not_taken_only_the_newest_is_kept(pair: Pair) -> None:
    """A slow subscriber skips snapshots; nothing piles up."""
    stuffed = pair.connection
    stuffed.subscribed = True
    stuffed.say(b'"' + b"x" * 2_000_000 + b'"\n')
    stuffed.flush(0.0)
    for number in range(100):
        stuffed.offer(object(), b"%d\n" % number, 0.0)
        stuffed.flush(0.0)
    taken = b""
    pair.client.setblocking(False)
    while not taken.endswith(b"99\n"):
        taken += pair.client.recv(1_000_000)
        stuffed.flush(0.0)
    assert taken.count(b"\n") == 2


@pytest.mark.parametrize(("after_s", "over"), [(10.0, False), (10.1, True)])
def test_F78_a_client_that_takes_nothing_for_ten_seconds_is_closed(
    pair: Pair, after_s: float, over: bool
) -> None:
    """The time counts from the last byte that it took."""
    pair.connection.say(b"x" * 2_000_000)
    pair.connection.flush(3.0)
    pair.connection.flush(3.0 + after_s)
    assert pair.connection.over(3.0 + after_s) is over


def test_F78_a_slow_reader_that_takes_a_little_may_stay(pair: Pair) -> None:
    """Every byte that is taken buys ten seconds."""
    pair.connection.say(b"x" * 2_000_000)
    pair.connection.flush(0.0)
    pair.client.recv(300_000)
    pair.connection.flush(9.0)
    assert not pair.connection.over(18.0)


def test_a_subscriber_is_told_of_each_snapshot_once_and_at_most_twice_a_second(
    pair: Pair,
) -> None:
    """The same snapshot is not repeated, and a new one waits for its half second."""
    first, second = object(), object()
    connection = pair.connection
    assert not connection.wants(first, 0.0)
    connection.subscribed = True
    assert not connection.wants(None, 0.0)
    assert connection.wants(first, 0.0)
    connection.offer(first, b"{}\n", 0.0)
    assert not connection.wants(first, 9.0)
    assert not connection.wants(second, 0.49)
    assert connection.wants(second, 0.5)


def test_a_client_that_is_gone_is_over(pair: Pair) -> None:
    """Writing to nobody ends the connection and raises nothing."""
    pair.client.close()
    pair.connection.say(b"{}\n")
    pair.connection.flush(0.0)
    assert pair.connection.over(0.0)


def test_a_reset_connection_is_over(pair: Pair) -> None:
    """A client that leaves without reading raises nothing here."""
    pair.connection.say(b"{}\n")
    pair.connection.flush(0.0)
    pair.client.close()
    pair.connection.receive(0.0)
    assert pair.connection.over(0.0)


def test_an_empty_socket_is_no_end(pair: Pair) -> None:
    """A connection that looks although nothing came stays open."""
    pair.connection.receive(0.0)
    assert pair.connection.line() is None
    assert not pair.connection.over(0.0)


def test_a_connection_waits_only_for_what_it_can_do(pair: Pair) -> None:
    """Reading while nothing is owed, writing while something is, nothing while one is pending."""
    connection = pair.connection
    assert connection.interest() == selectors.EVENT_READ
    connection.say(b"x" * 2_000_000)
    connection.flush(0.0)
    assert connection.interest() == selectors.EVENT_WRITE


def test_a_pending_request_stops_the_reading(pair: Pair) -> None:
    """One request at a time: a flood stays in the client's own pipe."""
    pair.connection.pending = Pending(1, 5.0, "late")
    assert pair.connection.interest() == 0


def test_whoever_is_turned_away_is_told_why() -> None:
    """One line, then closed; a client that is gone already raises nothing."""
    ours, theirs = socket.socketpair()
    turn_away(ours, "full.")
    assert json.loads(theirs.recv(1000))["error"] == {"code": -32000, "message": "full."}
    assert theirs.recv(1) == b""
    theirs.close()
    ours, theirs = socket.socketpair()
    theirs.close()
    turn_away(ours, "full.")
