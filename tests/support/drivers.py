# SPDX-License-Identifier: MIT
"""Drivers from elsewhere, installed without a package index.

What pip would leave behind is written by hand: a ``dist-info`` folder with its entry points. The
example of the documentation is installed from its own ``pyproject.toml``.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

GROUP = "stoneheater.hardware"
EXAMPLE = Path(__file__).parents[2] / "docs" / "example-driver"
SOURCE = EXAMPLE / "src" / "stoneheater_kettle" / "__init__.py"
DEFECTIVE = Path(__file__).parent / "defective"


def register(folder: Path, package: str, drivers: Mapping[str, str]) -> None:
    """Let drivers (name: ``module:function``) be found by whoever has the folder on its path."""
    info = folder / f"{package}-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
    points = "".join(f"{name} = {target}\n" for name, target in drivers.items())
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{points}")


def install_example(folder: Path) -> str:
    """Install the example for whoever has the answer on ``PYTHONPATH``."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    register(folder, project["name"].replace("-", "_"), project["entry-points"][GROUP])
    return os.pathsep.join([str(folder), str(SOURCE.parents[1])])


def install_defective(folder: Path) -> str:
    """Install the driver with a defect, ``defective-pi``."""
    register(folder, "defective", {"defective-pi": "defective_pi:build"})
    return os.pathsep.join([str(folder), str(DEFECTIVE)])
