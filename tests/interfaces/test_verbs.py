# SPDX-License-Identifier: MIT
from pathlib import Path
from typing import Any

import pytest

from stoneheater.core.command import Command
from stoneheater.core.command import Verb as Wish
from stoneheater.interfaces import protocol
from stoneheater.interfaces.protocol import Request, RpcError
from stoneheater.interfaces.replies import Ask, Caller, Later, Now, Work
from stoneheater.interfaces.verbs import VERBS, Counter, verbs_for
from support.running import REMOTE_CEILING_C, Running

ANNA = Caller("anna", remote=False)
WEB = Caller("web", remote=True)
GOOD_PARAMS: dict[str, dict[str, Any]] = {
    "target.set": {"temperature": "50C"},
    "commission.click": {"output": "heater"},
    "commission.dip": {"lag_s": 8.5},
    "commission.finish": {"heard": {"heater": True}, "probes": {"bath": "28-1"}},
    "panel.noticed": {"noticed": {"buzzer": True}},
    "proof.done": {"barrier": "cut-out"},
    "stone.add": {"name": "a", "material": "basalt", "mass": "200g", "thickness": "25mm"},
    "stone.place": {"stones": ["a"], "sites": ["palm-left"], "contact": "sheet"},
    "stone.not_placed": {"stone": "a"},
    "stone.turn": {"stone": "a"},
    "stone.lift": {"stones": ["a"]},
    "stone.work": {"stones": ["a"]},
    "stone.missing": {"stones": ["a"]},
    "session.checkin": {"answer": "ok"},
    "record.erase": {"session": "S1"},
}


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """A counter before a simulated heater that has finished one cycle."""
    heater = Running(tmp_path)
    heater.pump.cycle()
    heater.server.stop(0.0)
    return Counter(heater.app.service, heater.desk.extras(), REMOTE_CEILING_C, "0.1.0")


def asked(counter: Counter, method: str, caller: Caller = ANNA, **params: object) -> Ask:
    """What a request asks of the loop."""
    reply = counter.take(Request(1, method, params), caller)
    assert isinstance(reply, Ask)
    return reply


def refusal(counter: Counter, method: str, caller: Caller = ANNA, **params: object) -> RpcError:
    """The error with which a request is refused."""
    with pytest.raises(RpcError) as refused:
        counter.take(Request(1, method, params), caller)
    return refused.value


@pytest.mark.parametrize("method", VERBS)
def test_every_verb_is_served_at_the_heater(counter: Counter, method: str) -> None:
    """control.sock offers the whole table."""
    reply = counter.take(Request(1, method, GOOD_PARAMS.get(method, {})), ANNA)
    assert isinstance(reply, Ask | Work | Later | Now)


def test_from_a_distance_one_can_read_lower_and_quiet_and_nothing_else() -> None:
    """remote.sock offers these verbs and never on, reset or commissioning."""
    assert verbs_for(remote=True) == [
        "hello",
        "snapshot.get",
        "snapshot.subscribe",
        "target.set",
        "heat.standby",
        "alarm.ack",
        "stone.list",
        "stone.place",
        "stone.not_placed",
        "stone.turn",
        "stone.lift",
        "stone.lift_all",
        "stone.work",
    ]
    assert verbs_for(remote=False) == list(VERBS)


@pytest.mark.parametrize("method", sorted(VERBS.keys() - verbs_for(remote=True)))
def test_what_is_local_is_refused_from_a_distance(counter: Counter, method: str) -> None:
    """The refusal comes before the parameters are looked at, and says where to go."""
    refused = refusal(counter, method, WEB)
    assert refused.code == protocol.REFUSED
    assert refused.text == f"{method} is not possible from a distance: do it at the heater."


def test_F85_a_trip_is_reset_at_the_heater_and_nowhere_else(counter: Counter) -> None:
    """Whoever is not at the heater cannot have seen why it tripped."""
    assert "do it at the heater" in refusal(counter, "trip.reset", WEB).text
    assert asked(counter, "trip.reset", ANNA).command.verb is Wish.RESET


@pytest.mark.parametrize(
    ("method", "wish", "late_s"),
    [
        ("heat.on", Wish.ON, 5.0),
        ("heat.standby", Wish.STANDBY, 5.0),
        ("alarm.ack", Wish.ACK, 5.0),
        ("trip.reset", Wish.RESET, 10.0),
    ],
)
def test_a_plain_verb_is_one_wish(counter: Counter, method: str, wish: Wish, late_s: float) -> None:
    """Each verb asks for its own wish, in the caller's name; a reset may take longer."""
    assert asked(counter, method) == Ask(Command(wish, who="anna"), late_s)


def test_only_a_command_at_the_heater_counts_as_a_touch(counter: Counter) -> None:
    """What comes through remote.sock never holds off auto-standby, and is marked in the record."""
    assert asked(counter, "alarm.ack").command.touches
    afar = asked(counter, "alarm.ack", WEB).command
    assert not afar.touches
    assert afar.who == "web via remote"


@pytest.mark.parametrize(
    ("written", "target_c"), [("50C", 50.0), ("122F", 50.0), ("49.5 °C", 49.5)]
)
def test_a_target_is_read_with_its_unit(counter: Counter, written: str, target_c: float) -> None:
    """°C and °F come out as the same °C."""
    command = asked(counter, "target.set", temperature=written).command
    assert command.target_c == pytest.approx(target_c)
    assert not command.confirmed


