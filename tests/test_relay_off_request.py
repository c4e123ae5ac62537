# SPDX-License-Identifier: MIT
"""What the relay-off helper asks of the kernel, byte by byte."""

import struct
from pathlib import Path

import pytest

from stoneheater import relay_off
from stoneheater.relay_off import CharDevice, pack_request


@pytest.mark.parametrize(("level", "bits"), [(0, 0), (1, 1)])
def test_the_request_is_laid_out_as_the_kernel_has_it(level: int, bits: int) -> None:
    """The fields of struct gpio_v2_line_request stand where linux/gpio.h puts them."""
    request = pack_request(17, relay_off.FLAG_OUTPUT, level)
    assert len(request) == 592
    assert struct.unpack_from("=2I", request, 0) == (17, 0)
    assert request[256:288] == b"stoneheater".ljust(32, b"\0")
    assert struct.unpack_from("=QI", request, 288) == (8, 1)
    assert struct.unpack_from("=IIQQ", request, 320) == (2, 0, bits, 1)
    assert struct.unpack_from("=II", request, 560) == (1, 0)
    assert struct.unpack_from("=i", request, 588) == (0,)


def test_a_request_without_a_level_carries_no_attribute() -> None:
    """Looking at a line asks for no direction and no value."""
    assert struct.unpack_from("=QI", pack_request(17, 0), 288) == (0, 0)


def test_the_request_number_is_the_kernels() -> None:
    """The number is _IOWR(0xB4, 0x07, 592 bytes), as linux/gpio.h defines it."""
    assert relay_off.GET_LINE_IOCTL == 0xC250B407 == (3 << 30) | (592 << 16) | (0xB4 << 8) | 0x07
    assert relay_off.SET_VALUES_IOCTL == 0xC010B40F == (3 << 30) | (16 << 16) | (0xB4 << 8) | 0x0F


def test_the_real_device_fails_as_an_os_error(tmp_path: Path) -> None:
    """A path that is no GPIO chip is refused by the kernel, and nothing stays open."""
    (tmp_path / "chip").touch()
    with pytest.raises(OSError, match="Inappropriate ioctl"):
        CharDevice(str(tmp_path / "chip")).drive(17, 0)
