# SPDX-License-Identifier: MIT
"""Why a bath misses an aim: the reason in physics, and beside it the bath's own number.

The law of this file: a reason is one sentence about every bath that misses; what it weighs on this
bath is reckoned from the bath, or was measured in the very run that missed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import pi

from bench.control.grid import GridBath, unlike
from bench.control.limits import BAND_C
from bench.control.lumps import WANDER_PERIOD_S
from bench.control.score import Figures

from stoneheater.core.reading import LSB_C
from stoneheater.core.time_proportioning import HALF_BAND_C, LIGHT_C, SHORTEST_S

Own = Callable[[GridBath, Figures], str]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: in words, and what it weighs on one bath."""

    words: str
    own: Own


def _rate_c_per_s(bath: GridBath) -> float:
    """How fast full power lifts the whole bath, °C/s."""
    return bath.file.element_w / bath.capacity_j_per_k


def _late(key: str) -> Own:
    """How late, in seconds and in the lags of the bath; and what went by without heat."""

    def own(bath: GridBath, figures: Figures) -> str:
        late_s = figures.get(f"{key} late", 0.0)
        said = f"{late_s:.0f} s late, {late_s / bath.lag_s:.1f} of its lags"
        withheld_s = figures.get(f"{key} withheld", 0.0)
        said += f"; {withheld_s:.0f} s without heat by a rule" if withheld_s else ""
        above_c = figures.get(f"{key} peak", 0.0)
        return said + (f"; {above_c:.2f} °C too warm in between" if above_c > BAND_C else "")

    return own


def _stored(bath: GridBath, figures: Figures) -> str:
    return f"{_late('settle ratio')(bath, figures)}; rise × lag {bath.afterheat_c:.1f} °C"


def _pulse(bath: GridBath, _figures: Figures) -> str:
    return f"such a pulse lifts it by {SHORTEST_S * _rate_c_per_s(bath):.2f} °C"


def _climb(bath: GridBath, _figures: Figures) -> str:
    share = bath.holding_share
    climb_s = LSB_C / (_rate_c_per_s(bath) * (1.0 - share))
    return f"held with {100.0 * share:.0f} % of its power: {climb_s:.0f} s for a step upwards"


def _light(bath: GridBath, _figures: Figures) -> str:
    return f"rise × lag {bath.afterheat_c:.1f} °C"


def _cut(bath: GridBath, figures: Figures) -> str:
    wander = unlike(bath).wander
    said = f"{100.0 * wander:.0f} % of its rise × lag are {wander * bath.afterheat_c:.2f} °C"
    return f"{_late('unlike settle ratio')(bath, figures)}; {said}"


def _wander(bath: GridBath, _figures: Figures) -> str:
    """What a wandering power that nobody follows would move the water by, °C."""
    amplitude = unlike(bath).wander * bath.holding_share * _rate_c_per_s(bath)
    moved_c = amplitude * WANDER_PERIOD_S / (2.0 * pi)
    return f"not followed, the mains would move it by {moved_c:.2f} °C"


def _nothing(_bath: GridBath, _figures: Figures) -> str:
    return ""


SPLIT = Reason(
    "element lag and probe lag do the same to a reading: their sum is found, and only a dip tells "
    "how it is split (the row of the dipped probe); stones of several sizes are fitted as one",
    _light,
)
STORED = Reason(
    "what element and probe hold is foretold within some percent of rise × lag, and no closer",
    _stored,
)
AMOUNT = (
    "how much water there is now shows only as it warms, and what the stones give or draw with it: "
    "the crest is foretold for one amount, and what falls short is given a part of a lag later"
)
UNLIKE = (
    "stones of three sizes under mains that wander are more than the seven numbers of the model: "
    "until the window of the heat-up ends, loss may be taken for stones, and what holds has to be "
    "found from surprises"
)
ASKED = Reason(
    "water that is held so well never answers, and the rules must see an answer: most of it is a "
    f"swing on purpose; a bath that full power lifts by more than {LIGHT_C:g} °C in its lags "
    "is pushed towards it, for leaps made it recover worse (record 21)",
    _light,
)
PULSE = Reason(
    f"no pulse is shorter than {SHORTEST_S:g} s, and the band is {2.0 * HALF_BAND_C:.2f} °C", _pulse
)
REASONS: Mapping[str, Reason] = {
    "settle ratio": STORED,
    "first peak": STORED,
    "first peak learned": SPLIT,
    "rms": ASKED,
    "offset": PULSE,
    "changes ratio": Reason(
        "when the water turns is seen in steps of 1/16 °C, a sixth of the band, and the slower it "
        "moves the later",
        _climb,
    ),
    "changes ratio ssr": Reason(
        "pulses of a second whatever the bath: an SSR does not wear, and holds closer for it",
        _nothing,
    ),
    "water swapped": Reason(AMOUNT, _late("water swapped")),
    "water added": Reason(AMOUNT, _late("water added")),
    "cold stones": Reason(
        "a reading that falls although heat flows may be a probe in the air: after some heat the "
        "rules look with the heat off, while the stones go on drawing, and only the power that is "
        "spare wins it back (record 9); where no rule spoke, how much the stones draw shows only "
        "as they draw it",
        _late("cold stones"),
    ),
    "energy": Reason(
        "water that stones brought back cold have pulled below the target loses less meanwhile",
        _nothing,
    ),
    "unlike settle ratio": Reason(UNLIKE, _cut),
    "unlike first peak": Reason(
        "stones of three sizes are fitted as one, and mains that wander for so long are taken for "
        "the bath's own",
        _light,
    ),
    "trips": Reason("its sentence is below", _nothing),
    "unlike rms": Reason(UNLIKE, _wander),
}
"""By the key of the figure; a figure that no bath has ever missed has none."""

UNTRACED = Reason("not traced yet", _nothing)


def reason(key: str) -> Reason:
    """Why this figure is missed where it is."""
    return REASONS.get(key, UNTRACED)
