"""The insurer's answers on pages: what waits, one line answered."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.giving import agencies_spoken_for, kinds_held
from ansinh.support.delivery.views.shared import name_of
from ansinh.support.delivery.words import policy_words
from ansinh.support.insurance.answering import answer_line
from ansinh.support.insurance.forms import AnswerForm
from ansinh.support.insurance.policies import insurers
from ansinh.support.insurance.views.columns import FILTERS, PEOPLE, with_people
from ansinh.support.models import CardLine
from ansinh.support.models.health_card_enums import (
    COVERED_BY,
    ListState,
)
from ansinh.work.downloads import answer_export

TO_ANSWER = Listing(
    "health-cards-to-answer",
    columns=(
        Column(
            "name",
            later("Họ tên"),
            name_of,
            order="person__full_name_fold",
            link=lambda row: reverse("insurance:answer", kwargs={"card_line_id": row.pk}),
        ),
        *PEOPLE[1:],
    ),
    filters=FILTERS,
    sort="village",
)


def _waiting(request: HttpRequest) -> QuerySet[CardLine]:
    """Lines that wait for the insurer whom the person speaks for."""
    rows = CardLine.objects.within(request.scope).filter(  # type: ignore[attr-defined]
        list__state=ListState.APPROVED.value, change__in=COVERED_BY, counts=True, answer="", ended_on=None
    )
    spoken = agencies_spoken_for(kinds_held(request.actor), today())  # type: ignore[attr-defined]
    return rows if insurers() & spoken else rows.none()


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"), decides=False)
def to_answer(request: HttpRequest) -> HttpResponse:
    """What the insurer has to answer."""
    asked = TO_ANSWER.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = with_people(_waiting(request))
    if asked.export:
        return answer_export(asked, rows, name="health-cards-to-answer", by=request.actor)
    return page(
        request,
        "support/insurance/to_answer.html",
        part="list",
        listing=asked.page(rows),
        speaks=bool(insurers() & agencies_spoken_for(kinds_held(request.actor), today())),
    )


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"))
def answer(request: HttpRequest, card_line_id: int) -> HttpResponse:
    """The insurer answers one line that waits for it; another agency's people know of none."""
    found = with_people(_waiting(request)).filter(pk=card_line_id).first()
    if found is None:
        raise NotFound(_("Dòng này không chờ bạn trả lời. Hãy mở lại danh sách chờ trả lời."))
    form = AnswerForm(request.POST or None, initial={"valid_from": found.valid_from})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, answer_line, line=found, keys=keys_folder(), by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "insurance:to-answer", said=_("Đã ghi kết quả."))
    return page(
        request,
        "support/insurance/answer.html",
        status=422 if form.is_bound and form.errors else 200,
        line=found,
        name=name_of(found),
        policy=policy_words(found.policy),
        form=form,
    )
