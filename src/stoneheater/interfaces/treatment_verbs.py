# SPDX-License-Identifier: MIT
"""The verbs about stones and sessions, their parameters, and who may.

The law of this file: what was well-formed is begun here and now, so that a timer counts from the
instant at which its request came; nothing is waited for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from stoneheater.core.command import Answer
from stoneheater.core.session import NOTE_LENGTH
from stoneheater.core.stone import StoneError
from stoneheater.interfaces import protocol
from stoneheater.interfaces.params import Param
from stoneheater.interfaces.protocol import RpcError
from stoneheater.interfaces.replies import Caller, Later, Now, Reply, Work
from stoneheater.service.treatment import MisunderstoodError, Treatment
from stoneheater.service.turns import BusyError

Do = Callable[[Treatment, Caller, Mapping[str, Any]], Reply]


@dataclass(frozen=True, slots=True)
class TreatmentVerb:
    """One row of the table; fields as those of a `Verb`."""

    do: Do
    remote: bool
    params: Mapping[str, Param] = field(default_factory=dict)


def _asked(method: str) -> Do:
    """A verb that is done by the board, from now."""

    def do(treatment: Treatment, caller: Caller, params: Mapping[str, Any]) -> Reply:
        try:
            return Later(treatment.ask(method, params, caller.who))
        except BusyError as busy:
            raise RpcError(protocol.REFUSED, str(busy)) from None

    return do


def _list(treatment: Treatment, _: Caller, __: Mapping[str, Any]) -> Reply:
    return Now(protocol.dump(treatment.listed()))


def _sessions(treatment: Treatment, _: Caller, __: Mapping[str, Any]) -> Reply:
    return Now(protocol.dump({"sessions": treatment.sessions()}))


def _add(treatment: Treatment, _: Caller, params: Mapping[str, Any]) -> Reply:
    return Work(partial(_added, treatment, params))


def _added(treatment: Treatment, params: Mapping[str, Any]) -> Answer:
    catalogue = treatment.practice.catalogue
    try:
        return Answer(ok=True, text=catalogue.add(catalogue.described(**params)))
    except StoneError as error:
        raise MisunderstoodError.of(error) from error
    except OSError as error:
        return Answer(ok=False, text=f"not added, the disk refused it: {error.strerror or error}.")


def _erase(treatment: Treatment, caller: Caller, params: Mapping[str, Any]) -> Reply:
    return Later(treatment.erase(params["session"], caller.who))


_NAME = Param(str, "a text of at most 64 characters")
_WORD = Param(str, "a text of at most 64 characters", required=False)
_NOTE = Param(str, f"a text of at most {NOTE_LENGTH} characters", False, longest=NOTE_LENGTH)
_NAMES = Param(list, "a list of at most 64 texts", inner=str)
_WORDS = Param(list, "a list of at most 64 texts", False, inner=str)
_YES = Param(bool, "true or false", required=False)
_COUNT = Param(int, "a whole number", required=False)

_SESSION = {"session": _WORD}
_TOLD = {"client": _WORD, "intake": _WORDS, "techniques": _WORDS}
_PLACE = {"stones": _NAMES, "sites": _NAMES, "contact": _NAME, "dry": _YES, "session": _WORD}
_ADD = {"name": _NAME, "material": _NAME, "mass": _NAME, "thickness": _NAME, "group": _WORD}
_END = {"back": _COUNT, "missing": _WORDS, "cleaned": _YES, "session": _WORD}
_NEXT = {**_TOLD, **_END}
_NOTED = {"text": _NOTE, "intake": _WORDS, "techniques": _WORDS, "session": _WORD}

TREATMENT_VERBS: Final[Mapping[str, TreatmentVerb]] = {
    "stone.list": TreatmentVerb(_list, remote=True),
    "stone.add": TreatmentVerb(_add, False, _ADD),
    "stone.place": TreatmentVerb(_asked("stone.place"), True, _PLACE),
    "stone.not_placed": TreatmentVerb(
        _asked("stone.not_placed"), True, {"stone": _NAME, **_SESSION}
    ),
    "stone.turn": TreatmentVerb(
        _asked("stone.turn"), True, {"stone": _NAME, **_SESSION, "site": _WORD}
    ),
    "stone.lift": TreatmentVerb(
        _asked("stone.lift"), True, {"stones": _NAMES, **_SESSION, "site": _WORD}
    ),
    "stone.lift_all": TreatmentVerb(_asked("stone.lift_all"), True, _SESSION),
    "stone.work": TreatmentVerb(_asked("stone.work"), True, {"stones": _NAMES, **_SESSION}),
    "stone.missing": TreatmentVerb(
        _asked("stone.missing"), False, {"stones": _NAMES, "found": _YES}
    ),
    "session.start": TreatmentVerb(_asked("session.start"), False, _TOLD),
    "session.note": TreatmentVerb(_asked("session.note"), False, _NOTED),
    "session.checkin": TreatmentVerb(
        _asked("session.checkin"), False, {"answer": _NAME, "text": _NOTE, **_SESSION}
    ),
    "session.end": TreatmentVerb(_asked("session.end"), False, _END),
    "session.next": TreatmentVerb(_asked("session.next"), False, _NEXT),
    "session.list": TreatmentVerb(_sessions, remote=False),
    "record.erase": TreatmentVerb(_erase, False, {"session": _NAME}),
}
