# SPDX-License-Identifier: MIT
"""The test stands: a controller on a simulated bath, one second at a time.

The law of this file: a stand only connects. Ours is the whole heater as it is delivered, safety
rules and all; a reference stands alone on the same bath, with the same probe and the same noise.
"""

from typing import Protocol

from bench.control.grid import GridBath
from bench.control.lumps import LumpyPlant
from bench.control.references import Reference, RelayTest, Thermostat, WindowPid

from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.core.thermal_model import Learned
from stoneheater.core.time_proportioning import Profile
from stoneheater.hardware.simulated import probe_parts
from stoneheater.hardware.world import World
from stoneheater.interfaces.assembly import assemble_simulation

ASK_AGAIN_S = 10
TOUCH_S = 1800
TUNING_S = 12 * 3600
REFERENCES = ("thermostat", "fixed PID", "autotuned PID")


class Rig(Protocol):
    """A controller on a bath.

    Attributes:
        plant: the bath.
        heater: whether the relay is on in this second.
        withheld: whether a safety rule keeps the heat away in this second.
        trips: rule and sentence of everything that tripped.
    """

    plant: LumpyPlant
    heater: bool
    withheld: bool
    trips: list[str]

    def second(self) -> None:
        """Let one second pass."""
        ...

    def set_target(self, target_c: float) -> None:
        """Ask for another target."""
        ...

    def mains(self, share: float) -> None:
        """From now on the mains gives this share of the power."""
        ...


class OurRig:
    """The whole heater, attended, its relay on a lumpy bath."""

    def __init__(
        self,
        bath: GridBath,
        target_c: float,
        profile: Profile,
        seed: int,
        kept: Learned | None = None,
        *,
        dipped: bool = False,
    ) -> None:
        """A stand; with ``dipped`` the lag of the probe was found by a dip at commissioning."""
        self._app, hardware = assemble_simulation(
            bath.file,
            target_c=target_c,
            profile=profile,
            seed=seed,
            kept=kept,
            probe_lag_s=bath.file.probe_lag_s if dipped else None,
        )
        self.plant = hardware.world.plant = bath.plant()
        self.heater = self.withheld = False
        self.trips: list[str] = []
        self._heating = False
        self._ended = False
        self._count = 0

    @property
    def learned(self) -> Learned:
        """What was learned of the bath so far."""
        return self._app.heater.model.learned

    def second(self) -> None:
        """Let one second pass; a loop that fails ends the heat, as in the daemon."""
        if not self._ended:
            try:
                self._cycle()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a result
                self._end(error)
        self._count += 1
        self._app.clock.wait_until(float(self._count))

    def _cycle(self) -> None:
        if not self._heating and self._count % ASK_AGAIN_S == 0:
            self._app.loop.ask(Command(Verb.ON, who="bench"))
        elif self._count % TOUCH_S == TOUCH_S - 1:
            self._app.loop.ask(Command(Verb.TOUCH, who="bench"))
        outcome = self._app.loop.cycle()
        self._heating = self._heating or outcome.mode is Mode.HEATING
        self.heater = outcome.levels.heater
        self.withheld = bool(outcome.findings) or outcome.holding
        self.trips = [f"{rule}: {sentence}" for rule, sentence in outcome.trips]

    def _end(self, error: Exception) -> None:
        self._app.loop.leases.off()
        self._ended, self.heater = True, False
        self.trips.append(f"the control loop ended after {self._count} s: {error!r}")

    def set_target(self, target_c: float) -> None:
        """Ask for another target."""
        ask = Command(Verb.SET, who="bench", target_c=target_c, confirmed=True)
        self._app.loop.ask(ask)

    def mains(self, share: float) -> None:
        """From now on the mains gives this share of the power."""
        self.plant.power = share


class BareRig:
    """A reference controller on the same bath."""

    def __init__(self, bath: GridBath, reference: Reference, seed: int) -> None:
        file = bath.file
        self._world = World(file.bath(), probe_parts(file)[:1], has_enable=False, seed=seed)
        self.plant = self._world.plant = bath.plant()
        self.reference = reference
        self.heater = self.withheld = False
        self.trips: list[str] = []
        self._reading_c = file.start_c

    def second(self) -> None:
        """Let one second pass."""
        world = self._world
        reading = world.probes[0].reading
        if reading is not None and reading.temperature_c is not None:
            self._reading_c = reading.temperature_c
        self.heater = world.heater = self.reference.decide(world.now_s, self._reading_c)
        world.advance()

    def set_target(self, target_c: float) -> None:
        """Ask for another target."""
        self.reference.target_c = target_c

    def mains(self, share: float) -> None:
        """From now on the mains gives this share of the power."""
        self.plant.power = share


def bare(bath: GridBath, name: str, target_c: float, seed: int) -> BareRig:
    """A stand with the reference of this name; one that needs a test has had it."""
    reference: Reference = Thermostat(target_c)
    if name == "fixed PID":
        reference = WindowPid(target_c)
    elif name == "autotuned PID":
        reference = WindowPid(target_c, _tuned(bath, target_c, seed), samples=8)
    return BareRig(bath, reference, seed)


def _tuned(bath: GridBath, target_c: float, seed: int) -> tuple[float, float, float]:
    """The gains of a relay test on this bath, a run of its own; the published ones if it fails."""
    test = RelayTest(target_c)
    rig = BareRig(bath, test, seed)
    plain = WindowPid(target_c).gains
    for _ in range(TUNING_S):
        rig.second()
        if test.gains is not None:
            return test.gains
    return plain
