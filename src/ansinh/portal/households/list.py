"""The list of households: found by names without accents, filtered, sorted, with columns and views of one's own, exported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission
from ansinh.households.models import HouseholdLine
from ansinh.households.search import inhabited, lacking, lines_within, matching
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Asked, Column, Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.places.models import Unit
from ansinh.portal.households.exporting import export_of
from ansinh.portal.households.totals import Totals, totals_of
from ansinh.reviews.enums import Movement
from ansinh.reviews.models import Round
from ansinh.reviews.words import class_words, movement_words
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.standard import Standard
from ansinh.work.saved_views import views_of

Choices = Callable[[HttpRequest], Sequence[tuple[str, str]]]
Line = HouseholdLine


class Commune(NamedTuple):
    """What the list needs of a commune."""

    pk: int
    code: str
    name: str
    area_type: str | None
    parent_id: int | None
    parent_name: str | None


@dataclass
class Reach:
    """What a list reaches: the scope of the person, narrowed by place and kind of area, and what is known of its units."""

    scope: Scope
    narrowed: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.narrowed = inhabited(self.scope)

    @cached_property
    def units(self) -> dict[int, Commune]:
        """The communes within the scope where households live, in the order of their places."""
        rows = Unit.objects.filter(pk__in=self.narrowed.touched or ()).order_by(
            "parent__sort_key", "sort_key", "pk"
        )
        named = rows.values_list("pk", "code", "name", "area_type", "parent_id", "parent__name")
        return {row[0]: Commune(*row) for row in named}

    def place_choices(self, _request: HttpRequest) -> list[tuple[str, str]]:
        """The communes, under their district where there are several districts."""
        several = len({unit.parent_id for unit in self.units.values()}) > 1
        choices: list[tuple[str, str]] = []
        seen: set[int | None] = {None}
        for unit in self.units.values():
            if several and unit.parent_id not in seen:
                seen.add(unit.parent_id)
                choices.append((str(unit.parent_id), unit.parent_name or ""))
            choices.append((str(unit.pk), f"\u2003{unit.name}" if several else unit.name))
        return choices

    def narrow(self, place: str, area: str) -> None:
        """Reach only a place (a commune or the communes under a unit), only urban or rural communes."""
        if not place and not area:
            return
        known = self.units
        kept = {
            pk
            for pk, unit in known.items()
            if (not place or place in {str(pk), str(unit.parent_id)}) and (not area or unit.area_type == area)
        }
        self.narrowed = Scope(
            frozenset(pk for pk in kept if self.narrowed.covers(pk)),
            self.scope.on,
            frozenset(pair for pair in self.narrowed.villages if pair[0] in kept),
        )

    @property
    def words(self) -> str:
        """The code of the place a list was narrowed to, for the log; blank for everything the person sees."""
        return self.units[self.single].code if self.single in self.units else ""

    @property
    def single(self) -> int | None:
        """The only commune reached, if it is one."""
        ids = self.narrowed.touched or frozenset()
        return next(iter(ids)) if len(ids) == 1 else None

    def villages(self) -> list[tuple[str, str]]:
        """The villages of the only commune reached."""
        rows = Line.objects.within(self.narrowed)
        names = sorted(set(rows.order_by().values_list("village", flat=True).distinct()) - {""}, key=_natural)
        return [(name, name) for name in names]


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Numbers in names by their value: hamlet 2 stands before hamlet 10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in name.split())


@dataclass
class HouseholdList:
    """The list as one person sees it."""

    request: HttpRequest
    reach: Reach

    @cached_property
    def standard(self) -> Standard | None:
        """The standard of the newest review: its indicators can be asked for."""
        newest = Round.objects.order_by("-as_of", "-pk").first()
        return standard_in_use(newest.standards[0]) if newest else None

    @cached_property
    def listing(self) -> Listing:
        return Listing("households", columns=self._columns(), filters=self._filters(), sort="name")

    def _columns(self) -> tuple[Column, ...]:
        units = self.reach.units
        return (
            Column("name", later("Chủ hộ"), _name, order="name_sort", link=_page),
            Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
            Column(
                "commune", later("Xã"), lambda row: units[row.unit_id].name if row.unit_id in units else ""
            ),
            Column(
                "class",
                later("Diện hiện nay"),
                lambda row: row.list_class,
                kind="class",
                told=class_words,
                order="class_rank",
            ),
            Column(
                "computed",
                later("Kết quả tính"),
                lambda row: row.computed_class,
                kind="class",
                told=class_words,
            ),
            Column(
                "deprivations",
                later("Số thiếu hụt"),
                lambda row: row.deprivations if row.computed_class else None,
                kind="number",
                order="deprivations",
            ),
            Column("persons", later("Số người"), lambda row: row.persons, kind="number", order="persons"),
            Column(
                "movement", later("Biến động"), lambda row: row.movement, kind="movement", told=movement_words
            ),
            Column("year", later("Năm danh sách"), lambda row: str(row.list_year or ""), shown=False),
            Column("number", later("Mã hộ"), lambda row: row.source_ref, shown=False),
            Column("period", later("Kỳ rà soát"), lambda row: row.period, shown=False),
            Column("mark", later("Ghi chú"), _mark, kind="status", shown=False),
        )

    def _filters(self) -> tuple[Filter, ...]:
        reach = self.reach
        given = self.request.GET
        filters = [
            Filter(
                "q",
                later("Tên hoặc mã hộ"),
                lambda rows, text: matching(rows, text, reach.narrowed),
                sealed=True,
            ),
            Filter("place", later("Địa bàn"), _as_reached, choices=_once(reach.place_choices)),
            Filter(
                "village",
                later("Thôn, tổ"),
                lambda rows, name: rows.filter(village=name),
                choices=_once(self._villages),
            ),
            Filter("class", later("Diện hiện nay"), _in_class, choices=_classes),
            Filter(
                "movement",
                later("Biến động"),
                lambda rows, kind: rows.filter(movement=kind),
                choices=_movements,
            ),
            Filter("lacks", later("Thiếu hụt"), self._lacking, choices=_once(self._indicators)),
            Filter(
                "minority",
                later("Dân tộc thiểu số"),
                lambda rows, _yes: rows.filter(minority=True),
                choices=_minority,
            ),
            Filter("area", later("Khu vực"), _as_reached, choices=_areas),
            Filter("state", later("Tình trạng"), lambda rows, _state: rows, choices=_states),
        ]
        single = reach.single is not None or given.get("place") or given.get("village")
        return tuple(one for one in filters if one.key != "village" or single)

    def _villages(self, _request: HttpRequest) -> list[tuple[str, str]]:
        self.reach.narrow(self.request.GET.get("place", ""), "")
        return self.reach.villages() if self.reach.single is not None else []

    def _indicators(self, _request: HttpRequest) -> list[tuple[str, str]]:
        if self.standard is None:
            return []
        language = current_language()
        return [(one.code, one.name.in_language(language)) for one in self.standard.indicators]

    def _lacking(self, rows: QuerySet[Line], code: str) -> QuerySet[Line]:
        if self.standard is None:
            return rows.none()
        bit = self.standard.codes.index(code)
        return lacking(rows.filter(standard=self.standard.code), bit, self.reach.narrowed)

    def rows(self, asked: Asked) -> QuerySet[Line]:
        """The lines reached: of who lives there, of who waits to be placed there, or of who is no more."""
        self.reach.narrow(asked.values.get("place", ""), asked.values.get("area", ""))
        state = asked.values.get("state", "")
        if state == "waiting":
            return waiting_within(self.reach.scope)
        return lines_within(self.reach.narrowed).filter(dissolved=state == "dissolved").defer("names")


def waiting_within(scope: Scope) -> QuerySet[Line]:
    """The lines of who waits to be placed somewhere under a place of ``scope``."""
    rows = Line.objects.everywhere().filter(unit__isnull=True, dissolved=False)
    return rows if scope.unit_ids is None else rows.filter(placed_under_id__in=scope.unit_ids)


def list_of(request: HttpRequest) -> HouseholdList:
    """The list for this request's person and place."""
    reach = Reach(request.scope)  # type: ignore[attr-defined]
    return HouseholdList(request, reach)


