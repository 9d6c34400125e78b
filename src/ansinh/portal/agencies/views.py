"""Agencies on pages: offices of a place on a day, one kind with its history, enterprises and organisations entered by officers."""

from dataclasses import replace
from datetime import date

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.actions import end_agency, enter_agency
from ansinh.agencies.kinds import agency_kind, agency_kinds, duty_words, group_words
from ansinh.agencies.models import Agency
from ansinh.agencies.queries import agency_by_id, predecessors
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import DayField, later, read_day
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.reached import communes_of
from ansinh.work.downloads import answer_export


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(name_fold__contains=word)
    return rows


def _by_state(rows: QuerySet, value: str) -> QuerySet:
    holds = Q(valid_until=None) | Q(valid_until__gte=today())
    return rows.filter(holds) if value == "open" else rows.exclude(holds)


def _end_of(row: Agency) -> str | None:
    return reverse("agencies:end", kwargs={"agency_id": row.pk}) if row.valid_until is None else None


ENTERED = Listing(
    "agencies",
    columns=(
        Column("name", later("Tên"), lambda row: row.name, order="sort_key", link=_end_of),
        Column("kind", later("Loại"), lambda row: agency_kind(row.kind).words, order="kind"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name),
        Column("number", later("Mã số"), lambda row: row.number),
        Column("from", later("Từ ngày"), lambda row: row.valid_from, kind="day", order="valid_from"),
        Column("until", later("Đến ngày"), lambda row: row.valid_until, kind="day"),
        Column("replaces", later("Thay cho"), lambda row: row.replaces.name if row.replaces else ""),
    ),
    filters=(
        Filter("q", later("Tìm tên"), _by_words, sealed=True),
        Filter(
            "kind",
            later("Loại"),
            lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.code, one.words) for one in _entered_kinds()],
        ),
        Filter(
            "state",
            later("Tình trạng"),
            _by_state,
            choices=lambda _r: [("open", _("đang hoạt động")), ("over", _("đã kết thúc"))],
        ),
    ),
    sort="name",
)
# Who may end none is led nowhere.
ENTERED_SEEN = replace(
    ENTERED, columns=(replace(ENTERED.columns[0], link=lambda _row: None), *ENTERED.columns[1:])
)


def _entered_kinds():
    """Kinds whose agencies are entered: those that no law derives."""
    return [one for one in agency_kinds().values() if not (one.levels and one.group == "state")]


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def agencies(request: HttpRequest) -> HttpResponse:
    """Kinds of offices that are there on a day, and what officers of these places entered."""
    shown = ENTERED if may(request.actor, P.PLAN_SUPPORT) else ENTERED_SEEN
    asked = shown.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Agency.objects.select_related("unit", "replaces")
    if request.scope.touched is not None:
        rows = rows.filter(unit__in=request.scope.touched)
    if asked.export:
        return answer_export(asked, rows, name="agencies", by=request.actor)
    on = _day(request.GET.get("on", ""))
    kinds = [one for one in agency_kinds().values() if one.levels]
    return page(
        request,
        "portal/agencies/list.html",
        part="list",
        listing=asked.page(rows),
        kinds=[(one, one.holds_on(on)) for one in kinds],
        on=on,
        duty_words=duty_words,
        group_words=group_words,
        permission=P,
    )


def _day(text: str) -> date:
    day = read_day(text) if text else today()
    if day is None:
        raise UnusableInput(_("Ngày không đúng: viết ngày/tháng/năm."))
    return day


@route(P.SEE_HOUSEHOLDS, sees=Nothing.LAW)
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """One kind: duties, history, the policies it is responsible for."""
    one = agency_kind(code)
    return page(
        request,
        "portal/agencies/kind.html",
        kind=one,
        before=predecessors(code),
        after=[(agency_kind(following.kind), following) for following in one.replaced_by],
        policies=[found for found in policies_in_use() if found.agency == code],
        duty_words=duty_words,
        group_words=group_words,
        speaking=current_language(),
    )


class AgencyForm(forms.Form):
    """An agency to enter."""

    kind = forms.ChoiceField(label=later("Loại"))
    name = forms.CharField(
        label=later("Tên"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    unit = forms.ChoiceField(label=later("Địa bàn"))
    number = forms.CharField(label=later("Mã số doanh nghiệp"), required=False, max_length=40)
    valid_from = DayField(label=later("Từ ngày"), initial=today)
    replaces = forms.ModelChoiceField(label=later("Thay cho"), queryset=Agency.objects.none(), required=False)

    def __init__(self, *args, units: list[Unit], **named) -> None:
        super().__init__(*args, **named)
        self.units = {str(one.pk): one for one in units}
        self.fields["kind"].choices = [(one.code, one.words) for one in _entered_kinds()]
        self.fields["unit"].choices = [(key, one.name) for key, one in self.units.items()]
        self.fields["replaces"].queryset = Agency.objects.filter(
            unit__in=list(self.units.values()), valid_until=None
        ).order_by("sort_key")

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]


class EndForm(forms.Form):
    valid_until = DayField(label=later("Ngày cuối"), initial=today)
    reason = forms.CharField(label=later("Lý do"), max_length=200)


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Enter an agency at a commune of the scope."""
    form = AgencyForm(request.POST or None, units=communes_of(request.scope))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, enter_agency, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "agencies:list", said=_("Đã ghi cơ quan, đơn vị."))
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "portal/agencies/new.html", status=status, form=form)


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def end(request: HttpRequest, agency_id: int) -> HttpResponse:
    """End an entered agency."""
    one = agency_by_id(agency_id)
    if not request.scope.covers(one.unit_id):
        # As where there is none: whose it is need not be known.
        raise NotFound(_("Không có cơ quan, đơn vị này."))
    form = EndForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_agency, agency=one, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "agencies:list", said=_("Đã ghi ngày kết thúc."))
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "portal/agencies/end.html", status=status, form=form, one=one)
