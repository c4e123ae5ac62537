# SPDX-License-Identifier: MIT
import errno
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.service.latch import (
    Clear,
    LatchedTrip,
    LatchError,
    LatchFile,
    Unknown,
    decode,
    encode,
)

TRIP = LatchedTrip("cutoff", "The bath reached 58.1 °C; the limit is 58.0 °C.", 1_700_000_000.5)
OTHER = LatchedTrip("probe_lost", "The bath probe has been silent for 20 s.", 1_700_000_100.0)

TRIPS = st.builds(
    LatchedTrip, rule=st.text(), sentence=st.text(), wall_s=st.floats(allow_nan=False)
)


@pytest.fixture
def latch(tmp_path: Path) -> LatchFile:
    """A latch whose two folders are there and empty."""
    (tmp_path / "state").mkdir()
    (tmp_path / "run").mkdir()
    return LatchFile(tmp_path / "state", tmp_path / "run")


def _unreadable(path: Path) -> None:
    """A file that nobody can open, root included: a link that points to itself."""
    path.unlink(missing_ok=True)
    path.symlink_to(path)


@given(TRIPS)
def test_a_trip_comes_back_as_it_was(trip: LatchedTrip) -> None:
    """Any rule, any sentence, any time: what was latched is what is read."""
    assert decode(encode(trip)) == trip


def test_clear_comes_back_as_clear() -> None:
    """A clear latch reads as clear."""
    assert decode(encode(None)) == Clear()


def test_F59_a_latch_cut_at_any_byte_is_not_a_latch() -> None:
    """Wherever the power cut tears the file, tripped or clear, the rest says nothing at all."""
    for whole in (encode(TRIP), encode(None)):
        for size in range(len(whole)):
            assert decode(whole[:size]) is None


def test_F59_a_latch_with_any_bit_flipped_is_not_a_latch() -> None:
    """One flipped bit anywhere, tripped or clear, and the file says nothing at all."""
    for whole in (encode(TRIP), encode(None)):
        for place in range(len(whole)):
            for bit in range(8):
                spoilt = bytearray(whole)
                spoilt[place] ^= 1 << bit
                assert decode(bytes(spoilt)) is None


@given(TRIPS, st.data())
def test_F59_no_damage_turns_a_trip_into_clear(trip: LatchedTrip, data: st.DataObject) -> None:
    """Bytes overwritten, cut out or put in: a trip may become unknown, never clear."""
    whole = encode(trip)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    assert decode(whole[:start] + data.draw(st.binary(max_size=80)) + whole[end:]) != Clear()


@given(st.binary())
def test_F59_random_bytes_are_not_a_latch(noise: bytes) -> None:
    """Whatever a dying card returns, it is no latch and no crash."""
    assert decode(noise) is None


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b"7", b"null", b"not json", b'{"latch": "tripped"}', b'{"latch":"clear"}'],
)
def test_a_sealed_text_that_is_no_latch_is_not_a_latch(body: bytes) -> None:
    """A good checksum under something else does not make it a latch."""
    seal = encode(None).partition(b"\n")[2]
    assert decode(body + b"\n" + seal) is None
    good = hashlib.sha256(body).hexdigest().encode()
    assert decode(body + b"\n" + good + b"\n") is None


def test_a_new_heater_is_clear(latch: LatchFile) -> None:
    """Before commissioning there is no latch, and that is no trip."""
    assert latch.read(commissioned=False) == Clear()


def test_F59_a_missing_latch_on_a_commissioned_heater_is_unknown(latch: LatchFile) -> None:
    """After commissioning a missing latch may have been a tripped one."""
    state = latch.read(commissioned=True)
    assert isinstance(state, Unknown)
    assert "is missing" in state.sentence
    assert "reset at the heater" in state.sentence


def test_commissioning_makes_a_clear_latch(latch: LatchFile) -> None:
    """After ``create_clear`` a commissioned heater reads clear, and doing it again is harmless."""
    latch.create_clear()
    assert latch.read(commissioned=True) == Clear()
    latch.create_clear()
    assert latch.read(commissioned=True) == Clear()


def test_commissioning_clears_no_trip(latch: LatchFile) -> None:
    """Commissioning is no back door around reset."""
    latch.write(TRIP)
    with pytest.raises(LatchError, match="reset it first"):
        latch.create_clear()
    assert latch.read(commissioned=True) == TRIP


def test_commissioning_clears_no_damaged_latch(latch: LatchFile) -> None:
    """Nor around a latch that cannot be read."""
    latch.state_path.write_bytes(b"")
    with pytest.raises(LatchError, match="is damaged"):
        latch.create_clear()


def test_a_trip_stands_in_both_copies(latch: LatchFile) -> None:
    """Each copy alone is enough to know the trip."""
    latch.write(TRIP)
    assert decode(latch.state_path.read_bytes()) == TRIP
    assert decode(latch.runtime_path.read_bytes()) == TRIP
    assert latch.read(commissioned=True) == TRIP


