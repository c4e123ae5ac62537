# SPDX-License-Identifier: MIT
"""Sheets of paper: title, headings, paragraphs, tables and a foot.

The law of this file: fpdf2 is met here and in the plot only. Every page says at its foot what it
is about, when it was made and how many pages there are; nothing is ever cut at a page's end.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from fpdf import FPDF, FontFace, XPos, YPos

INK: Final = (33, 37, 41)
MUTED: Final = (105, 112, 120)
RULE: Final = (200, 205, 210)
BAD: Final = (168, 28, 28)
SHADE: Final = (240, 243, 245)
MARGIN_MM: Final = 16.0
LINE_MM: Final = 4.8
_CELL: Final = 300
"""Letters in a cell at most: a row must fit on a page."""


class Pages(FPDF):
    """A4 pages with a line at the foot.

    Attributes:
        subject: what the pages from here on are about; stands at their foot.
        lost_letters: whether a letter became a question mark.
    """

    def __init__(self, made: datetime, *, simulated: bool) -> None:
        super().__init__(format="A4")
        self.made, self.simulated = made, simulated
        self.subject, self.lost_letters = "", False
        self.set_margins(MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=MARGIN_MM + 6.0)
        self.set_title("Treatment record")
        self.set_creator("stoneheater")
        self.set_creation_date(made)
        self.set_font("Helvetica", size=9)
        self.set_text_color(*INK)

    def normalize_text(self, text: str) -> str:
        """The built-in fonts hold Latin letters: another one becomes a question mark."""
        clean = "".join(char if char.isprintable() or char == "\n" else "?" for char in text)
        fits = clean.encode("latin-1", "replace").decode("latin-1")
        self.lost_letters |= fits != text
        return super().normalize_text(fits)

    def footer(self) -> None:
        """Which session, when it was printed, which page of how many."""
        self.set_y(-MARGIN_MM)
        self.set_font("Helvetica", size=7.5)
        self.set_text_color(*MUTED)
        made = self.made.strftime("%Y-%m-%d %H:%M %z")
        simulated = "SIMULATED  " if self.simulated else ""
        said = f"{simulated}{self.subject}  printed {made}"
        self.cell(self.epw * 0.8, 4, _short(said, 120))
        self.cell(self.epw * 0.2, 4, f"page {self.page_no()} of {{nb}}", align="R")
        self.set_text_color(*INK)

    def title_line(self, said: str) -> None:
        """The title of a page."""
        self.set_font("Helvetica", "B", 17)
        self.cell(0, 9, said, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        if self.simulated:
            self.warn("SIMULATED bath: nothing real was heated.")
        self.set_font("Helvetica", size=9)

    def heading(self, said: str, room_mm: float = 24.0) -> None:
        """The heading of a part; on a new page if less than ``room_mm`` is left."""
        if self.will_page_break(room_mm):
            self.add_page()
        self.ln(4)
        self.set_font("Helvetica", "B", 11)
        self.cell(0, 6, said, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*RULE)
        self.line(self.l_margin, self.get_y(), self.l_margin + self.epw, self.get_y())
        self.ln(1.5)
        self.set_font("Helvetica", size=9)

    def say(self, said: str) -> None:
        """A paragraph."""
        self.multi_cell(0, LINE_MM, said, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def small(self, said: str) -> None:
        """A paragraph that explains."""
        self.set_font("Helvetica", size=7.5)
        self.set_text_color(*MUTED)
        self.multi_cell(0, 3.6, said, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(*INK)
        self.set_font("Helvetica", size=9)

    def warn(self, said: str) -> None:
        """A paragraph that must be seen."""
        self.set_font("Helvetica", "B", 9)
        self.set_text_color(*BAD)
        self.say(said)
        self.set_text_color(*INK)
        self.set_font("Helvetica", size=9)

    def grid(
        self, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]
    ) -> None:
        """A table whose headings come again on each page."""
        self.set_font("Helvetica", size=8)
        self.set_draw_color(*RULE)
        style = FontFace(emphasis="BOLD", color=INK, fill_color=SHADE)
        with self.table(
            col_widths=tuple(widths),
            text_align="LEFT",
            headings_style=style,
            line_height=4.2,
            padding=(0.8, 1.2),
            borders_layout="HORIZONTAL_LINES",
        ) as table:
            for row in (headings, *rows):
                table.row([_short(cell, _CELL) for cell in row])
        self.set_font("Helvetica", size=9)


def _short(said: str, most: int) -> str:
    return said if len(said) <= most else f"{said[: most - 3]}..."
