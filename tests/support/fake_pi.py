# SPDX-License-Identifier: MIT
"""A Raspberry Pi without a Pi: the stand-in for lgpio in place, and outputs opened on it."""

import os
import sys
from pathlib import Path

from stoneheater.hardware.gpio import GpioLines, OutputWiring, open_outputs
from support.fake_lgpio import lgpio, line_files

FAKE_LGPIO = Path(lgpio.__file__).parent
"""On PYTHONPATH it makes ``import lgpio`` find the stand-in in another process."""

SOURCES = Path(__file__).parents[2] / "src"

HEATER = OutputWiring("heater", 17)
ENABLE = OutputWiring("enable", 27, active_high=False)
HEARTBEAT = OutputWiring("heartbeat", 22)

sys.modules["lgpio"] = lgpio


def look(device: str, line: int) -> int:
    """The stand-in's line as it is, like ``look_as_is`` on a real chip."""
    return line_files.state(line, int(device.removeprefix("/dev/gpiochip"))).level


def open_fake(
    tmp_path: Path,
    heater: OutputWiring = HEATER,
    enable: OutputWiring | None = None,
    heartbeat: OutputWiring | None = None,
    chip_label: str | None = None,
) -> GpioLines:
    """The outputs, opened as on a Raspberry Pi whose outputs do not persist."""
    strict = tmp_path / "pinctrl_bcm2835/parameters"
    strict.mkdir(parents=True, exist_ok=True)
    (strict / "persist_gpio_outputs").write_text("N\n")
    return open_outputs(
        heater,
        enable,
        heartbeat,
        runtime_dir=tmp_path,
        chip_label=chip_label,
        look=look,
        sys_module_dir=tmp_path,
    )


def child_environment(world: Path, **more: str) -> dict[str, str]:
    """The environment of another process that lives on the same fake machine."""
    path = os.pathsep.join([str(FAKE_LGPIO), str(SOURCES)])
    inherited = {name: value for name, value in os.environ.items() if name != "LG_WD"}
    return {**inherited, "PYTHONPATH": path, "FAKE_LGPIO_DIR": str(world), **more}
