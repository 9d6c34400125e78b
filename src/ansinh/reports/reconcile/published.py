"""A published table as data: rows of printed figures, each knowing its file and row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

# Column numbers that hold rates, in forms whose columns are fixed; forms 5 and 7 hold rates from column 2 on.
_RATES = {1: frozenset(range(4, 15, 2))}
_RATE_FORMS = (5, 7)
# The columns of form 9 are the ethnic groups present, so a number means something else in each table.
_OWN_COLUMNS = 9


def is_rate(form: int, column: int) -> bool:
    """Whether column ``column`` of ``form`` prints a rate."""
    return column in _RATES.get(form, ()) or (form in _RATE_FORMS and column >= 2)


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One printed row: ``values`` by column number, only of cells that were printed."""

    file: str
    row: int
    form: int
    unit_code: str
    unit_name: str
    parent_code: str
    split: str
    values: Mapping[int, Decimal]

    def of(self, column: int) -> Decimal | None:
        """The printed figure, or nothing."""
        return self.values.get(column)

    def or_zero(self, column: int) -> Decimal:
        """The printed figure, a cell that was not printed counting as nothing."""
        return self.values.get(column, Decimal(0))


class Published:
    """All tables read together. Rows of one form, place and split are one row, wherever their parts were
    printed."""

    def __init__(self, rows: Iterable[PrintedRow], files: Iterable[str]) -> None:
        self.rows = list(rows)
        self.files = list(files)
        self._index = {(row.form, row.unit_code, row.split): row for row in self.rows}
        self._indicators: dict[int, int] = {}

    def form(self, *numbers: int) -> list[PrintedRow]:
        """The rows of these forms, in the order read."""
        return [row for row in self.rows if row.form in numbers]

    def find(self, form: int, unit_code: str, *splits: str) -> PrintedRow | None:
        """The row of a place in ``form``, under the first of ``splits`` that was printed."""
        for split in splits or ("",):
            found = self._index.get((form, unit_code, split))
            if found is not None:
                return found
        return None

    def indicator_columns(self, form: int, known: int | None) -> range:
        """Columns 3, 4, … of form 4 or 6: as many as the standard has, otherwise as far as any row was
        printed."""
        if known is not None:
            return range(3, 3 + known)
        if form not in self._indicators:
            self._indicators[form] = max((max(row.values, default=2) for row in self.form(form)), default=2)
        return range(3, self._indicators[form] + 1)

    def groups(self) -> dict[tuple[int, str], list[PrintedRow]]:
        """Rows whose columns mean the same: by form and split, and for form 9 by file as well."""
        found: dict[tuple[int, str], list[PrintedRow]] = {}
        for row in self.rows:
            own = f"{row.split}/{row.file}" if row.form == _OWN_COLUMNS else row.split
            found.setdefault((row.form, own), []).append(row)
        return found


def row_key(row: PrintedRow) -> tuple[int, str, str, str]:
    """What makes two printed rows the same row."""
    return (row.form, row.unit_code, row.split, row.file if row.form == _OWN_COLUMNS else "")
