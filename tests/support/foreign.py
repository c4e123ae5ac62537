# SPDX-License-Identifier: MIT
"""Hardware of a stranger, in memory: it can switch "something real", hang, and raise anything."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence

from stoneheater.core.reading import Reading
from stoneheater.ports import Annunciator, Clock, Diagnosis, Output, Probes

PATIENCE_S = 20.0


class Relay:
    """One output that writes down when it was switched, and can hang in any call."""

    def __init__(self) -> None:
        self.on = False
        self.closed = False
        self.switched: list[tuple[float, bool]] = []
        self.hang_in = ""
        self.hanging = threading.Event()
        self.let_go = threading.Event()
        self.fail_with: Exception | None = None

    def write(self, on: bool) -> None:
        """Switch."""
        self._maybe("write")
        self._set(on and not self.closed)

    def read(self) -> bool:
        """Read it back."""
        self._maybe("read")
        return self.on

    def close(self) -> None:
        """Off for good."""
        self._maybe("close")
        self.closed = True
        self._set(False)

    def off_at_s(self, since_s: float) -> float | None:
        """When it was first switched off after an instant, monotonic s."""
        return next((at_s for at_s, on in self.switched if at_s >= since_s and not on), None)

    def _set(self, on: bool) -> None:
        self.on = on
        self.switched.append((time.monotonic(), on))

    def _maybe(self, call: str) -> None:
        if self.hang_in == call:
            self.hanging.set()
            self.let_go.wait(PATIENCE_S)
        if self.fail_with is not None:
            raise self.fail_with


class Thermometers:
    """Probes that show what they are told, and can hang or fail."""

    def __init__(self, now_s: Callable[[], float], *names: str) -> None:
        self.value_c = 20.0
        self.fail_with: BaseException | None = None
        self.hang = False
        self.hanging = threading.Event()
        self.let_go = threading.Event()
        self._names = names
        self._now_s = now_s

    def latest(self) -> Mapping[str, Reading]:
        """A fresh reading of each."""
        if self.hang:
            self.hanging.set()
            self.let_go.wait(PATIENCE_S)
        if self.fail_with is not None:
            raise self.fail_with
        return {name: Reading(name, self.value_c, self._now_s()) for name in self._names}

    def diagnose(self) -> Sequence[Diagnosis]:
        """Nothing to say."""
        return ()

    def close(self) -> None:
        """Nothing runs."""


class QuickClock:
    """A clock of its own, a hundred times as fast as ours."""

    def __init__(self) -> None:
        self._now_s = 0.0

    def now_s(self) -> float:
        """Its time."""
        return self._now_s

    def boottime_s(self) -> float:
        """The same."""
        return self._now_s

    def wall_s(self) -> float:
        """The real date."""
        return time.time()

    def wait_until(self, at_s: float) -> None:
        """Let its time pass."""
        threading.Event().wait(max(0.0, at_s - self._now_s) / 100.0)
        self._now_s = max(at_s, self._now_s)


class Foreign:
    """Everything together: simulated with a clock of its own, or able to heat something real."""

    notes: Sequence[str] = ()
    refusals: Sequence[str] = ()

    def __init__(
        self, *, real: bool = False, has_enable: bool = False, panel: Annunciator | None = None
    ) -> None:
        self.simulated = not real
        quick = QuickClock()
        self.clock: Clock | None = None if real else quick
        self.relay, self.contactor = Relay(), Relay()
        self.thermometers = Thermometers(time.monotonic if real else quick.now_s, "bath")
        self.probes: Probes = self.thermometers
        self.heater: Output = self.relay
        self.enable: Output | None = self.contactor if has_enable else None
        self.heartbeat: Output | None = None
        self.annunciator: Annunciator | None = panel

    def close(self) -> None:
        """Everything off."""
        for output in (self.heater, self.enable):
            if output is not None:
                output.close()

    def let_go(self) -> None:
        """Whatever hangs goes on."""
        for thing in (self.relay, self.contactor, self.thermometers):
            thing.let_go.set()
