# SPDX-License-Identifier: MIT
"""Layouts: where the stones of a usual treatment lie, so that a group is laid with one action.

The law of this file: a layout is a list of sites along both sides of the spine, left before
right, from the neck downwards; none names a place where stones do not belong.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from stoneheater.core.site import Side, Site, SiteError, parse_site


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


def sites_for(count: int, words: Sequence[str]) -> list[str]:
    """A site for each of so many stones: one for each, one for all, or those of a layout.

    Raises:
        ValueError: they are too few or too many, or one is not on the list.
    """
    if len(words) != 1:
        if len(words) != count:
            each = "write one site for each, one for all, or one layout"
            raise SiteError(f"{count} stones and {len(words)} sites: {each}")
        return list(words)
    try:
        parse_site(words[0])
    except SiteError as error:
        return _layout(count, words[0], error)
    return [words[0]] * count


def _layout(count: int, word: str, no_site: SiteError) -> list[str]:
    try:
        sites = parse_layout(word)
    except LayoutError as error:
        raise (error if "did you mean" in str(error) else no_site) from None
    if count > len(sites):
        raise LayoutError(f"the layout {word} has {len(sites)} sites, and these are {count} stones")
    return [str(site) for site in sites[:count]]
