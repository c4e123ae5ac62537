# SPDX-License-Identifier: MIT
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from stoneheater.service.turns import WAITING_MAX, BusyError, Turns
from support.disk import DEADLINE_S


@pytest.fixture
def turns() -> Iterator[Turns]:
    """One thread."""
    made = Turns()
    yield made
    assert made.close(DEADLINE_S)


def said(what: str, into: list[str]) -> Any:
    """A turn that says something."""

    def turn(done: Future[Any]) -> None:
        into.append(what)
        done.set_result(what)

    return turn


def test_things_are_done_one_after_the_other(turns: Turns) -> None:
    """In the order in which they were asked."""
    heard: list[str] = []
    asked = [turns.ask(said(str(n), heard)) for n in range(20)]
    assert [one.result(DEADLINE_S) for one in asked] == heard == [str(n) for n in range(20)]


def test_what_fails_harms_only_its_own_answer(turns: Turns) -> None:
    """The next one is done as if nothing had been."""

    def stumble(_: Future[Any]) -> None:
        raise LookupError("where?")

    failed, after = turns.ask(stumble), turns.ask(said("on", []))
    assert isinstance(failed.exception(DEADLINE_S), LookupError)
    assert after.result(DEADLINE_S) == "on"


def test_an_answer_may_be_left_to_somebody_else(turns: Turns) -> None:
    """The thread goes on, and the future stays open until then."""
    left = turns.ask(lambda _: None)
    assert turns.ask(said("on", [])).result(DEADLINE_S) == "on"
    assert not left.done()


def test_what_does_not_fit_is_refused_and_what_fits_is_done(turns: Turns) -> None:
    """The last place is taken, one more is not; and the end still fits behind all of them."""
    gate, begun = threading.Event(), threading.Event()

    def wait(done: Future[Any]) -> None:
        begun.set()
        done.set_result(gate.wait(DEADLINE_S))

    turns.ask(wait)
    assert begun.wait(DEADLINE_S)
    asked = [turns.ask(said("", [])) for _ in range(WAITING_MAX)]
    with pytest.raises(BusyError, match="too many requests are waiting"):
        turns.ask(said("", []))
    assert not turns.close(0.01)
    gate.set()
    assert all(one.result(DEADLINE_S) == "" for one in asked)


def test_without_a_request_there_is_no_thread() -> None:
    """A simulation that nobody asks about stones costs nothing."""
    before = threading.active_count()
    made = Turns()
    assert threading.active_count() == before
    assert made.close(0.0)
