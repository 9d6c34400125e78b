"""Legal aid on pages: the list with its four counts, a new case of a household, one case and its steps."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Membership
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import DayField, later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.forms import WhyForm
from ansinh.support.delivery.legal_aid import (
    SERVED,
    ask_legal_aid,
    counts_of,
    refer_legal_aid,
    reveal_matter,
    serve_legal_aid,
    withdraw_legal_aid,
)
from ansinh.support.delivery.views.shared import by_words, name_of
from ansinh.support.delivery.words import delivery_words
from ansinh.support.models import LegalAidCase
from ansinh.support.models.delivery_enums import LegalAidRight
from ansinh.support.reached import communes
from ansinh.work.downloads import answer_export

_NO = {"autocomplete": "off"}


def right_words(right: str) -> tuple[str, str]:
    """What the rules said, for people."""
    return {
        LegalAidRight.ENTITLED: ("ok", _("thuộc diện")),
        LegalAidRight.NOT_ENTITLED: ("neutral", _("không thuộc diện theo luật")),
        LegalAidRight.UNKNOWN: ("waiting", _("chưa rõ, còn thiếu thông tin")),
    }[LegalAidRight(right)]


def _served_words(row: LegalAidCase) -> tuple[str, str] | None:
    return delivery_words(row.delivery.state) if row.delivery is not None else None


class AskForm(forms.Form):
    """Who asks, when, about what."""

    person_id = forms.TypedChoiceField(label=later("Người yêu cầu"), coerce=UUID)
    asked_on = DayField(label=later("Ngày yêu cầu"), initial=today)
    matter = forms.CharField(
        label=later("Nội dung vụ việc"),
        help_text=later("Được niêm kín: không hiện ở danh sách nào, ai xem phải ghi lý do. Có thể để trống."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, **_NO}),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["person_id"].choices = people  # type: ignore[attr-defined]


class ServeForm(forms.Form):
    """When help was given, by which paper."""

    served_on = DayField(label=later("Ngày được trợ giúp"), initial=today)
    document = forms.CharField(
        label=later("Căn cứ (phiếu, biên bản của trung tâm)"),
        max_length=160,
        widget=forms.TextInput(attrs=_NO),
    )


class ReferForm(forms.Form):
    """When and to whom the person was sent."""

    referred_on = DayField(label=later("Ngày chuyển"), initial=today)
    referred_to = forms.CharField(
        label=later("Chuyển đến"), max_length=160, widget=forms.TextInput(attrs=_NO)
    )


_STEPS = {
    "serve": (ServeForm, serve_legal_aid),
    "refer": (ReferForm, refer_legal_aid),
    "withdraw": (WhyForm, withdraw_legal_aid),
}


def _by_step(rows: QuerySet, value: str) -> QuerySet:
    open_rows = rows.filter(withdrawn_on=None)
    if value == "served":
        return open_rows.filter(SERVED)
    if value == "referred":
        return open_rows.filter(referred_on__isnull=False)
    if value == "waiting":
        return open_rows.filter(served_on=None, referred_on=None)
    return rows.filter(withdrawn_on__isnull=False) if value == "withdrawn" else open_rows


CASES = Listing(
    "legal-aid",
    columns=(
        Column(
            "name",
            later("Người yêu cầu"),
            name_of,
            order="person__full_name_fold",
            link=lambda row: reverse("delivery:legal-aid-case", kwargs={"case_of_aid_id": row.pk}),
        ),
        Column(
            "head", later("Chủ hộ"), lambda row: row.household.head_name, order="household__head_name_sort"
        ),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.unit.name, shown=False),
        Column("asked", later("Ngày yêu cầu"), lambda row: row.asked_on, kind="day", order="asked_on"),
        Column(
            "right",
            later("Theo luật"),
            lambda row: right_words(row.entitled),
            kind="status",
            order="entitled",
        ),
        Column("served", later("Ngày được trợ giúp"), lambda row: row.served_on, kind="day"),
        Column("confirmed", later("Xác nhận"), _served_words, kind="status"),
        Column("referred", later("Ngày chuyển"), lambda row: row.referred_on, kind="day"),
        Column("to", later("Chuyển đến"), lambda row: row.referred_to),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_words, sealed=True),
        Filter(
            "right",
            later("Theo luật"),
            lambda rows, value: rows.filter(entitled=value, withdrawn_on=None),
            choices=lambda _r: [(one.value, right_words(one.value)[1]) for one in LegalAidRight],
        ),
        Filter(
            "step",
            later("Tình trạng"),
            _by_step,
            choices=lambda _r: [
                ("asked", _("mọi yêu cầu")),
                ("waiting", _("chưa trợ giúp, chưa chuyển")),
                ("served", _("đã được trợ giúp")),
                ("referred", _("đã chuyển nơi khác")),
                ("withdrawn", _("đã rút")),
            ],
        ),
        Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
        Filter("unit", later("Xã"), lambda rows, value: rows.filter(unit_id=int(value)), choices=communes),
    ),
    sort="-asked",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def cases(request: HttpRequest) -> HttpResponse:
    """Who asked for legal aid in the places within the scope; asked, entitled, served and referred are counted apart."""
    asked = CASES.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = LegalAidCase.objects.within(request.scope).select_related(
        "household", "person", "unit", "delivery"
    )
    if asked.export:
        return answer_export(asked, rows, name="legal-aid", by=request.actor)
    return page(
        request,
        "support/delivery/legal_aid.html",
        part="list",
        listing=asked.page(rows),
        counts=counts_of(LegalAidCase.objects.within(request.scope)),
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def ask(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Somebody of a household asks for legal aid."""
    home = household_by_id(request.scope, household_id)
    members = Membership.objects.everywhere().filter(household=home, valid_until=None)
    people = [
        (str(one.person_id), one.person.full_name or _("(chưa có tên)"))
        for one in members.select_related("person").order_by("pk")
    ]
    form = AskForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        named = form.cleaned_data | {"household": home, "keys": keys_folder(), "by": request.actor}
        if made := attempt(form, ask_legal_aid, **named):
            said = _("Đã ghi yêu cầu trợ giúp pháp lý.")
            return see_other(request, "delivery:legal-aid-case", case_of_aid_id=made.pk, said=said)
    return page(
        request,
        "support/delivery/legal_aid_ask.html",
        status=422 if form.is_bound and form.errors else 200,
        form=form,
        household=home,
    )


