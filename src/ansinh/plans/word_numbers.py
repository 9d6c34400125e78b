"""The numbers that Word itself puts before paragraphs: they stand in no text, so they are counted as Word counts them
(ECMA-376 part 1, §17.9)."""

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from ansinh.plans.word_styles import Look, value

_LEVELS = 9
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    shape: str
    words: str
    start: int


class Numbering:
    """The lists of one file. ``label_of`` is asked of its paragraphs in their order, each once."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        part = next((one for one in document.part.package.iter_parts() if _is_numbering(one)), None)
        if part is None:
            return
        for one in part.element.iterchildren(qn("w:abstractNum")):
            self._levels[one.get(qn("w:abstractNumId"))] = {
                _whole(level.get(qn("w:ilvl")), 0): _Level(
                    value(level, "w:numFmt") or "decimal",
                    value(level, "w:lvlText"),
                    _whole(value(level, "w:start"), 1),
                )
                for level in one.iterchildren(qn("w:lvl"))
            }
        for one in part.element.iterchildren(qn("w:num")):
            key = one.get(qn("w:numId"))
            self._lists[key] = value(one, "w:abstractNumId")
            self._starts[key] = {
                _whole(given.get(qn("w:ilvl")), 0): _whole(start, 1)
                for given in one.iterchildren(qn("w:lvlOverride"))
                if (start := value(given, "w:startOverride"))
            }

    def label_of(self, look: Look) -> str:
        """What Word prints before a paragraph of that look; blank where nothing, ``-`` for a point of a list."""
        key, depth = look.list_key, _whole(look.list_level, 0)
        levels = self._levels.get(self._lists[key], {}) if key in self._lists else {}
        level = levels.get(depth)
        if level is None or level.shape == "none" or depth >= _LEVELS:
            return ""
        if level.shape == "bullet":
            return "-"
        counts = self._counted(key, depth, levels)
        said = level.words
        for at in range(_LEVELS):
            shape = levels[at].shape if at in levels else "decimal"
            said = said.replace(f"%{at + 1}", _shown(counts[at] or 0, shape))
        return said.strip()

    def _counted(self, key: str, depth: int, levels: dict[int, _Level]) -> list[int | None]:
        counts = self._counts.setdefault(self._lists[key], [None] * _LEVELS)
        if key not in self._begun:
            # A list that says where it starts begins anew, though it counts with another.
            self._begun.add(key)
            for at, start in self._starts[key].items():
                if at < _LEVELS:
                    counts[at] = start - 1
        for at in range(depth):
            if counts[at] is None:
                counts[at] = levels[at].start if at in levels else 1
        before = counts[depth]
        counts[depth] = levels[depth].start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return counts


def _is_numbering(part: Any) -> bool:
    return str(part.partname) == "/word/numbering.xml" and hasattr(part, "element")


def _whole(said: str | None, otherwise: int) -> int:
    """A count as a file says it, within what Word takes."""
    return min(int(said), 10_000) if said is not None and said.isdecimal() else otherwise


def _shown(number: int, shape: str) -> str:
    if shape in ("upperRoman", "lowerRoman"):
        said = ""
        for worth, letters in _ROMAN:
            said += letters * (number // worth)
            number %= worth
        return said.upper() if shape == "upperRoman" else said
    if shape in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if shape == "upperLetter" else letter
    return str(number)
