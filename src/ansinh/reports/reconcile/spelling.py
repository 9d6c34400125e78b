"""How a printed table spells its numbers: ``1.118`` and ``63,14``, or ``1118`` and ``63.14``. Never a guess.

Spelling is decided column by column of one file. A sure comma decimal (``63,14``) makes the column Vietnamese
throughout, a sure dot decimal (``63.14``) makes it plain. A cell such as ``1.118`` reads either way; where
its own column does not say, it is still sure in a column of counts (which are whole) of a file that writes
comma decimals elsewhere, and an error otherwise.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum

_PLAIN = re.compile(r"[-−]?\d+(?:\.\d+)?")
_VIETNAMESE = re.compile(r"[-−]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?")
_EITHER_DOT = re.compile(r"[-−]?[1-9]\d{0,2}\.\d{3}")
_EITHER_COMMA = re.compile(r"[-−]?[1-9]\d{0,2},\d{3}")
_WHOLE = re.compile(r"[-−]?\d+")


class Spelling(Enum):
    """The two ways, and what a cell tells that fits both or neither."""

    VIETNAMESE = "vietnamese"
    PLAIN = "plain"
    EITHER = "either"
    SILENT = "silent"
    UNREADABLE = "unreadable"


def told_by(text: str) -> Spelling:
    """What one cell tells of the spelling of its column."""
    if _WHOLE.fullmatch(text):
        return Spelling.SILENT
    if _EITHER_DOT.fullmatch(text) or _EITHER_COMMA.fullmatch(text):
        return Spelling.EITHER
    if _VIETNAMESE.fullmatch(text):
        return Spelling.VIETNAMESE
    return Spelling.PLAIN if _PLAIN.fullmatch(text) else Spelling.UNREADABLE


def column_spelling(texts: Iterable[str]) -> Spelling:
    """What the sure cells of a column say together: ``VIETNAMESE`` where any of them does, else ``PLAIN``
    where any does, else ``SILENT``."""
    sure = {told_by(text) for text in texts}
    if Spelling.VIETNAMESE in sure:
        return Spelling.VIETNAMESE
    return Spelling.PLAIN if Spelling.PLAIN in sure else Spelling.SILENT


def read_number(text: str, spelling: Spelling) -> Decimal | None:
    """The number ``text`` spells, or ``None`` where it is none in this spelling, or could be two numbers.

    ``spelling`` is the column's; ``SILENT`` reads only cells that are the same in both.
    """
    bare = text.replace("−", "-")
    if _WHOLE.fullmatch(text):
        return Decimal(bare)
    if spelling is Spelling.VIETNAMESE and _VIETNAMESE.fullmatch(text):
        return Decimal(bare.replace(".", "").replace(",", "."))
    if spelling is Spelling.PLAIN and _PLAIN.fullmatch(text):
        return Decimal(bare)
    return None
