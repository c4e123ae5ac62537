# SPDX-License-Identifier: MIT
"""Houses for the tests that start real processes; each is emptied when its test is over."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.fake_w1 import SECOND
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


@pytest.fixture(scope="module", autouse=True)
def blind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, float] | None]:
    """A house that lost a probe while it heated, and when, monotonic s.

    It stands from the start of its module, so that its 20 s pass while other tests run.
    """
    if not request.module.__name__.endswith("story"):
        yield None
        return
    house = House(tmp_path_factory.mktemp("b") / "h")
    house.commission()
    house.bath()
    house.up()
    house.heat()
    house.ail(SECOND, "unplugged")
    yield house, time.monotonic()
    house.close()
