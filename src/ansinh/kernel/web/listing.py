"""Lists: columns, filters and orders declared once; paged by key, never by offset, and never counted.

A page after another begins at the last row's own sort value and key, so page one thousand costs what page one costs.
Both stand sealed in the URL: a sort value may be a name.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import polars as pl
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.sealed import open_words, seal_words

PAGE_SIZE = 50
_CHUNK = 2000
Kind = Literal["text", "number", "percent", "day", "moment", "class", "movement", "status"]
# A text that is translated when it is shown: ``later(…)`` of ``forms``.
Words = Any
# A queryset, or a frame: what the filters of a list take and give.
R = TypeVar("R")


def _nowhere(_row: Any) -> str | None:
    return None


@dataclass(frozen=True)
class Column:
    """One column. ``value`` gives what a cell shows and the export holds (for ``status``: a pair of kind and words);
    ``order`` is the field (never null) the list can be sorted by; ``link`` where a cell leads; ``told`` the words of a code
    in a file, where the page shows a sign; ``before`` is given the rows first, to read for all of them at once."""

    key: str
    words: Words
    value: Callable[[Any], Any]
    kind: Kind = "text"
    order: str | None = None
    shown: bool = True
    link: Callable[[Any], str | None] = _nowhere
    told: Callable[[Any], str] | None = None
    before: Callable[[Sequence[Any]], None] | None = None


@dataclass(frozen=True)
class Filter:
    """One filter. ``choices`` gives ``(value, words)`` pairs; without it the filter is free text. ``sealed`` text never
    stands readable in a URL (names, numbers of people)."""

    key: str
    words: Words
    apply: Callable[[Any, str], Any]
    choices: Callable[[HttpRequest], Sequence[tuple[str, str]]] | None = None
    sealed: bool = False


@dataclass(frozen=True)
class Listing:
    """A list: ``sort`` names the column it is sorted by unless asked otherwise, ``-`` before it for the other way."""

    key: str
    columns: Sequence[Column]
    filters: Sequence[Filter]
    sort: str
    size: int = PAGE_SIZE

    def asked(self, request: HttpRequest) -> "Asked":
        """What this request asks of the list. Raises ``UnusableInput`` for a filter, column or order it does not have."""
        return Asked(self, request)

    def column(self, key: str) -> Column:
        for one in self.columns:
            if one.key == key:
                return one
        raise UnusableInput(_("Danh sách này không có cột «{column}».").format(column=key))


@dataclass
class Page:
    """One page of a list, for ``ui.listing``: rows, the shown columns, and where previous and next lead."""

    asked: "Asked"
    rows: list[Any]
    next: str | None
    previous: str | None
    total: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> list[Column]:
        return self.asked.columns


class Asked:
    """What one request asks of a list: the values of its filters, the order, the columns and the place in the list."""

    def __init__(self, listing: Listing, request: HttpRequest) -> None:
        self.listing, self.request = listing, request
        self._given = request.GET
        sort = self._given.get("sort") or listing.sort
        self.descending = sort.startswith("-")
        self.sorted_by = listing.column(sort.lstrip("-"))
        if self.sorted_by.order is None:
            said = _("Không sắp xếp được theo cột «{column}».")
            raise UnusableInput(said.format(column=self.sorted_by.words))
        # One of a form of check boxes each, or one text with commas: both are read.
        chosen = [key for key in ",".join(self._given.getlist("columns")).split(",") if key]
        self.columns = (
            [listing.column(key) for key in chosen]
            if chosen
            else [one for one in listing.columns if one.shown]
        )
        self.values = {one.key: value for one in listing.filters if (value := self._value(one))}
        self.export = self._given.get("export", "")

    def _value(self, one: Filter) -> str:
        given = self._given.get(one.key, "").strip()
        if one.sealed:
            # What somebody typed into the address by hand is taken as it is; our own links are sealed.
            return (open_words(given) or given) if given else ""
        if (
            given
            and one.choices is not None
            and given not in {value for value, _said in one.choices(self.request)}
        ):
            said = _("Bộ lọc «{filter}» không có giá trị này. Hãy chọn lại trong danh sách.")
            raise UnusableInput(said.format(filter=one.words))
        return given

    def sealed_away(self) -> HttpResponse | None:
        """The answer to a posted search: back to the list, the words sealed in its address."""
        if self.request.method != "POST":
            return None
        changed: dict[str, str | None] = {"after": None, "before": None}
        for one in self.listing.filters:
            if one.key in self.request.POST:
                text = self.request.POST[one.key].strip()
                changed[one.key] = (seal_words(text) if one.sealed and text else text) or None
        answer = HttpResponseRedirect(self.href(**changed))
        answer.status_code = 303
        return answer

    def href(self, **changed: str | None) -> str:
        """The address of this list with some parameters changed (``None`` takes one away)."""
        query = QueryDict(mutable=True)
        given = {**self._given.dict(), "columns": ",".join(self._given.getlist("columns"))}
        for key, value in {**given, **changed}.items():
            if value and key != "export":
                query[key] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def sorted_href(self, column: Column) -> str:
        """Where a click on a column's head leads: sorted by it, or the other way round where it already is."""
        key = column.key
        if column.key == self.sorted_by.key and not self.descending:
            key = f"-{key}"
        return self.href(sort=key, after=None, before=None)

    def filtered(self, rows: R) -> R:
        """``rows`` under every filter asked for."""
        for one in self.listing.filters:
            if one.key in self.values:
                rows = one.apply(rows, self.values[one.key])
        return rows

    @property
    def _order(self) -> str:
        assert self.sorted_by.order is not None
        return self.sorted_by.order

    def page(self, rows: QuerySet[Any]) -> Page:
        """The asked page of ``rows`` (scoped, unfiltered): one query whatever the depth."""
        back = bool(self._given.get("before"))
        given = self._given.get("before") or self._given.get("after") or ""
        found = list(
            self._run(self.filtered(rows), self._place(given), backwards=back)[: self.listing.size + 1]
        )
        return self._paged(found, back=back, given=bool(given))

    def _paged(self, found: list[Any], *, back: bool, given: bool) -> Page:
        """A page of rows that were read one too many."""
        more, found = len(found) > self.listing.size, found[: self.listing.size]
        if back:
            found.reverse()
        self._tell(len(found))
        self._before(found)
        onward, behind = (given, more) if back else (more, given)
        return Page(
            self,
            found,
            self.href(after=self._mark(found[-1]), before=None) if found and onward else None,
            self.href(before=self._mark(found[0]), after=None) if found and behind else None,
        )

    def _before(self, rows: Sequence[Any]) -> None:
        for column in self.columns:
            if column.before is not None:
                column.before(rows)

    def _tell(self, count: int) -> None:
        """Say what is shown to who keeps the log: how many rows, and the filters; of words that were typed only that they
        were."""
        saw = getattr(self.request, "saw", None)
        if saw is not None:
            chosen = {one.key for one in self.listing.filters if one.choices is not None and not one.sealed}
            shown = {key: value if key in chosen else None for key, value in self.values.items()}
            saw(count=count, filters=shown)

    def page_of(self, frame: pl.DataFrame) -> Page:
        """The asked page of a frame with a column ``id``, each row a dictionary: for what lies in a file and not in a table.
        Its filters take and give frames."""
        filtered = self.filtered(frame)
        back = bool(self._given.get("before"))
        given = self._given.get("before") or self._given.get("after") or ""
        down = self.descending != back
        if (place := self._place(given)) is not None:
            value, key = pl.col(self._order), pl.col("id")
            further = (value < place[0], key < place[1]) if down else (value > place[0], key > place[1])
            filtered = filtered.filter(further[0] | ((value == place[0]) & further[1]))
        found = filtered.sort(self._order, "id", descending=down).head(self.listing.size + 1).to_dicts()
        return self._paged(found, back=back, given=bool(given))

    def everything(self, rows: QuerySet[Any]) -> Iterator[Any]:
        """Every row under the filters in order, a chunk at a time: for exports."""
        filtered, place = self.filtered(rows), None
        while chunk := list(self._run(filtered, place, backwards=False)[:_CHUNK]):
            self._before(chunk)
            yield from chunk
            place = (_of(chunk[-1], self._order), _of(chunk[-1], "pk"))

    def _run(self, rows: QuerySet[Any], place: tuple[Any, Any] | None, *, backwards: bool) -> QuerySet[Any]:
        down = self.descending != backwards
        if place is not None:
            value, key = place
            than = "lt" if down else "gt"
            # The first half lets the index be entered at the place; the second passes over equals.
            rows = rows.filter(**{f"{self._order}__{than}e": value}).filter(
                Q(**{f"{self._order}__{than}": value}) | Q(**{f"pk__{than}": key})
            )
        sign = "-" if down else ""
        return rows.order_by(f"{sign}{self._order}", f"{sign}pk")

    def _mark(self, row: Any) -> str:
        return seal_words(json.dumps([_of(row, self._order), _of(row, "pk")], default=str))

    def _place(self, mark: str) -> tuple[Any, Any] | None:
        if not mark:
            return None
        opened = open_words(mark)
        if opened is None:
            raise UnusableInput(_("Liên kết trang này đã cũ. Hãy mở lại danh sách từ đầu."))
        value, key = json.loads(opened)
        return value, key


def _of(row: Any, path: str) -> Any:
    """The value of a field path on a model or a row of ``values()``."""
    if isinstance(row, Mapping):
        return row["id"] if path == "pk" and "pk" not in row else row[path]
    for part in path.split("__"):
        row = getattr(row, part)
    return row
