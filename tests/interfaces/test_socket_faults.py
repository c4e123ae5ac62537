# SPDX-License-Identifier: MIT
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.running import Hands, Raw, Running, request, running


@pytest.fixture
def heater(tmp_path: Path) -> Iterator[Running]:
    """A heater behind its sockets."""
    with running(tmp_path) as heater:
        yield heater


def target_c(heater: Running) -> float:
    """The target in the newest snapshot."""
    with Raw(heater.control) as people:
        target: float = people.ask("snapshot.get")["result"]["target_c"]
    return target


JUNK = ["NaN", "Infinity", "-Infinity", "-5", "999", "1e308", "1e309", '""', "null", "true", "[]"]


@pytest.mark.parametrize("value", [*JUNK, '"NaNC"', '"1e308C"', '"-5C"', '"999C"', '"55.1C"'])
def test_F73_no_target_that_is_none_ever_reaches_the_heater(heater: Running, value: str) -> None:
    """As bytes on the wire: an error in one sentence, and the target stays."""
    line = '{"jsonrpc":"2.0","id":1,"method":"target.set","params":{"temperature":%s}}\n'
    with Raw(heater.control) as people:
        people.send((line % value).encode())
        assert "error" in people.line()
    assert target_c(heater) == 50.0


@pytest.mark.parametrize(
    ("written", "hint"),
    [("130C", "did you mean 130F = 54.4 °C?"), ("50F", "did you mean 50C?")],
)
def test_F74_the_wrong_unit_is_refused_with_the_question(
    heater: Running, written: str, hint: str
) -> None:
    """The refusal of the loop and the question arrive in one message."""
    with Raw(heater.control) as people:
        said = people.ask("target.set", temperature=written)["error"]["message"]
    assert "is outside 30 to 54.0 °C" in said
    assert said.endswith(hint)
    assert target_c(heater) == 50.0


@pytest.mark.parametrize(
    ("start", "written", "confirmed", "taken"),
    [
        ("45C", "50C", False, True),
        ("44C", "50C", False, False),
        ("44C", "50C", True, True),
        ("50C", "52C", False, True),
        ("50C", "52.1C", False, False),
        ("50C", "52.1C", True, True),
    ],
)
def test_F75_a_large_or_hot_change_needs_a_yes(
    heater: Running, start: str, written: str, confirmed: bool, taken: bool
) -> None:
    """More than 5 °C up at once, or above the caution line, is asked about first."""
    with Raw(heater.control) as people:
        people.ask("target.set", temperature=start)
        said = people.ask("target.set", temperature=written, confirmed=confirmed)
    assert ("result" in said) is taken
    assert taken or "--yes" in said["error"]["message"]


def test_F76_three_malformed_lines_and_the_connection_is_closed(heater: Running) -> None:
    """Each gets its sentence; what follows the third is not even read."""
    with Raw(heater.control) as people:
        people.send(b"\xff\n[]\n{\n" + request("heat.on"))
        said = people.rest()
    assert [message["id"] for message in said] == [None, None, None]
    assert said[2]["error"]["message"].endswith("That was number 3: closing.")
    with Raw(heater.control) as people:
        assert people.ask("snapshot.get")["result"]["mode"] == "STANDBY"


def test_F76_half_a_message_is_closed_after_its_time(tmp_path: Path) -> None:
    """A client that stops in the middle is told so five seconds later."""
    hands = Hands()
    with running(tmp_path, hands) as heater, Raw(heater.control) as people:
        people.send(b'{"jsonrpc"')
        with Raw(heater.control) as other:
            other.rounds()
            hands.at_s += 5.1
            other.rounds()
        assert "half a message" in people.rest()[0]["error"]["message"]


def test_F77_an_endless_line_is_cut_off(heater: Running) -> None:
    """After 8 KiB the client is told, and the rest of its gigabyte finds nobody."""
    with Raw(heater.control) as flood:
        for _ in range(1024):
            flood.send(b" " * 1024 * 1024)
        assert "longer than 8 KiB" in flood.rest()[0]["error"]["message"]
    with Raw(heater.control) as people:
        assert "result" in people.ask("hello")


def test_F77_8_KiB_of_spaces_is_one_malformed_line(heater: Running) -> None:
    """At the limit it is read, and it is no JSON."""
    with Raw(heater.control) as people:
        people.send(b" " * 8192 + b"\n")
        assert "not JSON" in people.line()["error"]["message"]
        assert "result" in people.ask("hello")
