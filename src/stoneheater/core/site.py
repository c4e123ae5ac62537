# SPDX-License-Identifier: MIT
"""Where on the body a stone lies.

The law of this file: a site is one of the list or a typed error that says what was meant; where
stones do not belong is on the list too, so that it can be refused by name and is never mistaken
for a slip of the keys.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final


class Side(StrEnum):
    """Which half of the body, as the client would say."""

    LEFT = "left"
    RIGHT = "right"


REGIONS: Final = (
    "neck",
    "shoulder",
    "upper-back",
    "lower-back",
    "buttock",
    "thigh-back",
    "calf-back",
    "thigh-front",
    "palm",
    "sole",
)
"""Regions of the usual layouts along both sides of the spine, neck, legs, hands and feet."""

REFUSED_REGIONS: Final = ("face", "abdomen", "spine", "throat", "groin", "knee-hollow")
"""Bone without cover, thin skin, large vessels: no stone is left lying here."""


class SiteError(ValueError):
    """A site that is not on the list; the text is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place on the body.

    Attributes:
        region: one of ``REGIONS`` or ``REFUSED_REGIONS``.
        side: which half; None for a refused region named bare.
    """

    region: str
    side: Side | None

    def __str__(self) -> str:
        return self.region if self.side is None else f"{self.region}-{self.side}"

    @property
    def refusal(self) -> str | None:
        """Why no stone may lie here, in one sentence, or None where it may."""
        if self.region not in REFUSED_REGIONS:
            return None
        return f"no stone belongs on the {self.region}: lift it, and choose another site"


SITES: Final = tuple(Site(region, side) for region in REGIONS for side in Side)
"""Every site where a stone may lie."""

_ALL: Final = {str(site): site for site in SITES} | {
    str(site): site
    for region in REFUSED_REGIONS
    for side in (None, *Side)
    for site in [Site(region, side)]
}


def parse_site(text: object) -> Site:
    """Read a site such as ``lower-back-left``, or a refused one, bare or with its side.

    Capitals, spaces and underlines are taken as they are meant.

    Raises:
        SiteError: it is not on the list; the sentence asks what was meant.
    """
    if not isinstance(text, str):
        raise SiteError("a site is a text such as lower-back-left")
    name = "-".join(text.lower().replace("_", " ").replace("-", " ").split())
    if name in _ALL:
        return _ALL[name]
    raise SiteError(f"there is no site {text[:40]!r}: {_meant(name)}")


def _meant(name: str) -> str:
    """The question to ask, or the whole list."""
    sides = [known for known, site in _ALL.items() if site.region == name]
    close = sides or get_close_matches(name, _ALL, n=1)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"write one of {', '.join(REGIONS)} with -left or -right"
