# SPDX-License-Identifier: MIT
"""What can be asked at the sockets: one table of verbs, their parameters, and who may.

The law of this file: the table decides, per socket; a parameter that is missing, unknown or of
another kind is named and refused before anything is asked of the heater. Nothing here waits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from stoneheater.core.command import Answer, Command
from stoneheater.core.command import Verb as Wish
from stoneheater.core.units import UnitError, parse_temperature, suggestion
from stoneheater.interfaces import protocol
from stoneheater.interfaces.params import Param, check, unknown
from stoneheater.interfaces.protocol import Request, RpcError
from stoneheater.interfaces.replies import Ask, Caller, Now, Reply, Work
from stoneheater.interfaces.treatment_verbs import TREATMENT_VERBS, Do
from stoneheater.service.heater_service import ANSWER_S, HeaterService

RESET_S: Final = 10.0
"""A reset waits for the disk; later than this it is late, s."""


def _nothing_to_prove(_: str, __: str) -> Answer:
    return Answer(ok=False, text="nothing real is heated here: there is no barrier to prove.")


@dataclass(frozen=True, slots=True)
class Extras:
    """What the sockets offer besides the heater itself; each may take seconds.

    Attributes:
        probes: measures every probe on the bus; one object a probe.
        doctor: checks the whole installation; one object a finding.
        commission: files a commissioning: (params of ``commission.finish``, who) to an answer.
        dip: keeps the lag, s, that a dip of the probe found.
        sound: begins a test of buzzer and lamp, and says which of them are fitted.
        notice: keeps whether they were heard and seen.
        prove: keeps that a barrier was proved today: (which, by whom) to an answer.
    """

    probes: Callable[[], list[dict[str, Any]]]
    doctor: Callable[[], list[dict[str, Any]]]
    commission: Callable[[Mapping[str, Any], str], Answer]
    dip: Callable[[float], Answer]
    sound: Callable[[], dict[str, object]]
    notice: Callable[[Mapping[str, bool]], Answer]
    prove: Callable[[str, str], Answer] = _nothing_to_prove


class Counter:
    """Takes well-formed requests and says what is to be done about each."""

    def __init__(
        self, service: HeaterService, extras: Extras, ceiling_c: float, version: str
    ) -> None:
        self.service = service
        self.extras = extras
        self.ceiling_c = ceiling_c
        self.version = version

    def take(self, request: Request, caller: Caller) -> Reply:
        """Look the request up.

        Raises:
            RpcError: there is no such verb, not for this caller, or not with these parameters.
        """
        verb = VERBS.get(request.method)
        if verb is None:
            raise RpcError(protocol.NO_SUCH_METHOD, unknown("method", request.method, VERBS))
        if caller.remote and not verb.remote:
            text = f"{request.method} is not possible from a distance: do it at the heater."
            raise RpcError(protocol.REFUSED, text)
        check(request.method, request.params, verb.params)
        return verb.do(self, caller, request.params)

    def snapshot_json(self) -> str:
        """The newest cycle. Raises RpcError before the first."""
        snapshot = self.service.snapshot()
        if snapshot is None:
            text = "the heater has not finished its first cycle: ask again in a second."
            raise RpcError(protocol.REFUSED, text)
        return protocol.dump(snapshot.as_dict())


@dataclass(frozen=True, slots=True)
class Verb:
    """One row of the table.

    Attributes:
        do: what it comes to.
        remote: whether ``remote.sock`` offers it too.
        params: by name.
    """

    do: Callable[[Counter, Caller, Mapping[str, Any]], Reply]
    remote: bool
    params: Mapping[str, Param] = field(default_factory=dict)


def verbs_for(*, remote: bool) -> list[str]:
    """The names of the verbs that a socket offers."""
    return [name for name, verb in VERBS.items() if verb.remote or not remote]


def said(text: str) -> str:
    """The result of an accepted command, as JSON."""
    return protocol.dump({"ok": True, "text": text})


def _hello(counter: Counter, caller: Caller, _: Mapping[str, Any]) -> Reply:
    known = {
        "protocol": protocol.PROTOCOL,
        "version": counter.version,
        "simulated": counter.service.standing.simulated,
        "socket": "remote" if caller.remote else "control",
        "verbs": verbs_for(remote=caller.remote),
    }
    return Now(protocol.dump(known))


def _get(counter: Counter, _: Caller, __: Mapping[str, Any]) -> Reply:
    return Now(counter.snapshot_json())


def _subscribe(_: Counter, __: Caller, ___: Mapping[str, Any]) -> Reply:
    return Now(said("snapshots follow."), subscribes=True)


def _set(counter: Counter, caller: Caller, params: Mapping[str, Any]) -> Reply:
    written = params["temperature"]
    try:
        target_c = parse_temperature(written, bare_is_celsius=False)
    except UnitError as trouble:
        raise RpcError(protocol.BAD_PARAMS, f"{trouble}") from None
    hint = suggestion(written)
    if caller.remote and target_c > counter.ceiling_c:
        most = f"{counter.ceiling_c:.1f} °C, the most that can be set from a distance"
        text = f"{target_c:.1f} °C is above {most}: {hint or 'set it at the heater.'}"
        raise RpcError(protocol.REFUSED, text)
    confirmed = bool(params.get("confirmed", False))
    return Ask(_command(Wish.SET, caller, target_c=target_c, confirmed=confirmed), hint=hint)


def _plain(wish: Wish, late_s: float = ANSWER_S) -> Callable[..., Reply]:
    """A verb that hands its wish to the loop and has no parameters."""

    def do(_: Counter, caller: Caller, __: Mapping[str, Any]) -> Reply:
        return Ask(_command(wish, caller), late_s)

    return do


def _click(_: Counter, caller: Caller, params: Mapping[str, Any]) -> Reply:
    return Ask(_command(Wish.CLICK, caller, output=params["output"]))


def _finish(counter: Counter, caller: Caller, params: Mapping[str, Any]) -> Reply:
    return Work(lambda: counter.extras.commission(params, caller.who))


def _dip(counter: Counter, _: Caller, params: Mapping[str, Any]) -> Reply:
    return Work(lambda: counter.extras.dip(params["lag_s"]))


def _test(counter: Counter, _: Caller, __: Mapping[str, Any]) -> Reply:
    return Work(counter.extras.sound)


def _notice(counter: Counter, _: Caller, params: Mapping[str, Any]) -> Reply:
    return Work(lambda: counter.extras.notice(params["noticed"]))


def _prove(counter: Counter, caller: Caller, params: Mapping[str, Any]) -> Reply:
    return Work(lambda: counter.extras.prove(params["barrier"], caller.who))


def _probes(counter: Counter, _: Caller, __: Mapping[str, Any]) -> Reply:
    return Work(lambda: {"probes": counter.extras.probes()})


def _doctor(counter: Counter, _: Caller, __: Mapping[str, Any]) -> Reply:
    return Work(lambda: {"report": counter.extras.doctor()})


def _treating(do: Do) -> Callable[..., Reply]:
    """A verb about stones and sessions."""

    def done(counter: Counter, caller: Caller, params: Mapping[str, Any]) -> Reply:
        return do(counter.service.treatment, caller, params)

    return done


def _command(wish: Wish, caller: Caller, **fields: Any) -> Command:
    return Command(wish, who=caller.who, touches=not caller.remote, **fields)


_TEMPERATURE = Param(str, "a text with its unit, such as 50C or 122F")
_CONFIRMED = Param(bool, "true or false", required=False)
_OUTPUT = Param(str, "the name of an output, such as heater")
_HEARD = Param(dict, "an object: for each output, whether it was heard (true or false)", inner=bool)
_NOTICED = Param(dict, "an object: for buzzer and lamp, true or false", inner=bool)
_LAG = Param(float, "a number of seconds with its point, such as 8.5")
_BARRIER = Param(str, "the name of a barrier, such as cut-out")
_BOUND = Param(dict, "an object: for each probe of the configuration, its id", inner=str)

VERBS: Final[Mapping[str, Verb]] = {
    "hello": Verb(_hello, remote=True),
    "snapshot.get": Verb(_get, remote=True),
    "snapshot.subscribe": Verb(_subscribe, remote=True),
    "target.set": Verb(_set, True, {"temperature": _TEMPERATURE, "confirmed": _CONFIRMED}),
    "heat.on": Verb(_plain(Wish.ON), remote=False),
    "heat.standby": Verb(_plain(Wish.STANDBY), remote=True),
    "alarm.ack": Verb(_plain(Wish.ACK), remote=True),
    "trip.reset": Verb(_plain(Wish.RESET, RESET_S), remote=False),
    "commission.click": Verb(_click, False, {"output": _OUTPUT}),
    "commission.finish": Verb(_finish, False, {"heard": _HEARD, "probes": _BOUND}),
    "commission.dip": Verb(_dip, False, {"lag_s": _LAG}),
    "panel.test": Verb(_test, remote=False),
    "panel.noticed": Verb(_notice, False, {"noticed": _NOTICED}),
    "proof.done": Verb(_prove, False, {"barrier": _BARRIER}),
    "relay.replaced": Verb(_plain(Wish.RELAY_REPLACED), remote=False),
    "probes.list": Verb(_probes, remote=False),
    "doctor.report": Verb(_doctor, remote=False),
    **{
        name: Verb(_treating(row.do), row.remote, row.params)
        for name, row in TREATMENT_VERBS.items()
    },
}
