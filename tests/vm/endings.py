# SPDX-License-Identifier: MIT
"""However the daemon ends, the lines are low: killed, stopped, out of memory, broken, restarted.

The law of this file: the test chip keeps a line as its dead owner left it, so every low that is
seen here was written by somebody.
"""

from functools import partial

from vm.bench import (
    BUZZER,
    ENABLE,
    HEARTBEAT,
    HEATER,
    Table,
    answers,
    eventually,
    heating,
    must,
    state,
    struck,
)
from vm.machine import Machine

TOLD_S, DEAD_S, BLOCKED_S, STOPPED_S = 0.5, 2.0, 3.0, 8.0
ALL = [HEATER, ENABLE, HEARTBEAT]
UNIT, FAILSAFE = "stoneheater.service", "stoneheater-failsafe.service"
STONES = "/run/stoneheater/placements.json"
SITE, BROKEN = "/usr/lib/stoneheater/site", "/usr/lib/python3/dist-packages"
SHADOWS = ("sitecustomize", "usercustomize", "argparse", "struct", "json", "signal")
BREAK = (
    f"mv {SITE} {SITE}.away; for n in {' '.join(SHADOWS)};"
    f" do echo 'raise SystemExit(9)' > {BROKEN}/$n.py; done;"
    f" echo 'import nothing_of_the_kind' > {BROKEN}/broken.pth"
)
MEND = f"mv {SITE}.away {SITE}; cd {BROKEN}; rm broken.pth {' '.join(f'{n}.py' for n in SHADOWS)}"


def returned(machine: Machine, how: str) -> dict[str, float]:
    """Strike at heat-on; every line goes low, and then a new daemon is there, in STANDBY."""
    heating(machine)
    seen = struck(machine, how, ALL)
    new = eventually(lambda: machine.do("main_pid") not in {0, seen["pid"]}, 60.0)
    must(new, f"after {how} no daemon came back")
    answers(machine)
    must(state(machine) == "STANDBY", f"after {how} the heater is {state(machine)}")
    return seen


def signals(machine: Machine, table: Table) -> None:
    """Every way to end that is one signal."""
    limits = {
        "SIGTERM": ("F47", TOLD_S),
        "SIGINT": ("F47", TOLD_S),
        "SIGHUP": ("F47", TOLD_S),
        "SIGKILL": ("F43", DEAD_S),
        "SIGSEGV": ("F43", DEAD_S),
        "SIGABRT": ("F43", DEAD_S),
        "SIGSTOP": ("F44", STOPPED_S),
    }
    for name, (fault, limit_s) in limits.items():
        strike = partial(returned, machine, name)
        table.struck(f"{fault} {name} at heat-on, then STANDBY", limit_s, strike)


def control_thread(machine: Machine, table: Table) -> None:
    """The control thread alone stands still: the leases end, and then the watchdog the process."""
    strike = partial(returned, machine, "hold")
    table.struck("F44 the control thread alone stops, then STANDBY", BLOCKED_S, strike)


def out_of_memory(machine: Machine, table: Table) -> None:
    """The kernel kills the daemon for memory, and says so."""
    strike = partial(returned, machine, f"echo 16M > /sys/fs/cgroup/system.slice/{UNIT}/memory.max")
    table.struck("F48 out of memory at heat-on, then STANDBY", DEAD_S, strike)
    said = machine.sh("journalctl -b -k --no-pager -o cat | grep -c 'Killed process' || true")
    killed = int(said.strip()) > 0
    seen = "the kernel says that it killed it" if killed else "the kernel says nothing"
    table.add("F48 it was the kernel", "a kill for memory", seen, good=killed)


def told_by_systemd(machine: Machine, table: Table) -> None:
    """`systemctl stop` and `restart` while it heats."""

    def strike(verb: str) -> dict[str, float]:
        heating(machine)
        return struck(machine, f"systemctl {verb} {UNIT}", ALL)

    for verb in ("stop", "restart"):
        table.struck(f"F47 systemctl {verb} at heat-on", DEAD_S, partial(strike, verb))
        machine.sh(f"systemctl start {UNIT}")


def broken_python(machine: Machine, table: Table) -> None:
    """Killed, with nothing left to import: the way off needs only Python itself."""

    def strike() -> dict[str, float]:
        heating(machine)
        machine.sh(BREAK)
        try:
            return struck(machine, "SIGKILL", ALL)
        finally:
            machine.sh(MEND)

    table.struck("F43 SIGKILL, every library gone or broken", DEAD_S, strike)


