# SPDX-License-Identifier: MIT
"""One virtual machine: started, asked, cut off.

The law of this file: what is asked inside comes back as a value or as an error, always within a
deadline; and no machine outlives the program that started it.
"""

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vm.image import BUILD, Image, sh

BOOT_S = 300.0
"""Longest boot, s; 20 s on an idle computer."""

ANSWER_S = 300.0
"""Longest answer, s."""


class MachineError(Exception):
    """The machine did not do what was asked; str() says what."""


class Line:
    """One connection to a port of the machine, read line by line."""

    def __init__(self, path: Path) -> None:
        self._door = socket.socket(socket.AF_UNIX)
        self._door.connect(str(path))
        self._rest = b""

    def ask(self, question: object) -> None:
        """Send one line of JSON."""
        self._door.sendall(json.dumps(question).encode() + b"\n")

    def next(self, within_s: float) -> bytes | None:
        """The next line; None if there is none in time or the machine is gone."""
        end_s = time.monotonic() + within_s
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._door], [], [], max(0.0, end_s - time.monotonic()))
            data = self._door.recv(65536) if ready else b""
            if not data:
                return None
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def close(self) -> None:
        """Hang up."""
        self._door.close()


class Machine:
    """A running machine.

    Args:
        image: what it boots.
        disk: its own disk, laid over the image's.
        arguments: more arguments of the kernel.

    Attributes:
        told: whether the test bath was told anything; set back by whoever has put it in order.
    """

    def __init__(self, image: Image, disk: Path, arguments: str = "") -> None:
        self.told = True
        self._folder = tempfile.TemporaryDirectory(prefix="vm-")
        self.serial = disk.with_suffix(".serial")
        self._qemu = subprocess.Popen(self._command(image, disk, arguments))
        self.agent = self._connect("agent")
        self.acks = self._connect("acks")

    def _command(self, image: Image, disk: Path, arguments: str) -> list[str]:
        append = f"root=/dev/vda rw console=ttyS0 panic=1 quiet loglevel=4 {arguments}"
        ports = []
        for name in ("agent", "acks"):
            path = Path(self._folder.name) / name
            ports += ["-chardev", f"socket,id={name},path={path},server=on,wait=off"]
            ports += ["-device", f"virtserialport,chardev={name},name={name}"]
        return [
            *(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "qemu-system-x86_64",
                "-machine",
                "pc,accel=tcg",
                "-cpu",
                "max",
                "-smp",
                "2",
            ),
            *("-m", "512", "-display", "none", "-monitor", "none", "-nodefaults"),
            *("-serial", f"file:{self.serial}", "-kernel", str(image.kernel)),
            *("-initrd", str(image.initrd), "-append", append),
            *("-drive", f"file={disk},if=virtio,format=qcow2,cache=none"),
            *("-device", "i6300esb", "-action", f"watchdog={_bite(arguments)}"),
            *("-device", "virtio-serial-pci", *ports),
        ]

    def _connect(self, name: str) -> Line:
        path = Path(self._folder.name) / name
        for _ in range(200):
            with contextlib.suppress(OSError):
                return Line(path)
            time.sleep(0.05)
        raise MachineError(f"QEMU has not opened {path}; is it running?")

    def wait_booted(self) -> None:
        """Until the agent inside says hello."""
        if self.agent.next(BOOT_S) is None:
            raise MachineError(f"No boot within {BOOT_S:.0f} s; see {self.serial}.")

    def do(self, what: str, **parameters: Any) -> Any:
        """Ask the agent to do something; its result. Raises MachineError."""
        self.agent.ask({"do": what, "with": parameters})
        line = self.agent.next(ANSWER_S)
        if line is None:
            raise MachineError(f"No answer to {what} {parameters} within {ANSWER_S:.0f} s.")
        answer = json.loads(line)
        if "error" in answer:
            raise MachineError(f"{what} {parameters}: {answer['error']}")
        return answer["result"]

    def sh(self, command: str, timeout_s: float = 120.0) -> str:
        """A shell command inside, which must succeed; what it said."""
        done = self.do("run", command=command, timeout_s=timeout_s)
        if done["code"] != 0:
            raise MachineError(f"{command}: exit {done['code']}: {done['said'][-2000:]}")
        return str(done["said"])

    def code(self, command: str, timeout_s: float = 120.0) -> int:
        """A shell command's exit code."""
        return int(self.do("run", command=command, timeout_s=timeout_s)["code"])

    def rpc(self, method: str, **parameters: Any) -> Any:
        """A question to the daemon; its result. Raises MachineError if it refuses."""
        answer = self.do("rpc", method=method, **parameters)
        if "error" in answer:
            raise MachineError(f"{method}: {answer['error']['message']}")
        if "result" not in answer:  # the daemon ends, and says so to everybody
            raise MachineError(f"{method}: {answer}")
        return answer["result"]

    def snapshot(self) -> dict[str, Any]:
        """The daemon's newest snapshot."""
        found = self.rpc("snapshot.get")
        assert isinstance(found, dict)
        return found

    def bath(self) -> dict[str, Any]:
        """What the test bath says."""
        found = self.do("state")
        assert isinstance(found, dict)
        return found

    def tell(self, text: str) -> None:
        """One line to the test bath, such as ``probe 0 crc``."""
        self.told = True
        self.do("tell", text=text)

    def cut_power(self) -> None:
        """Take the power away, at once; what the ports had sent before can still be read."""
        self._qemu.kill()
        self._qemu.wait()

    def close(self) -> None:
        """Take the power away and put everything away."""
        self.cut_power()
        for line in (self.agent, self.acks):
            line.close()
        self._folder.cleanup()


def _bite(arguments: str) -> str:
    """What the watchdog does: it bites where a dead kernel is to be restarted.

    Elsewhere a busy computer that gives its machine no time for 14 s would spoil the check.
    """
    return "reset" if "panic=0" in arguments else "none"


def fresh_disk(image: Image, name: str) -> Path:
    """A disk of its own that only holds what differs from the image's."""
    disk = BUILD / f"{name}.qcow2"
    disk.unlink(missing_ok=True)
    base = ("-b", image.disk, "-F", "raw")
    sh("qemu-img", "create", "-q", "-f", "qcow2", *base, disk)
    return disk


@contextlib.contextmanager
def booted(image: Image, disk: Path, arguments: str = "") -> Iterator[Machine]:
    """A machine that has booted; cut off at the end."""
    machine = Machine(image, disk, arguments)
    try:
        machine.wait_booted()
        yield machine
    finally:
        machine.close()


def cannot_run() -> str:
    """Why this cannot run here, or empty."""
    if os.geteuid() != 0:
        return "The virtual machine is built as root: sudo make test-vm."
    if shutil.which("apt-get") is None or os.uname().machine != "x86_64":
        return (
            "The virtual machine is built on Debian, amd64: it takes Debian's kernel and packages."
        )
    return ""
