"""Vietnamese text: one spelling to store, one folded spelling to search, one key to sort by.

Two spellings of the same syllable (``hoà``/``hòa``, ``Thuỷ``/``Thủy``) differ only in where the tone sits; folding
drops tones, so both meet. ``Đ`` is a letter of its own in Unicode and is folded by hand (no decomposition).
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_LETTERS = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
# Tones in the order of Vietnamese dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def _without(text: str, unwanted: Iterable[str]) -> str:
    """A pass in C for each unwanted character takes less than half the time of one of Python over all letters."""
    for char in unwanted:
        text = text.replace(char, "")
    return text


def clean(text: str) -> str:
    """``text`` in NFC, without zero-width characters, trimmed, inner white space single."""
    return " ".join(_without(unicodedata.normalize("NFC", text), _ZERO_WIDTH).split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The search spelling: lower case, no tones, no letter marks, ``đ`` as ``d``; words parted by one space."""
    decomposed = unicodedata.normalize("NFD", _without(text, _ZERO_WIDTH)).replace("đ", "d").replace("Đ", "D")
    bare = _without(decomposed, filter(unicodedata.combining, set(decomposed)))
    return " ".join(bare.split()).casefold()


@lru_cache(maxsize=65536)
def same_spelling(text: str) -> str:
    """A key under which two spellings of one name meet although tones count: ``Thuỷ`` and ``Thủy`` do, ``Thúy`` does
    not. The tone of a syllable is taken out of its letters and put at its end."""
    words = []
    for word in clean(text).casefold().split(" "):
        letters: list[str] = []
        tones: list[str] = []
        for char in unicodedata.normalize("NFD", word):
            (tones if char in _TONES else letters).append(char)
        words.append("".join(letters) + "".join(sorted(tones)))
    return " ".join(words)


def _syllable_key(word: str) -> str:
    """Letters first, then the tone: dictionary order of Vietnamese, as a string that sorts bytewise."""
    letters: list[str] = []
    tone = 0
    for char in unicodedata.normalize("NFD", word.casefold()):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _SHAPES and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        else:
            letters.append(char)
    ranks = "".join(chr(0x30 + _LETTERS[c]) if c in _LETTERS else ("!" + c) for c in letters)
    return f"{ranks}{tone}"


@lru_cache(maxsize=65536)
def sort_key(text: str) -> str:
    """A stored key that sorts as Vietnamese dictionaries do, bytewise, the same on every database."""
    return " ".join(_syllable_key(word) for word in clean(text).split(" "))


def name_sort_key(full_name: str) -> str:
    """People are sorted by given name (the last word), then family and middle names."""
    words = clean(full_name).split(" ")
    return " ".join(_syllable_key(word) for word in [words[-1], *words[:-1]])
