# SPDX-License-Identifier: MIT
"""The bath file: what a simulated bath is made of, and what its probes are like.

The law of this file: it describes physics, never policy. Its bounds only keep the simulator's
arithmetic sane; whether such a bath may be heated is for the controller to judge.
"""

from pathlib import Path
from typing import Annotated, Final

import attrs

from stoneheater.config.checks import Within
from stoneheater.config.strict import structure
from stoneheater.config.toml_file import read_toml
from stoneheater.core.plant import Bath

Lag = Annotated[float, Within(0.1, 1000.0, "s")]
DeadTime = Annotated[float, Within(0.0, 600.0, "s")]
Noise = Annotated[float, Within(0.0, 5.0, "°C")]
Offset = Annotated[float, Within(-20.0, 20.0, "°C")]
Water = Annotated[float, Within(0.2, 500.0, "kg")]
Plate = Annotated[float, Within(1.0, 10_000.0, "W")]

_NOMINAL: Final = Bath()


@attrs.frozen
class BathProbe:
    """One ``[[probe]]`` of a bath file; a key that is left out is taken from the bath's own."""

    lag_s: Lag | None = None
    noise_c: Noise | None = None
    offset_c: Offset | None = None
    dead_time_s: DeadTime | None = None


@attrs.frozen
class ProbePhysics:
    """How one simulated probe sees the water.

    Attributes:
        lag_s: first-order lag of the sheath, s.
        noise_c: standard deviation of its noise, °C.
        offset_c: how much too high it reads, °C.
        dead_time_s: pure delay before the lag, s.
    """

    lag_s: float
    noise_c: float
    offset_c: float
    dead_time_s: float


@attrs.frozen
class BathFile:
    """The keys of a bath file, SI units in their names; the defaults are the nominal bath.

    ``probe_offset_c`` is how much too high every probe reads; ``nameplate_w`` and
    ``nameplate_kg`` are what the controller is told, if that differs from the truth.
    """

    water_kg: Water = _NOMINAL.water_kg
    stone_kg: Annotated[float, Within(0.0, 200.0, "kg")] = _NOMINAL.stone_kg
    stone_tau_s: Annotated[float, Within(1.0, 10_000.0, "s")] = _NOMINAL.stone_tau_s
    element_w: Annotated[float, Within(0.0, 10_000.0, "W")] = _NOMINAL.element_w
    element_capacity_j_per_k: Annotated[float, Within(1.0, 100_000.0, "J/K")] = (
        _NOMINAL.element_capacity_j_per_k
    )
    element_lag_s: Lag = _NOMINAL.element_lag_s
    loss_w_per_k: Annotated[float, Within(0.0, 200.0, "W/K")] = _NOMINAL.loss_w_per_k
    surface_m2: Annotated[float, Within(0.0, 5.0, "m²")] = _NOMINAL.surface_m2
    lid: bool = _NOMINAL.lid
    ambient_c: Annotated[float, Within(-20.0, 50.0, "°C")] = _NOMINAL.ambient_c
    humidity: Annotated[float, Within(0.0, 1.0)] = _NOMINAL.humidity
    probe_lag_s: Lag = 8.0
    probe_noise_c: Noise = 0.02
    probe_offset_c: Offset = 0.0
    dead_time_s: DeadTime = 1.0
    start_c: Annotated[float, Within(0.0, 95.0, "°C")] = _NOMINAL.start_c
    nameplate_w: Plate | None = None
    nameplate_kg: Water | None = None
    probe: tuple[BathProbe, ...] = (BathProbe(), BathProbe())

    @property
    def named_w(self) -> float:
        """The element's power on the name plate, W."""
        return self.element_w if self.nameplate_w is None else self.nameplate_w

    @property
    def named_kg(self) -> float:
        """The water at the fill line on the name plate, kg."""
        return self.water_kg if self.nameplate_kg is None else self.nameplate_kg

    def bath(self) -> Bath:
        """The bath itself, for the plant."""
        return Bath(**{key: getattr(self, key) for key in Bath.__dataclass_fields__})

    def probes(self) -> tuple[ProbePhysics, ...]:
        """Every probe with all its figures, in the order of the file; two equal ones by default."""
        return tuple(self._physics(probe) for probe in self.probe)

    def _physics(self, probe: BathProbe) -> ProbePhysics:
        return ProbePhysics(
            lag_s=self.probe_lag_s if probe.lag_s is None else probe.lag_s,
            noise_c=self.probe_noise_c if probe.noise_c is None else probe.noise_c,
            offset_c=self.probe_offset_c if probe.offset_c is None else probe.offset_c,
            dead_time_s=self.dead_time_s if probe.dead_time_s is None else probe.dead_time_s,
        )


def load_bath(path: Path) -> BathFile:
    """Read a bath file; an empty one is the nominal bath.

    Raises:
        ConfigError: the file cannot be read, or a key is unknown or out of bounds.
    """
    return structure(BathFile, read_toml(path, guarded=False), path)
