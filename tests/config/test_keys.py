# SPDX-License-Identifier: MIT
"""Keys and kinds of value: what is misspelt or of another kind is refused with a cure."""

from pathlib import Path

import pytest

from support.settings import PROBE, refusal, toml


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
