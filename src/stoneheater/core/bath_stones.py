# SPDX-License-Identifier: MIT
"""The stones of the catalogue: which are in the bath, and when the last of them is soaked through.

The law of this file: a stone that comes back is cold, and makes its neighbours wait; a second
without a water temperature warms nothing. A stone is out from the moment it is laid or taken
into the hand until its session has ended, and a missing one until it is found.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from math import ceil

from stoneheater.core.board_state import State
from stoneheater.core.soak import ROOM_C, Soak
from stoneheater.core.stone import Material, Stone, StoneError

Kind = tuple[Material, float]
"""What decides how a stone soaks: its material, and its thickness in mm."""


def find_stones(catalogue: Sequence[Stone], names: Iterable[str]) -> tuple[Stone, ...]:
    """The stones that are meant, by name or by group, in the order of the words, each once.

    Raises:
        StoneError: a name is neither; the sentence asks what was meant.
    """
    found: list[Stone] = []
    for name in names:
        meant = [stone for stone in catalogue if stone.name == name]
        meant = meant or [stone for stone in catalogue if stone.group == name != ""]
        if not meant:
            raise StoneError(_unknown(catalogue, name))
        found += meant
    return tuple(dict.fromkeys(found))


def _unknown(catalogue: Sequence[Stone], name: str) -> str:
    known = list(dict.fromkeys(word for s in catalogue for word in (s.name, s.group) if word))
    if not known:
        return f"there is no stone {name[:40]!r}: the catalogue is empty, say stoneheater stone add"
    close = get_close_matches(name, known, n=1)
    meant = f"did you mean {close[0]}?" if close else "stoneheater stone list shows them all"
    return f"there is no stone {name[:40]!r}: {meant}"


def out_of_bath(state: State) -> frozenset[str]:
    """The names of the stones that are out: laid, in a hand, not counted back yet, or missing."""
    lying = frozenset(placement.stone.name for placement in state.lying)
    return lying | with_clients(state) | frozenset(state.missing)


def with_clients(state: State) -> frozenset[str]:
    """The names of those that went out in a session that is still open."""
    return frozenset(name for session in state.sessions for name in session.stones)


class BathStones:
    """Every stone of the catalogue as it soaks; stones of one kind soak as one.

    Args:
        catalogue: the stones.
        piled: whether they lie in a pile, and so soak more slowly.
    """

    def __init__(self, catalogue: Sequence[Stone], *, piled: bool = False) -> None:
        self._piled = piled
        self._soaks: dict[Kind, Soak] = {}
        self._kinds: dict[str, Kind] = {}
        self._out: frozenset[str] = frozenset()
        self._joined = False
        self.join(catalogue)

    def join(self, catalogue: Sequence[Stone]) -> None:
        """Take in the stones of a longer catalogue; those that are new lie in the bath, cold."""
        for stone in catalogue:
            if stone.name not in self._kinds:
                kind = self._kinds[stone.name] = (stone.material, stone.thickness_mm)
                self._soaks.setdefault(kind, Soak(stone, piled=self._piled))
                self._joined = True

    def update(self, dt_s: float, water_c: float | None, out: frozenset[str]) -> None:
        """Let time pass.

        Args:
            dt_s: since the last call, s.
            water_c: the water, °C; None while it is not known.
            out: the names of the stones that are out of the bath.
        """
        back, self._out = self._out - out, out
        for soak in self._soaks.values():
            if back or self._joined:
                soak.restart(ROOM_C)
            if water_c is not None:
                soak.step(dt_s, water_c)
        self._joined = False

    def ready_in_s(self, water_c: float) -> dict[str, float]:
        """How long each stone in the bath still soaks if the water stays as it is, s."""
        inside = {name: kind for name, kind in self._kinds.items() if name not in self._out}
        waits = {kind: self._soaks[kind].ready_in_s(water_c) for kind in set(inside.values())}
        return {name: waits[kind] for name, kind in inside.items()}

    def soaked(self, water_c: float | None) -> bool | None:
        """Whether every stone in the bath is soaked through; None without a catalogue."""
        if not self._soaks:
            return None
        return water_c is not None and not any(self.ready_in_s(water_c).values())

    def wait(self, water_c: float) -> str:
        """The sentence while stones still soak: the last one, and its minutes; else nothing."""
        waits = self.ready_in_s(water_c)
        last = max(waits, key=waits.__getitem__, default="")
        if not waits.get(last):
            return ""
        return f"{last} is soaked through in {ceil(waits[last] / 60.0)} min."
