# SPDX-License-Identifier: MIT
"""The stand-in for lgpio does what was seen and read of the real one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.fake_lgpio import lgpio, line_files
from support.fake_pi import child_environment


@pytest.fixture(autouse=True)
def machine(tmp_path: Path) -> Iterator[None]:
    """A fresh fake machine for every test."""
    lgpio.reset(tmp_path)
    yield
    lgpio.reset()


def test_a_second_claim_of_an_output_changes_nothing() -> None:
    """As in lgGpio.c, claiming an output again does not even set the new level."""
    handle = lgpio.gpiochip_open(0)
    lgpio.gpio_claim_output(handle, 17, 1)
    lgpio.gpio_claim_output(handle, 17, 0)
    assert (lgpio.gpio_read(handle, 17), lgpio.events) == (1, ["OUTPUT 17 1"])


def test_reading_an_unclaimed_line_makes_it_an_input() -> None:
    """As in lgGpio.c, a read claims the line, which is why the look at start does not use it."""
    line_files.put(17, line_files.Line("output", 1))
    handle = lgpio.gpiochip_open(0)
    assert (lgpio.gpio_read(handle, 17), lgpio.events) == (0, ["INPUT 17 0"])


def test_writing_an_input_makes_it_an_output() -> None:
    """As in lgGpio.c, a write to an input frees it and claims an output at that level."""
    handle = lgpio.gpiochip_open(0)
    lgpio.gpio_claim_input(handle, 17, lgpio.SET_PULL_UP)
    assert lgpio.gpio_read(handle, 17) == 1
    lgpio.gpio_write(handle, 17, 1)
    assert lgpio.events == ["INPUT 17 32", "FREE 17", "OUTPUT 17 1"]


def test_modes_and_owners_are_told() -> None:
    """The kernel's flags are seen by all, the library's own bits by the owner only."""
    ours, other = lgpio.gpiochip_open(0), lgpio.gpiochip_open(0)
    lgpio.gpio_claim_output(ours, 17)
    assert (lgpio.gpio_get_mode(ours, 17), lgpio.gpio_get_mode(other, 17)) == (1 | 2 | 512, 1 | 2)
    assert lgpio.gpio_get_line_info(other, 17) == [0, 17, 3, "", "lg"]
    assert lgpio.gpio_get_line_info(other, 18) == [0, 18, 0, "", ""]


@pytest.mark.parametrize(("persist", "left"), [(True, ("output", 1)), (False, ("input", 0))])
def test_a_freed_output_persists_or_not(
    tmp_path: Path, persist: bool, left: tuple[str, int]
) -> None:
    """Pitfall 1: as a Raspberry Pi kernel does by default, and as a strict one does."""
    lgpio.reset(tmp_path, persist=persist)
    handle = lgpio.gpiochip_open(0)
    lgpio.gpio_claim_output(handle, 17, 1)
    lgpio.gpiochip_close(handle)
    assert (line_files.state(17).direction, line_files.state(17).level) == left


def test_errors_carry_the_librarys_words() -> None:
    """The texts are those of the real module."""
    handle = lgpio.gpiochip_open(0)
    with pytest.raises(lgpio.error, match="can not open gpiochip"):
        lgpio.gpiochip_open(1)
    with pytest.raises(lgpio.error, match="unknown handle"):
        lgpio.gpio_get_chip_info(7)
    with pytest.raises(lgpio.error, match="bad GPIO number"):
        lgpio.gpio_claim_output(handle, 99)
    with pytest.raises(lgpio.error, match="GPIO not allocated"):
        lgpio.gpio_free(handle, 17)


def test_a_line_has_one_owner_until_that_process_dies(tmp_path: Path) -> None:
    """Pitfall 13: another process gets "GPIO busy" while the owner lives, and not after."""
    handle = lgpio.gpiochip_open(0)
    lgpio.gpio_claim_output(handle, 17)
    script = "import lgpio; lgpio.gpio_claim_output(lgpio.gpiochip_open(0), 17, 1)"
    results = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=child_environment(tmp_path),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        results.append((done.returncode, "lgpio.error: 'GPIO busy'" in done.stderr))
        lgpio.die()
    assert results == [(1, True), (0, False)]
    assert line_files.state(17).level == 1
    assert not line_files.is_held(17)


def test_the_environment_configures_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Directory, chips and persistence can all come from the environment."""
    monkeypatch.setenv("FAKE_LGPIO_DIR", str(tmp_path / "other"))
    monkeypatch.setenv("FAKE_LGPIO_CHIPS", "4=pinctrl-rp1,0=gpio-brcmstb")
    monkeypatch.setenv("FAKE_LGPIO_PERSIST", "0")
    lgpio.reset()
    handle = lgpio.gpiochip_open(4)
    assert lgpio.gpio_get_chip_info(handle) == [0, 54, "gpiochip4", "pinctrl-rp1"]
    lgpio.gpio_claim_output(handle, 17, 1)
    assert not line_files.state(17, 4).persist
    stamp, event = (tmp_path / "other/events.log").read_text().split(maxsplit=1)
    assert (float(stamp) > 0, event) == (True, "OUTPUT 17 1\n")


def test_a_held_line_is_let_go_with_its_descriptor() -> None:
    """A lock taken by hand holds the line as a process would."""
    holder = line_files.lock(17, user="w1")
    assert line_files.owner(17) == "w1"
    os.close(holder)
    assert line_files.owner(17) == ""
