"""How names of places are stored for search: folded, without marks that people leave out."""

import re

from ansinh.kernel.text import fold

_APOSTROPHES = re.compile(r"['’‘`´]\s*")
_OTHER_MARKS = re.compile(r"[^\w\s]|_")


def place_fold(text: str) -> str:
    """The search spelling of a place's name: no tones, ``đ`` as ``d``, no apostrophes, other marks as
    spaces."""
    return " ".join(_OTHER_MARKS.sub(" ", _APOSTROPHES.sub("", fold(text))).split())
