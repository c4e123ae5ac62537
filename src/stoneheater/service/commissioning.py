# SPDX-License-Identifier: MIT
"""The commissioning record: who proved this wiring, when, and what they found.

The law of this file: real hardware heats only with a record that is whole and that describes
the wiring of today; anything else is a sentence that says what to do. A record is written only
over a heater at rest, with every switch heard and every probe found, and after the latch.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from stoneheater.config import Config
from stoneheater.core.command import Answer
from stoneheater.core.mode import Mode
from stoneheater.core.probe_dip import LAGS_S
from stoneheater.service.files import write_durably
from stoneheater.service.latch import LatchError, LatchFile

NAME: Final = "commissioned"
PANEL: Final = ("buzzer", "lamp")
_NEXT: Final = "run: stoneheater commission"


@dataclass(frozen=True, slots=True)
class Commissioned:
    """One commissioning.

    Attributes:
        who: the local user who did it.
        wall_s: when, s since 1970.
        wiring: `wiring_of` the configuration it was done with.
        heard: for each output, whether its click was confirmed.
        probes: for each bound probe, the id that answered to the warmth of a hand.
        probe_lag_s: lag of the bath probes as a dip found it, s, or None.
        dipped_wall_s: when that was, s since 1970, or None.
        noticed: for buzzer and lamp, under the names of `panel_parts`, whether somebody heard or
            saw it; one that nobody was asked about is missing.
    """

    who: str
    wall_s: float
    wiring: str
    heard: Mapping[str, bool]
    probes: Mapping[str, str]
    probe_lag_s: float | None = None
    dipped_wall_s: float | None = None
    noticed: Mapping[str, bool] = field(default_factory=dict)


def wiring_of(config: Config) -> str:
    """A fingerprint of all that commissioning proves: lines, polarity, probes, name plate."""
    gpio, heater = config.gpio, config.heater
    parts = [
        config.hardware.driver,
        str(gpio.chip_label),
        *(str(getattr(gpio, key)) for key in ("heater_pin", "heater_active_high", "enable_pin")),
        *(str(getattr(gpio, key)) for key in ("enable_active_high", "heartbeat_pin")),
        str(heater.element_w),
        str(heater.water_kg),
        *(f"{probe.role} {probe.name}={probe.id}" for probe in config.probe),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def write(state_dir: Path, record: Commissioned) -> None:
    """Keep the record durably.

    Raises:
        OSError: the disk refused.
    """
    body = json.dumps(asdict(record), sort_keys=True).encode()
    write_durably(state_dir / NAME, body + b"\n")


def read(state_dir: Path) -> Commissioned | None:
    """The record, or None if there is none that can be read."""
    try:
        fields = json.loads((state_dir / NAME).read_bytes())
        return Commissioned(**fields)
    except (OSError, ValueError, TypeError):
        return None


def not_ready(state_dir: Path, config: Config) -> str | None:
    """Why this heater may not heat for want of commissioning, or None."""
    record = read(state_dir)
    if record is None:
        return f"this heater has not been commissioned: {_NEXT}."
    if record.wiring != wiring_of(config):
        return f"the wiring in the configuration changed since commissioning: {_NEXT}."
    return None


def was_commissioned(state_dir: Path) -> bool:
    """Whether anybody ever commissioned this heater, whatever the record looks like now."""
    try:
        return (state_dir / NAME).exists()
    except OSError:
        return True


def finish(
    params: Mapping[str, Any],
    who: str,
    *,
    config: Config,
    mode: Mode,
    latch: LatchFile,
    state_dir: Path,
    wall_s: float,
) -> Answer:
    """File a commissioning: the latch first, then the record; both or a sentence why not.

    Args:
        params: ``heard``, for each switch whether its click was heard, and ``probes``, for each
            configured probe the id that answered to the warmth of a hand.
        who: who was at the heater.
        config: the configuration that the daemon runs with.
        mode: what the heater is doing.
        latch: the trip latch, created here if there is none.
        state_dir: where the record goes.
        wall_s: the date, s since 1970.
    """
    heard, probes = params["heard"], params["probes"]
    why = _unproven(heard, probes, config, mode)
    if why is not None:
        return Answer(ok=False, text=why)
    clicked = {name: said for name, said in heard.items() if name not in PANEL}
    record = Commissioned(who, wall_s, wiring_of(config), clicked, probes)
    record = _with_noticed(record, heard, read(state_dir), config)
    try:
        latch.create_clear()
        write(state_dir, _with_dip(record, read(state_dir)))
    except LatchError as error:
        return Answer(ok=False, text=str(error))
    except OSError as error:
        why = f"not commissioned, {state_dir} cannot be written ({error.strerror})"
        return Answer(ok=False, text=f"{why}: mend the disk, then {_NEXT}.")
    return Answer(ok=True, text=f"commissioned by {who}: the heater may be switched on.")


def _with_dip(record: Commissioned, old: Commissioned | None) -> Commissioned:
    """The same with the dip of an earlier commissioning, if its probes were these."""
    if old is None or old.probes != record.probes:
        return record
    return replace(record, probe_lag_s=old.probe_lag_s, dipped_wall_s=old.dipped_wall_s)


def panel_parts(config: Config) -> Mapping[str, str]:
    """Buzzer and lamp under names that change with their pins: what was heard was heard there."""
    pins = {"buzzer": config.panel.buzzer_pin, "lamp": config.panel.alarm_led_pin}
    return {name: name if pin is None else f"{name} on GPIO{pin}" for name, pin in pins.items()}


def _with_noticed(
    record: Commissioned, said: Mapping[str, bool], old: Commissioned | None, config: Config
) -> Commissioned:
    """The same with what was heard and seen of the panel, now or before."""
    parts = panel_parts(config)
    fresh = {parts[name]: yes for name, yes in said.items() if name in parts}
    return replace(record, noticed={**(old.noticed if old is not None else {}), **fresh})


def notice(said: Mapping[str, bool], *, config: Config, state_dir: Path) -> Answer:
    """Add to the commissioning record whether the buzzer was heard and the lamp seen.

    Args:
        said: for ``buzzer`` and ``lamp``, whether.
        config: the configuration that the daemon runs with.
        state_dir: where the record is.
    """
    record = read(state_dir)
    if unknown := sorted(set(said) - set(PANEL)):
        return Answer(ok=False, text=f"the panel has no {unknown[0]}: buzzer or lamp.")
    if record is None:
        return Answer(ok=False, text=f"not kept: this heater has not been commissioned: {_NEXT}.")
    try:
        write(state_dir, _with_noticed(record, said, record, config))
    except OSError as error:
        why = f"not kept, {state_dir} cannot be written ({error.strerror})"
        return Answer(ok=False, text=f"{why}: mend the disk, then test it again.")
    missed = [name for name, yes in said.items() if not yes]
    if missed:
        return Answer(ok=True, text=f"noted: nobody noticed the {' or the '.join(missed)}.")
    return Answer(ok=True, text="noted: buzzer and lamp work, as far as fitted.")


def dip(lag_s: float, *, config: Config, mode: Mode, state_dir: Path, wall_s: float) -> Answer:
    """Add a dip to the commissioning record.

    Args:
        lag_s: the lag that it found, s.
        config: the configuration that the daemon runs with.
        mode: what the heater is doing.
        state_dir: where the record is.
        wall_s: the date, s since 1970.
    """
    why = not_ready(state_dir, config)
    record = read(state_dir)
    if mode is not Mode.STANDBY:
        return Answer(ok=False, text=f"the heater is {mode}: a probe is dipped in STANDBY only.")
    if why is not None or record is None:
        return Answer(ok=False, text=f"the dip is not kept: {why}")
    if not LAGS_S[0] <= lag_s <= LAGS_S[1]:
        bounds = f"{LAGS_S[0]:.0f} to {LAGS_S[1]:.0f} s"
        return Answer(ok=False, text=f"a lag of {lag_s:.1f} s is outside {bounds}: dip it again.")
    try:
        write(state_dir, replace(record, probe_lag_s=lag_s, dipped_wall_s=wall_s))
    except OSError as error:
        why = f"the dip is not kept, {state_dir} cannot be written ({error.strerror})"
        return Answer(ok=False, text=f"{why}: mend the disk, then dip it again.")
    return Answer(ok=True, text=f"a lag of {lag_s:.1f} s counts from the next start of the daemon.")


def _unproven(
    heard: Mapping[str, bool], probes: Mapping[str, str], config: Config, mode: Mode
) -> str | None:
    """What stands in the way of a record, or None."""
    if mode is not Mode.STANDBY:
        return f"the heater is {mode}: it is commissioned in STANDBY only."
    missing = config.not_ready()
    if missing:
        return f"not commissioned: {' '.join(missing)}"
    for switch in switches(config):
        if heard.get(switch) is not True:
            return f"not commissioned: nobody heard {switch} click; check its wiring, then {_NEXT}."
    for probe in config.probe:
        if probes.get(probe.name) != probe.id:
            found = probes.get(probe.name, "nothing")
            differs = f"{probe.name} is {probe.id} in the configuration, found was {found}"
            return f"not commissioned: {differs}; correct its id or its place, then {_NEXT}."
    return None


def switches(config: Config) -> tuple[str, ...]:
    """The outputs that click; the heartbeat only feeds a dead-man, and makes no sound."""
    return ("heater",) if config.gpio.enable_pin is None else ("heater", "enable")
