"""One printed figure, and files of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import read_day
from ansinh.reports.published.rounding import WAYS
from ansinh.reports.reconcile.spelling import Spelling, read_number
from ansinh.work.tables import Table, read_table

COLUMNS = (
    "paper", "line", "unit_code", "on", "list_year", "standard", "statistic", "printed", "definition", "rounding",
)  # fmt: skip
_MAY_LACK = {"definition", "rounding"}
SEEDS = Path(__file__).with_name("seeds.csv")
RATE = "rate:"
# Statistics that are shares and not counts: they may have a fraction.
_SHARES = (RATE, "opening_rate:", "change:")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed. ``paper`` the code of its paper and ``line`` where it stands there; ``unit_code`` the place on the unit set
    of the day ``on``; ``list_year`` and ``standard`` of the list it counts. ``statistic`` is what it says (``statistics``);
    ``value`` and ``decimals`` as read; ``marks`` how it is spelled (``vietnamese``, ``plain`` or blank where it does not tell);
    ``rounding`` the way its paper says it rounds; ``key`` its row where it is held."""

    paper: str
    line: str
    unit_code: str
    on: date
    list_year: int
    standard: str
    statistic: str
    printed: str
    value: Decimal
    decimals: int
    marks: str
    definition: str = ""
    rounding: str = ""
    key: int | None = None

    @property
    def place(self) -> tuple[str, str, date]:
        """What figures must share to be held against each other within a paper."""
        return self.paper, self.unit_code, self.on


@lru_cache(maxsize=1)
def seed_figures() -> tuple[Figure, ...]:
    """The figures of the five plans the system begins with, as their papers print them."""
    return tuple(read_figures(SEEDS))


def read_figures(path: Path) -> list[Figure]:
    """The figures of a file with the columns ``COLUMNS`` (the last two may lack). Raises ``UnusableInput`` with file, row and column for
    the first number that reads two ways, date or year that is none."""
    figures, faults = read_all(path)
    if faults:
        first = faults[0]
        raise UnusableInput(
            _("{file}, dòng {row}, cột «{column}»: {reason}").format(
                file=path.name, row=first.row, column=first.column, reason=first.message
            ),
            code="unusable_figures",
            file=path.name,
            row=first.row,
            column=first.column,
        )
    return figures


def read_all(path: Path) -> tuple[list[Figure], list[Finding]]:
    """The figures of a file that can be read, and every fault of the others by row and column."""
    table = read_table(path, short_rows=True)
    missing = [name for name in COLUMNS if name not in table.columns and name not in _MAY_LACK]
    if missing:
        return [], [_fault(1, name, _("không có cột này.")) for name in missing]
    figures: list[Figure] = []
    faults: list[Finding] = []
    for at, row in zip(table.rows, _texts(table), strict=True):
        found = figure_of(row, at)
        if isinstance(found, Figure):
            figures.append(found)
        else:
            faults += found
    return figures, faults


def _texts(table: Table) -> Iterable[dict[str, str]]:
    for row in table.frame.iter_rows(named=True):
        yield {name: "" if row.get(name) is None else str(row[name]).strip() for name in COLUMNS}


def figure_of(row: Mapping[str, str], at: int = 0) -> Figure | list[Finding]:
    """One row of texts as a figure, or what is wrong with it, each with its column. ``at`` is the row as its reader counts it."""
    faults = [
        _fault(at, name, _("ô trống.")) for name in ("paper", "unit_code", "statistic") if not row[name]
    ]
    value, marks = _read(row["printed"], counts=not row["statistic"].startswith(_SHARES))
    if value is None:
        said = _("«{text}» không đọc được thành một số duy nhất. Viết 1.118 và 63,14, hoặc 1118 và 63.14.")
        faults.append(_fault(at, "printed", said.format(text=row["printed"][:40])))
    on = read_day(row["on"])
    if on is None:
        faults.append(_fault(at, "on", _("không phải một ngày: viết 2022-12-14.")))
    if not row["list_year"].isdecimal():
        faults.append(_fault(at, "list_year", _("không phải một năm.")))
    if row["rounding"] not in ("", *WAYS):
        said = _("không có cách làm tròn «{way}». Các cách: {ways}.")
        faults.append(_fault(at, "rounding", said.format(way=row["rounding"][:20], ways=", ".join(WAYS))))
    if faults or value is None or on is None:
        return faults
    exponent = value.as_tuple().exponent
    return Figure(
        row["paper"],
        row["line"],
        row["unit_code"],
        on,
        int(row["list_year"]),
        row["standard"],
        row["statistic"],
        row["printed"],
        value,
        -exponent if isinstance(exponent, int) and exponent < 0 else 0,
        marks,
        row["definition"],
        row["rounding"],
    )


def _fault(row: int, column: str, reason: str) -> Finding:
    return Finding("unusable_figures", Level.ERROR, reason, row=row, column=column)


def _read(text: str, *, counts: bool) -> tuple[Decimal | None, str]:
    """The number and how it is spelled. A count is whole and has no decimals, so ``1.118`` and ``1.000`` are a thousand and more; a
    rate is never."""
    bare = text.removesuffix("%").strip()
    spellings = (Spelling.VIETNAMESE, Spelling.PLAIN)
    read = {one: number for one in spellings if (number := read_number(bare, one)) is not None}
    if counts:
        read = {one: number for one, number in read.items() if number.as_tuple().exponent == 0}
    if len(set(read.values())) != 1:
        return None, ""
    marks = next(iter(read)).value if len(read) == 1 else ""
    return next(iter(read.values())), marks


def by_place(figures: Sequence[Figure]) -> list[dict[str, Figure]]:
    """The figures of each paper, place and day, by statistic; of one printed twice the first."""
    groups: dict[tuple[str, str, date], dict[str, Figure]] = {}
    for one in figures:
        groups.setdefault(one.place, {}).setdefault(one.statistic, one)
    return list(groups.values())
