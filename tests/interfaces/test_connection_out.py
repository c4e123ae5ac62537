# SPDX-License-Identifier: MIT
import json
import selectors
import socket
from collections.abc import Iterator

import pytest

from stoneheater.interfaces.connection import Pending, turn_away
from support.pair import Pair, paired


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A client and its connection, registered for reading."""
    with paired() as pair:
        yield pair


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
