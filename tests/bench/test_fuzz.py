# SPDX-License-Identifier: MIT
"""A fixed part of the fuzzing; the long form is `make fuzz`."""

import random
from itertools import islice
from pathlib import Path

import pytest
from bench.fuzz.mutators import damaged
from bench.fuzz.report import PAGE, fed, targets
from bench.fuzz.targets import Target, scratchpad
from hypothesis import given, settings
from hypothesis import strategies as st

FEW = {
    "1-Wire parser": 6000,
    "socket's parser": 4000,
    "configuration": 400,
    "record reader": 150,
}
SEED = 7
FORM = r"([0-9a-f]{2} ){9}: crc=[0-9a-f]{2} YES\n([0-9a-f]{2} ){9}t=-?[0-9]{1,6}\n"


@pytest.mark.parametrize("name", FEW)
def test_no_damaged_input_is_a_crash(tmp_path: Path, name: str) -> None:
    """Whatever is read is whole and plausible, whatever is not is refused as promised."""
    target = next(target for target in targets(tmp_path) if target.name == name)
    tally = fed(target, FEW[name], SEED)
    assert (tally.inputs, tally.crashes) == (FEW[name], 0)


@pytest.mark.parametrize("name", FEW)
def test_good_inputs_are_read(tmp_path: Path, name: str) -> None:
    """What the damage starts from is good, or the fuzzing would only see the first check."""
    target = next(target for target in targets(tmp_path) if target.name == name)
    for seed in target.seeds:
        target.feed(seed)


@given(data=st.binary(max_size=300) | st.from_regex(FORM).map(str.encode))
@settings(max_examples=100, deadline=None)
def test_hypothesis_finds_no_scratchpad_that_crashes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """The same promise, with inputs that somebody else thinks of."""
    scratchpad(tmp_path_factory.getbasetemp()).feed(data)


def test_the_same_seed_gives_the_same_inputs() -> None:
    """A crash can be seen again."""
    first, second = _some(), _some()
    assert first == second
    assert len(set(first)) > 100


def test_the_page_was_made_of_a_million_inputs_without_a_crash() -> None:
    """What is published is what was aimed at; and no tick was late for it."""
    said = PAGE.read_text(encoding="utf-8")
    (total,) = [line for line in said.splitlines() if line.startswith("| **together**")]
    _, _, inputs, crashes, *_ = total.replace("*", "").replace(",", "").split("|")
    assert int(inputs) >= 1_000_000
    assert int(crashes) == 0
    assert "and 0 came more than half a second late" in " ".join(said.split())


def test_a_reader_that_crashes_is_counted() -> None:
    """The counting itself is not asleep."""
    broken = Target("broken", (), [b"x"], _feed_ascii)
    assert fed(broken, 200, SEED).crashes > 0


def _feed_ascii(data: bytes) -> None:
    data.decode("ascii")


def _some() -> list[bytes]:
    chance = random.Random(3)  # noqa: S311 - repeatable, not secret
    return list(islice(damaged(chance, [b"one", b"another"]), 200))
