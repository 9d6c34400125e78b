"""The tables of a what-if as pages show them: every number with the address of the households it is made of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.portal.whatif.asking import Asked
from ansinh.reviews.whatif import WhatIf
from ansinh.standards.decisions import CLASSES
from ansinh.standards.spoken import value_words

# Both kinds of poor are poor in every total; a minus means everybody else.
POOR = ("poor", "poor_income", "poor_deprivation")
GROUPS = {"poor": POOR, "near_poor": ("near_poor",)}


def classes_named(name: str) -> tuple[str, ...]:
    """The classes that a name in an address stands for: one, a group, everybody but a group, or (blank) all.

    Raises ``UnusableInput`` for another name."""
    if not name:
        return ()
    bare = name.removeprefix("-")
    group = GROUPS.get(bare, (bare,))
    every = tuple(one.value for one in CLASSES)
    if not set(group) <= set(every):
        raise UnusableInput(_("Không có loại hộ này. Hãy mở lại từ bảng kết quả."))
    return tuple(one for one in every if one not in group) if name.startswith("-") else group


@dataclass(frozen=True)
class Cell:
    """A number and where its households are listed (none for zero)."""

    value: int
    href: str | None


@dataclass(frozen=True)
class Column:
    """One column of the table by commune: its key (for sorting), heading under that of its group, and from which classes
    to which it counts."""

    key: str
    words: str
    group: str = ""
    before: str = ""
    after: str = ""
    every: bool = True

    def counted(self, table: NDArray[np.int64]) -> NDArray[np.int64]:
        """Households of each commune that the column counts."""
        rows, columns = _places(self.before), _places(self.after)
        part = table[:, rows][:, :, columns]
        total = part.sum(axis=(1, 2))
        if not self.every:
            both = [place for place in rows if place in columns]
            total = total - table[:, both, both].sum(axis=1)
        return total


def _places(name: str) -> list[int]:
    every = [one.value for one in CLASSES]
    chosen = classes_named(name) or every
    return [every.index(one) for one in chosen]


def columns() -> list[Column]:
    """The columns of the table by commune."""
    poor, near = _("Hộ nghèo"), _("Hộ cận nghèo")
    return [
        Column("households", _("Hộ có phiếu")),
        Column("poor_before", _("Theo chuẩn"), poor, before="poor"),
        Column("poor_in", _("Vào nghèo"), poor, before="-poor", after="poor"),
        Column("poor_out", _("Ra khỏi nghèo"), poor, before="poor", after="-poor"),
        Column("poor_after", _("Theo giả định"), poor, after="poor"),
        Column("near_before", _("Theo chuẩn"), near, before="near_poor"),
        Column("near_in", _("Vào cận nghèo"), near, before="-near_poor", after="near_poor"),
        Column("near_out", _("Ra khỏi cận nghèo"), near, before="near_poor", after="-near_poor"),
        Column("near_after", _("Theo giả định"), near, after="near_poor"),
        Column("moved", _("Hộ đổi loại"), every=False),
    ]


@dataclass(frozen=True)
class CommuneRow:
    """One commune of the table."""

    code: str
    name: str
    cells: Sequence[Cell]


def by_commune(asked: Asked, found: WhatIf, sort: str) -> tuple[list[CommuneRow], list[Cell]]:
    """The table by commune in the order ``sort`` (a column's key or ``name``, ``-`` before it for the other way), and its
    totals. Raises ``UnusableInput`` for another order."""
    heads = columns()
    counted = np.stack([one.counted(found.table) for one in heads], axis=1)
    communes = found.snapshot.communes
    order = _order(sort, heads, counted, [name for _pk, _code, name in communes])
    rows = [
        CommuneRow(
            communes[place][1],
            communes[place][2],
            [
                _cell(asked, one, int(value), communes[place][1])
                for one, value in zip(heads, counted[place], strict=True)
            ],
        )
        for place in order
    ]
    totals = [
        _cell(asked, one, int(value), "") for one, value in zip(heads, counted.sum(axis=0), strict=True)
    ]
    return rows, totals


def _cell(asked: Asked, column: Column, value: int, commune: str) -> Cell:
    every = "1" if column.every else ""
    href = asked.href(
        "whatif:households", commune=commune, before=column.before, after=column.after, every=every
    )
    return Cell(value, href if value else None)


def _order(sort: str, heads: list[Column], counted: NDArray[np.int64], names: list[str]) -> list[int]:
    key = sort.removeprefix("-")
    keys = [one.key for one in heads]
    places = list(range(len(names)))
    by: Callable[[int], object]
    if key in keys:
        position = keys.index(key)

        def by(place: int) -> object:
            return int(counted[place, position])
    elif key == "name":
        # Communes lie in the order of their names.
        def by(place: int) -> object:
            return place
    else:
        raise UnusableInput(_("Không sắp xếp được theo cột «{column}».").format(column=key))
    return sorted(places, key=by, reverse=sort.startswith("-"))


@dataclass(frozen=True)
class ClassRow:
    """One class: households before and after."""

    code: str
    before: Cell
    after: Cell

    @property
    def change(self) -> int:
        return self.after.value - self.before.value


def by_class(asked: Asked, found: WhatIf) -> list[ClassRow]:
    """Every class that occurs, before and after, in the order of the standards."""
    before, after = found.table.sum(axis=(0, 2)), found.table.sum(axis=(0, 1))
    return [
        ClassRow(
            one.value,
            _cell(asked, Column("", "", before=one.value), int(before[place]), ""),
            _cell(asked, Column("", "", after=one.value), int(after[place]), ""),
        )
        for place, one in enumerate(CLASSES)
        if before[place] or after[place]
    ]


@dataclass(frozen=True)
class PairRow:
    """One class before: how many go to each class, and in all."""

    code: str
    cells: Sequence[Cell]
    total: Cell


def by_pair(asked: Asked, found: WhatIf) -> tuple[list[str], list[PairRow], list[Cell]]:
    """The classes that occur, a row a class before, and the totals of the classes after."""
    pairs = found.table.sum(axis=0)
    occur = [place for place in range(len(CLASSES)) if pairs[place].any() or pairs[:, place].any()]
    names = [CLASSES[place].value for place in occur]

    def cell(before: str, after: str, value: int) -> Cell:
        return _cell(asked, Column("", "", before=before, after=after), value, "")

    rows = [
        PairRow(
            CLASSES[one].value,
            [cell(CLASSES[one].value, CLASSES[two].value, int(pairs[one, two])) for two in occur],
            cell(CLASSES[one].value, "", int(pairs[one].sum())),
        )
        for one in occur
    ]
    totals = [cell("", CLASSES[two].value, int(pairs[:, two].sum())) for two in occur]
    return names, rows, [*totals, cell("", "", int(pairs.sum()))]


def changes_told(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """What is assumed: words, the standard's value, the assumed one."""
    language, on = current_language(), asked.campaign.as_of
    other = asked.other.parameters
    for name, law in asked.rules.parameters.items():
        if name in asked.numbers:
            yield law.words.in_language(language), value_words(law, on), value_words(other[name], on)
    for one in asked.rules.indicators:
        if one.code in asked.without:
            yield one.name.in_language(language), _("được tính"), _("không tính")
