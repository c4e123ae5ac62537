# SPDX-License-Identifier: MIT
"""What stands on a PDF's pages, as far as a test needs to know."""

import re
import zlib

_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*)\) Tj")


def page_texts(pdf: bytes) -> list[str]:
    """The texts of each page that has any, in the order in which they were drawn."""
    pages = (_SHOWN.findall(zlib.decompress(packed)) for packed in _STREAM.findall(pdf))
    return ["\n".join(map(_text, shown)) for shown in pages if shown]


def _text(shown: bytes) -> str:
    return re.sub(rb"\\(.)", rb"\1", shown).decode("latin-1")
