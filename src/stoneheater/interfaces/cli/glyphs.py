# SPDX-License-Identifier: MIT
"""Block digits and block letters for a screen that is read from two metres.

The law of this file: text in, rows of blocks out. It knows no colour, no terminal and no
temperature; what it has no glyph for is left blank, never guessed.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

_DIGITS: Final[Mapping[str, str]] = {
    "0": "#### #..# #..# #..# #..# #..# ####",
    "1": "..#. .##. ..#. ..#. ..#. ..#. .###",
    "2": "#### ...# ...# #### #... #... ####",
    "3": "#### ...# ...# .### ...# ...# ####",
    "4": "#..# #..# #..# #### ...# ...# ...#",
    "5": "#### #... #... #### ...# ...# ####",
    "6": "#### #... #... #### #..# #..# ####",
    "7": "#### ...# ...# ..#. ..#. .#.. .#..",
    "8": "#### #..# #..# #### #..# #..# ####",
    "9": "#### #..# #..# #### ...# ...# ####",
    "-": ".... .... .... #### .... .... ....",
    ".": ". . . . . . #",
}
"""Seven rows high; a dot is empty."""

_LETTERS: Final[Mapping[str, str]] = {
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": ".## #.. #.. #.. .##",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": ".## #.. #.# #.# .##",
    "H": "#.# #.# ### #.# #.#",
    "I": "# # # # #",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#..# ##.# #.## #..# #..#",
    "O": "### #.# #.# #.# ###",
    "P": "##. #.# ##. #.. #..",
    "R": "##. #.# ##. #.# #.#",
    "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.",
    "U": "#.# #.# #.# #.# ###",
    "W": "#...# #...# #.#.# ##.## #...#",
    "Y": "#.# #.# .#. .#. .#.",
    " ": ".. .. .. .. ..",
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# .## ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# .#. .#. .#.",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
}
"""Five rows high: the letters of the state words, of NO DATA, and of what a timer shouts."""

_HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def digits(text: str) -> tuple[str, ...]:
    """A number such as ``49.6`` in seven rows, two columns to a dot."""
    dots = _joined(text, _DIGITS, 7)
    return tuple("".join("██" if dot == "#" else "  " for dot in row).rstrip() for row in dots)


def letters(text: str) -> tuple[str, ...]:
    """A word in capitals in three rows of half blocks."""
    dots = [*_joined(text, _LETTERS, 5), ""]
    return tuple(
        "".join(
            _HALVES[high == "#", low == "#"] for high, low in zip_longest(upper, lower)
        ).rstrip()
        for upper, lower in zip(dots[::2], dots[1::2], strict=True)
    )


def _joined(text: str, table: Mapping[str, str], height: int) -> Sequence[str]:
    blank = " ".join(["."] * height)
    glyphs = [table.get(letter, blank).split() for letter in text]
    return [".".join(rows) for rows in zip(*glyphs, strict=True)] or [""] * height
