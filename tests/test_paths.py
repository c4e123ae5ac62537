# SPDX-License-Identifier: MIT
"""Where things are: what is named wins, then systemd, then a folder of one's own."""

from pathlib import Path

import pytest

from stoneheater import paths

NAMES = (
    "STONEHEATER_RUNTIME_DIR",
    "XDG_RUNTIME_DIR",
    "STONEHEATER_STATE_DIR",
    "STATE_DIRECTORY",
    "XDG_STATE_HOME",
    "STONEHEATER_CONFIG",
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that names nothing, and the home of a person at a laptop."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/anna")


def named(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    """An environment that names these."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def usual(system: Path, own: str) -> Path:
    """The system's folder where it is there, else one's own."""
    return system if system.is_dir() else Path(own)


@pytest.mark.parametrize(
    ("environment", "own"),
    [
        ({"XDG_RUNTIME_DIR": "/run/user/1000"}, "/run/user/1000/stoneheater"),
        ({"XDG_RUNTIME_DIR": ""}, "/run/stoneheater"),
        ({"STONEHEATER_RUNTIME_DIR": ""}, "/run/stoneheater"),
        ({}, "/run/stoneheater"),
    ],
)
def test_the_runtime_folder_is_the_systems_or_ones_own(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], own: str
) -> None:
    """The service's folder where it is; else that of the session; a name that is empty is none."""
    named(monkeypatch, environment)
    assert paths.runtime_dir() == usual(paths.RUNTIME, own)


def test_a_named_runtime_folder_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the session's and the service's, with nothing appended."""
    named(monkeypatch, {"STONEHEATER_RUNTIME_DIR": "/tmp/r", "XDG_RUNTIME_DIR": "/run/user/1000"})  # noqa: S108 - a name only
    assert paths.runtime_dir() == Path("/tmp/r")  # noqa: S108 - same


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"STONEHEATER_STATE_DIR": "/a", "STATE_DIRECTORY": "/b", "XDG_STATE_HOME": "/c"}, "/a"),
        ({"STATE_DIRECTORY": "/b", "XDG_STATE_HOME": "/c"}, "/b"),
        ({"STONEHEATER_STATE_DIR": "", "STATE_DIRECTORY": "/b"}, "/b"),
    ],
)
def test_a_named_state_folder_wins_and_then_systemds(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], folder: str
) -> None:
    """Exactly the folder that is named."""
    named(monkeypatch, environment)
    assert paths.state_dir() == Path(folder)


@pytest.mark.parametrize(
    ("environment", "own"),
    [
        ({"XDG_STATE_HOME": "/c"}, "/c/stoneheater"),
        ({"XDG_STATE_HOME": ""}, "/home/anna/.local/state/stoneheater"),
        ({}, "/home/anna/.local/state/stoneheater"),
    ],
)
def test_the_state_folder_is_the_systems_or_ones_own(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], own: str
) -> None:
    """The service's folder where it is; else the person's."""
    named(monkeypatch, environment)
    assert paths.state_dir() == usual(paths.STATE, own)


@pytest.mark.parametrize(
    ("environment", "file"),
    [
        ({"STONEHEATER_CONFIG": "/tmp/mine.toml"}, "/tmp/mine.toml"),  # noqa: S108 - a name only
        ({"STONEHEATER_CONFIG": ""}, "/etc/stoneheater/stoneheater.toml"),
        ({}, "/etc/stoneheater/stoneheater.toml"),
    ],
)
def test_the_configuration_is_the_named_or_the_systems(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], file: str
) -> None:
    """There is no search for configurations that somebody left somewhere."""
    named(monkeypatch, environment)
    assert paths.config_path() == Path(file)


def test_nothing_is_created(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Asking where something is does not make it."""
    places = {"STONEHEATER_RUNTIME_DIR": "r", "STONEHEATER_STATE_DIR": "s"}
    named(monkeypatch, {name: str(tmp_path / place) for name, place in places.items()})
    assert not paths.runtime_dir().exists()
    assert not paths.state_dir().exists()
    assert list(tmp_path.iterdir()) == []
