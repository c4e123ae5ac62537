# SPDX-License-Identifier: MIT
"""The parameters of a verb: which there are, and what each must be.

The law of this file: types are exact (true is no number, 50 is no text), and whatever does not
fit is named in the refusal, with the nearest name that exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from stoneheater.interfaces import protocol
from stoneheater.interfaces.protocol import RpcError


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter.

    Attributes:
        kind: its exact type.
        words: the same for a person, as in "temperature must be ...".
        required: whether it must be there.
        inner: the exact type of every value, if it is an object or a list.
        longest: a text has at most so many characters.
    """

    kind: type
    words: str
    required: bool = True
    inner: type | None = None
    longest: int = protocol.TEXT_MAX

    def fits(self, value: object) -> bool:
        """Whether a value is of this kind."""
        if type(value) is not self.kind:
            return False
        if isinstance(value, str):
            return len(value) <= self.longest
        if isinstance(value, list):
            inner = Param(self.inner or str, "")
            return len(value) <= protocol.LIST_MAX and all(inner.fits(item) for item in value)
        if isinstance(value, dict) and self.inner is not None:
            return all(Param(self.inner, "").fits(item) for item in value.values())
        return True


def check(method: str, given: Mapping[str, Any], params: Mapping[str, Param]) -> None:
    """Compare what was given with what there is.

    Raises:
        RpcError: ``BAD_PARAMS``, naming the first parameter that does not fit.
    """
    for name in given:
        if name not in params:
            text = unknown(f"parameter of {method}", name, params)
            raise RpcError(protocol.BAD_PARAMS, text)
    for name, param in params.items():
        if name not in given and param.required:
            raise RpcError(protocol.BAD_PARAMS, f"{method} needs {name}, {param.words}.")
        if name in given and not param.fits(given[name]):
            raise RpcError(protocol.BAD_PARAMS, f"{name} must be {param.words}.")


def unknown(what: str, name: str, known: Mapping[str, object]) -> str:
    """The sentence about a name that does not exist."""
    close = get_close_matches(name[: protocol.TEXT_MAX], known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known) or 'none'}."
    return f"there is no {what} {protocol.shown(name)}: {hint}"
