# SPDX-License-Identifier: MIT
"""Promises of the pure judge of what a probe said."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stoneheater.core.reading import LSB_C, Fault
from stoneheater.hardware.w1_scratchpad import Scratchpad, crc8, parse_scratchpad
from support.fake_w1 import answer, scratchpad, shown

GOOD = scratchpad(52 * 16)


def believed(text: str | bytes) -> Scratchpad:
    """Parse what has to be good."""
    pad = parse_scratchpad(text)
    assert isinstance(pad, Scratchpad), pad
    return pad


@pytest.mark.parametrize(
    ("text", "temperature_c"),
    [
        ("f4 00 4b 46 7f ff 0c 10 fa : crc=fa YES\nf4 00 4b 46 7f ff 0c 10 fa t=15250\n", 15.25),
        ("f3 00 4b 46 7f ff 0d 10 ee : crc=ee YES\nf3 00 4b 46 7f ff 0d 10 ee t=15187\n", 15.1875),
        ("f6 00 4b 46 7f ff 0a 10 d6 : crc=d6 YES\nf6 00 4b 46 7f ff 0a 10 d6 t=15375\n", 15.375),
    ],
)
def test_answers_of_genuine_probes_are_believed(text: str, temperature_c: float) -> None:
    """What genuine parts really answered gives their temperature at 12 bits.

    Source of the bytes: cpetrich/counterfeit_DS18B20#22.
    """
    assert believed(text).temperature_c == temperature_c
    assert believed(text).step_c == LSB_C


def test_text_and_bytes_are_read_alike() -> None:
    """Whether the file came as text or as bytes makes no difference."""
    assert parse_scratchpad(answer(52.0)) == parse_scratchpad(answer(52.0).encode())


@pytest.mark.parametrize("temperature_c", [-55.0, -10.125, -0.0625, 0.0, 0.0625, 52.0, 124.9375])
def test_every_temperature_of_the_probe_is_decoded(temperature_c: float) -> None:
    """Signed sixteenths of a degree come back exactly, over the whole range of the probe."""
    assert believed(answer(temperature_c)).temperature_c == temperature_c


@given(st.integers(-(55 << 4), 150 << 4))
def test_a_hot_value_is_never_discarded(raw: int) -> None:
    """Every well-formed value is given as a temperature, except 85.000 and 127.94 °C."""
    parsed = parse_scratchpad(shown(scratchpad(raw)))
    if raw in {0x0550, 0x07FF}:
        assert parsed in {Fault.POWER_ON, Fault.WEAK_SUPPLY}
    else:
        assert parsed == Scratchpad(scratchpad(raw))


@pytest.mark.parametrize("temperature_c", [84.9375, 85.0625, 90.0, 127.875, 128.0, 150.0, -128.0])
def test_values_beside_the_special_ones_are_given(temperature_c: float) -> None:
    """Pitfall 20: 90, 150 and -128 °C are no faults here; the interlock judges them."""
    assert believed(answer(temperature_c)).temperature_c == temperature_c


@pytest.mark.parametrize("nothing", ["", "\n", "  \n\n", b"", b"\n"])
def test_nothing_is_a_fault(nothing: str | bytes) -> None:
    """Pitfall 17: an empty file, the look of every failure on today's kernels, is a fault."""
    assert parse_scratchpad(nothing) is Fault.EMPTY


def test_all_zeros_are_a_fault_though_their_checksum_is_good() -> None:
    """Pitfall 18: nine zeros carry a valid checksum and YES, and are still no 0 °C."""
    assert crc8(bytes(8)) == 0
    assert parse_scratchpad(shown(bytes(9))) is Fault.ALL_ZERO


def test_zero_degrees_is_not_all_zeros() -> None:
    """Pitfall 18: a real 0 °C, whose other bytes are not zero, is a temperature."""
    assert believed(answer(0.0)).temperature_c == 0.0


@pytest.mark.parametrize("verdict", ["YES", "NO"])
def test_all_ones_are_a_fault_of_their_own(verdict: str) -> None:
    """Nine times 0xFF is a floating line, whatever the kernel makes of its checksum."""
    assert parse_scratchpad(shown(b"\xff" * 9, verdict=verdict)) is Fault.ALL_ONES


def test_F04_the_kernels_no_is_obeyed() -> None:
    """A NO in the first line is a checksum fault even if the bytes look good."""
    assert parse_scratchpad(shown(GOOD, verdict="NO")) is Fault.CRC


@pytest.mark.parametrize("at", range(9))
def test_F04_our_own_checksum_is_required(at: int) -> None:
    """One wrong bit anywhere is a checksum fault even if the kernel says YES."""
    bent = bytes(byte ^ (index == at) for index, byte in enumerate(GOOD))
    assert parse_scratchpad(shown(bent)) is Fault.CRC


