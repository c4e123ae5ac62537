# SPDX-License-Identifier: MIT
"""The process around a heater: what ends it, in which order, and what it says."""

import os
import time
from collections.abc import Iterator

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.interfaces.assembly import assemble
from stoneheater.interfaces.daemon import Daemon
from stoneheater.interfaces.journal import Journal
from stoneheater.interfaces.sd_notify import Notifier
from stoneheater.service.snapshot import Standing
from support.daemons import SETTINGS, Doors, Process
from support.foreign import Foreign
from support.panels import HandPanel
from support.waiting import eventually

PROMPT_S = 1.0


@pytest.fixture
def process() -> Iterator[Process]:
    """A daemon that controls a bath of 20 °C."""
    running = Process(Foreign())
    yield running
    running.close()


def test_it_starts_in_standby_and_says_so(process: Process) -> None:
    """The first finished cycle is the first word; nothing is switched on."""
    eventually(process.app.service.snapshot, 5.0)
    eventually(lambda: process.app.loop.cycles, 5.0)
    assert process.said() == "Started: STANDBY: 20.0 °C, target 50.0 °C\n"
    assert not process.hardware.relay.on


def test_told_to_end_it_is_off_before_anything_else(process: Process) -> None:
    """Off, then the sockets, then the stores; exit code 0."""
    process.heat()
    told_s = process.end()
    assert process.code.result(5.0) == 0
    off_s = process.hardware.relay.off_at_s(told_s)
    assert off_s is not None
    assert off_s - told_s < 0.5
    assert process.done == ["doors open", "doors closed", "closed"]
    assert "Ended by SIGTERM: every output is commanded off." in process.said()


def test_changes_of_state_are_said_with_who_made_them(process: Process) -> None:
    """One line for a command and one for the mode."""
    process.app.service.ask(Command(Verb.ON, who="anna"))
    said = eventually(process.said, 5.0)
    said += "" if "mode" in said else process.said()
    assert "mode: STANDBY to HEATING: on (anna)" in said
    assert "command: on: HEATING to 50.0 °C. (anna)" in said


def test_F45_a_control_loop_that_fails_is_off_and_ends_with_70_within_a_second(
    process: Process,
) -> None:
    """Whatever was raised, the relay opens, the sentence and the traceback are in the journal."""
    process.heat()
    failed_s = time.monotonic()
    process.hardware.thermometers.fail_with = ZeroDivisionError("a defect")
    assert process.code.result(5.0) == os.EX_SOFTWARE
    off_s = process.hardware.relay.off_at_s(failed_s)
    assert off_s is not None
    assert time.monotonic() - off_s < PROMPT_S
    said = process.said()
    assert "The control loop failed (ZeroDivisionError('a defect')): every output is" in said
    assert "Traceback" in said


def test_F45_not_even_a_request_to_exit_ends_the_loop_in_silence(process: Process) -> None:
    """SystemExit in the control thread is a failure like any other."""
    eventually(lambda: process.app.loop.cycles, 5.0)
    process.hardware.thermometers.fail_with = SystemExit(0)
    assert process.code.result(5.0) == os.EX_SOFTWARE


def test_an_output_that_does_not_answer_is_named_and_the_exit_code_is_70() -> None:
    """A heater that hangs in its own driver leaves the enable, and a sentence: pull the plug."""
    process = Process(Foreign(has_enable=True))
    eventually(lambda: process.app.loop.cycles, 5.0)
    process.hardware.relay.hang_in = "close"
    process.end()
    eventually(lambda: process.hardware.contactor.closed, 0.5)
    eventually(lambda: "doors closed" in process.done, 5.0)
    process.hardware.let_go()
    assert process.code.result(10.0) == os.EX_SOFTWARE
    said = process.said()
    assert "heater does not answer: NOT switched off. Pull the plug." in said
    assert "every output is commanded off" not in said
    process.close()


@pytest.mark.parametrize("written", [True, False])
def test_what_could_not_be_written_is_said(written: bool) -> None:
    """A store that is late is named; the heater is off all the same."""
    process = Process(Foreign(), close=lambda: written)
    process.end()
    assert process.code.result(5.0) == 0
    assert ("Not everything was written" in process.said()) is not written
    process.close()


def test_a_second_reason_to_end_changes_nothing(process: Process) -> None:
    """Two signals at once are one end."""
    process.end("SIGTERM")
    process.end("SIGHUP")
    assert process.code.result(5.0) == 0
    assert "SIGHUP" not in process.said()


def test_doors_that_cannot_open_leave_everything_off() -> None:
    """Whatever the main thread trips over, the outputs are closed on the way out."""

    class Locked(Doors):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    hardware = Foreign(has_enable=True)
    app = assemble(hardware, SETTINGS, Standing())
    with pytest.raises(RuntimeError, match="new thread"):
        Daemon(Journal(2, {}), Notifier({})).run(app, Locked([]))
    assert hardware.relay.closed
    assert hardware.contactor.closed


def test_F94_a_fitted_panel_is_tested_alarms_and_is_silent_at_the_end() -> None:
    """Buzzer and lamp at the start, both again for water above the high alarm, then neither."""
    panel = HandPanel()
    process = Process(Foreign(panel=panel))
    eventually(lambda: (True, True) in panel.shown, 5.0)
    eventually(lambda: panel.now == (False, False), 10.0)
    process.hardware.thermometers.value_c = 57.0
    process.app.service.ask(Command(Verb.ON))
    eventually(lambda: panel.now == (True, True), 5.0)
    process.close()
    assert panel.now == (False, False)


def test_a_panel_that_is_broken_changes_nothing_else() -> None:
    """It is told in the notes; the heater heats and ends as ever."""
    panel = HandPanel()
    panel.fails = OSError("gone")
    process = Process(Foreign(panel=panel))
    process.heat()
    eventually(lambda: len(process.app.service.panel()) == 2, 5.0)
    process.close()
    assert process.hardware.relay.closed


def test_the_stop_button_is_standby() -> None:
    """One press, no question, by whoever stands there; ACK and the others do not heat again."""
    panel = HandPanel()
    process = Process(Foreign(panel=panel))
    process.heat()
    panel.pressed.append("stop")
    eventually(lambda: not process.hardware.relay.on, 5.0)
    panel.pressed.extend(["ack", "foot"])
    eventually(lambda: not panel.pressed, 5.0)
    assert not process.hardware.relay.on
    process.close()
