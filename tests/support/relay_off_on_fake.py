# SPDX-License-Identifier: MIT
"""Run the real relay-off helper on the stand-in's lines: ``python relay_off_on_fake.py ...``.

It takes the helper's own arguments, loads the helper from its file as a bare copy would be, and
gives it a chip that works on the files of ``FAKE_LGPIO_DIR``.
"""

import importlib.util
import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS))

from support.fake_lgpio import line_files  # noqa: E402 - found by the line above


class FakeChip:
    """A chip of the stand-in, driven as the kernel's character device is."""

    def __init__(self, path: str) -> None:
        self._number = int(path.removeprefix("/dev/gpiochip"))
        self._kept: dict[int, int] = {}

    def drive(self, line: int, level: int) -> None:
        """Take the line and drive it; EBUSY while somebody else holds it."""
        try:
            if line not in self._kept:
                self._kept[line] = line_files.lock(line, self._number, "stoneheater")
        except BlockingIOError as busy:
            raise OSError(16, "Device or resource busy") from busy
        line_files.log(f"OUTPUT {line} {level}")
        driven = line_files.Line("output", level, persist=line_files.persists())
        line_files.put(line, driven, self._number)


def load_helper() -> Any:
    """The helper as a module of its own, whatever is installed."""
    path = TESTS.parent / "src/stoneheater/relay_off.py"
    spec = importlib.util.spec_from_file_location("relay_off", path)
    assert spec is not None
    assert spec.loader is not None
    helper = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(helper)
    return helper


if __name__ == "__main__":
    sys.exit(load_helper().main(open_chip=FakeChip))
