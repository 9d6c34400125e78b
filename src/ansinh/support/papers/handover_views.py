"""Making the list on which many sign for support of a day: chosen, looked at, issued."""

from typing import Any

from django import forms
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse

from ansinh.access.place_fields import PlaceField, offer_places
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.papers.models import Paper
from ansinh.support.delivery.forms import given_choices
from ansinh.support.delivery.kinds import delivery_kinds
from ansinh.support.delivery.views.shared import own_code, place_called
from ansinh.support.models import Delivery
from ansinh.support.paper_links import MOST_LINES
from ansinh.support.papers.handover_lists import Handed, drafted_handover_list, issue_handover_list
from ansinh.support.papers.issuing import Signing, preview_of, standing

_DAYS_NAMED = 12
_PREVIEWED = 200
_NO = {"autocomplete": "off"}


class HandoverForm(forms.Form):
    """Which support of which day, and who signs."""

    code = PlaceField(label=later("Xã"))
    policy = forms.ChoiceField(label=later("Chính sách"), choices=given_choices)
    kind = forms.ChoiceField(
        label=later("Loại hỗ trợ"),
        choices=lambda: [(one.code, one.words) for one in delivery_kinds().values()],
    )
    given_on = DayField(label=later("Ngày giao"), initial=today)
    village = forms.CharField(
        label=later("Thôn, tổ (để trống: toàn xã, xếp theo thôn)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=_NO),
    )
    signatory = forms.CharField(label=later("Người ký"), required=False, max_length=120)
    why = forms.CharField(
        label=later("Lý do thay thế văn bản cũ (chỉ khi lập lại)"), required=False, max_length=300
    )


@route(P.ISSUE_PAPERS, methods=("GET", "POST"))
def handover_list(request: HttpRequest) -> HttpResponse:
    """Choose what was handed over, look at who signs, make the list."""
    form = HandoverForm(request.POST or None, initial={"code": own_code(request, P.ISSUE_PAPERS, "commune")})
    offer_places(form, request, "code")
    handed: Handed | None = None
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        written = Signing(given.pop("signatory"), given.pop("why"))
        try:
            handed = Handed(place_called(given.pop("code"), request.scope), **given)
        except AnSinhError as refusal:
            form.add_error("code", refusal.message)
        verb = request.POST.get("verb")
        if handed is not None and verb == "preview":
            seen = attempt(form, _previewed, handed=handed, written=written, request=request)
            if isinstance(seen, HttpResponse):
                return seen
        if handed is not None and verb == "make":
            made = attempt(form, issue_handover_list, handed=handed, written=written, by=request.actor)
            if isinstance(made, Paper):
                return see_other(request, "papers:paper", said=_("Đã lập văn bản."), paper_id=made.pk)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "support/papers/handover.html", status=status, form=form, **_found(request, handed))


def _previewed(*, handed: Handed, written: Signing, request: HttpRequest) -> HttpResponse:
    """The paper as it would be, without a number, the first of its lines."""
    by = request.actor  # type: ignore[attr-defined]
    found = drafted_handover_list(handed=handed, written=written, by=by, most=_PREVIEWED)
    content = preview_of(found, by=by)
    request.saw(place=handed.unit.code, filters={"preview": found.subject})  # type: ignore[attr-defined]
    named = {"Content-Disposition": 'inline; filename="xem-truoc.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=named)


def _found(request: HttpRequest, handed: Handed | None) -> dict[str, Any]:
    """Who would sign by village; where nobody would, the days on which something was given."""
    if handed is None:
        return {"handed": None, "villages": [], "many": 0, "days": [], "old": None, "too_long": False}
    sums = handed.rows().order_by("village").values("village")
    villages = list(sums.annotate(lines=Count("pk"), many=Sum("quantity")))
    many = sum(one["lines"] for one in villages)
    request.saw(count=many, place=handed.unit.code)  # type: ignore[attr-defined]
    return {
        "handed": handed,
        "villages": villages,
        "many": many,
        "days": [] if many else _days(handed),
        "old": standing(handed.unit, handed.subject),
        "too_long": many > MOST_LINES,
    }


def _days(handed: Handed) -> list[str]:
    """The last days on which something of the policy and kind was given at the commune."""
    rows: QuerySet[Delivery] = Delivery.objects.everywhere().filter(
        unit=handed.unit, policy=handed.policy, kind=handed.kind
    )
    days = rows.order_by("-given_on").values_list("given_on", flat=True).distinct()[:_DAYS_NAMED]
    return [shown_date(one) for one in days]
