"""A file that was taken in, on a page: what it held, and all of it taken back at once."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_words
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.web.pages import attempt, see_other
from ansinh.outreach.fund.forms import ReasonForm
from ansinh.outreach.models import TakenFile
from ansinh.outreach.shown import Crumb, form_page
from ansinh.outreach.taken_files import file_within, may_withdraw, withdraw_file


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def taken_file(request: HttpRequest, taken_file_id: int) -> HttpResponse:
    """One file: where it came from, how many rows, and what it takes to withdraw them all."""
    one = file_within(request.scope, taken_file_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        many = attempt(form, withdraw_file, row=one, by=request.actor, **form.cleaned_data)
        if many:
            said = _("Đã rút {count} dòng của tệp.").format(count=shown_number(int(many)))
            return see_other(request, "outreach:taken-file", taken_file_id=one.pk, said=said)
    home = _home(one)
    title = _("Tệp số {number}").format(number=one.pk)
    withdrawn = f"{doer_words(one.withdrawn_by, one.withdrawn_at)}: {one.withdrawn_reason}"
    return form_page(
        request,
        form,
        title=title,
        button=_("Rút cả tệp"),
        back=home[1] or "",
        crumbs=[home, (title, None)],
        lead=_("Rút cả tệp: mọi dòng còn hiệu lực của tệp không còn được tính, lý do ở lại với từng dòng."),
        facts=[
            (_("Tên tệp"), one.file_name),
            (_("Mã băm SHA-256"), one.digest),
            (_("Số dòng"), shown_number(one.rows)),
            (_("Người ghi"), doer_words(one.taken_by, one.taken_at)),
            (_("Đã rút"), withdrawn if one.withdrawn_at else ""),
        ],
        danger=True,
        writes=may_withdraw(one, request.actor),
    )


def _home(one: TakenFile) -> Crumb:
    if one.fund is not None:
        words = _("Quỹ của {place}, năm {year}").format(place=one.fund.unit.name, year=one.fund.year)
        return words, reverse("outreach:fund", kwargs={"fund_id": one.fund_id})
    assert one.course is not None
    return one.course.topic, reverse("outreach:course", kwargs={"course_id": one.course_id})