def _once(choices: Choices) -> Choices:
    """Choices asked for several times while a page is made are found once."""
    kept: list[Sequence[tuple[str, str]]] = []

    def found(request: HttpRequest) -> Sequence[tuple[str, str]]:
        if not kept:
            kept.append(choices(request))
        return kept[0]

    return found


def _name(row: Line) -> str:
    return row.head_name or _("Hộ {number}").format(number=row.source_ref)


def _page(row: Line) -> str:
    return reverse("portal:household", kwargs={"household_id": row.pk})


def _mark(row: Line) -> tuple[str, str] | None:
    if row.dissolved:
        return "neutral", _("Đã kết thúc")
    return ("waiting", _("Chờ xếp vào xã")) if row.unit_id is None else None


def _as_reached(rows: QuerySet[Line], _value: str) -> QuerySet[Line]:
    """What narrows the reach is in the rows already."""
    return rows


def _in_class(rows: QuerySet[Line], code: str) -> QuerySet[Line]:
    return rows.filter(list_class__isnull=True) if code == "none" else rows.filter(list_class=code)


def _classes(_request: HttpRequest) -> list[tuple[str, str]]:
    return [*((code, class_words(code)) for code in ("poor", "near_poor")), ("none", _("Ngoài danh sách"))]


def _movements(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.value, movement_words(one.value)) for one in Movement]


def _minority(_request: HttpRequest) -> list[tuple[str, str]]:
    return [("yes", _("Chủ hộ là người dân tộc thiểu số"))]


def _areas(_request: HttpRequest) -> list[tuple[str, str]]:
    return [("rural", _("Nông thôn")), ("urban", _("Thành thị"))]


def _states(_request: HttpRequest) -> list[tuple[str, str]]:
    return [("waiting", _("Chờ xếp vào xã")), ("dissolved", _("Đã kết thúc"))]


@route(Permission.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def households(request: HttpRequest) -> HttpResponse:
    """The list; a posted search goes sealed into its address."""
    mine = list_of(request)
    asked = mine.listing.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = mine.rows(asked)
    if asked.export:
        return export_of(asked, rows, place=mine.reach.words, by=request.actor)  # type: ignore[attr-defined]
    shown = asked.page(rows)
    return page(
        request,
        "portal/households/list.html",
        part="list",
        listing=shown,
        totals=_totals(mine, asked),
        views=views_of(request.user, mine.listing.key),
        state=asked.values.get("state", ""),
        permission=Permission,
    )


def _totals(mine: HouseholdList, asked: Asked) -> Totals | None:
    """What the newest approved lists count for the place, where nothing else is asked for."""
    if set(asked.values) - {"place", "class"}:
        return None
    return totals_of(mine.reach.narrowed.unit_ids or ())
