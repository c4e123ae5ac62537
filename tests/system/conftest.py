# SPDX-License-Identifier: MIT
"""Houses for the tests that start real processes; each is emptied when its test is over."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.house import House


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Builds houses side by side, each with the configuration of a real heater."""
    houses: list[House] = []

    def built(name: str, *, enable: bool = False) -> House:
        houses.append(House(tmp_path / name, enable=enable))
        return houses[-1]

    yield built
    for house in houses:
        house.close()


@pytest.fixture
def house(build: Callable[..., House]) -> House:
    """One house with a commissioned heater and a bath."""
    one = build("h")
    one.commission()
    one.bath()
    return one