def crash_loop(machine: Machine, table: Table) -> None:
    """A daemon that cannot start, with a stone on a client: four tries, then the last resort."""
    heating(machine)
    machine.rpc("stone.place", stones=["large-1"], sites=["lower-back-left"], contact="sheet")
    kept = eventually(lambda: not machine.code(f"grep -q 'lying\":1' {STONES}"), 20.0)
    must(kept, "the stone that lies is not in the runtime directory")
    before = tries(machine)
    machine.sh(f"mv {SITE} {SITE}.away")
    try:
        struck(machine, "SIGKILL", ALL)
        ended = f"systemctl show -p SubState --value {UNIT}"
        failed = eventually(lambda: machine.sh(ended).strip() == "failed", 120.0)
        must(failed, "the crash loop does not end")
        last_resort(machine, table, tries(machine) - before)
    finally:
        machine.sh(f"mv {SITE}.away {SITE}")
    refused = machine.code(f"systemctl start {UNIT}") != 0
    sounds = machine.code(f"systemctl is-active {FAILSAFE}") == 0
    seen = f"refused: {refused}; the failsafe unit goes on: {sounds}"
    allowed = "refused for five minutes, and the failsafe unit goes on"
    table.add("F69 a start too many", allowed, seen, good=refused and sounds)
    machine.sh(f"systemctl reset-failed {UNIT}; systemctl start {UNIT}")
    answers(machine)
    ended_too = machine.code(f"systemctl is-active {FAILSAFE}") != 0
    lies = machine.snapshot()["lying"]
    seen = f"the failsafe unit has ended: {ended_too}; {state(machine)}; stones that lie: {lies}"
    good = ended_too and state(machine) == "STANDBY" and lies == 1
    allowed = "ends the failsafe unit; STANDBY; the stone is known"
    table.add("F69 the daemon is started again", allowed, seen, good=good)
    machine.rpc("stone.lift_all")


def tries(machine: Machine) -> int:
    """How often the daemon was started and did not find its program."""
    said = machine.sh(f"journalctl -b -u {UNIT} --no-pager -o cat")
    return said.count("No module named 'stoneheater'")


def last_resort(machine: Machine, table: Table, tried: int) -> None:
    """The failsafe unit after a crash loop: what it did by itself, what it does to a line."""
    sounds = bool(machine.do("wait_line", line=BUZZER, high=True, within_s=30.0))
    machine.do("wait_line", line=BUZZER, high=False, within_s=30.0)
    again = bool(machine.do("wait_line", line=BUZZER, high=True, within_s=30.0))
    said = machine.sh(f"journalctl -b -u {FAILSAFE} --no-pager -o cat")
    ran = said.count("GPIO17 is driven low")
    machine.sh(f"systemctl stop {FAILSAFE}")
    quiet = not machine.bath()["lines"][str(BUZZER)]["high"]
    machine.tell(f"drive {HEATER} 1")  # nobody's line now: only the failsafe unit takes it low
    machine.sh(f"systemctl start {FAILSAFE}")
    low = bool(machine.do("wait_line", line=HEATER, high=False, within_s=30.0))
    seen = f"{tried} tries, the failsafe unit {ran} times; started by hand it drives a line low"
    good = tried in range(1, 5) and ran == 1 and low
    table.add("F69 crash loop", "at most 4 tries, then the failsafe unit", seen, good=good)
    seen = f"the buzzer's line sounds: {sounds}, and goes on: {again}; stopped, it is low: {quiet}"
    allowed = "the buzzer sounds until somebody stops it"
    table.add("F69 crash loop under a stone", allowed, seen, good=sounds and again and quiet)


def second_daemon(machine: Machine, table: Table) -> None:
    """A second daemon, and one that looks elsewhere for its lock, while the first heats."""
    heating(machine)
    before = machine.do("main_pid")
    run = "runuser -u stoneheater -- env LG_WD=/tmp"
    same = machine.code(f"{run} STONEHEATER_RUNTIME_DIR=/run/stoneheater stoneheater daemon")
    machine.sh("install -d -o stoneheater /tmp/other /tmp/state")
    folders = "STONEHEATER_RUNTIME_DIR=/tmp/other STONEHEATER_STATE_DIR=/tmp/state"
    other = machine.code(f"{run} {folders} stoneheater daemon")
    machine.sh("rm -rf /tmp/other /tmp/state")
    undisturbed = machine.do("main_pid") == before and state(machine) != "STANDBY"
    seen = f"exit {same} by the lock, {other} by the line; the first heats on: {undisturbed}"
    good = (same, other) == (75, 75) and undisturbed
    table.add("F66 two daemons", "exit 75, no effect", seen, good=good)


def left_high(machine: Machine, table: Table) -> None:
    """Called on a machine whose firmware left the heater's line high."""
    answers(machine)
    line = machine.bath()["lines"][str(HEATER)]
    why = " ".join(machine.snapshot()["not_ready"])
    refused = "was ON before the program started" in why
    seen = f"low {line['changed_ns'] / 1e9:.0f} s after power-on; refuses heat: {refused}"
    good = refused and not line["high"]
    table.add("F38 boot with the line left high", "low, and no heat", seen, good=good)
