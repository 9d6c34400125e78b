"""The list of requests, and the figures by place, each of which opens its list."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.grievances import wording
from ansinh.grievances.enums import GrievanceKind, GrievanceState, Outcome
from ansinh.grievances.models import Grievance
from ansinh.grievances.queries import OPEN, grievances_within
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.places.models import Unit
from ansinh.work.downloads import answer_export

Row = Grievance
Rows = QuerySet[Grievance]
Choices = Sequence[tuple[str, str]]
_SOON = timedelta(days=3)
_RIGHT = Q(outcome__in=[Outcome.UPHELD.value, Outcome.PARTLY.value], answered_on__isnull=False)


def _page(row: Row) -> str:
    return reverse("grievances:request", kwargs={"request_id": row.pk})


def _by_words(rows: Rows, text: str) -> Rows:
    for word in fold(text).split():
        rows = rows.filter(asker_fold__contains=f" {word}")
    return rows


def _by_number(rows: Rows, text: str) -> Rows:
    number, _slash, year = text.partition("/")
    if not number.isdigit() or (year and not year.isdigit()):
        return rows.none()
    rows = rows.filter(number=int(number))
    return rows.filter(year=int(year)) if year else rows


def _in_state(rows: Rows, state: str) -> Rows:
    return rows.filter(OPEN) if state == "open" else rows.filter(state=state)


def late_rows(rows: Rows, on: date) -> Rows:
    """Those whose answer is owed, whose clock runs and whose last day is over."""
    return rows.filter(OPEN, paused_on__isnull=True, due_on__lt=on)


def _in_time(rows: Rows, how: str) -> Rows:
    on = today()
    return {
        "late": lambda: late_rows(rows, on),
        "soon": lambda: rows.filter(OPEN, paused_on__isnull=True, due_on__range=(on, on + _SOON)),
        "paused": lambda: rows.filter(paused_on__isnull=False),
        "in_time": lambda: rows.filter(answered_on__isnull=False, answered_on__lte=F("due_on")),
        "answered_late": lambda: rows.filter(answered_on__gt=F("due_on")),
    }[how]()


def _lateness(_request: HttpRequest) -> Choices:
    return [
        ("late", _("Quá hạn, chưa trả lời")),
        ("soon", _("Đến hạn trong 3 ngày")),
        ("paused", _("Đang dừng tính hạn")),
        ("in_time", _("Đã trả lời đúng hạn")),
        ("answered_late", _("Đã trả lời chậm")),
    ]


def _states(_request: HttpRequest) -> Choices:
    return [("open", _("Chưa trả lời")), *((state.value, state.words) for state in GrievanceState)]


def _kinds(_request: HttpRequest) -> Choices:
    return [(kind.value, kind.words) for kind in GrievanceKind]


def _outcomes(_request: HttpRequest) -> Choices:
    return [("right", _("Chấp nhận toàn bộ hoặc một phần")), *((one.value, one.words) for one in Outcome)]


def _with_outcome(rows: Rows, code: str) -> Rows:
    return rows.filter(_RIGHT) if code == "right" else rows.filter(outcome=code)


def _within(request: HttpRequest) -> Rows:
    return grievances_within(request.scope)  # type: ignore[attr-defined]


def _villages(request: HttpRequest) -> Choices:
    names = _within(request).order_by().values_list("village", flat=True).distinct()[:500]
    return [(name, name) for name in sorted(set(names) - {""})]


def _years(request: HttpRequest) -> Choices:
    years = _within(request).order_by().values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


def _places(request: HttpRequest) -> Choices:
    units = Unit.objects.filter(pk__in=_within(request).order_by().values("unit"))
    return [(str(unit.pk), unit.name) for unit in units.order_by("sort_key", "code")]


def _mine(rows: Rows, user: str) -> Rows:
    return rows.filter(assigned_to=int(user))


def _me(request: HttpRequest) -> Choices:
    return [(str(request.user.pk), _("Giao cho tôi"))]


def _due(row: Row) -> date | None:
    return row.due_on


REQUESTS = Listing(
    "requests",
    columns=(
        Column("number", later("Số"), wording.number_words, order="pk", link=_page),
        Column("asker", later("Người gửi"), lambda row: row.asker_name, order="asker_sort", link=_page),
        Column("kind", later("Loại đơn"), lambda row: GrievanceKind(row.kind).words, order="kind"),
        Column("state", later("Tình trạng"), wording.state_sign, kind="status", order="state"),
        Column("clock", later("Thời hạn"), wording.clock_sign, kind="status"),
        Column("due", later("Hạn trả lời"), _due, kind="day", order="due_sort"),
        Column("received", later("Ngày nhận"), lambda row: row.received_on, kind="day", order="received_on"),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("unit", later("Xã"), lambda row: row.unit.name),
        Column(
            "assigned",
            later("Người xử lý"),
            lambda row: row.assigned_to.full_name if row.assigned_to else "",
            shown=False,
        ),
        Column("outcome", later("Kết quả"), wording.outcome_sign, kind="status", shown=False),
        Column("paper", later("Văn bản trả lời"), lambda row: row.answer_paper, shown=False),
        Column("answered", later("Ngày trả lời"), lambda row: row.answered_on, kind="day", shown=False),
    ),
    filters=(
        Filter("q", later("Tên người gửi"), _by_words, sealed=True),
        Filter("number", later("Số đơn"), _by_number),
        Filter("kind", later("Loại đơn"), lambda rows, kind: rows.filter(kind=kind), choices=_kinds),
        Filter("state", later("Tình trạng"), _in_state, choices=_states),
        Filter("lateness", later("Thời hạn"), _in_time, choices=_lateness),
        Filter("outcome", later("Kết quả"), _with_outcome, choices=_outcomes),
        Filter("place", later("Xã"), lambda rows, unit: rows.filter(unit=int(unit)), choices=_places),
        Filter("village", later("Thôn, tổ"), lambda rows, name: rows.filter(village=name), choices=_villages),
        Filter("year", later("Năm nhận"), lambda rows, year: rows.filter(year=int(year)), choices=_years),
        Filter("assigned", later("Người xử lý"), _mine, choices=_me),
    ),
    sort="-number",
)


@route(Permission.SEE_REQUESTS, methods=("GET", "POST"))
def requests(request: HttpRequest) -> HttpResponse:
    """The list; a posted search goes sealed into its address."""
    asked = REQUESTS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = _within(request).select_related("unit", "assigned_to")
    rows = rows.annotate(due_sort=Coalesce("due_on", date.max))
    if asked.export:
        return answer_export(asked, rows, name="requests", by=request.actor)  # type: ignore[attr-defined]
    return page(request, "grievances/list.html", part="list", listing=asked.page(rows), permission=Permission)


_COUNTS: dict[str, Q] = {
    "open": OPEN,
    "late": OPEN & Q(paused_on__isnull=True),
    "in_time": Q(answered_on__isnull=False, answered_on__lte=F("due_on")),
    "answered_late": Q(answered_on__gt=F("due_on")),
    "upheld": _RIGHT,
}


@route(Permission.SEE_REQUESTS, sees=Nothing.SUMS)
def figures(request: HttpRequest) -> HttpResponse:
    """What came and how it was answered, by place (by village where there is one commune) and by kind: two reads."""
    rows = _within(request)
    years = [value for value, _words in _years(request)]
    year = request.GET.get("year", "")
    year = year if year in years else (years[0] if years else "")
    if year:
        rows = rows.filter(year=int(year))
    units = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=rows.order_by().values("unit"))}
    by_village = len(units) == 1
    places = _counted(rows, "village" if by_village else "unit")
    kinds = _counted(rows, "kind")
    return page(
        request,
        "grievances/figures.html",
        year=year,
        years=years,
        by_village=by_village,
        places=[_line(row, "village" if by_village else "place", units, year) for row in places],
        kinds=[_line(row, "kind", units, year) for row in kinds],
    )


def _counted(rows: Rows, by: str) -> list[dict[str, Any]]:
    counts = {name: Count("pk", filter=condition) for name, condition in _COUNTS.items()}
    counts["late"] = Count("pk", filter=_COUNTS["late"] & Q(due_on__lt=today()))
    counted = rows.order_by().values(by).annotate(all=Count("pk"), **counts)
    return [{**row, "key": row[by]} for row in counted.order_by(by)]


_LEADS = {
    "all": {},
    "open": {"state": "open"},
    "late": {"lateness": "late"},
    "in_time": {"lateness": "in_time"},
    "answered_late": {"lateness": "answered_late"},
    "upheld": {"outcome": "right"},
}


def _line(row: dict[str, Any], by: str, units: dict[int, str], year: str) -> dict[str, Any]:
    """One line of the figures: its words and, by column, the number with the list that it counts."""
    key = row["key"]
    words = {
        "place": lambda: units.get(key, ""),
        "village": lambda: key or _("Chưa ghi thôn"),
        "kind": lambda: GrievanceKind(key).words,
    }[by]()
    home = reverse("grievances:list")
    # A village that was not written down cannot be asked for.
    base = {"year": year, **({by: str(key)} if key else {})} if year else {}
    cells = {
        name: (row[name], f"{home}?{urlencode(base | lead)}" if key else None)
        for name, lead in _LEADS.items()
    }
    return {"words": words, **cells}
