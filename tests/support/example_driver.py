# SPDX-License-Identifier: MIT
"""The example driver of the documentation, installed without a package index.

What pip would leave behind is written by hand from the example's own ``pyproject.toml``: a
``dist-info`` folder with its entry points, beside the sources on the path.
"""

import os
import tomllib
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-driver"
SOURCE = EXAMPLE / "src" / "stoneheater_kettle" / "__init__.py"


def install(folder: Path) -> str:
    """Install it for whoever has the answer on ``PYTHONPATH``."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    name = project["name"].replace("-", "_")
    info = folder / f"{name}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head)
    groups = [
        f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in points.items())
        for group, points in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(groups))
    return os.pathsep.join([str(folder), str(SOURCE.parents[1])])