def test_lines_that_disagree_are_a_fault() -> None:
    """Pitfall 19: fresh bytes of 52 °C above kept bytes of 20 °C give neither temperature."""
    assert parse_scratchpad(shown(GOOD, scratchpad(20 * 16))) is Fault.MISMATCH


def test_F05_the_power_on_value_is_a_fault() -> None:
    """Pitfall 21: exactly 85.000 °C is a fault, also when it is true."""
    assert parse_scratchpad(shown(scratchpad(0x0550))) is Fault.POWER_ON


def test_F06_the_weak_supply_value_is_a_fault() -> None:
    """Pitfall 20: 0x07FF with a good checksum is a probe short of supply."""
    assert parse_scratchpad(shown(scratchpad(0x07FF))) is Fault.WEAK_SUPPLY


@pytest.mark.parametrize(
    ("config", "step_c"), [(0x1F, 0.5), (0x3F, 0.25), (0x5F, 0.125), (0x7F, 0.0625)]
)
def test_F17_the_resolution_is_read_from_every_answer(config: int, step_c: float) -> None:
    """Pitfall 32: the configuration byte of each answer gives its step in °C."""
    assert believed(answer(52.0, config)).step_c == step_c


@pytest.mark.parametrize("config", [0x00, 0x1E, 0x60, 0x9F, 0xFF])
def test_an_unknown_configuration_byte_is_unsupported(config: int) -> None:
    """Pitfall 32: bit 7 set (13 bits of a GX20MH01) or any other unknown byte is refused."""
    assert parse_scratchpad(answer(52.0, config)) is Fault.UNSUPPORTED


@pytest.mark.parametrize("reserved", [(0x7E, 0x10), (0xFF, 0x66), (0xFF, 0xFF), (0x00, 0x00)])
def test_F15_bytes_that_no_genuine_probe_sends_are_unsupported(reserved: tuple[int, int]) -> None:
    """Pitfall 34: clones whose bytes 5 and 7 differ were up to 3 °C out and are refused."""
    assert parse_scratchpad(shown(scratchpad(52 * 16, reserved=reserved))) is Fault.UNSUPPORTED


LINE, KEPT = answer(52.0).splitlines()


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        LINE + "\n",
        LINE + "\n\n",
        KEPT,
        f"{LINE}\n{KEPT}\n{KEPT}\n",
        f"{LINE}\n{KEPT[:-7]}\n",
        f"{LINE.upper()}\n{KEPT}\n",
        f"{LINE} \n{KEPT}\n",
        f"{LINE[:-3]}\n{KEPT}\n",
        f"{LINE}\n{KEPT[3:]}\n",
        "4",
        "garbage YES\nt=52000\n",
        "52000\n",
        b"\x80\xff\x00",
        LINE.replace("4", "\u0664") + "\n" + KEPT,
    ],
)
def test_F07_anything_else_is_garbled(text: str | bytes) -> None:
    """Cut lines, extra lines, other text and binary are garbled, never a number."""
    assert parse_scratchpad(text) is Fault.GARBLED


@given(st.binary(max_size=200) | st.text(max_size=200))
@example(b"\xff" * 74)
@example("\x00" * 74)
def test_F07_any_content_is_judged_without_an_exception(content: str | bytes) -> None:
    """Whatever the file holds, the answer is a scratchpad or a fault."""
    assert isinstance(parse_scratchpad(content), Scratchpad | Fault)


@given(st.binary(min_size=9, max_size=9), st.binary(min_size=9, max_size=9))
def test_F07_random_bytes_in_good_form_need_every_check(heard: bytes, kept: bytes) -> None:
    """Random bytes in the kernel's form pass only with a checksum, twice alike and sane."""
    parsed = parse_scratchpad(shown(heard, kept))
    if isinstance(parsed, Scratchpad):
        assert heard == kept == parsed.data
        assert crc8(heard[:8]) == heard[8]


@given(st.text(alphabet="0123456789abcdef :=YESNOcrt-\n", max_size=90))
def test_F07_text_of_the_right_letters_is_judged_too(text: str) -> None:
    """Text made of the kernel's own letters raises nothing either."""
    assert isinstance(parse_scratchpad(text), Scratchpad | Fault)


@pytest.mark.parametrize("length", range(1, len(answer(52.0))))
def test_F07_an_answer_cut_at_any_place_is_never_a_temperature(length: int) -> None:
    """An answer that ends too soon, wherever, is garbled: half an answer is none."""
    assert parse_scratchpad(answer(52.0)[:length]) is Fault.GARBLED
