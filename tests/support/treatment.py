# SPDX-License-Identifier: MIT
"""The whole simulated app in a test's hands: loop, leases, service, and a bath with bad luck."""

from collections.abc import Callable
from typing import Any

from stoneheater.config import BathFile
from stoneheater.config.bath_file import BathProbe
from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.hardware.faults import parse_fault
from stoneheater.interfaces.assembly import assemble_simulation


class Treatment:
    """A heater, its bath, and whoever stands beside it.

    Attributes:
        outcome: the newest cycle.
        spoke: every rule that spoke so far.
        heard: every alarm that was heard so far.
        hottest_c: the hottest water so far, °C.
    """

    def __init__(
        self,
        *,
        probes: int = 2,
        target_c: float = 50.0,
        enable: bool = True,
        faults: tuple[str, ...] = (),
        **bath: Any,
    ) -> None:
        file = BathFile(probe=(BathProbe(),) * probes, **bath)
        self.app, self._hardware = assemble_simulation(
            file,
            target_c=target_c,
            has_enable=enable,
            faults=[parse_fault(text) for text in faults],
        )
        self.world = self._hardware.world
        self.spoke: set[str] = set()
        self.heard: set[str] = set()
        self.hottest_c = self.world.plant.water_c
        self.outcome: Outcome = self._cycle()

    @property
    def water_c(self) -> float:
        """The true water, °C."""
        return self.world.plant.water_c

    @property
    def now_s(self) -> float:
        """Seconds since the beginning."""
        return self.app.clock.now_s()

    @property
    def tripped(self) -> list[str]:
        """The rules whose trips are latched, first one first."""
        return [rule for rule, _ in self.outcome.trips]

    def ask(self, verb: Verb, **fields: Any) -> Answer:
        """Ask, and let cycles pass until the answer is there."""
        command = Command(verb, "therapist", **fields)
        future = self.app.service.submit(command)
        while not future.done():
            self.wait(1)
        return future.result()

    def on(self) -> None:
        """Begin to heat."""
        answer = self.ask(Verb.ON)
        assert answer.ok, answer.text

    def happen(self, text: str) -> None:
        """Let a fault begin now: `welded`, `unplugged:bath`, `hot_water=70`."""
        self.world.happen(parse_fault(f"{text}@0"))

    def mend(self, text: str) -> None:
        """Let a fault end now."""
        spec = parse_fault(f"{text}@0")
        self.world.happen(type(spec)(spec.name, spec.value, spec.probe, 0.0, 0.0))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(int(seconds)):
            self.app.clock.wait_until(self.now_s + 1.0)
            self.outcome = self._cycle()

    def until(self, reached: Callable[["Treatment"], bool], within_s: float) -> float:
        """Let time pass until something is true; how long it took, s."""
        begun_s = self.now_s
        while not reached(self):
            assert self.now_s - begun_s < within_s, f"not within {within_s} s: {self.outcome}"
            self.wait(1)
        return self.now_s - begun_s

    def until_tripped(self, within_s: float) -> float:
        """Let time pass until the heater is TRIPPED; how long it took, s."""
        return self.until(lambda t: t.outcome.mode is Mode.TRIPPED, within_s)

    def until_near(self, within_s: float = 12 * 3600.0) -> float:
        """Let time pass until the water is at its target; how long it took, s."""
        return self.until(lambda t: abs(t.water_c - t.outcome.target_c) < 0.5, within_s)

    def _cycle(self) -> Outcome:
        outcome = self.app.loop.cycle()
        self.spoke |= {finding.rule.name for finding in outcome.findings}
        self.heard |= {alarm.code for alarm in outcome.alarms}
        self.hottest_c = max(self.hottest_c, self.world.plant.water_c)
        return outcome
