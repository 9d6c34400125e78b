"""The manual set as PDF, from its own Markdown, with the letters that Typst brings along (they know
Vietnamese): no font of the machine is used."""

from datetime import UTC, date, datetime

import typst

from ansinh.standards.manual import manual
from ansinh.standards.standard import Standard

# Signs that Typst would read as its own.
_SIGNS = frozenset("\\#*_`$<>@[]=~/")
_FONT = "Libertinus Serif"


def manual_typst(standard: Standard, as_of: date, language: str = "vi") -> str:
    """The manual as Typst source, in ``vi`` or ``en``."""
    lines = [
        '#set page(paper: "a4", margin: 2cm, numbering: "1")',
        f'#set text(lang: "{language}", size: 10pt, font: "{_FONT}")',
        f'#set document(title: "{standard.code}")',
        "",
    ]
    return "\n".join([*lines, *map(_typst_line, manual(standard, as_of, language).splitlines())]) + "\n"


def _typst_line(line: str) -> str:
    marks, _space, rest = line.partition(" ")
    if marks and set(marks) == {"#"}:
        return "=" * len(marks) + " " + _escaped(rest)
    if marks == "-":
        return "- " + _escaped(rest)
    return _escaped(line)


def _escaped(text: str) -> str:
    """``text`` with every sign that Typst would read taken as itself."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in text)


def manual_pdf(standard: Standard, as_of: date, language: str = "vi") -> bytes:
    """The manual as PDF; the same standard and day give the same bytes."""
    day = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    return typst.compile(
        manual_typst(standard, as_of, language).encode(),
        ignore_system_fonts=True,
        timestamp=int(day.timestamp()),
    )
