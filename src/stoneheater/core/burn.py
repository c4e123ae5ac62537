# SPDX-License-Identifier: MIT
"""When to lift a stone: thermal dose, limits, caps, and the forecast made as a stone is laid.

The law of this file: every client is computed with the DESIGN case, and every doubt shortens the
time. Skin never counts as cooler than rested, and cloth as damp unless somebody says dry.
The words are "lift by", never "safe".

Dose limits: Ω 0.53 is first degree (Henriques 1947); red at 0.25 is that less an error of 1 °C.
Time classes after the touch-temperature limits for stone (ISO 13732-1 and IEC 60601-1, both from
memory, unverified). The limits of the sensitive profile are a judgement, not a standard.
"""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Final

from stoneheater.core.dose import BARE, crossing_s, red_s
from stoneheater.core.skin import RESTED, Cover, SkinState, hottest, under, until
from stoneheater.core.stone import BASALT, DESIGN_STONE, THICKNESS_MM, Material, within
from stoneheater.core.tissue import DESIGN

STONE_C: Final = (-40.0, 150.0)
"""Temperatures that a stone can have at all, °C."""

LASTS_S: Final = (0.0, 30 * 24 * 3600.0)
"""Lengths of a contact or a pause that can be carried on, s."""

LEAD: Final = 0.9
"""Share of the model's time that is shown."""

AMBER_SHARE: Final = 0.6
SHORTEST_S: Final = 5.0
"""A shorter time left counts as refused, s."""

DIRECT_CAPS: Final = ((43.0, 1800.0), (48.0, 600.0), (56.0, 60.0))
"""Stones up to so many °C on bare skin: the cap in s; hotter ones are refused."""

CLOTH_CAPS: Final = ((58.0, 600.0),)
"""The same through cloth."""


class Contact(StrEnum):
    """What lies between stone and skin."""

    DIRECT = "direct"
    SHEET = "sheet"
    TOWEL = "towel"


class ClientProfile(StrEnum):
    """How much a client's skin is trusted with."""

    TYPICAL = "typical"
    SENSITIVE = "sensitive"


class ProfileError(ValueError):
    """A profile that is not on the list; the text is one sentence for a person."""


