"""Tinos, as PDFs carry it: the metrics of Times New Roman, cut to the letters of our papers (``build.py``)."""

from pathlib import Path

FOLDER = Path(__file__).parent
# PDF/A refuses a page with any other letter, and one strange letter in a name must not keep a paper from printing.
LETTERS = frozenset(
    map(
        chr,
        (
            *range(0x20, 0x7F),
            *range(0xA0, 0x180),
            *(0x1A0, 0x1A1, 0x1AF, 0x1B0),
            *range(0x1EA0, 0x1EFA),
            *(0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AB, 0x2212),
        ),
    )
)
MISSING = "?"


def in_letters(text: str) -> str:
    """``text`` with ``?`` for each letter the fonts do not have."""
    return "".join(letter if letter in LETTERS else MISSING for letter in text)
