# SPDX-License-Identifier: MIT
"""The configuration as a file: the shipped one, torn, misspelt, foreign or missing ones."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stoneheater.config import Config, ConfigError, HardwareSettings, ProbeSettings, load
from stoneheater.config.toml_file import LARGEST_FILE, distrust
from stoneheater.core.calibration import Calibration
from support.settings import (
    PROBE,
    PROBE_2,
    loaded,
    refusal,
    shipped,
    shipped_complete,
    toml,
    written,
)

READY: dict[str, Any] = {
    "heater": {"element_w": 800, "water_kg": 8},
    "gpio": {"heater_pin": 17},
    "probe": [PROBE],
}


def test_the_shipped_file_says_nothing_but_the_defaults(tmp_path: Path) -> None:
    """What the box contains is what a missing key means, so the comments can be believed."""
    assert loaded(tmp_path, shipped()) == Config()


def test_the_shipped_file_does_not_heat_until_told(tmp_path: Path) -> None:
    """As shipped it drives real hardware, knows no probe and names all that is missing."""
    config = loaded(tmp_path, shipped())
    assert config.hardware.driver == "raspberry-pi"
    assert config.probe == ()
    for missing in ("heater.element_w", "heater.water_kg", "role bath", "gpio.heater_pin"):
        assert any(missing in sentence for sentence in config.not_ready())


def test_every_key_stands_in_the_shipped_file() -> None:
    """An installer finds every key there is, switched off where it has no default."""
    lines = shipped_complete().splitlines()
    for table in attrs.fields(Config):
        name = f"[[{table.name}]]" if table.name == "probe" else f"[{table.name}]"
        assert name in lines
        kind: Any = ProbeSettings if table.name == "probe" else table.type
        for key in attrs.fields(kind):
            settings_of_key = (f"{key.name} = ", f"[{table.name}.{key.name}]")
            assert any(line.startswith(settings_of_key) for line in lines), key.name


def test_the_shipped_file_with_every_line_switched_on_is_ready(tmp_path: Path) -> None:
    """The examples behind the # are usable as they stand, and together they are complete."""
    text = shipped_complete().replace("[hardware.options]\n", "")
    config = loaded(tmp_path, text)
    assert config.not_ready() == ()
    assert config.probe[0].calibration == Calibration(
        (0.1, 49.6), (0.0, 50.0), "2026-01-31", "reference thermometer, certificate 1234"
    )
    assert config.simulated.bath == tmp_path / "bath.toml"


def test_a_complete_configuration_is_ready(tmp_path: Path) -> None:
    """With name plate, bath probe and heater line nothing is missing."""
    assert loaded(tmp_path, toml(READY)).not_ready() == ()


@pytest.mark.parametrize(
    ("table", "key", "said"),
    [
        ("heater", "element_w", "power of the heating element"),
        ("heater", "water_kg", "water at the fill line"),
        ("gpio", "heater_pin", "The heater's line"),
    ],
)
def test_one_missing_fact_is_one_sentence(table: str, key: str, said: str, tmp_path: Path) -> None:
    """Each fact that real heat needs is missed by itself."""
    rest = {name: value for name, value in READY[table].items() if name != key}
    (sentence,) = loaded(tmp_path, toml({**READY, table: rest})).not_ready()
    assert said in sentence
    assert f"({table}.{key})" in sentence


def test_F16_without_a_bath_probe_it_is_not_ready(tmp_path: Path) -> None:
    """An element probe alone never stands for the water: the daemon runs but does not heat."""
    config = loaded(tmp_path, toml({**READY, "probe": [{**PROBE, "role": "element"}]}))
    (sentence,) = config.not_ready()
    assert "No probe has the role bath" in sentence


def test_a_simulated_heater_needs_no_name_plate() -> None:
    """The simulated driver takes its bath from the bath file, so nothing is missing."""
    assert Config(hardware=HardwareSettings("simulated")).not_ready() == ()


def test_an_outside_driver_has_its_own_wiring(tmp_path: Path) -> None:
    """A driver of another author gets its options untouched and needs no GPIO line of ours."""
    options = {"port": "/dev/ttyUSB0", "relays": {"heater": 3}}
    text = toml({**READY, "gpio": {}, "hardware": {"driver": "other-board", "options": options}})
    config = loaded(tmp_path, text)
    assert config.hardware.options == options
    assert config.not_ready() == ()


