# SPDX-License-Identifier: MIT
"""One thread reads one 1-Wire bus, round after round, and nobody ever waits for it.

The law of this file: readings are pushed, never pulled. The thread measures and swaps an
immutable mapping; `latest` hands out what is there, so that a bus that hangs in the kernel shows
as an age that grows. A thread that meets an error goes on, and rests where there is nothing to
read.

Bulk conversion: where ``therm_bulk_read`` can be written (root, or a udev rule), one trigger
measures the whole bus in 0.8 s instead of 0.83 s a probe. The kernel keeps a flag for each slave
that the next read consumes, and after a bulk that failed an *old* value reads like a fresh one
(seen on kernel 6.1.192). So a bulk is trusted only if the flag was 0 before and is 1 after it;
else every flag is used up by a read that is thrown away, and the probes are read one by one.
"""

import signal
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Event, Thread
from types import MappingProxyType
from typing import Protocol

from stoneheater.core.calibration import Calibration
from stoneheater.core.reading import LSB_C, Reading
from stoneheater.hardware.w1_slave import Answer, W1Tree

FIRST_MASTER = "w1_bus_master1"
"""What the kernel calls the first bus."""

MIN_SWEEP_S = 0.5
"""A sweep that took less than this had nothing to read; the thread rests before the next."""

FINEST_BITS = 12
"""Resolution asked of every probe at the start; volatile, so no EEPROM is worn."""

_CLOSE_S = 1.0
_CHANGED = "the probe may have lost power: its resolution changed from"


class ProbeWiring(Protocol):
    """A probe of the configuration: its name, its ROM id on the bus and its correction."""

    @property
    def name(self) -> str:
        """The probe's name, ``bath`` or ``element``."""
        ...

    @property
    def rom_id(self) -> str:
        """The kernel's id, ``28-`` and twelve hexadecimal digits in lower case."""
        ...

    @property
    def calibration(self) -> Calibration | None:
        """The correction, or None for a probe that was never compared."""
        ...


class W1Bus:
    """Reads the probes of one bus, round after round, in a thread of its own.

    Args:
        probes: every probe of the configuration; the bus takes those that hang on it.
        now_s: monotonic clock.
        tree: the kernel's 1-Wire directory.
        master: this bus's name in it.
        masters: all buses that have a thread; the first also watches probes found on none.
    """

    def __init__(
        self,
        probes: Sequence[ProbeWiring],
        now_s: Callable[[], float],
        tree: W1Tree,
        master: str = FIRST_MASTER,
        masters: Sequence[str] = (),
    ) -> None:
        self._probes = tuple(probes)
        self._now_s = now_s
        self._tree = tree
        self._master = master
        self._masters = tuple(masters) or (master,)
        self._latest: Mapping[str, Reading] = MappingProxyType({})
        self._steps_c: dict[str, float] = {}
        self._stop = Event()
        self._thread = Thread(target=self._run, name=f"1-wire {master}", daemon=True)

    def start(self) -> None:
        """Begin reading in the background. Called once."""
        self._thread.start()

    def latest(self) -> Mapping[str, Reading]:
        """The newest reading of each probe of this bus; never blocks, never raises."""
        return self._latest

    def stop(self) -> None:
        """Ask the thread to end after the read it is in."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait at most 1 s: a read that hangs in the kernel cannot be cancelled."""
        self.stop()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_S)

    def prepare(self) -> None:
        """Set a coarse probe to 12 bits and drop what an earlier process has left behind.

        A plain write, lost with the probe's power, and at most one a start. If it fails nothing
        is lost: every reading carries its own ``step_c``.
        """
        self._drop_leftovers()
        for probe in self._mine():
            bits = self._tree.number(probe.rom_id, "resolution")
            if bits is not None and 9 <= bits < FINEST_BITS:  # noqa: PLR2004 - -5 means "missing"
                self._tree.write(f"{FINEST_BITS}\n", probe.rom_id, "resolution")

    def sweep(self) -> None:
        """Read every probe of this bus once and publish each as it comes."""
        mine = self._mine()
        began_s = self._convert_all() if len(mine) > 1 else None
        for probe in mine:
            if self._stop.is_set():
                return
            self._publish(probe, self._tree.ask(probe.rom_id, began_s))
        if began_s is not None:
            self._drop_leftovers(but={probe.rom_id for probe in mine})

    def _mine(self) -> list[ProbeWiring]:
        """The probes on this bus and, for the first bus, those on no bus with a thread."""
        home = self._tree.home
        return [
            probe for probe in self._probes if home(probe.rom_id, self._masters) == self._master
        ]

    def _convert_all(self) -> float | None:
        """Measure the whole bus at once; the instant it began, or None: read one by one."""
        if self._bulk_flag() == b"0":
            began_s = self._now_s()
            if self._trigger() and self._bulk_flag() == b"1":
                return began_s
        self._drop_leftovers()
        return None

    def _drop_leftovers(self, but: Collection[str] = ()) -> None:
        """Use up the flags of a bulk, so that no old value ever reads like a fresh one."""
        if self._bulk_flag() == b"1":
            for rom_id in set(self._tree.present(self._master)).difference(but):
                self._tree.peek(rom_id, "w1_slave")

    def _bulk_flag(self) -> bytes:
        """0: no bulk open; 1: converted, not yet read everywhere; -1: converting; empty: none."""
        return self._tree.peek(self._master, "therm_bulk_read")

    def _trigger(self) -> bool:
        """Write the trigger; without its newline the kernel takes it and does nothing (seen)."""
        return self._tree.write("trigger\n", self._master, "therm_bulk_read")

    def _publish(self, probe: ProbeWiring, answer: Answer) -> None:
        """Swap in a mapping with the new reading; readers keep whatever mapping they hold."""
        before_c = self._steps_c.get(probe.name)
        step_c = answer.pad.step_c if answer.pad else before_c or LSB_C
        changed = before_c is not None and step_c != before_c
        reading = Reading(
            probe=probe.name,
            temperature_c=_calibrated_c(probe.calibration, answer.temperature_c),
            at_s=answer.at_s,
            fault=answer.fault,
            detail=f"{_CHANGED} {before_c} to {step_c} °C" if changed else answer.detail,
            step_c=step_c,
        )
        if answer.pad:
            self._steps_c[probe.name] = step_c
        self._latest = MappingProxyType({**self._latest, probe.name: reading})

    def _run(self) -> None:
        """Sweep until told to stop, whatever happens on the way.

        Signals stay with the main thread: one that interrupts a read empties it (seen).
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        self._guarded(self.prepare)
        while not self._stop.is_set():
            if self._guarded(self.sweep) < MIN_SWEEP_S:
                self._stop.wait(MIN_SWEEP_S)

    def _guarded(self, work: Callable[[], None]) -> float:
        """Do the work; how long it took in seconds, or 0 if it failed, so that nothing spins."""
        try:
            began_s = self._now_s()
            work()
            return self._now_s() - began_s
        except Exception:  # noqa: BLE001 - the readings age and the loop sees it; the thread lives
            return 0.0


def _calibrated_c(calibration: Calibration | None, raw_c: float | None) -> float | None:
    """Apply the correction of a probe that has one."""
    return raw_c if calibration is None or raw_c is None else calibration.corrected_c(raw_c)
