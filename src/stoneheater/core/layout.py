# SPDX-License-Identifier: MIT
"""Layouts: where the stones of a usual treatment lie, so that a group is laid with one action.

The law of this file: a layout is a list of sites along both sides of the spine, left before
right, from the neck downwards; none names a place where stones do not belong.
"""

from difflib import get_close_matches

from stoneheater.core.site import Side, Site


def _pairs(*regions: str) -> tuple[Site, ...]:
    return tuple(Site(region, side) for region in regions for side in Side)


LAYOUTS: dict[str, tuple[Site, ...]] = {
    "back-row": _pairs("shoulder", "upper-back", "lower-back"),
    "back-pain": _pairs("neck", "shoulder", "upper-back", "lower-back", "palm"),
    "sciatica": _pairs("lower-back", "buttock", "thigh-back", "calf-back"),
    "neck-and-shoulders": _pairs("neck", "shoulder"),
    "legs": _pairs("thigh-back", "calf-back"),
    "palms": _pairs("palm"),
}
"""Named lists of sites (judgement, after the layouts that back pain and sciatica are given)."""


class LayoutError(ValueError):
    """A layout that is not on the list; the text is one sentence for a person."""


def parse_layout(text: str) -> tuple[Site, ...]:
    """The sites of a layout.

    Raises:
        LayoutError: it is not on the list; the sentence asks what was meant.
    """
    name = "-".join(text.lower().replace("_", " ").replace("-", " ").split())
    if name in LAYOUTS:
        return LAYOUTS[name]
    close = get_close_matches(name, LAYOUTS, n=1)
    known = f"did you mean {close[0]}?" if close else f"write one of {', '.join(LAYOUTS)}"
    raise LayoutError(f"there is no layout {text[:40]!r}: {known}")
