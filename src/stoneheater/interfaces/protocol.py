# SPDX-License-Identifier: MIT
"""JSON-RPC 2.0, one message a line, read strictly: what it is not sure of, it refuses.

The law of this file: bytes become a request or one sentence, in time and memory bounded by their
length, and nothing here knows a socket, a verb or a heater.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

PROTOCOL: Final = 1
REQUEST_MAX: Final = 8 * 1024
"""A longer line is not a request, bytes without the newline."""

ANSWER_MAX: Final = 256 * 1024
"""A longer answer is not sent, bytes."""

DEPTH_MAX: Final = 8
TEXT_MAX: Final = 64
"""No name, id or temperature in a request is longer, characters."""

LIST_MAX: Final = 64
"""No list in a request has more entries."""

REFUSED: Final = 1
NOT_JSON: Final = -32700
NOT_A_REQUEST: Final = -32600
NO_SUCH_METHOD: Final = -32601
BAD_PARAMS: Final = -32602
BROKEN: Final = -32603
TURNED_AWAY: Final = -32000

Id = int | str | None

_KEYS: Final = frozenset({"jsonrpc", "id", "method", "params"})
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
"""A string, or all that follows an open quote: it always matches, so no text is read twice."""

_NEST: Final = {"{": 1, "[": 1, "}": -1, "]": -1}
_ID_MAX: Final = 2**53
_DIGITS_MAX: Final = 20


class RpcError(Exception):
    """A request that is answered with an error.

    Attributes:
        code: the code of JSON-RPC, or ``REFUSED``.
        text: one sentence for a person.
    """

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Request:
    """One well-formed request; whether there is such a method is not known here."""

    id: Id
    method: str
    params: Mapping[str, Any]


def parse(line: bytes) -> Request:
    """Read one line.

    Raises:
        RpcError: ``NOT_JSON`` or ``NOT_A_REQUEST``, with the sentence that says why.
    """
    message = _load(line)
    if isinstance(message, list):
        raise RpcError(NOT_A_REQUEST, "batches are not served: send one message a line.")
    if not isinstance(message, dict):
        raise RpcError(NOT_A_REQUEST, "a message is a JSON object: see protocol.md.")
    if strange := sorted(message.keys() - _KEYS):
        raise RpcError(NOT_A_REQUEST, f"a message has no field {shown(strange[0])}.")
    if message.get("jsonrpc") != "2.0":
        raise RpcError(NOT_A_REQUEST, 'a message says "jsonrpc": "2.0".')
    return Request(_id(message), _method(message), _params(message))


def answer(request_id: Id, result_json: str) -> bytes:
    """The line that answers a request, from a result that is JSON already."""
    line = _line(f'{{"jsonrpc":"2.0","id":{dump(request_id)},"result":{result_json}}}')
    return line if len(line) <= ANSWER_MAX else _too_long(request_id, len(line))


def error(request_id: Id, code: int, text: str) -> bytes:
    """The line that answers a request with an error."""
    said = {"code": code, "message": text}
    return _line(dump({"jsonrpc": "2.0", "id": request_id, "error": said}))


def notification(method: str, params_json: str) -> bytes:
    """A line that nobody asked for, from params that are JSON already."""
    return _line(f'{{"jsonrpc":"2.0","method":{dump(method)},"params":{params_json}}}')


def dump(value: object) -> str:
    """JSON on one line. Raises ValueError for a number that JSON does not have."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def shown(text: str) -> str:
    """A foreign word as it may stand in a sentence: quoted, printable and short."""
    return ascii(text if len(text) <= TEXT_MAX else f"{text[:TEXT_MAX]}...")


def _load(line: bytes) -> object:
    try:
        text = line.decode()
    except UnicodeDecodeError as trouble:
        raise RpcError(NOT_JSON, f"the message is not UTF-8 at byte {trouble.start}.") from None
    steps = (_NEST.get(sign, 0) for sign in _STRING.sub("", text))
    if max(accumulate(steps), default=0) > DEPTH_MAX:
        raise RpcError(NOT_JSON, f"the message is nested deeper than {DEPTH_MAX} levels.")
    try:
        return _STRICT.decode(text)
    except ValueError as trouble:
        raise RpcError(NOT_JSON, f"the message is not JSON: {trouble}.") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {shown(twice)} stands there twice")
    return fields


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:_DIGITS_MAX]} is too large a number")
    return number


def _whole(text: str) -> int:
    if len(text) > _DIGITS_MAX:
        raise ValueError(f"{text[:_DIGITS_MAX]}... is too large a number")
    return int(text)


_STRICT: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite, parse_int=_whole
)


def _id(message: Mapping[str, object]) -> Id:
    found = message.get("id")
    if isinstance(found, str) and len(found) <= TEXT_MAX:
        return found
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) <= _ID_MAX:
        return found
    kind = f"a whole number or a text of at most {TEXT_MAX} characters"
    raise RpcError(NOT_A_REQUEST, f"a message needs an id, {kind}; without one nothing is done.")


def _method(message: Mapping[str, object]) -> str:
    found = message.get("method")
    if not isinstance(found, str):
        raise RpcError(NOT_A_REQUEST, "a message names its method, such as snapshot.get.")
    return found


def _params(message: Mapping[str, object]) -> Mapping[str, Any]:
    found = message.get("params", {})
    if not isinstance(found, dict):
        raise RpcError(NOT_A_REQUEST, "params are given by name, in a JSON object.")
    return found


def _too_long(request_id: Id, length: int) -> bytes:
    limit = f"the limit is {ANSWER_MAX // 1024} KiB"
    return error(request_id, BROKEN, f"the answer would be {length // 1024} KiB long, {limit}.")


def _line(text: str) -> bytes:
    return text.encode(errors="replace") + b"\n"