@pytest.mark.parametrize("text", [shipped(), shipped_complete().replace("[hardware.options]", "")])
def test_F55_a_torn_file_loads_whole_settings_or_not_at_all(text: str, tmp_path: Path) -> None:
    """Cut at any byte, the file gives only settings that were written whole, or an error."""
    whole = loaded(tmp_path, text)
    content = text.encode()
    for length in range(len(content)):
        with suppress(ConfigError):
            assert_no_other_setting(loaded(tmp_path, content[:length]), whole)


def assert_no_other_setting(torn: Config, whole: Config) -> None:
    """Each setting of ``torn`` is that of ``whole`` or the default; probes are whole's first."""
    for table in attrs.fields_dict(Config).keys() - {"probe"}:
        found, meant, default = (getattr(config, table) for config in (torn, whole, Config()))
        for key in attrs.fields_dict(type(found)):
            assert getattr(found, key) in (getattr(meant, key), getattr(default, key))
    for found, meant in zip(torn.probe, whole.probe, strict=False):
        assert found in (meant, attrs.evolve(meant, calibration=None))


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
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


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("[temperature]\ntarget_cc = 50.0\n", "temperature.target_cc", "did you mean target_c?"),
        ("[temprature]\ntarget_c = 50.0\n", "temprature", "did you mean temperature?"),
        ('[[probe]]\nid = "28-0000005e2fa1"\nrolle = "bath"\n', "probe #1.rolle", "role?"),
        ("[temperature]\nstale_s = 60\n", "temperature.stale_s", "there is no such key;"),
        ('[heater]\n"a\\nb" = 1\n', 'heater."a\\nb"', "there is no such key;"),
    ],
)
def test_F57_an_unknown_key_is_refused_with_what_was_meant(
    text: str, key: str, said: str, tmp_path: Path
) -> None:
    """A typing slip stops the heater and is shown beside the key that was probably meant."""
    (problem,) = (found for found in refusal(tmp_path, text).problems if found.key == key)
    assert said in str(problem)
    assert problem.next_step == "correct it or remove it"


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """Three mistakes in three places are three sentences, so one visit repairs them all."""
    text = toml({"heater": {"element_w": 9, "wattage": 9}, "probe": [PROBE, {"id": "28-x"}]})
    error = refusal(tmp_path, text)
    assert {problem.key for problem in error.problems} == {
        *("heater.element_w", "heater.wattage", "probe #2.id", "probe #2.role")
    }
    assert str(error).count("\n") == 3
    assert all(str(tmp_path) in line for line in str(error).splitlines())


def test_a_problem_names_file_key_value_limit_and_next_step(tmp_path: Path) -> None:
    """The sentence is complete: whoever reads it needs no second look-up."""
    sentence = str(refusal(tmp_path, "[temperature]\ncutoff_c = 61.0\n"))
    assert sentence == (
        f"temperature.cutoff_c in {tmp_path}/stoneheater.toml is 61.0: "
        "it must be a number from 32 to 60 °C; correct it."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("heater = 5\n", "it must be a table"),
        ('heater = "mechanical"\n', "it must be a table"),
        ("[probe]\nid = 1\n", "write its name in double brackets"),
        ("probe = [1]\n", "it must be a table"),
        ("[hardware]\noptions = 1\n", "it must be a table"),
        ('[heater]\nprofile = "relay"\n', "it must be mechanical or ssr"),
        ("[heater]\nprofile = true\n", "it must be mechanical or ssr"),
        ('[gpio]\nheater_active_high = "yes"\n', "it must be true or false"),
        ("[gpio]\nheater_active_high = 1\n", "it must be true or false"),
        ('[gpio]\nchip_label = ""\n', "the label of a GPIO chip"),
        ('[hardware]\ndriver = "../evil"\n', "the name of a hardware driver"),
        ("[hardware]\ndriver = 5\n", "the name of a hardware driver"),
        ('[simulated]\nbath = ""\n', "one line of text"),
        ('[simulated]\nbath = "a\\u0000b"\n', "one line of text"),
        ("[simulated]\nbath = 5\n", "one line of text"),
    ],
)
def test_F73_a_value_of_another_kind_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """Tables, lists, choices, switches and texts are taken in their own kind only."""
    assert said in str(refusal(tmp_path, text))


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


def test_probes_are_found_by_role_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Probes are handed out by role, as they were written."""
    element = {"id": "28-0000005e2fa3", "role": "element"}
    config = loaded(tmp_path, toml({"probe": [PROBE_2, element, PROBE]}))
    assert [probe.id for probe in config.probes("bath")] == [PROBE_2["id"], PROBE["id"]]
    assert [probe.name for probe in config.probe] == ["bath", "element", "bath-2"]
