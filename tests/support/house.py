# SPDX-License-Identifier: MIT
"""A house with a heater in it: real processes on a stand-in chip, a stand-in bus and a real bath.

The daemon and the commands are the installed ones; the folder of a house holds all that they
touch, so that several houses can stand beside each other.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stoneheater.config import load
from stoneheater.interfaces.client import Client, ClientError
from stoneheater.service import commissioning
from stoneheater.service.commissioning import Commissioned
from stoneheater.service.latch import LatchFile
from support.fake_lgpio import line_files
from support.fake_pi import FAKE_LGPIO
from support.fake_w1 import BATH, SECOND, FakeW1
from support.settings import toml
from support.waiting import eventually

STONEHEATER = Path(sys.executable).parent / "stoneheater"
HERE = Path(__file__).parent
HEATER, ENABLE = 17, 27
START_S = 15.0


class House:
    """One heater's world, and the processes in it."""

    def __init__(self, folder: Path, *, enable: bool = False) -> None:
        self.folder = folder
        folder.mkdir()
        self.world, self.run, self.state = (folder / name for name in ("world", "r", "s"))
        self.config = folder / "stoneheater.toml"
        path = os.pathsep.join([str(FAKE_LGPIO), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.environment = {**os.environ, "PYTHONPATH": path}
        self.environment["FAKE_LGPIO_DIR"] = str(self.world)
        self.environment["STONEHEATER_RUNTIME_DIR"] = str(self.run)
        self.environment["STONEHEATER_STATE_DIR"] = str(self.state)
        for name in ("LG_WD", "NOTIFY_SOCKET", "INVOCATION_ID", "JOURNAL_STREAM"):
            self.environment.pop(name, None)
        self.w1 = FakeW1(folder / "w1", BATH, SECOND)
        (folder / "module").mkdir()
        self.started: list[subprocess.Popen[str]] = []
        self.wire(enable=enable)

    def wire(self, *, enable: bool = False, **more: object) -> None:
        """Configure a heater with two probes, and with a second relay or without."""
        tables = {
            "hardware": {"driver": "raspberry-pi", "options": self.options},
            "heater": {"element_w": 2000.0, "water_kg": 1.0},
            "gpio": {"heater_pin": HEATER} | ({"enable_pin": ENABLE} if enable else {}),
            "probe": [{"id": rom_id, "role": "bath"} for rom_id in (BATH, SECOND)],
        }
        self.configure(toml({**tables, **more}))

    def configure(self, text: str) -> None:
        """Write the configuration, safe from strangers."""
        self.config.write_text(text)
        self.config.chmod(0o600)

    @property
    def options(self) -> Mapping[str, str]:
        """Where the driver finds this house's bus and modules."""
        return {"w1_devices": str(self.w1.base), "sys_module": str(self.folder / "module")}

    def commission(self) -> None:
        """What an earlier commissioning has left on the disk."""
        self.run.mkdir(exist_ok=True)
        self.state.mkdir(exist_ok=True)
        LatchFile(self.state, self.run).create_clear()
        config = load(self.config)
        probes = {probe.name: probe.id for probe in config.probe}
        wiring = commissioning.wiring_of(config)
        commissioning.write(self.state, Commissioned("test", 0.0, wiring, {}, probes))

    def bath(self) -> None:
        """Fill the bath, and let it live."""
        self._start([sys.executable, str(HERE / "bath_program.py"), str(self.folder)])
        eventually(lambda: self.w1.get(BATH, "w1_slave").endswith("t=42000\n"), 5.0)

    def daemon(self, *options: str, **environment: str) -> subprocess.Popen[str]:
        """Start a daemon, and do not wait for it."""
        command = [str(STONEHEATER), "daemon", "--config", str(self.config), *options]
        return self._start(command, **environment)

    def up(self, *options: str, **environment: str) -> subprocess.Popen[str]:
        """Start a daemon and wait for its first finished cycle."""
        daemon = self.daemon(*options, **environment)
        eventually(lambda: self.status() or daemon.poll() is not None, START_S)
        assert daemon.poll() is None, daemon.communicate()
        return daemon

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command of the installed program."""
        return subprocess.run(
            [str(STONEHEATER), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Begin a command of the installed program that asks questions."""
        return self._start([str(STONEHEATER), *words])

    def status(self) -> dict[str, Any]:
        """The newest snapshot; empty while nobody answers."""
        try:
            with Client.connect(self.run / "control.sock", 2.0) as client:
                return client.call("snapshot.get")
        except ClientError:
            return {}

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Ask the daemon itself, as an installed command does."""
        with Client.connect(self.run / "control.sock") as client:
            return client.call(method, **params)

    def heat(self) -> None:
        """Switch on and wait until the heater relay is closed."""
        said = self.ask("on")
        assert said.returncode == 0, said.stderr
        eventually(lambda: self.level(HEATER) == 1, 30.0)

    def level(self, gpio: int) -> int:
        """The level of a line, as the relay sees it."""
        line_files.world = line_files.World(self.world)
        return line_files.state(gpio).level

    def touched(self, event: str, since_s: float) -> float | None:
        """When a line was first touched like this after an instant, monotonic s."""
        for row in (self.world / "events.log").read_text().splitlines():
            at_s, _, what = row.partition(" ")
            if what == event and float(at_s) >= since_s:
                return float(at_s)
        return None

    def signal(self, daemon: subprocess.Popen[str], number: int) -> float:
        """Send a signal; when it was sent, monotonic s."""
        at_s = time.monotonic()
        daemon.send_signal(number)
        return at_s

    def ail(self, rom_id: str, how: str) -> None:
        """Let one probe ail, as `bath_program.py` knows it."""
        fresh = self.folder / "ails.new"
        fresh.write_text(f"{rom_id} {how}")
        fresh.replace(self.folder / "ails")

    def mend(self) -> None:
        """Let no probe ail."""
        (self.folder / "ails").unlink()

    def close(self) -> None:
        """End what is still running in this house."""
        for process in self.started:
            with process:
                process.kill()
        line_files.world = line_files.World()

    def _start(self, command: list[str], **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command,
            env={**self.environment, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process
