# SPDX-License-Identifier: MIT
"""The doctor: what is in order, what is not, what this wiring cannot see, and what to do.

The law of this file: a report is made from facts that were gathered before, each line has one
verdict and one sentence, and what is not in order has a next step. It advises and permits
nothing: what forbids heat is said by `not_ready`, which is repeated here.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, Final

from stoneheater.config import ProbeSettings
from stoneheater.service import proof_tests
from stoneheater.service.check import Check, Verdict, capital, warning
from stoneheater.service.doctor_facts import Facts
from stoneheater.service.doctor_panel import panel
from stoneheater.service.store.database import low_space

__all__ = ["Check", "Verdict", "checks", "report"]

CALIBRATION_DAYS: Final = 365
"""A calibration older than this is due again, days."""

COMMISSION: Final = "run: stoneheater commission"
WIRING_PAGE: Final = "see the wiring page"


def report(facts: Facts) -> list[dict[str, Any]]:
    """The report as the sockets give it: one object a check."""
    return [asdict(check) for check in checks(facts)]


def checks(facts: Facts) -> list[Check]:
    """Every check, in the order in which somebody would go through them."""
    return [check for look in _LOOKS for check in look(facts)]


def _software(facts: Facts) -> Iterator[Check]:
    if facts.simulated:
        yield Check("hardware", Verdict.OK, "SIMULATED: nothing real is heated.")
    else:
        yield Check("hardware", Verdict.OK, f"The driver is {facts.config.hardware.driver}.")
    for sentence in facts.refusals:
        yield Check("hardware", Verdict.FAIL, sentence, f"Mend it ({WIRING_PAGE}), then restart.")
    if not facts.simulated:
        for sentence in facts.notes:
            yield Check("hardware", Verdict.WARN, sentence, WIRING_PAGE.capitalize() + ".")


def _name_plate(facts: Facts) -> Iterator[Check]:
    heater = facts.config.heater
    missing = [key for key in ("element_w", "water_kg") if getattr(heater, key) is None]
    if missing and not facts.simulated:
        keys = " and ".join(f"heater.{key}" for key in missing)
        step = "Read them off the plate into the configuration, then restart the daemon."
        yield Check("name plate", Verdict.FAIL, f"{keys} not set in the configuration.", step)
    else:
        yield Check("name plate", Verdict.OK, facts.plate)
        learned = facts.learned
        yield Check("learned bath", Verdict.OK, capital(learned))
        if facts.unlike_plate is not None:
            yield warning("learned bath", facts.unlike_plate)
        if facts.change is not None:
            yield Check("bath", Verdict.OK, capital(facts.change.words()))
            yield from (warning("bath", text) for text in facts.change.said().values())


def _relay(facts: Facts) -> Iterator[Check]:
    wear = facts.wear
    counted = f"{wear.words()}; enable {wear.enable_operations} operations"
    yield Check("relay", Verdict.OK, f"{counted if facts.has_enable else wear.words()}.")
    if facts.relay_trouble:
        yield warning("relay", facts.relay_trouble)
    if wear.worn is not None:
        yield warning("relay", wear.worn)


def _wiring(facts: Facts) -> Iterator[Check]:
    gpio = facts.config.gpio
    if gpio.heater_pin is None:
        if facts.config.hardware.driver == "raspberry-pi":
            said = "The heater's line (gpio.heater_pin) is not set in the configuration."
            yield Check("wiring", Verdict.FAIL, said, f"Set it; {WIRING_PAGE}.")
        return
    lines = [_line("heater", gpio.heater_pin, active_high=gpio.heater_active_high)]
    if gpio.enable_pin is not None:
        lines.append(_line("enable", gpio.enable_pin, active_high=gpio.enable_active_high))
    if gpio.heartbeat_pin is not None:
        lines.append(f"heartbeat on GPIO{gpio.heartbeat_pin}")
    yield Check("wiring", Verdict.OK, f"{', '.join(lines)}.")


def _line(name: str, pin: int, *, active_high: bool) -> str:
    return f"{name} on GPIO{pin} (active-{'high' if active_high else 'low'})"


def _fitted(facts: Facts) -> Iterator[Check]:
    if not facts.has_enable:
        said = "No enable is fitted: a relay that welds keeps heating, and nothing else opens."
        yield Check("enable", Verdict.WARN, said, f"Fit a second relay in series; {WIRING_PAGE}.")
    if not facts.has_heartbeat:
        said = "No heartbeat is fitted: a stopped computer lets go of the heat after 8 s, not 3 s."
        yield Check("heartbeat", Verdict.WARN, said, f"A dead-man is optional; {WIRING_PAGE}.")


def _commissioning(facts: Facts) -> Iterator[Check]:
    if facts.simulated:
        return
    if facts.uncommissioned is not None or facts.commissioned is None:
        said = facts.uncommissioned or "this heater has not been commissioned."
        said = said.removesuffix(f": {COMMISSION}.")
        sentence = f"{said[0].upper()}{said[1:].rstrip('.')}."
        yield Check("commissioning", Verdict.FAIL, sentence, f"{COMMISSION.capitalize()}.")
        return
    day = datetime.fromtimestamp(facts.commissioned.wall_s, UTC).date()
    said = f"Commissioned by {facts.commissioned.who} on {day}."
    yield Check("commissioning", Verdict.OK, said)
    if facts.commissioned.probe_lag_s is not None:
        said = f"The bath probe has a lag of {facts.commissioned.probe_lag_s:.1f} s, by a dip."
        yield Check("commissioning", Verdict.OK, said)


def _probes(facts: Facts) -> Iterator[Check]:
    bath = facts.config.probes("bath")
    if not facts.simulated:
        if not bath:
            said = "No probe has the role bath."
            step = "Run stoneheater commission: it finds the ids."
            yield Check("probes", Verdict.FAIL, said, step)
        elif len(bath) == 1:
            said = "One bath probe: it cannot notice a probe that reads too low or drifts."
            yield Check("probes", Verdict.WARN, said, f"Fit a second bath probe; {WIRING_PAGE}.")
        else:
            yield Check("probes", Verdict.OK, f"{len(bath)} bath probes watch each other.")
    for row in facts.probes:
        yield from _probe(row)


def _probe(row: dict[str, Any]) -> Iterator[Check]:
    who = f"{row['name'] or 'not configured'} ({row['id']})"
    if row["fault"] is not None:
        bad = Verdict.FAIL if row["configured"] else Verdict.WARN
        step = " ".join(row["hints"]) or "Check its plug and wiring."
        yield Check("probe", bad, f"{who}: {row['fault']}.", step)
        return
    said = f"{who} reads {row['temperature_c']:.2f} °C"
    if not row["configured"]:
        said += ", and is ignored"
    if row["hints"]:
        yield Check("probe", Verdict.WARN, f"{said}.", " ".join(row["hints"]))
    else:
        yield Check("probe", Verdict.OK, f"{said}.")


def _calibrations(facts: Facts) -> Iterator[Check]:
    for probe in facts.config.probe:
        yield _calibration(probe, facts.today)


def _calibration(probe: ProbeSettings, today: date) -> Check:
    name = "calibration"
    if probe.calibration is None:
        said = f"{probe.name} is not calibrated: a genuine probe is within 0.5 °C."
        return Check(name, Verdict.OK, said)
    days = (today - date.fromisoformat(probe.calibration.date)).days
    said = f"{probe.name} was calibrated on {probe.calibration.date}"
    if days > CALIBRATION_DAYS:
        step = "Compare it with a good thermometer again."
        return Check(name, Verdict.WARN, f"{said}, more than 12 months ago.", step)
    if days < 0:
        step = "Check that date and the clock of this computer."
        return Check(name, Verdict.WARN, f"{said}, which is still to come.", step)
    return Check(name, Verdict.OK, f"{said}.")


def _store(facts: Facts) -> Iterator[Check]:
    for sentence in facts.store:
        yield Check("record", Verdict.WARN, sentence, "The heat goes on; mend the disk soon.")
    if not facts.store:
        yield Check("record", Verdict.OK, "Records and history are written.")
    if facts.free is None:
        step = "Check that its folder exists and whose it is."
        yield Check("disk", Verdict.WARN, "The room on the disk cannot be told.", step)
    elif low := low_space(facts.free):
        yield Check("disk", Verdict.WARN, f"Disk: {low}.", "Delete what is not needed.")
    else:
        grows = "" if facts.growth is None else f"; the history takes {facts.growth / 1e6:.1f}"
        day = grows and f"{grows} MB a day, up to {facts.config.store.history_max_mb} MB"
        yield Check("disk", Verdict.OK, f"{facts.free / 1e6:.0f} MB are free{day}.")


def _computer(facts: Facts) -> Iterator[Check]:
    yield from (warning("computer", text) for text in facts.computer)
    if not facts.computer:
        yield Check("computer", Verdict.OK, "Supply, temperature and memory are in order.")


def _proof(facts: Facts) -> Iterator[Check]:
    if not facts.simulated:
        there_are = proof_tests.fitted(
            has_enable=facts.has_enable, has_heartbeat=facts.has_heartbeat
        )
        yield from proof_tests.checks(there_are, facts.proved, facts.today)


def _leases(facts: Facts) -> Iterator[Check]:
    if facts.expired:
        said = f"The guard had to end the heat {facts.expired} times since the start."
        step = "The computer is too slow or its disk hangs: look at the journal."
        yield Check("lease", Verdict.WARN, said, step)
    else:
        yield Check("lease", Verdict.OK, "The guard never had to end the heat.")


_LOOKS: Final[tuple[Callable[[Facts], Iterator[Check]], ...]] = (
    _software,
    _wiring,
    _name_plate,
    _fitted,
    panel,
    _relay,
    _commissioning,
    _probes,
    _calibrations,
    _store,
    _leases,
    _computer,
    _proof,
)
