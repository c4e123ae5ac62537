# SPDX-License-Identifier: MIT
"""What every check in the virtual machine begins from, and how its result is written down.

The law of this file: a check starts from a heater that is in order, and ends in rows: what was
done, what is allowed, what was seen. A row is never better than what was measured.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from vm.machine import Machine, MachineError

HEATER, ENABLE, HEARTBEAT, BUZZER = 17, 27, 22, 18
LINES = [HEATER, ENABLE]
PROBES = {"bath": "28-0000a12f5e01", "bath-2": "28-0000a12f5e02"}
TARGET_C = 50.0
START_S = 90.0
"""Longest time until a started daemon answers; 10 s on an idle computer."""

CALM_S = 0.5
"""A bare start of Python in a machine that is not starved, s; 0.2 on an idle computer."""

WARMER_C = 1.5
"""So far from where it shall be the water may be for another heat-up, °C."""

HEAT_S = 90.0
"""Longest time from `on` to the first heat: the look for a weld takes 20 s."""


@dataclass(frozen=True)
class Row:
    """One line of the table: its fault, what is allowed, what was seen, and whether that is so."""

    fault: str
    allowed: str
    seen: str
    good: bool


@dataclass
class Table:
    """The rows so far; each is shown as it comes.

    Attributes:
        rows: all of them.
        checked: the same, by the check that they are of.
    """

    show: Callable[[str], object]
    rows: list[Row] = field(default_factory=list)
    checked: dict[str, list[Row]] = field(default_factory=dict)
    _check: str = ""

    def begins(self, check: str) -> bool:
        """A check begins; whether it is to be done at all."""
        self._check = check
        return True

    def add(self, fault: str, allowed: str, seen: str, *, good: bool) -> None:
        """One more row."""
        row = Row(fault, allowed, seen, good)
        self.rows.append(row)
        self.checked.setdefault(self._check, []).append(row)
        self.show(f"{'ok  ' if good else 'BAD '} {fault}: {seen} (allowed: {allowed})")

    def below(self, fault: str, seen_s: float, limit_s: float, more: str = "") -> None:
        """A time that has a limit."""
        self.add(fault, f"{limit_s:g} s", f"{seen_s:.2f} s{more}", good=seen_s <= limit_s)

    def struck(self, fault: str, limit_s: float, strike: Callable[[], Mapping[str, float]]) -> None:
        """The same for a strike; a miss is repeated once, and then the row has both times.

        Args:
            fault: which.
            limit_s: what is allowed, s.
            strike: from a heater in order to what `strike` has seen.
        """
        seen = strike()
        missed = ""
        if seen["after_s"] > limit_s:
            missed = f"; at a first try {seen['after_s']:.2f} s"
            seen = strike()
        python = f" (Python: {seen['python_s']:.2f} s)"
        self.below(fault, seen["after_s"], limit_s, python + missed)


@dataclass
class Again(Table):
    """The rows of a second run of a machine: only checks that had a bad row are done again.

    What was bad at the first stands in its row too.

    Attributes:
        before: the rows of the first run, by their checks.
    """

    before: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def begins(self, check: str) -> bool:
        """A check begins; one that was good at the first run is taken over."""
        good = self.before.get(check, ())
        if not good or not all(row.good for row in good):
            return super().begins(check)
        self.rows += good
        self.checked[check] = list(good)
        return False

    def add(self, fault: str, allowed: str, seen: str, *, good: bool) -> None:
        """One more row."""
        bad = [row for row in self.before.get(self._check, ()) if not row.good]
        first = next((row for row in bad if row.fault == fault), None)
        super().add(
            fault, allowed, f"{seen}; at a first run {first.seen}" if first else seen, good=good
        )


def eventually(look: Callable[[], bool], within_s: float) -> bool:
    """Look again and again; an unanswered question counts as not yet."""
    end_s = time.monotonic() + within_s
    while time.monotonic() < end_s:
        try:
            if look():
                return True
        except MachineError:
            pass
        time.sleep(0.3)
    return False


def must(done: bool, what: str) -> None:
    """Stop the check with a sentence unless it is so."""
    if not done:
        raise MachineError(what)


def answers(machine: Machine) -> None:
    """Until the daemon answers."""
    must(eventually(lambda: bool(machine.snapshot()), START_S), "the daemon does not answer")


def in_order(machine: Machine, water_c: float) -> bool:
    """Whether the daemon could heat at once, about this bath, with which nobody has meddled."""
    if machine.told or abs(machine.bath()["water_mc"] / 1000 - water_c) > WARMER_C:
        return False
    try:
        now = machine.snapshot()
    except MachineError:
        return False
    return now["state"] == "STANDBY" and not now["not_ready"]


def restarted(machine: Machine, water_c: float = 46.0) -> None:
    """A daemon just started, on a bath in order and at this temperature; any trip is reset."""
    machine.do("run", command="systemctl stop stoneheater; systemctl reset-failed")
    for line in ("probe all none", "welded 0", "bus up", "power_w 1500", "water_g 3000"):
        machine.tell(line)
    for number in (*LINES, HEARTBEAT):
        machine.tell(f"force {number} -1")
    machine.tell("probe 2 absent")
    machine.tell(f"water_mc {water_c * 1000:.0f}")
    machine.told = False
    machine.sh("systemctl start stoneheater")
    answers(machine)
    if machine.snapshot()["mode"] == "TRIPPED":
        reset(machine)
        must(eventually(lambda: state(machine) == "STANDBY", START_S), "a reset trip stays")
    if any("commission" in why for why in machine.snapshot()["not_ready"]):
        commission(machine)


def commission(machine: Machine) -> None:
    """Click both switches and bind both probes, as `stoneheater commission` does."""
    for output in ("heater", "enable"):
        accepted(machine, "commission.click", output=output)
        time.sleep(3.0)
    accepted(machine, "commission.finish", heard={"heater": True, "enable": True}, probes=PROBES)


def accepted(machine: Machine, method: str, within_s: float = 60.0, **parameters: object) -> None:
    """Ask until it is accepted."""
    said = [""]

    def ask() -> bool:
        try:
            machine.rpc(method, **parameters)
        except MachineError as refused:
            said.append(str(refused))
            return False
        return True

    must(eventually(ask, within_s), f"{method} was never accepted in {within_s:g} s: {said[-1]}")


def reset(machine: Machine) -> None:
    """Reset a trip, as soon as its cause is gone."""
    accepted(machine, "trip.reset", within_s=150.0)  # bad readings count for a minute


def heating(machine: Machine, water_c: float = 46.0) -> None:
    """A heater that heats: its line is high."""
    calm(machine)
    if in_order(machine, water_c):
        machine.sh("systemctl reset-failed stoneheater")  # starts are counted, and this is no loop
    else:
        restarted(machine, water_c)
    accepted(machine, "target.set", temperature=f"{TARGET_C:g}C", confirmed=True)
    accepted(machine, "heat.on")
    high = machine.do("wait_line", line=HEATER, high=True, within_s=HEAT_S)
    must(bool(high), f"no heat: {machine.snapshot()['headline']}")


def state(machine: Machine) -> str:
    """One word: STANDBY, HEATING, HOLD, TRIPPED ..."""
    return str(machine.snapshot()["state"])


def struck(machine: Machine, how: str, lines: Sequence[int] = LINES) -> dict[str, float]:
    """Strike while it heats, and see that the lines go low.

    Args:
        machine: where.
        how: a signal for the daemon, or a shell command.
        lines: which lines.
    """
    seen = machine.do("strike", how=how, lines=list(lines), within_s=60.0)
    must("error" not in seen and seen["low"], f"after {how}: {seen}")
    assert isinstance(seen, dict)
    return seen


def told(machine: Machine, tell: str) -> dict[str, float]:
    """Tell the bath something at heat-on, and see that both switches go low."""
    heating(machine)
    machine.told = True
    return struck(machine, f"echo '{tell}' > /sys/kernel/debug/stonebath/control")


def calm(machine: Machine) -> None:
    """Wait, for a while, until this computer has time for its machine: times shall be its own."""
    eventually(lambda: machine.do("bare_start_s") < CALM_S, 60.0)
