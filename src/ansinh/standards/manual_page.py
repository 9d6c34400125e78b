"""The manual laid out for a page, from its own Markdown: headings, paragraphs, lists; nothing else stands in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from ansinh.kernel.language import speaking
from ansinh.kernel.text import fold
from ansinh.standards.manual import manual
from ansinh.standards.standard import Standard
from ansinh.standards.wording import known_words

_MANUALS = 32


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or an item of a list. ``doubtful``: it says of itself that nobody compared it with the legal text."""

    text: str
    item: bool
    doubtful: bool


@dataclass(slots=True)
class Section:
    """What stands under one heading; ``level`` 1 (title), 2 or 3."""

    anchor: str
    level: int
    title: str
    lines: list[Line] = field(default_factory=list)

    def holds(self, words: Sequence[str]) -> bool:
        """Whether every one of the folded words stands in the section."""
        text = fold(" ".join([self.title, *(line.text for line in self.lines)]))
        return all(word in text for word in words)

    def blocks(self) -> Iterable[tuple[bool, list[Line]]]:
        """Runs of items (as lists) and of paragraphs, in order."""
        run: list[Line] = []
        for line in self.lines:
            if run and run[-1].item != line.item:
                yield run[-1].item, run
                run = []
            run.append(line)
        if run:
            yield run[-1].item, run


@lru_cache(maxsize=_MANUALS)
def manual_sections(standard: Standard, as_of: date, language: str) -> tuple[Section, ...]:
    """The manual by sections; the first is its title and what stands under it."""
    with speaking(language):
        doubt = known_words("M")
    sections: list[Section] = []
    for line in manual(standard, as_of, language).splitlines():
        marks, _space, rest = line.partition(" ")
        if marks and set(marks) == {"#"}:
            sections.append(Section(f"s{len(sections)}", len(marks), rest))
        elif line:
            item = marks == "-"
            text = rest if item else line
            sections[-1].lines.append(Line(text, item, doubt in text))
    return tuple(sections)


def found_sections(sections: Sequence[Section], search: str) -> list[Section]:
    """The sections that hold every word searched for, accents or not; all of them where nothing is."""
    words = fold(search).split()
    return [one for one in sections if one.holds(words)] if words else list(sections)
