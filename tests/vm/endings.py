# SPDX-License-Identifier: MIT
"""However the daemon ends, the lines are low: killed, stopped, out of memory, broken, restarted.

The law of this file: the test chip keeps a line as its dead owner left it, so every low that is
seen here was written by somebody.
"""

import time

from vm.bench import (
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

TOLD_S, DEAD_S, STOPPED_S = 0.5, 2.0, 8.0
ALL = [HEATER, ENABLE, HEARTBEAT]
SITE = "/usr/lib/stoneheater/site"
UNIT = "stoneheater.service"


def returned(machine: Machine, how: str) -> dict[str, float]:
    """Strike; every line goes low, and then a new daemon is there, in STANDBY."""
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
        heating(machine)
        seen = returned(machine, name)
        table.struck(f"{fault} {name} at heat-on, then STANDBY", seen, limit_s)


def out_of_memory(machine: Machine, table: Table) -> None:
    """The kernel kills the daemon for memory."""
    heating(machine)
    small = f"systemctl set-property --runtime {UNIT} MemoryMax=16M"
    seen = struck(machine, small, ALL)
    said = machine.sh(f"journalctl -b -u {UNIT} --no-pager | grep -ci oom || true").strip()
    machine.sh(f"systemctl set-property --runtime {UNIT} MemoryMax=128M")
    machine.sh("rm -rf /run/systemd/system.control; systemctl daemon-reload")
    words = f", the kernel's word of it {said} times in the journal"
    table.struck("F48 out of memory at heat-on", seen, DEAD_S, words)


def told_by_systemd(machine: Machine, table: Table) -> None:
    """`systemctl stop` and `restart` while it heats."""
    for verb in ("stop", "restart"):
        heating(machine)
        seen = struck(machine, f"systemctl {verb} {UNIT}", ALL)
        table.struck(f"F47 systemctl {verb} at heat-on", seen, DEAD_S)


def broken_python(machine: Machine, table: Table) -> None:
    """Killed, with nothing left to import: the way off needs only Python itself."""
    heating(machine)
    machine.sh(f"mv {SITE} {SITE}.away")
    broken = "/usr/lib/python3/dist-packages"
    for name in ("sitecustomize", "usercustomize", "argparse", "struct"):
        machine.sh(f"echo 'raise SystemExit(9)' > {broken}/{name}.py")
    machine.sh("echo 'import nothing_of_the_kind' > /usr/lib/python3/dist-packages/broken.pth")
    seen = struck(machine, "SIGKILL", ALL)
    table.struck("F43 SIGKILL, every library gone or broken", seen, DEAD_S)
    gone = f"for n in sitecustomize usercustomize argparse struct; do rm {broken}/$n.py; done"
    machine.sh(f"{gone}; rm {broken}/broken.pth")
    crash_loop(machine, table)
    machine.sh(f"mv {SITE}.away {SITE}")


def crash_loop(machine: Machine, table: Table) -> None:
    """A daemon that cannot start: four tries, and then the unit of last resort."""
    unit = "stoneheater-failsafe.service"
    ended = f"systemctl show -p SubState --value {UNIT}"
    failed = eventually(lambda: machine.sh(ended).strip() == "failed", 60.0)
    must(failed, "the crash loop does not end")
    machine.tell(f"drive {HEATER} 1")  # nobody's line: only the failsafe unit can take it low
    time.sleep(1.0)
    ran = machine.sh(f"journalctl -b -u {unit} --no-pager -o cat").count("GPIO17 is driven low")
    machine.sh(f"systemctl start {unit}")
    low = not machine.bath()["lines"][str(HEATER)]["high"]
    tries = machine.sh(f"journalctl -b -u {UNIT} --no-pager -o cat").count("ModuleNotFoundError")
    seen = f"{tries} tries, the failsafe unit ran {ran} times; by itself it drives a line low"
    good = tries in range(1, 5) and ran == 1 and low
    table.add("F69 crash loop", "at most 4 tries, then the failsafe unit", seen, good=good)


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
