"""The bytes of many cells at once. Arrow keeps a text of up to twelve bytes inside its 16-byte view, a small number in
a byte and whether it is answered in a bit."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

SHORT = 12
_FIRST = 4
_WIDTH = 16
# From "!" to "~": no white space, nothing that more than one byte spells.
_GRAPHIC, _GRAPHICS = np.uint8(0x21), np.uint8(0x7E - 0x21)


def text_views(cells: pl.Series) -> NDArray[np.uint8]:
    """One row of 16 bytes a text of a ``String`` column: four of its length (little-endian), then its own
    bytes where it is short. What the row of a blank holds means nothing."""
    arrow = cells.rechunk().to_arrow(compat_level=pl.CompatLevel.newest())
    if not len(cells):
        return np.zeros((0, _WIDTH), np.uint8)
    return np.frombuffer(arrow.buffers()[1], np.uint8).reshape(-1, _WIDTH)[arrow.offset :][: len(cells)]


def lengths(views: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Bytes of each text."""
    return views.view("<i4")[:, 0]


def surely_trimmed(cells: pl.Series) -> NDArray[np.bool_]:
    """Which texts are short, not empty, and begin and end with a visible ASCII character. The others, blanks
    and long ones among them, ask for a closer look."""
    views = text_views(cells)
    length = lengths(views)
    short = (length > 0) & (length <= SHORT)
    last = np.arange(len(views)) * _WIDTH + (_FIRST - 1) + np.where(short, length, 1)
    ends = np.ascontiguousarray(views).reshape(-1)[last]
    for byte in (views[:, _FIRST], ends):
        short &= (byte - _GRAPHIC) <= _GRAPHICS
    return short


def small_numbers(cells: pl.Series) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The values of a ``UInt8`` column (where blank, they mean nothing), and which are answered."""
    if not len(cells):
        return np.zeros(0, np.uint8), np.zeros(0, np.bool_)
    arrow = cells.to_arrow()
    valid, values = arrow.buffers()
    first, last = arrow.offset, arrow.offset + len(arrow)
    numbers = np.frombuffer(values, np.uint8)[first:last]
    if valid is None:
        return numbers, np.ones(len(numbers), np.bool_)
    bits = np.unpackbits(np.frombuffer(valid, np.uint8), count=last, bitorder="little")
    return numbers, bits[first:].view(np.bool_)