def test_reset_clears_both_copies(latch: LatchFile) -> None:
    """After a reset neither copy remembers the trip."""
    latch.write(TRIP)
    latch.write(None)
    assert decode(latch.state_path.read_bytes()) == Clear()
    assert decode(latch.runtime_path.read_bytes()) == Clear()
    assert latch.read(commissioned=True) == Clear()


def test_F60_a_trip_outlives_the_reboot_that_empties_run(latch: LatchFile) -> None:
    """The runtime directory is empty after a power cut; the state directory is enough."""
    latch.write(TRIP)
    latch.runtime_path.unlink()
    assert latch.read(commissioned=True) == TRIP


def test_F60_a_clear_latch_stays_clear_over_a_reboot(latch: LatchFile) -> None:
    """An empty runtime directory alone is no fault."""
    latch.write(None)
    latch.runtime_path.unlink()
    assert latch.read(commissioned=True) == Clear()


COPIES = {"trip": encode(TRIP), "clear": encode(None), "torn": encode(TRIP)[:-1], "none": None}


@pytest.mark.parametrize(
    ("state", "runtime", "means"),
    [
        ("trip", "clear", LatchedTrip),
        ("clear", "trip", LatchedTrip),
        ("torn", "trip", LatchedTrip),
        ("trip", "torn", LatchedTrip),
        ("none", "trip", LatchedTrip),
        ("trip", "none", LatchedTrip),
        ("torn", "clear", Unknown),
        ("clear", "torn", Unknown),
        ("torn", "none", Unknown),
        ("none", "torn", Unknown),
        ("none", "clear", Unknown),
        ("clear", "clear", Clear),
        ("clear", "none", Clear),
    ],
)
def test_the_worse_copy_speaks(latch: LatchFile, state: str, runtime: str, means: type) -> None:
    """Either copy tripped is tripped; else any doubt is unknown; only then is it clear."""
    for path, name in ((latch.state_path, state), (latch.runtime_path, runtime)):
        content = COPIES[name]
        if content is not None:
            path.write_bytes(content)
    assert type(latch.read(commissioned=True)) is means


@pytest.mark.parametrize("commissioned", [True, False])
def test_a_latch_that_may_not_be_read_is_unknown(latch: LatchFile, commissioned: bool) -> None:
    """An error other than "not there" is never taken for "not there"."""
    _unreadable(latch.state_path)
    state = latch.read(commissioned=commissioned)
    assert isinstance(state, Unknown)
    assert "cannot be read (Too many levels of symbolic links)" in state.sentence


def test_opening_proves_that_a_trip_could_be_written(latch: LatchFile) -> None:
    """A commissioned, clear latch is written again at the start, in both copies."""
    latch.create_clear()
    latch.runtime_path.unlink()
    assert latch.open(commissioned=True) == Clear()
    assert decode(latch.runtime_path.read_bytes()) == Clear()


def test_F51_a_latch_that_cannot_be_written_is_unknown(latch: LatchFile) -> None:
    """A heater that could not latch its next trip does not start clear."""
    latch.create_clear()
    latch.state_path.with_name("latch.new").mkdir()
    state = latch.open(commissioned=True)
    assert isinstance(state, Unknown)
    assert "cannot be written (Is a directory)" in state.sentence
    assert latch.read(commissioned=True) == Clear()


def test_opening_changes_nothing_else(latch: LatchFile) -> None:
    """Tripped stays tripped, unknown stays unknown, and before commissioning nothing is made."""
    assert latch.open(commissioned=False) == Clear()
    assert not latch.state_path.exists()
    assert isinstance(latch.open(commissioned=True), Unknown)
    assert not latch.state_path.exists()
    latch.write(TRIP)
    assert latch.open(commissioned=True) == TRIP


def test_F50_a_trip_is_written_where_it_can_be(latch: LatchFile) -> None:
    """If one copy cannot be written the other is, and the error is told."""
    latch.write(None)
    latch.runtime_path.with_name("latch.new").mkdir()
    with pytest.raises(OSError, match="directory") as caught:
        latch.write(TRIP)
    assert caught.value.errno == errno.EISDIR
    assert latch.read(commissioned=True) == TRIP
    assert decode(latch.state_path.read_bytes()) == TRIP


@pytest.mark.parametrize("stuck", ["state", "run"])
def test_F50_a_reset_that_is_only_half_written_is_no_reset(latch: LatchFile, stuck: str) -> None:
    """Whichever copy cannot be cleared, the latch still reads tripped."""
    latch.write(TRIP)
    (latch.state_path.parents[1] / stuck / "latch.new").mkdir()
    with pytest.raises(OSError, match="directory"):
        latch.write(None)
    assert latch.read(commissioned=True) == TRIP


def test_a_newer_trip_replaces_the_older(latch: LatchFile) -> None:
    """The latch holds one trip, the last one written."""
    latch.write(TRIP)
    latch.write(OTHER)
    assert latch.read(commissioned=True) == OTHER