def case_within(scope: Scope, case_id: int) -> LegalAidCase:
    """One case within the scope, or ``NotFound``."""
    rows = LegalAidCase.objects.within(scope).select_related("household", "person", "unit", "delivery")
    found = rows.filter(pk=case_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy yêu cầu trợ giúp pháp lý này."))
    return found


def _shown(request: HttpRequest, found: LegalAidCase, status: int = 200, **more: Any) -> HttpResponse:
    return page(
        request,
        "support/delivery/legal_aid_case.html",
        status=status,
        case=found,
        name=name_of(found),
        right=right_words(found.entitled),
        served=_served_words(found),
        open=found.withdrawn_on is None,
        works=may(request.actor, P.PROPOSE_SUPPORT, found.unit_id),  # type: ignore[attr-defined]
        **{
            "serve": ServeForm(),
            "refer": ReferForm(),
            "withdraw": WhyForm(),
            "reveal": WhyForm(),
            "matter": "",
        }
        | more,
    )


@route(P.SEE_HOUSEHOLDS)
def case(request: HttpRequest, case_of_aid_id: int) -> HttpResponse:
    """One case: its days, what the rules said, what came of it."""
    return _shown(request, case_within(request.scope, case_of_aid_id))


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def step(request: HttpRequest, case_of_aid_id: int) -> HttpResponse:
    """Served, referred, withdrawn."""
    found = case_within(request.scope, case_of_aid_id)
    verb = request.POST.get("verb", "")
    if verb not in _STEPS:
        raise UnusableInput(_("Không có việc này."))
    form_class, act = _STEPS[verb]
    form = form_class(request.POST)
    if form.is_valid() and attempt(form, act, case=found, by=request.actor, **form.cleaned_data):
        return see_other(request, "delivery:legal-aid-case", case_of_aid_id=found.pk, said=_("Đã ghi."))
    return _shown(request, case_within(request.scope, case_of_aid_id), 422, **{verb: form})


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def reveal(request: HttpRequest, case_of_aid_id: int) -> HttpResponse:
    """Show what a case is about, on purpose: who asks says why, and the log keeps it."""
    found = case_within(request.scope, case_of_aid_id)
    form = WhyForm(request.POST)
    matter = None
    if form.is_valid():
        matter = attempt(
            form, reveal_matter, case=found, keys=keys_folder(), by=request.actor, **form.cleaned_data
        )
    answer = _shown(request, found, 200 if matter else 422, reveal=form, matter=matter or "")
    answer.headers["Cache-Control"] = "no-store"
    return answer
