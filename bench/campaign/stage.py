# SPDX-License-Identifier: MIT
"""A whole heater on a simulated bath, with a latch that outlives it and clocks that can be spoilt.

The law of this file: it connects and keeps count of what physics has done; it judges nothing.
The recommended wiring: two bath probes and `enable`; or one probe, to see what is lost with it.
"""

from concurrent.futures import Future
from typing import NoReturn

from stoneheater.config import BathFile
from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.energy import NamePlate
from stoneheater.core.heater import Outcome
from stoneheater.core.plant import WATER_J_PER_KG_K, Plant
from stoneheater.core.settings import Settings
from stoneheater.core.wear import Wear
from stoneheater.hardware import simulated
from stoneheater.hardware.faults import FaultSpec, parse_fault
from stoneheater.hardware.world import World
from stoneheater.interfaces.assembly import App, assemble
from stoneheater.interfaces.protocol import Request, RpcError
from stoneheater.interfaces.replies import Ask, Caller
from stoneheater.interfaces.verbs import Counter, Extras
from stoneheater.service.heater_service import Keeping
from stoneheater.service.latch import LatchedTrip
from stoneheater.service.snapshot import Standing

DATE_S = 1_700_000_000.0
REMOTE_CEILING_C = 52.0
AFAR = Caller("web", remote=True)


def _not_offered(*_: object) -> NoReturn:
    """What only the socket at the heater offers."""
    raise NotImplementedError


NOTHING = Extras(*[_not_offered] * 6)


class StageClock:
    """The world's time, with a boot clock and a date that somebody can spoil.

    Attributes:
        slept_s: how much more the boot clock has counted.
        date_s: what the wall clock showed at the beginning.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.slept_s = 0.0
        self.date_s = DATE_S

    def now_s(self) -> float:
        """The world's time."""
        return self._world.now_s

    def boottime_s(self) -> float:
        """The same, and what was slept."""
        return self._world.now_s + self.slept_s

    def wall_s(self) -> float:
        """The date."""
        return self.date_s + self._world.now_s

    def wait_until(self, at_s: float) -> None:
        """Let the world go on."""
        while self._world.now_s < at_s:
            self._world.advance()


class HeldLatch:
    """A latch that outlives the heater.

    Attributes:
        held: the trip, or None.
    """

    def __init__(self) -> None:
        self.held: LatchedTrip | None = None

    def trip(self, trip: LatchedTrip) -> None:
        """Keep it."""
        self.held = trip

    def clear(self) -> Future[None]:
        """Cleared at once."""
        self.held = None
        done: Future[None] = Future()
        done.set_result(None)
        return done


class Stage:
    """Heater, bath, and whoever stands beside it.

    Attributes:
        world: the bath and its probes.
        latch: what a restart finds.
        outcome: the newest cycle.
        trips: every trip so far, with its sentence, also those that were reset.
    """

    def __init__(
        self,
        file: BathFile,
        target_c: float = 50.0,
        seed: int = 1,
        plant: Plant | None = None,
        *,
        probes: int = 2,
    ) -> None:
        self.world = World(file.bath(), simulated.probe_parts(file)[:probes], seed=seed)
        self._hardware = simulated.SimulatedHardware(self.world)
        if plant is not None:
            self.world.plant = plant
        self.clock = StageClock(self.world)
        self._hardware.clock = self.clock
        self._settings = Settings(
            plate=NamePlate(file.named_w, file.named_kg),
            bath_probes=tuple(probe.name for probe in self.world.probes),
            target_c=target_c,
            has_enable=True,
            wear=Wear(),
        )
        self.latch = HeldLatch()
        self.trips: list[str] = []
        self.app: App = self._started()
        self.outcome: Outcome = self.app.loop.cycle()

    @property
    def water_c(self) -> float:
        """The true water, °C."""
        return self.world.plant.water_c

    @property
    def heats(self) -> bool:
        """Whether our own two relays are told to let current flow."""
        return self.world.heater and self.world.enable

    @property
    def committed_c(self) -> float:
        """How warm the water can get by the heat that the element holds already, °C."""
        plant = self.world.plant
        held_j = plant.bath.element_capacity_j_per_k * max(0.0, plant.element_c - plant.water_c)
        return plant.water_c + held_j / (plant.water_kg * WATER_J_PER_KG_K * plant.dryness)

    def ask(self, verb: Verb, *, touches: bool = True, target_c: float = 0.0) -> Future[Answer]:
        """Leave a request; an unusual target is meant."""
        return self.app.service.submit(
            Command(verb, "bench", target_c, confirmed=True, output="heater", touches=touches)
        )

    def ask_from_afar(self, method: str, **params: object) -> bool:
        """Ask as somebody at ``remote.sock``; whether the heater's own loop was asked at all."""
        counter = Counter(self.app.service, NOTHING, REMOTE_CEILING_C, version="")
        try:
            reply = counter.take(Request(1, method, params), AFAR)
        except RpcError:
            return False
        if isinstance(reply, Ask):
            self.app.service.submit(reply.command)
        return isinstance(reply, Ask)

    def second(self) -> Outcome:
        """A second passes, and the loop comes round."""
        self.world.advance()
        before = {rule for rule, _ in self.outcome.trips}
        self.outcome = self.app.loop.cycle()
        fresh = [(rule, text) for rule, text in self.outcome.trips if rule not in before]
        self.trips += [f"{rule}: {text}" for rule, text in fresh]
        return self.outcome

    def stalled_second(self) -> None:
        """A second passes in which only the guard of the leases runs."""
        self.world.advance()
        self.app.loop.guard.look()

    def happen(self, text: str) -> None:
        """Let a fault begin: `welded`, `stuck_at=45:bath`."""
        self.world.happen(parse_fault(f"{text}@0"))

    def mend(self, text: str) -> None:
        """Let a fault end."""
        spec = parse_fault(f"{text}@0")
        self.world.happen(FaultSpec(spec.name, spec.value, spec.probe, 0.0, 0.0))

    def restart(self) -> None:
        """The process ends, every output off, and another one starts."""
        self.close()
        self.app = self._started()
        self.outcome = self.app.loop.cycle()

    def close(self) -> None:
        """Everything off, and no thread left."""
        self.app.close()

    def _started(self) -> App:
        held = self.latch.held
        latched = () if held is None else ((held.rule, held.sentence),)
        standing = Standing(simulated=True, has_enable=True)
        keeping = Keeping(self.latch, boot_id="bench")
        return assemble(self._hardware, self._settings, standing, keeping=keeping, latched=latched)