def test_an_explicit_yes_is_carried_on(counter: Counter) -> None:
    """`confirmed` reaches the loop."""
    assert asked(counter, "target.set", temperature="53C", confirmed=True).command.confirmed


BAD_TARGETS = [
    *(float("nan"), float("inf"), -float("inf"), -5, 999, 1e308, 50, 50.0, None, True, False),
    *([], ["50C"], {}, {"c": 50}, "", " ", "NaN", "nanC", "infC", "-infF", "1e308C", "999C"),
    *("50", "50K", "50C 51C", "fifty", "5O C", "50C\n", "٥٠C", "x" * 4000, "50.00000000001C"),
]


@pytest.mark.parametrize("value", BAD_TARGETS, ids=lambda value: ascii(value)[:20])
def test_F73_a_target_that_is_none_is_refused(counter: Counter, value: object) -> None:
    """Whatever is not a text with a temperature and its unit is refused in one sentence."""
    refused = refusal(counter, "target.set", temperature=value)
    assert refused.code == protocol.BAD_PARAMS
    assert 10 < len(refused.text) < 200


def test_F74_a_bare_number_is_refused_with_both_units(counter: Counter) -> None:
    """Without its unit a temperature is a question, not a target."""
    text = refusal(counter, "target.set", temperature="130").text
    assert "130C or 130F" in text


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("130C", "did you mean 130F = 54.4 °C?"),
        ("50F", "did you mean 50C?"),
        ("50C", ""),
        ("10C", ""),
    ],
)
def test_F74_the_other_unit_is_asked_about_if_the_target_is_refused(
    counter: Counter, written: str, hint: str
) -> None:
    """The question travels with the command and is put when the loop refuses it."""
    assert asked(counter, "target.set", temperature=written).hint == hint


@pytest.mark.parametrize("written", ["52C", "30C", "125.6F"])
def test_up_to_the_ceiling_a_target_can_be_set_from_a_distance(
    counter: Counter, written: str
) -> None:
    """The ceiling itself is allowed."""
    assert asked(counter, "target.set", WEB, temperature=written).command.target_c <= 52.0


@pytest.mark.parametrize("confirmed", [False, True])
def test_above_the_ceiling_no_yes_helps_from_a_distance(counter: Counter, confirmed: bool) -> None:
    """One step above the ceiling is refused, with the limit and where to go."""
    refused = refusal(counter, "target.set", WEB, temperature="52.1C", confirmed=confirmed)
    assert refused.code == protocol.REFUSED
    assert refused.text.startswith("52.1 °C is above 52.0 °C")
    assert refused.text.endswith("set it at the heater.")
    assert asked(counter, "target.set", temperature="52.1C").command.target_c == 52.1


def test_F74_above_the_ceiling_the_other_unit_is_asked_about(counter: Counter) -> None:
    """A °F taken for °C is asked about from a distance too."""
    assert "130F" in refusal(counter, "target.set", WEB, temperature="130C").text


@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("heat.onn", "there is no method 'heat.onn': did you mean heat.on?"),
        ("snapshot", "there is no method 'snapshot': did you mean snapshot.get?"),
        ("", "there is no method '': known: hello, snapshot.get"),
    ],
)
def test_an_unknown_method_is_named_with_its_neighbour(
    counter: Counter, method: str, sentence: str
) -> None:
    """The sentence helps to find the right one."""
    refused = refusal(counter, method)
    assert refused.code == protocol.NO_SUCH_METHOD
    assert refused.text.startswith(sentence)


@pytest.mark.parametrize(
    ("method", "params", "sentence"),
    [
        ("target.set", {}, "target.set needs temperature, a text with its unit"),
        ("target.set", {"temprature": "50C"}, "'temprature': did you mean temperature?"),
        ("target.set", {"temperature": "50C", "confirmed": 1}, "confirmed must be true or false."),
        ("target.set", {"temperature": "50C", "confirmed": None}, "confirmed must be true or"),
        ("heat.on", {"now": True}, "there is no parameter of heat.on 'now': known: none."),
        ("commission.click", {"output": 5}, "output must be the name of an output"),
        ("commission.click", {"output": "x" * 65}, "output must be the name of an output"),
        ("commission.finish", {"heard": {}}, "commission.finish needs probes"),
        ("commission.finish", {"heard": {"heater": 1}, "probes": {}}, "heard must be an object"),
        ("commission.finish", {"heard": {}, "probes": {"bath": 5}}, "probes must be an object"),
        ("commission.finish", {"heard": [], "probes": {}}, "heard must be an object"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(
    counter: Counter, method: str, params: dict[str, Any], sentence: str
) -> None:
    """Missing, unknown or of another kind: the refusal names it."""
    refused = refusal(counter, method, **params)
    assert refused.code == protocol.BAD_PARAMS
    assert sentence in refused.text


def test_before_the_first_cycle_there_is_no_snapshot(tmp_path: Path) -> None:
    """A heater that has not looked yet says so, instead of inventing a state."""
    heater = Running(tmp_path)
    heater.server.stop(0.0)
    counter = Counter(heater.app.service, heater.desk.extras(), REMOTE_CEILING_C, "0.1.0")
    assert "first cycle" in refusal(counter, "snapshot.get").text
