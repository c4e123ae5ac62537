# SPDX-License-Identifier: MIT
"""What the service needs from any hardware: protocols only, no code.

The law of this file: a driver gives these ports and nothing else, and the control loop knows
nothing else. Leases, guards and every judgement stay on our side of the seam, so that a driver
of an outside author cannot weaken them: a driver switches when told and says what it sees.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol, runtime_checkable

from stoneheater.core.reading import Fault, Reading

Press = Literal["stop", "ack", "foot"]
"""A button that was pressed: STOP, ACK, or the foot switch for "stone off"."""


@runtime_checkable
class Clock(Protocol):
    """Time that never goes backwards.

    A driver may bring its own clock only if it declares ``simulated = true``; then the whole
    daemon runs in that time, which advances only while the loop waits on it.
    """

    def now_s(self) -> float:
        """Monotonic seconds since an arbitrary origin (CLOCK_MONOTONIC on real hardware)."""
        ...

    def boottime_s(self) -> float:
        """Seconds since boot that count suspend too (CLOCK_BOOTTIME on real hardware)."""
        ...

    def wall_s(self) -> float:
        """Seconds since 1970, for labels only: it may jump at any time."""
        ...

    def wait_until(self, at_s: float) -> None:
        """Return when ``now_s() >= at_s``; at once if that has passed."""
        ...


class Diagnosis(Protocol):
    """The state of one probe on the bus, for `probes`, `doctor` and `commission`."""

    @property
    def rom_id(self) -> str:
        """Its id on the bus."""
        ...

    @property
    def temperature_c(self) -> float | None:
        """What it says, °C, not calibrated; None when ``fault`` says why."""
        ...

    @property
    def fault(self) -> Fault | None:
        """Why it gave no good answer, or None."""
        ...

    @property
    def hints(self) -> Sequence[str]:
        """Sentences about what to mend; empty for a probe in order."""
        ...


@runtime_checkable
class Probes(Protocol):
    """The temperature probes of the configuration, by name."""

    def latest(self) -> Mapping[str, Reading]:
        """The newest reading of each probe that has answered at all, good or faulty.

        Never blocks, never raises. The loop judges age by ``Reading.at_s``.
        """
        ...

    def diagnose(self) -> Sequence[Diagnosis]:
        """Measure every probe on the bus, configured or not; may take a second for each."""
        ...

    def close(self) -> None:
        """Stop reading. Called once."""
        ...


@runtime_checkable
class Output(Protocol):
    """One line that switches something: heater, enable or heartbeat. Made in the OFF state."""

    def write(self, on: bool) -> None:
        """Switch. Raises OSError if the line cannot be written."""
        ...

    def read(self) -> bool:
        """Read the line back: True if it is at its ON level. Raises OSError like ``write``."""
        ...

    def close(self) -> None:
        """Write OFF and keep the line driven OFF until the process ends."""
        ...


@runtime_checkable
class Annunciator(Protocol):
    """The panel at the heater: buzzer, lamp and buttons, as far as fitted; no safety needs it.

    Beeps, flashes and what a button means stay on our side. ``show`` is called from one thread,
    ``presses`` and ``trouble`` from another.
    """

    @property
    def has_buzzer(self) -> bool:
        """Whether anything can be heard."""
        ...

    @property
    def has_lamp(self) -> bool:
        """Whether anything can be seen."""
        ...

    def show(self, buzzer: bool, lamp: bool) -> None:
        """Sound and shine, or not, until told otherwise. Raises OSError if a line cannot be set."""
        ...

    def presses(self) -> Sequence[Press]:
        """Every press since the last call, in order, a held button once. Never blocks."""
        ...

    def trouble(self) -> Sequence[str]:
        """Sentences about what does not work now, such as a stuck button. Never blocks."""
        ...

    def close(self) -> None:
        """Silent and dark, and nothing more is heard of any button."""
        ...


class Listener(Protocol):
    """Whoever is told of finished cycles; never able to delay one."""

    def __call__(self, outcome: object) -> None:
        """Take note of one outcome; must return at once."""
        ...


@runtime_checkable
class Hardware(Protocol):
    """Everything a driver gives, all together.

    Attributes:
        simulated: True only if *nothing* behind these ports can switch or heat anything real.
        clock: the driver's own clock, honoured only when ``simulated``; else None.
        probes: the temperature probes.
        heater: the relay or SSR that modulates the element.
        enable: the second switch in series, or None when it is not fitted.
        heartbeat: the line that a hardware dead-man watches, or None.
        annunciator: buzzer, lamp and buttons, or None.
        notes: sentences that ``doctor`` and ``status`` show, such as a missing pull-down.
        refusals: sentences that forbid ``on`` (``not_ready``), such as a wrong boot level.
    """

    simulated: bool
    clock: Clock | None
    probes: Probes
    heater: Output
    enable: Output | None
    heartbeat: Output | None
    annunciator: Annunciator | None
    notes: Sequence[str]
    refusals: Sequence[str]

    def close(self) -> None:
        """Switch everything OFF, keep the lines, stop every thread of the driver."""
        ...
