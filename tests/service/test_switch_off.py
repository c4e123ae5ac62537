# SPDX-License-Identifier: MIT
import threading
import time

from stoneheater.service.switch_off import switch_off
from support.foreign import Foreign


def test_every_output_is_closed_for_good() -> None:
    """Nothing is left to name, and a later ON does nothing."""
    hardware = Foreign(has_enable=True)
    hardware.relay.write(on=True)
    hardware.contactor.write(on=True)
    assert switch_off(hardware, 1.0) == ()
    assert (hardware.relay.on, hardware.contactor.on) == (False, False)
    hardware.relay.write(on=True)
    assert not hardware.relay.on


def test_what_hangs_is_named_within_the_deadline_and_keeps_nobody_waiting() -> None:
    """The heater hangs, the enable opens; the caller is back when the deadline has passed."""
    hardware = Foreign(has_enable=True)
    hardware.relay.hang_in = "close"
    began_s = time.monotonic()
    assert switch_off(hardware, 0.2) == ("heater",)
    assert 0.19 < time.monotonic() - began_s < 1.0
    assert hardware.contactor.closed
    hardware.let_go()


def test_what_fails_is_named() -> None:
    """A driver that raises anything at all has not confirmed that it is off."""
    hardware = Foreign(has_enable=True)
    hardware.contactor.fail_with = RuntimeError("unplugged")
    assert switch_off(hardware, 1.0) == ("enable",)
    assert hardware.relay.closed


def test_outputs_that_are_not_fitted_are_not_missed() -> None:
    """A heater alone is enough."""
    assert switch_off(Foreign(), 1.0) == ()


class Unborn(threading.Thread):
    """A thread on a computer that has none left."""

    def start(self) -> None:
        """Fail as Python does then."""
        raise RuntimeError("can't start new thread")


def test_a_computer_without_threads_switches_off_one_by_one() -> None:
    """What cannot be done at the same time is done all the same."""
    hardware = Foreign(has_enable=True)
    assert switch_off(hardware, 1.0, Unborn) == ()
    assert (hardware.relay.closed, hardware.contactor.closed) == (True, True)
