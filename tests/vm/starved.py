# SPDX-License-Identifier: MIT
"""The daemon gets no processor, or shares it: stopped whole, and among hogs in their own cgroup.

The law of this file: both are judged by the heartbeat, as the chip under the line has seen it, for
that is all that a dead-man ever knows of the daemon.
"""

from vm.bench import HEARTBEAT, Table, heating, must
from vm.machine import Machine

BEAT_S = 1.0
LATE_S = 0.5
DEAD_MAN_S = (2.07, 2.86)
"""How long after the last beat the dead-man of docs/wiring.md lets go, at least and at most, s."""

STOPPED_S = 3.0
"""With it a stopped daemon has let go of the heat after this, s."""

HOGS = 4
HOG = "systemd-run --quiet --slice=hogs --unit=hog-{} sh -c 'while :; do :; done'"
HOGGED_S = 30.0


def dead_man(machine: Machine, table: Table) -> None:
    """The whole process is stopped: its last beat, from which a dead-man begins to count."""
    heating(machine)
    seen = machine.do("last_beat", line=HEARTBEAT, how="SIGSTOP", for_s=4.0)
    must(seen["beats_before"] > 0, f"the heartbeat did not beat: {seen}")
    opens_s = seen["after_s"] + DEAD_MAN_S[1]
    words = f"last beat {seen['after_s']:+.2f} s: it would let go {opens_s:.2f} s after the stop"
    allowed = f"a dead-man of {DEAD_MAN_S[1]:g} s lets go within {STOPPED_S:g} s"
    table.add("F44 SIGSTOP, with a dead-man fitted", allowed, words, good=opens_s <= STOPPED_S)


def hogs(machine: Machine, table: Table) -> None:
    """Two hogs for each processor, in a cgroup of their own: the daemon's weight holds."""
    heating(machine)
    machine.sh("; ".join(HOG.format(number) for number in range(HOGS)))
    try:
        seen = machine.do("beats", line=HEARTBEAT, for_s=HOGGED_S)
    finally:
        machine.sh("systemctl stop 'hog-*'")
    longest_s, beats = seen["longest_s"], seen["beats"]
    words = f"{beats} beats in {HOGGED_S:.0f} s, the longest wait for one {longest_s:.2f} s"
    good = beats >= HOGGED_S / (BEAT_S + LATE_S) and longest_s < DEAD_MAN_S[0]
    allowed = f"heats on; a beat at least every {DEAD_MAN_S[0]:g} s"
    table.add(f"F64 {HOGS} CPU hogs in a cgroup on 2 processors", allowed, words, good=good)
