# SPDX-License-Identifier: MIT
"""The stones and materials of the practice, looked up without a daemon.

The law of this file: a stone is found as `stone place` finds it, in the configuration and among
those that were added; what cannot be read there is told with what was looked for.
"""

from stoneheater import paths
from stoneheater.config import ConfigError, load
from stoneheater.config.stones import catalogue, materials
from stoneheater.core.bath_stones import find_stones
from stoneheater.core.stone import MATERIALS, Material, Stone, StoneError
from stoneheater.service.catalogue import NAME, Catalogue


def one_stone(name: str) -> Stone:
    """A stone of the practice.

    Raises:
        StoneError: there is none of that name, or it cannot be read; the sentence says why.
    """
    stones, trouble = _shelf()
    try:
        found = find_stones(stones.stones, [name])
    except StoneError as error:
        raise _with(error, trouble or stones.trouble) from error
    if len(found) != 1:
        raise StoneError(f"{name!r} is a group of {len(found)} stones: name one of them")
    return found[0]


def one_material(name: str) -> Material:
    """A material of the practice.

    Raises:
        StoneError: as for a stone.
    """
    stones, trouble = _shelf()
    try:
        return stones.material(name)
    except StoneError as error:
        meant = str(error).endswith("?")
        raise _with(error, "" if meant else trouble) from error


def _shelf() -> tuple[Catalogue, str]:
    """The stones, and why those of the configuration are not among them; empty if they are."""
    path, added = paths.config_path(), paths.state_dir() / NAME
    try:
        config = load(path)
    except ConfigError:
        trouble = f"The configuration {path} cannot be used: stoneheater config check says why."
        return Catalogue((), MATERIALS, added), trouble
    own = config.material
    return Catalogue(catalogue(config.stone, own), materials(own), added), ""


def _with(error: StoneError, trouble: str) -> StoneError:
    said = str(error)
    stop = "" if said.endswith("?") else "."
    return StoneError(f"{said}{stop} {trouble}" if trouble else said)
