# SPDX-License-Identifier: MIT
"""The skin of one site through a session: every stone that lay there, and every pause.

The law of this file: dose belongs to the site and adds up; a pause cools the skin and never
takes dose back. It is computed when the next stone comes, and kept only to be quick.
"""

from functools import lru_cache
from typing import Final

from stoneheater.core.burn import ClientProfile, Exposure, Forecast, carry, forecast, rest
from stoneheater.core.placement import Past
from stoneheater.core.skin import RESTED, SkinState

STRIDE: Final = 100
"""So many exposures are computed in one go: each is a call inside a call."""


@lru_cache(maxsize=256)
def forecast_after(
    exposure: Exposure, profile: ClientProfile, past: tuple[Past, ...] = ()
) -> Forecast:
    """When to lift a stone that is laid now, after what lay there before, oldest first."""
    return forecast(exposure, profile, skin_after(past))


def skin_after(past: tuple[Past, ...]) -> SkinState:
    """The skin after these stones and the pause that follows each."""
    for known in range(STRIDE, len(past), STRIDE):
        _under(past[:known])  # so that no call has to go further back than this
    return _after(past)


def _after(past: tuple[Past, ...]) -> SkinState:
    return rest(_under(past), past[-1].gap_s) if past else RESTED


@lru_cache(maxsize=256)
def _under(past: tuple[Past, ...]) -> SkinState:
    """The skin at the moment when the last of these stones is lifted."""
    *before, last = past
    return carry(_after(tuple(before)), last.exposure, last.contact_s, 0.0)
