# SPDX-License-Identifier: MIT
"""What answers inside the virtual machine: one question a line, one answer a line.

The law of this file: it does what it is asked and judges nothing, and what it measures is
measured here, beside the heater, with the clock that the test chip stamps its lines with.
It needs nothing but the standard library.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

PORT = Path("/dev/virtio-ports/agent")
BATH = Path("/sys/kernel/debug/stonebath")
CONTROL = "/run/stoneheater/control.sock"
UNIT = "stoneheater.service"
SEIZE, INTERRUPT, WALL = 0x4206, 0x4207, 0x40000000
"""Of ptrace(2) and waitpid(2)."""

ASLEEP = "230 0x1 0x1 "
"""time.sleep of Python, as the kernel of a PC has it: until an instant of the monotonic clock."""


def run(command: str, timeout_s: float = 120.0) -> dict[str, Any]:
    """A shell command's exit code and what it said."""
    try:
        done = subprocess.run(  # noqa: S602 - a shell is what is asked for
            command, shell=True, capture_output=True, text=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired:
        return {"code": -1, "said": f"no end within {timeout_s} s"}
    return {"code": done.returncode, "said": done.stdout + done.stderr}


def rpc(method: str, **params: Any) -> dict[str, Any]:
    """One question to the daemon's control socket, and its whole answer."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(40)
        door.connect(CONTROL)
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        door.sendall(json.dumps(question).encode() + b"\n")
        with door.makefile("rb") as lines:
            answer: dict[str, Any] = json.loads(lines.readline())
    return answer


def tell(text: str) -> None:
    """One line to the test bath."""
    (BATH / "control").write_text(text)


def state() -> dict[str, Any]:
    """What the test bath says: numbers by name, lines by number."""
    found: dict[str, Any] = {"lines": {}}
    for row in (BATH / "state").read_text().splitlines():
        name, *words = row.split()
        if name == "line":
            found["lines"][words[0]] = {
                "out": words[1] == "out",
                "high": words[2] == "1",
                "claimed": words[4] == "1",
                "changed_ns": int(words[8]),
            }
        elif name != "probe":
            found[name] = int(words[0])
    return found


def is_high(line: int) -> bool:
    """Whether a line is driven high now."""
    return bool(state()["lines"].get(str(line), {}).get("high"))


def wait_line(line: int, high: bool, within_s: float) -> bool:
    """Wait until a line is driven high, or no longer; False if that never came."""
    end_s = time.monotonic() + within_s
    while time.monotonic() < end_s:
        if is_high(line) == high:
            return True
        time.sleep(0.02)
    return False


def main_pid() -> int:
    """The daemon's process id; 0 if there is none."""
    said = run(f"systemctl show -p MainPID --value {UNIT}")["said"]
    return int(said.strip() or 0)


def bare_start_s() -> float:
    """How long a bare start of Python takes here and now, s: how starved this machine is."""
    began_s = time.monotonic()
    run("/usr/bin/python3 -I -S -c pass")
    return time.monotonic() - began_s


def asleep(pid: int) -> set[int]:
    """The daemon's threads that sleep until an instant."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(t.name) for t in tasks if (t / "syscall").read_text().startswith(ASLEEP)}


def control_thread(pid: int) -> int:
    """The thread that sleeps from tick to tick; lgpio's, which does the same, is older."""
    found: set[int] = set()
    for _ in range(20):
        found |= asleep(pid)
        time.sleep(0.1)
    return max(found)


def hold(pid: int, thread: int) -> None:
    """Stop one thread of a process, and let the others run."""
    ptrace = ctypes.CDLL(None, use_errno=True).ptrace
    while thread not in asleep(pid):  # and so does not hold what the others wait for
        time.sleep(0.01)
    if ptrace(SEIZE, thread, 0, 0) or ptrace(INTERRUPT, thread, 0, 0):
        raise OSError(ctypes.get_errno(), "ptrace")


def let_die(thread: int, within_s: float) -> bool:
    """Let a thread that was held back die with its process; False if that lives on."""
    end_s = time.monotonic() + within_s
    while time.monotonic() < end_s:
        found, how = os.waitpid(thread, os.WNOHANG | WALL)
        if found and (os.WIFSIGNALED(how) or os.WIFEXITED(how)):
            return True
        time.sleep(0.05)
    return False


def strike(how: str, lines: list[int], within_s: float = 30.0) -> dict[str, Any]:
    """Do something to the daemon while it heats, and see when each line is low.

    Args:
        how: the name of a signal for the daemon, `hold` for its control thread, or a shell command.
        lines: the lines to look at; the first is awaited high before.
        within_s: how long to wait for low.
    """
    pid, python_s = main_pid(), bare_start_s()
    if not wait_line(lines[0], high=True, within_s=60):
        return {"error": "the heater's line never went high"}
    thread = control_thread(pid) if how == "hold" else 0
    began_ns = time.monotonic_ns()
    if thread:
        hold(pid, thread)
    elif how.startswith("SIG"):
        os.kill(pid, signal.Signals[how])
    else:
        subprocess.Popen(how, shell=True)  # noqa: S602 - as above
    low = all(wait_line(line, high=False, within_s=within_s) for line in lines)
    seen = state()["lines"]
    killed = not thread or let_die(thread, 30.0)
    ended_ns = max(seen[str(line)]["changed_ns"] for line in lines)
    low = low and killed
    return {"low": low, "after_s": (ended_ns - began_ns) / 1e9, "pid": pid, "python_s": python_s}


def beats(line: int, for_s: float) -> dict[str, Any]:
    """How often a line that toggles changed in a while, and the longest it stood still.

    Changes that nobody looked between count as one, so that the wait is never shown too short.
    """
    changes = {state()["lines"][str(line)]["changed_ns"]}
    began_s = time.monotonic()
    while time.monotonic() < began_s + for_s:
        changes.add(state()["lines"][str(line)]["changed_ns"])
        time.sleep(0.05)
    at = [*sorted(changes), time.monotonic_ns()]
    return {"beats": len(changes) - 1, "longest_s": max(b - a for a, b in pairwise(at)) / 1e9}


def last_beat(line: int, how: str, for_s: float) -> dict[str, Any]:
    """Strike the daemon with a signal; when a line that toggles changed for the last time.

    Returns:
        ``after_s``: the last change, s after the blow (below 0: before); ``beats_before``: in 3 s.
    """
    pid, before = main_pid(), beats(line, 3.0)["beats"]
    began_ns = time.monotonic_ns()
    os.kill(pid, signal.Signals[how])
    time.sleep(for_s)
    changed_ns = state()["lines"][str(line)]["changed_ns"]
    return {"after_s": (changed_ns - began_ns) / 1e9, "beats_before": before}


OPERATIONS: dict[str, Callable[..., Any]] = {
    "run": run,
    "rpc": rpc,
    "tell": tell,
    "state": state,
    "wait_line": wait_line,
    "main_pid": main_pid,
    "bare_start_s": bare_start_s,
    "strike": strike,
    "beats": beats,
    "last_beat": last_beat,
}


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Do one thing."""
    try:
        return {"result": OPERATIONS[question["do"]](**question["with"])}
    except Exception as error:  # noqa: BLE001 - the host must hear of everything
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer until the machine ends."""
    with PORT.open("r+b", buffering=0) as port:
        port.write(b'{"hello": true}\n')
        rest = b""
        while True:
            rest += port.read(65536) or b""
            while b"\n" in rest:
                line, _, rest = rest.partition(b"\n")
                port.write(json.dumps(answer(json.loads(line))).encode() + b"\n")


if __name__ == "__main__":
    main()
