# SPDX-License-Identifier: MIT
"""What the configuration tells the core.

The law of this file: numbers already checked against their bounds, and not one of them able to
turn a rule off.
"""

from dataclasses import dataclass, field

from stoneheater.core.energy import NamePlate
from stoneheater.core.rule import Limits
from stoneheater.core.thermal_model import Learned
from stoneheater.core.time_proportioning import Profile
from stoneheater.core.wear import UNUSED, Wear


@dataclass(frozen=True, slots=True)
class Settings:
    """One heater, as configured.

    Attributes:
        plate: the name plate.
        limits: the numbers of the interlock.
        bath_probes: names of the bath probes.
        element_probe: name of the element probe, or None.
        target_c: the target to begin with, °C.
        caution_c: a target above this needs an explicit yes, °C.
        profile: what kind of switch the heater relay is.
        has_enable: whether an `enable` output is fitted.
        kept: the learned bath of the last run, or None.
        reference: the bath as it was first learned after commissioning, or None.
        probe_lag_s: lag of the bath probes as a dip found it, s; None without a dip.
        wear: what the relays had done when the last run ended, and what they are rated for.
    """

    plate: NamePlate
    limits: Limits = field(default_factory=Limits)
    bath_probes: tuple[str, ...] = ("bath",)
    element_probe: str | None = None
    target_c: float = 50.0
    caution_c: float = 52.0
    profile: Profile = Profile.MECHANICAL
    has_enable: bool = False
    kept: Learned | None = None
    reference: Learned | None = None
    probe_lag_s: float | None = None
    wear: Wear = UNUSED
