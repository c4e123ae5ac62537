# SPDX-License-Identifier: MIT
"""A driver with a defect: the real Raspberry Pi one, until somebody makes its probes misbehave.

``w1_devices`` says where the bus is; a file ``defect`` beside its root holds ``hang`` or ``raise``,
and from then on the control thread meets it in ``latest``.
"""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from stoneheater.config import Config
from stoneheater.core.reading import Reading
from stoneheater.hardware import raspberry_pi
from stoneheater.hardware.raspberry_pi import RaspberryPi
from stoneheater.ports import Diagnosis, Probes


class Defective:
    """Probes that hang for ever or raise what nobody expects."""

    def __init__(self, sound: Probes, defect: Path) -> None:
        self._sound = sound
        self._defect = defect

    def latest(self) -> Mapping[str, Reading]:
        """The readings, while nothing is wrong."""
        if self._defect.exists():
            if self._defect.read_text() == "hang":
                threading.Event().wait()
            raise ZeroDivisionError("a defect")
        return self._sound.latest()

    def diagnose(self) -> Sequence[Diagnosis]:
        """The same as ever."""
        return self._sound.diagnose()

    def close(self) -> None:
        """The same as ever."""
        self._sound.close()


def build(config: Config) -> RaspberryPi:
    """The Raspberry Pi, with its probes wrapped."""
    machine = raspberry_pi.build(config)
    defect = Path(str(config.hardware.options["w1_devices"])).parents[3] / "defect"
    machine.probes = Defective(machine.probes, defect)
    return machine