def parse_profile(text: str) -> ClientProfile:
    """Read how much a client's skin is trusted with.

    Raises:
        ProfileError: it is not on the list; the sentence asks what was meant.
    """
    name = text.strip().lower()
    if name in [*ClientProfile]:
        return ClientProfile(name)
    close = get_close_matches(name, [*ClientProfile], n=1)
    known = f"did you mean {close[0]}?" if close else f"write {' or '.join(ClientProfile)}"
    raise ProfileError(f"there is no profile {text[:40]!r}: {known}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a profile allows: dose at amber and at red, hottest stone °C direct, through cloth."""

    amber_omega: float
    red_omega: float
    direct_c: float
    cloth_c: float


LIMITS: Final = {
    ClientProfile.TYPICAL: Limits(0.10, 0.25, DIRECT_CAPS[-1][0], CLOTH_CAPS[-1][0]),
    ClientProfile.SENSITIVE: Limits(0.02, 0.05, 45.0, 48.0),
}


@dataclass(frozen=True, slots=True)
class Exposure:
    """One stone as it is laid.

    Attributes:
        temperature_c: hottest water of its last hour in the bath, °C.
        thickness_mm: thickness of the slab, mm.
        contact: what lies between.
        dry: whether the therapist said that a towel is dry; without effect on anything else.
        material: what the stone is made of.

    Raises:
        StoneError: the temperature is not a number, or the thickness is no stone's.
    """

    temperature_c: float
    thickness_mm: float
    contact: Contact
    dry: bool = False
    material: Material = BASALT

    def __post_init__(self) -> None:
        within("temperature", self.temperature_c, STONE_C, "°C")
        within("thickness", self.thickness_mm, THICKNESS_MM, "mm")


@dataclass(frozen=True, slots=True)
class Forecast:
    """When to lift; every length counts from the laying, in s.

    Attributes:
        lift_by_s: when to lift; 0 when refused.
        amber_s: when amber shows; None only if refused.
        red_s: the longest contact that keeps the dose, what follows lifting included, below red,
            without cap and without lead; None if the stone may lie for 8 h.
        cap_s: the longest time that its temperature class allows.
        cap_reason: that class in words.
        omega_at_lift: the site's dose at ``lift_by_s``.
        peak_basal_c: the hottest the basal layer would become if the stone stayed, °C.
        refused: the stone must not lie here.
        reason: why, in one sentence; None if it may.
    """

    lift_by_s: float
    amber_s: float | None = None
    red_s: float | None = None
    cap_s: float | None = None
    cap_reason: str | None = None
    omega_at_lift: float | None = None
    peak_basal_c: float | None = None
    refused: bool = False
    reason: str | None = None


def refuse(reason: str) -> Forecast:
    """The forecast of a stone that must not lie: lift now."""
    return Forecast(0.0, refused=True, reason=reason)


def at_most(exposure: Exposure, profile: ClientProfile) -> Forecast:
    """The longest that any skin could get, known at once: refused for heat, or the cap."""
    if too_hot := _too_hot(exposure, profile):
        return refuse(too_hot)
    cap_s, cap_reason = _cap(exposure)
    return Forecast(cap_s, amber_s=AMBER_SHARE * cap_s, cap_s=cap_s, cap_reason=cap_reason)


def forecast(exposure: Exposure, profile: ClientProfile, skin: SkinState = RESTED) -> Forecast:
    """Say when to lift a stone that is laid now.

    Args:
        exposure: the stone.
        profile: the client's.
        skin: the site's, carried on from what lay there before.
    """
    limits, most = LIMITS[profile], at_most(exposure, profile)
    if most.refused:
        return most
    moments = list(_cover(exposure).run(skin, exposure.temperature_c))
    red = red_s(moments, limits.red_omega)
    lift_s = most.lift_by_s if red is None else min(most.lift_by_s, LEAD * red)
    if lift_s < SHORTEST_S:
        return refuse(_spent(skin.omega, lift_s, limits.red_omega))
    amber = crossing_s(moments, limits.amber_omega)
    return replace(
        most,
        lift_by_s=lift_s,
        amber_s=AMBER_SHARE * lift_s if amber is None else min(AMBER_SHARE * lift_s, LEAD * amber),
        red_s=red,
        omega_at_lift=list(until(moments, lift_s))[-1].skin.omega,
        peak_basal_c=max(moment.basal_c for moment in moments),
    )


def carry(skin: SkinState, exposure: Exposure, contact_s: float, gap_s: float) -> SkinState:
    """The skin of a site after a stone that lay ``contact_s``, and ``gap_s`` without one.

    Each cell is carried on at the hottest it was under the stone, so that a longer contact never
    leaves cooler skin. A stone turned over is carried on with a gap of 0, then laid afresh at the
    same temperature.

    Raises:
        StoneError: a length is negative or no number.
    """
    within("contact", contact_s, LASTS_S, "s")
    moments = until(_cover(exposure).run(skin, exposure.temperature_c), contact_s)
    return rest(hottest(*(moment.skin for moment in moments)), gap_s)


def rest(skin: SkinState, gap_s: float) -> SkinState:
    """The skin after ``gap_s`` without a stone; the dose stays, and it is never below rested.

    Raises:
        StoneError: the length is negative or no number.
    """
    within("pause", gap_s, LASTS_S, "s")
    *_, last = until(BARE.run(skin), gap_s)
    return hottest(RESTED, last.skin)


@lru_cache(maxsize=64)
def _cover(exposure: Exposure) -> Cover:
    own = exposure.material
    stone = own if own.effusivity > DESIGN_STONE.effusivity else DESIGN_STONE
    cloth_r = 0.0 if exposure.contact is Contact.DIRECT else DESIGN.sheet_r
    if exposure.contact is Contact.TOWEL and exposure.dry:
        cloth_r = DESIGN.towel_r
    return under(DESIGN, stone, exposure.thickness_mm, cloth_r)


def _cap(exposure: Exposure) -> tuple[float, str]:
    """The cap of a stone that is not too hot, s, and its class in words."""
    direct = exposure.contact is Contact.DIRECT
    caps = DIRECT_CAPS if direct else CLOTH_CAPS
    limit_c, cap_s = next(row for row in caps if round(exposure.temperature_c, 6) <= row[0])
    how = "on bare skin" if direct else "through cloth"
    return cap_s, f"{how} up to {limit_c:.1f} °C: at most {cap_s:.0f} s"


def _too_hot(exposure: Exposure, profile: ClientProfile) -> str | None:
    limits = LIMITS[profile]
    direct = exposure.contact is Contact.DIRECT
    limit_c = limits.direct_c if direct else limits.cloth_c
    if round(exposure.temperature_c, 6) <= limit_c:
        return None
    how = "on bare skin" if direct else "through cloth"
    return (
        f"the stone may be at {exposure.temperature_c:.1f} °C, and {how} {limit_c:.1f} °C is the "
        f"limit for a {profile} client: let it cool in water below that"
    )


def _spent(omega: float, lift_s: float, red_omega: float) -> str:
    return (
        f"only {lift_s:.0f} s would be left here (dose {omega:.2f} of {red_omega:.2f}), and less "
        f"than {SHORTEST_S:.0f} s counts as none: use another site or a cooler stone"
    )
