# SPDX-License-Identifier: MIT
"""The configuration as a file on a card: torn, foreign, missing, or no file at all."""

import os
import stat
from contextlib import suppress
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stoneheater.config import Config, ConfigError, load
from stoneheater.config.toml_file import LARGEST_FILE, distrust
from support.settings import loaded, refusal, shipped, shipped_complete, written


@pytest.mark.parametrize("text", [shipped(), shipped_complete().replace("[hardware.options]", "")])
def test_F55_a_torn_file_loads_whole_settings_or_not_at_all(text: str, tmp_path: Path) -> None:
    """Cut at any byte, the file gives only settings that were written whole, or an error."""
    whole = loaded(tmp_path, text)
    content = text.encode()
    for length in range(len(content)):
        with suppress(ConfigError):
            assert_no_other_setting(loaded(tmp_path, content[:length]), whole)


def assert_no_other_setting(torn: Config, whole: Config) -> None:
    """Each setting of ``torn`` is that of ``whole`` or the default; of a list the first ones."""
    for table in attrs.fields_dict(Config).keys() - {"probe", "stone", "material"}:
        found, meant, default = (getattr(config, table) for config in (torn, whole, Config()))
        for key in attrs.fields_dict(type(found)):
            assert getattr(found, key) in (getattr(meant, key), getattr(default, key))
    for found, meant in zip(torn.probe, whole.probe, strict=False):
        assert found in (meant, attrs.evolve(meant, calibration=None))
    for stone, laid in zip(torn.stone, whole.stone, strict=False):
        assert stone in (laid, attrs.evolve(laid, group=""))
    assert torn.material == whole.material[: len(torn.material)]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", shipped()[:400]])
def test_F55_a_file_that_sets_nothing_is_refused(text: str, tmp_path: Path) -> None:
    """What a power cut leaves of a file is not taken for a wish to use the defaults."""
    assert "is empty: it sets nothing" in str(refusal(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "loads"),
    [
        ("[heater]\nelement_w = 80", False),
        ("[heater]\nelement_w = 80\n", True),
        ('[hardware]\ndriver = "raspberry-pi"', True),
        ("[gpio]\nheater_active_high = true", True),
    ],
)
def test_F55_a_number_without_a_line_end_may_have_lost_digits(
    text: str, loads: bool, tmp_path: Path
) -> None:
    """The 80 of a cut 800 is refused; what cannot be half a value needs no line end."""
    if loads:
        loaded(tmp_path, text)
    else:
        assert "may have lost digits" in str(refusal(tmp_path, text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_F55_any_bytes_load_or_are_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever a broken card gives, the answer is a configuration or a sentence."""
    with suppress(ConfigError):
        loaded(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[heater]\nelement_w = 800\nelement_w = 900\n", "(at line 3, column 16)"),
        (b"[heater]\nelement_w = 8OO\n", "line 2"),
        (b"[heater]\n[heater]\n", "line 2"),
        (b"\x00" * 4096, "line 1"),
        (b"a = " + b"[" * 30_000, "recursion"),
        (b"a = " + b"9" * 5000 + b"\n", "digits"),
        (b"[heater]\n# 50 \xb0C\n", "byte 15 belongs to no character"),
        (b"#" * (LARGEST_FILE + 1), f"at most {LARGEST_FILE} bytes"),
    ],
)
def test_F55_what_is_not_toml_is_refused_with_its_place(
    content: bytes, said: str, tmp_path: Path
) -> None:
    """Double keys, slips, zeros, deep nests, foreign encodings and floods name their place."""
    sentence = str(refusal(tmp_path, content))
    assert said in sentence
    assert "start again from the shipped stoneheater.toml" in sentence


def test_the_largest_file_is_still_read(tmp_path: Path) -> None:
    """A file of exactly the largest size is settings like any other."""
    text = "[heater]\nelement_w = 800\n"
    assert loaded(tmp_path, text + "#" * (LARGEST_FILE - len(text))).heater.element_w == 800.0


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o444])
def test_F58_a_file_that_only_its_owner_writes_is_read(mode: int, tmp_path: Path) -> None:
    """Others may read the configuration."""
    path = written(tmp_path, shipped())
    path.chmod(mode)
    assert load(path) == Config()


@pytest.mark.parametrize("mode", [0o666, 0o664, 0o620, 0o602, 0o646])
def test_F58_a_file_that_others_may_write_is_refused(mode: int, tmp_path: Path) -> None:
    """Nobody but root and the heater's user decides what the heater does."""
    path = written(tmp_path, shipped())
    path.chmod(mode)
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert f"is writable by others (mode {mode:04o})" in str(refused.value)
    assert f"chmod go-w {path}" in str(refused.value)


@pytest.mark.parametrize(
    ("mode", "owner", "user", "reason"),
    [
        (0o600, 0, 1000, ""),
        (0o600, 1000, 1000, ""),
        (0o600, 1001, 1000, "owned by user 1001"),
        (0o600, 1000, 0, "owned by user 1000"),
        (0o620, 0, 1000, "writable by others (mode 0620)"),
        (0o602, 1000, 1000, "writable by others (mode 0602)"),
    ],
)
def test_F58_only_root_and_the_running_user_are_trusted(
    mode: int, owner: int, user: int, reason: str
) -> None:
    """A file of a third user is refused whatever its mode, also when root runs the program."""
    assert distrust(stat.S_IFREG | mode, owner, user) == reason


def test_a_missing_file_says_where_to_get_one(tmp_path: Path) -> None:
    """Without its file the heater does not fall back on anything."""
    with pytest.raises(ConfigError, match=r"is missing: .*; copy the shipped stoneheater\.toml"):
        load(tmp_path / "stoneheater.toml")


def test_a_path_that_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    """A folder, a pipe that nobody feeds or a path through a file never holds up the start."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    for name, said in (("", "not a file"), ("pipe", "not a file"), ("file/x", "unreadable")):
        with pytest.raises(ConfigError, match=said):
            load(tmp_path / name)
