# SPDX-License-Identifier: MIT
"""What the keys of the demonstration do, and the treatment that plays by itself."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoneheater.core.mode import Mode
from stoneheater.interfaces.cli.player import HELP, KEYS, Player
from stoneheater.interfaces.cli.room import STONES, Room
from support.running import Pump
from support.waiting import eventually

DEADLINE_S = 20.0


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A treatment room whose loop turns."""
    one = Room(tmp_path, 0.0)
    with Pump(one.app):
        yield one
    one.close()


@pytest.fixture
def player(room: Room, tmp_path: Path) -> Player:
    """Whoever presses the keys, as soon as there is something to see."""
    eventually(lambda: room.app.service.snapshot() is not None, DEADLINE_S)
    return Player(room, tmp_path / "session.pdf")


def mode(room: Room) -> Mode:
    """The mode of the newest cycle."""
    snapshot = room.app.service.snapshot()
    assert snapshot is not None
    return snapshot.outcome.mode


def pressed(player: Player, keys: str) -> list[str]:
    """What each key comes to."""
    said = []
    for key in keys:
        player.press(key)
        said.append(player.said)
    return said


def test_the_keys_are_the_therapist(player: Player, room: Room) -> None:
    """On, up, down, standby: each is answered in words."""
    assert player.said == "The bath is cold. Press o to heat it."
    assert pressed(player, "o++-s")[:4] == [
        "HEATING to 50.0 °C.", "target 51.0 °C.", "target 52.0 °C.", "target 51.0 °C.",
    ]  # fmt: skip
    assert mode(room) is Mode.STANDBY


def test_the_target_stops_at_its_bounds(player: Player, room: Room) -> None:
    """The heater refuses, and the screen says why."""
    assert "54" in pressed(player, "+" * 8)[-1]
    snapshot = room.app.service.snapshot()
    assert snapshot is not None
    assert snapshot.outcome.target_c == 54.0


def test_the_keys_are_the_bad_luck(player: Player, room: Room) -> None:
    """A probe is unplugged and plugged in, the trip is acknowledged and reset."""
    assert pressed(player, "u") == ["the first probe is unplugged."]
    eventually(lambda: mode(room) is Mode.TRIPPED, DEADLINE_S)
    assert pressed(player, "au")[1] == "the first probe is plugged in again."

    def reset() -> bool:
        player.press("r")
        return mode(room) is Mode.STANDBY

    eventually(reset, DEADLINE_S)


def test_a_relay_is_welded_and_mended(player: Player, room: Room) -> None:
    """The same key does both."""
    assert pressed(player, "w") == ["the heater relay is welded."]
    eventually(lambda: "welded" in room.hardware.world.ails, DEADLINE_S)
    assert pressed(player, "w") == ["the heater relay is mended."]
    eventually(lambda: "welded" not in room.hardware.world.ails, DEADLINE_S)


@pytest.mark.parametrize(
    ("key", "said"), [("c", "cold stones: 22 °C."), ("h", "hot water: 70 °C.")]
)
def test_what_happens_to_a_bath(player: Player, room: Room, key: str, said: str) -> None:
    """Cold stones and hot water change the bath at the next second."""
    plant = room.hardware.world.plant
    assert pressed(player, key) == [said]
    eventually(lambda: plant.stone_c > 20.5 or plant.water_c > 25.0, DEADLINE_S)


def test_other_keys_do_nothing(player: Player, room: Room) -> None:
    """A hand on the keyboard heats nothing, and every key that does is on the screen."""
    assert set(pressed(player, "zy0 \n\t")) == {"The bath is cold. Press o to heat it."}
    assert mode(room) is Mode.STANDBY
    named = {word for line in HELP.splitlines() for word in line.split() if len(word) == 1}
    assert set(KEYS) == named - {"q"}


def test_a_treatment_by_hand(player: Player, room: Room, tmp_path: Path) -> None:
    """Three stones, three more, one off, all off, the end and the paper: one key each."""
    said = pressed(player, "ll")
    assert len(room.lying()) == len(STONES)
    assert all("stones timed" in text or "lift" in text for text in said)
    assert pressed(player, "l") == ["all six lie already."]
    player.press("f")
    assert len(room.lying()) == len(STONES) - 1
    assert "lifted from the" in player.said
    assert pressed(player, "xfe") == [
        "all stones off M.H.: 5 lifted.",
        "no stone lies on anybody.",
        f"session M.H. ended: 6 of 6 stones back, cleaned. {player.on_paper}",
    ]
    assert player.on_paper == f"The session is on paper: {tmp_path / 'session.pdf'}"
    assert (tmp_path / "session.pdf").read_bytes().startswith(b"%PDF")


def test_what_the_board_refuses_is_said(player: Player) -> None:
    """Nobody is there, so nothing can end."""
    assert pressed(player, "e") == ["no session is open: say stoneheater session start."]


def test_a_key_takes_over_from_the_treatment(room: Room) -> None:
    """It plays until somebody presses a key of the list, and no further."""
    player = Player(room, plays=True)
    player.play()
    assert player.said == "It is 20 °C. The therapist says: on."
    player.press("z")
    player.press("+")
    said = player.said
    threading.Event().wait(1.6)
    player.play()
    player.play()
    assert player.said == said
    assert mode(room) is Mode.STANDBY
