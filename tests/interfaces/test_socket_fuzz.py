# SPDX-License-Identifier: MIT
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoneheater.core.units import parse_temperature
from stoneheater.interfaces import protocol
from stoneheater.interfaces.verbs import VERBS
from support.running import Raw, Running, running

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
NAMES = st.sampled_from(["temperature", "confirmed", "output", "heard", "probes"]) | st.text()
NEARLY = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0") | SCALARS, "id": st.integers() | SCALARS},
    optional={
        "method": st.sampled_from([*VERBS, "heat.of"]) | SCALARS,
        "params": st.dictionaries(NAMES, VALUES, max_size=3) | VALUES,
        "more": VALUES,
    },
)
LINES = st.binary(max_size=400) | NEARLY.map(lambda message: json.dumps(message).encode())


@pytest.fixture(scope="module")
def heater(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One heater for all that is thrown at it."""
    with running(tmp_path_factory.mktemp("fuzz")) as heater:
        yield heater


@given(lines=st.lists(LINES, max_size=5), tail=st.binary(max_size=20))
@settings(max_examples=150)
def test_F76_no_bytes_harm_the_sockets(heater: Running, lines: list[bytes], tail: bytes) -> None:
    """Whatever is sent, what comes back is answers and errors of one sentence, and then the end."""
    with Raw(heater.control) as anybody:
        anybody.send(b"\n".join(lines) + b"\n" + tail)
        anybody.done()
        for said in anybody.rest():
            assert said["jsonrpc"] == "2.0"
            assert well_formed(said)
    with Raw(heater.control) as people:
        assert people.ask("hello")["result"]["protocol"] == 1


@given(lines=st.lists(LINES, min_size=1, max_size=5))
@settings(max_examples=50)
def test_F76_no_bytes_hold_up_a_cycle(heater: Running, lines: list[bytes]) -> None:
    """While anything is being sent, the loop turns once and once again."""
    with Raw(heater.control) as anybody, heater.pump.held():
        before = heater.app.loop.cycles
        anybody.send(b"\n".join(lines))
        heater.pump.cycle()
        heater.pump.cycle()
        assert heater.app.loop.cycles == before + 2


@given(line=LINES)
@settings(max_examples=400)
def test_F76_a_line_is_a_request_or_a_sentence(line: bytes) -> None:
    """Reading raises nothing but its own error."""
    try:
        said = f"a request with the id {protocol.parse(line).id!r}"
    except protocol.RpcError as refused:
        said = refused.text
    assert 0 < len(said) < 300
    assert "\n" not in said


@given(value=SCALARS | st.sampled_from(["54C", "54.1C", "130F", "129F", "30C", "29.9C"]))
@settings(max_examples=150)
def test_F73_no_value_makes_a_target_outside_its_bounds(heater: Running, value: object) -> None:
    """What is taken as a target was a temperature with its unit, within its bounds."""
    with Raw(heater.control) as people:
        said = people.ask("target.set", temperature=value, confirmed=True)
        target_c = people.ask("snapshot.get")["result"]["target_c"]
        assert 30.0 <= target_c <= 54.0
        if "result" in said:
            assert target_c == parse_temperature(value, bare_is_celsius=False)
        else:
            assert "does not answer" not in said["error"]["message"]


def well_formed(said: dict[str, Any]) -> bool:
    """Whether a message is an answer, an error of one line, or a snapshot."""
    if "error" in said:
        text = said["error"]["message"]
        return isinstance(said["error"]["code"], int) and 0 < len(text) < 500
    return "result" in said or said.get("method") == "snapshot"
