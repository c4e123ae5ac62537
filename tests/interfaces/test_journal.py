# SPDX-License-Identifier: MIT
import fcntl
import logging
import os
from collections.abc import Iterator

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.interfaces.assembly import assemble
from stoneheater.interfaces.journal import (
    BURST,
    ERROR,
    EVERY_S,
    INFO,
    LONGEST,
    WARNING,
    Journal,
    JournalHandler,
)
from stoneheater.service.snapshot import Standing
from support.daemons import SETTINGS
from support.foreign import Foreign


class Terminal:
    """A journal that writes into a pipe, by a clock that the test moves."""

    def __init__(self, **environ: str) -> None:
        self.at_s = 0.0
        self.read_fd, self.write_fd = os.pipe()
        self.journal = Journal(self.write_fd, environ, lambda: self.at_s)

    def said(self) -> list[str]:
        """Every line since the last look."""
        os.set_blocking(self.read_fd, False)
        try:
            return os.read(self.read_fd, 1 << 20).decode().splitlines()
        except BlockingIOError:
            return []

    def close(self) -> None:
        """Close both ends."""
        for fd in (self.read_fd, self.write_fd):
            os.close(fd)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """A terminal, without journald."""
    one = Terminal()
    yield one
    one.close()


def test_a_person_reads_plain_lines(terminal: Terminal) -> None:
    """Several lines stay several lines."""
    terminal.journal.say(ERROR, "one\ntwo")
    assert terminal.said() == ["one", "two"]


def test_journald_reads_priorities() -> None:
    """Every line carries its own."""
    terminal = Terminal(JOURNAL_STREAM="8:12345")
    terminal.journal.say(ERROR, "one\ntwo")
    terminal.journal.say(INFO, "three")
    assert terminal.said() == ["<3>one", "<3>two", "<6>three"]
    terminal.close()


def test_a_line_is_short_and_printable(terminal: Terminal) -> None:
    """What cannot be printed is a question mark, and a line fits into a pipe at once."""
    terminal.journal.say(INFO, "\x1b[31m" + "ö" * 2 * LONGEST)
    (line,) = terminal.said()
    assert line.startswith("?[31mö")
    assert len(line) == LONGEST


def test_F71_a_flood_is_left_out_and_counted(terminal: Terminal) -> None:
    """After a burst there is one line in thirty seconds, which says how many there were."""
    for n in range(BURST + 5):
        terminal.journal.say(WARNING, f"line {n}")
    assert terminal.said()[-1] == f"line {BURST - 1}"
    terminal.at_s += EVERY_S - 0.1
    terminal.journal.say(WARNING, "too early")
    assert terminal.said() == []
    terminal.at_s += 0.1
    terminal.journal.say(WARNING, "next")
    assert terminal.said() == ["6 lines before this one were left out.", "next"]


def test_F71_a_day_of_flicker_is_under_a_megabyte(terminal: Terminal) -> None:
    """A change in every second of a day, at 200 bytes a line."""
    written = 0
    for second in range(86_400):
        terminal.at_s = float(second)
        terminal.journal.say(WARNING, "x" * 199)
        if second % 100 == 0:
            written += sum(len(line) + 1 for line in terminal.said())
    assert written < 1_000_000


def test_F71_a_trip_is_never_left_out(terminal: Terminal) -> None:
    """Errors do not wait for their turn."""
    for n in range(2 * BURST):
        terminal.journal.say(ERROR, f"trip {n}")
    assert terminal.said()[-1] == f"trip {2 * BURST - 1}"


def test_a_reader_that_does_not_read_blocks_nothing(terminal: Terminal) -> None:
    """A full pipe loses lines; the control loop goes on."""
    fcntl.fcntl(terminal.write_fd, fcntl.F_SETPIPE_SZ, 4096)
    for _ in range(100):
        terminal.journal.say(ERROR, "x" * LONGEST)
    assert 1 <= len(terminal.said()) <= 9


def test_a_closed_standard_error_costs_nothing() -> None:
    """Neither a closed descriptor nor one that never was raises."""
    terminal = Terminal()
    terminal.close()
    terminal.journal.say(ERROR, "nobody hears this")
    Journal(-1, {}).say(ERROR, "nor this")


def test_a_cycle_says_what_changed_and_nothing_else(terminal: Terminal) -> None:
    """A quiet cycle is quiet; a command is said with who gave it."""
    app = assemble(Foreign(), SETTINGS, Standing())
    terminal.journal.tell(app.loop.cycle())
    assert terminal.said() == []
    app.loop.ask(Command(Verb.STANDBY, who="anna"))
    terminal.journal.tell(app.loop.cycle())
    assert terminal.said() == ["command: standby: STANDBY: the heat is commanded off. (anna)"]


def test_what_other_modules_log_comes_to_the_same_lines(terminal: Terminal) -> None:
    """Warnings and worse; the rest is not for a journal on an SD card."""
    logger = logging.getLogger("test_journal")
    logger.propagate = False
    logger.addHandler(JournalHandler(terminal.journal))
    logger.setLevel(logging.DEBUG)
    logger.info("unheard")
    logger.warning("heard %d", 1)
    assert terminal.said() == ["heard 1"]
