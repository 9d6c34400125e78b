"""One request: what is known, where its clock stands, every step, and what may be done next."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import know_doers
from ansinh.access.models import RoleHolding
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.grievances import actions, wording
from ansinh.grievances.enums import DATA_KINDS, REVIEW_KINDS, Channel, GrievanceKind, Outcome
from ansinh.grievances.finding import chosen_household, households_like, people_of
from ansinh.grievances.forms import AnswerForm, AssignForm, DecideForm, NothingForm, ReasonForm
from ansinh.grievances.models import Grievance, GrievanceMove
from ansinh.grievances.moves import VERB_WORDS, Verb
from ansinh.grievances.papers import answer_with_paper, request_form, subject_of
from ansinh.grievances.policies import check_move, verbs_for
from ansinh.grievances.queries import grievance_within
from ansinh.grievances.restricting import RESTRICTING, Use, in_force_of, may_restrict
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.papers.queries import papers_about
from ansinh.papers.rendering import shown_number_of

# What leads on comes first and stands out; the rest is there.
_ONWARD = (Verb.CHECK, Verb.TAKE_UP, Verb.INFORMATION_CAME, Verb.DECIDE, Verb.ANSWER, Verb.CLOSE)
_BY_FORM = (*_ONWARD, Verb.ASK_MORE, Verb.EXTEND, Verb.ASSIGN, Verb.LINK_HOUSEHOLD, Verb.NOTE, Verb.WITHDRAW)
Run = Callable[[Form, dict[str, Any]], object]


@route(Permission.SEE_REQUESTS)
def one(request: HttpRequest, request_id: int) -> HttpResponse:
    """The request with everything of it."""
    row = grievance_within(request.scope, request_id)  # type: ignore[attr-defined]
    steps = list(GrievanceMove.objects.within(request.scope).filter(grievance=row).order_by("-number"))  # type: ignore[attr-defined]
    know_doers(step.by for step in steps)
    verbs = verbs_for(row, request.actor)  # type: ignore[attr-defined]
    kind = GrievanceKind(row.kind)
    return page(
        request,
        "grievances/request.html",
        one=row,
        number=wording.number_words(row),
        kind=kind,
        channel=Channel(row.channel),
        state=wording.state_sign(row),
        outcome=wording.outcome_sign(row),
        clock=wording.clock_facts(row),
        steps=[wording.step_shown(step) for step in steps],
        onward=[_button(row, verb) for verb in _ONWARD if verb in verbs],
        others=[_button(row, verb) for verb in _BY_FORM if verb in verbs and verb not in _ONWARD],
        may_appeal=Verb.APPEAL in verbs,
        appeals=_appeals(request, row),
        papers=papers_about(request.scope, subject_of(row)),  # type: ignore[attr-defined]
        paper_number=shown_number_of,
        data_request=kind in DATA_KINDS,
        restricts=kind in RESTRICTING and may(request.actor, Permission.DECIDE_REQUESTS, row.unit_id),  # type: ignore[attr-defined]
        to_restrict=list(Use) if may_restrict(row, request.actor) else [],  # type: ignore[attr-defined]
        restricted=[(Use(each.use).words, each) for each in in_force_of(row)] if kind in RESTRICTING else [],
        has_form=kind in REVIEW_KINDS,
        permission=Permission,
    )


def _appeals(request: HttpRequest, row: Grievance) -> list[tuple[str, Grievance]]:
    rows = Grievance.objects.within(request.scope).filter(against=row).order_by("pk")  # type: ignore[attr-defined]
    return [(wording.number_words(each), each) for each in rows]


def _button(row: Grievance, verb: Verb) -> tuple[Any, str]:
    named = {"request_id": row.pk, "verb": verb.value}
    return VERB_WORDS[verb], reverse("grievances:step", kwargs=named)


@route(Permission.SEE_REQUESTS, methods=("GET", "POST"))
def step(request: HttpRequest, request_id: int, verb: str) -> HttpResponse:
    """One step: its form, then its action. The form carries the newest step its person saw."""
    row = grievance_within(request.scope, request_id)  # type: ignore[attr-defined]
    done = _verb(verb)
    if done is Verb.LINK_HOUSEHOLD:
        return _link(request, row)
    check_move(row, done, request.actor)  # type: ignore[attr-defined]
    form, run = _form(request, row, done)
    seen = request.POST.get("seen", "")
    named = {"grievance": row, "by": request.actor}  # type: ignore[attr-defined]
    if done is not Verb.NOTE:
        named["seen"] = int(seen) if seen.isdigit() else None
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: run(form, named)):
        said = _("Đã ghi: {verb}.").format(verb=VERB_WORDS[done])
        return see_other(request, "grievances:request", request_id=row.pk, said=said)
    return page(
        request,
        "grievances/step.html",
        one=row,
        number=wording.number_words(row),
        form=form,
        words=VERB_WORDS[done],
        explained=_explained(done),
        seen=seen or row.steps,
        grave=done is Verb.WITHDRAW,
    )


def _verb(code: str) -> Verb:
    found = next((verb for verb in _BY_FORM if verb.value == code), None)
    if found is None:
        raise NotFound(_("Không có việc này với đơn. Hãy mở lại đơn."), code="no_such_verb")
    return found


def _form(request: HttpRequest, row: Grievance, verb: Verb) -> tuple[Form, Run]:
    """The form of a verb and what it runs."""
    data = request.POST if request.method == "POST" else None
    plain: dict[Verb, Callable[..., object]] = {
        Verb.CHECK: actions.check_request,
        Verb.TAKE_UP: actions.take_up_request,
        Verb.CLOSE: actions.close_request,
    }
    reasoned: dict[Verb, Callable[..., object]] = {
        Verb.ASK_MORE: actions.ask_for_more,
        Verb.INFORMATION_CAME: actions.information_came,
        Verb.EXTEND: actions.extend_request,
        Verb.WITHDRAW: actions.withdraw_request,
    }
    if verb in plain:
        return NothingForm(data), lambda form, named: plain[verb](**named)
    if verb in reasoned:
        return ReasonForm(data), lambda form, named: reasoned[verb](
            reason=form.cleaned_data["reason"], **named
        )
    if verb is Verb.NOTE:
        return ReasonForm(data), lambda form, named: actions.note_on_request(
            text=form.cleaned_data["reason"], **named
        )
    if verb is Verb.ASSIGN:
        return AssignForm(data, people=_handlers(row)), lambda form, named: actions.assign_request(
            to=form.cleaned_data["to"], **named
        )
    if verb is Verb.DECIDE:
        return DecideForm(data), lambda form, named: actions.decide_request(
            outcome=Outcome(form.cleaned_data["outcome"]), reasons=form.cleaned_data["reasons"], **named
        )
    return AnswerForm(data), _answer


def _answer(form: Form, named: dict[str, Any]) -> object:
    given = form.cleaned_data
    if given["paper"]:
        return actions.answer_in_writing(
            paper=given["paper"], handed=given["handed"], day=given["day"], **named
        )
    return answer_with_paper(handed=given["handed"], checked=given["checked"], day=given["day"], **named)


def _handlers(row: Grievance) -> Any:
    """Who holds a role today at the commune of the request, at a village of it or above it. The action looks once more whether the
    role handles requests."""
    above = [int(key) for key in row.unit.path.strip("/").split("/") if key.isdigit()]
    on = today()
    holdings = RoleHolding.objects.filter(unit__in=above, valid_from__lte=on).exclude(valid_until__lt=on)
    handling = {"commune_officer", "commune_chair", "village_head", "district_chair", "province_chair"}
    people = holdings.filter(role__in=handling).values("user")
    return User.objects.active().filter(pk__in=people).order_by("name_sort", "pk")


def _link(request: HttpRequest, row: Grievance) -> HttpResponse:
    """Find the household it is about, then the person of it."""
    check_move(row, Verb.LINK_HOUSEHOLD, request.actor)  # type: ignore[attr-defined]
    given, form = request.POST, NothingForm(request.POST or None)
    words, key = given.get("household_words", ""), given.get("household", "")
    household = chosen_household(request.scope, key)  # type: ignore[attr-defined]
    people = people_of(household) if household else []
    if household is not None and "link" in given:
        person = next((each for each in people if each.pk.hex == given.get("person")), None)
        done = attempt(
            form,
            actions.link_household,
            grievance=row,
            household=household,
            person=person,
            by=request.actor,  # type: ignore[attr-defined]
            seen=int(given["seen"]) if given.get("seen", "").isdigit() else None,
        )
        if done:
            return see_other(request, "grievances:request", request_id=row.pk, said=_("Đã gắn đơn với hộ."))
    return page(
        request,
        "grievances/link.html",
        one=row,
        number=wording.number_words(row),
        form=form,
        words=words,
        searched="find" in given,
        found=households_like(request.scope, words) if "find" in given else [],  # type: ignore[attr-defined]
        household=household,
        people=people,
        seen=given.get("seen") or row.steps,
        permission=Permission,
    )


def _explained(verb: Verb) -> str:
    """What a step does, said before it is done."""
    return {
        Verb.CHECK: _("Nội dung đã rõ và đơn thuộc thẩm quyền: thụ lý và xác nhận với người gửi."),
        Verb.TAKE_UP: _("Bắt đầu kiểm tra, xác minh nội dung đơn."),
        Verb.ASK_MORE: _("Đồng hồ dừng cho đến khi có bổ sung. Người gửi được biết phải bổ sung gì."),
        Verb.INFORMATION_CAME: _("Đồng hồ tính tiếp; hạn trả lời lùi đúng số ngày đã dừng."),
        Verb.DECIDE: _("Người có thẩm quyền quyết định; lý do sẽ được ghi vào văn bản trả lời."),
        Verb.ANSWER: _("Mọi đơn đều được trả lời bằng văn bản có lý do."),
        Verb.CLOSE: _(
            "Người gửi không khiếu nại tiếp, hoặc đã hết hạn khiếu nại. Sau này vẫn ghi được khiếu nại."
        ),
        Verb.EXTEND: _("Chỉ được gia hạn một lần, khi pháp luật cho phép."),
        Verb.ASSIGN: _("Người được giao thấy đơn trong việc cần làm của mình."),
        Verb.NOTE: _("Ghi chú được giữ lại, không sửa và không xóa."),
        Verb.WITHDRAW: _(
            "Chỉ ghi khi chính người gửi rút đơn. Đơn không bị xóa; muốn đề nghị lại thì nộp đơn mới."
        ),
    }[verb]


@route(Permission.SEE_REQUESTS)
def receipt(request: HttpRequest, request_id: int) -> HttpResponse:
    """The confirmation of receipt, to be printed and handed over."""
    row = grievance_within(request.scope, request_id)  # type: ignore[attr-defined]
    return page(
        request,
        "grievances/receipt.html",
        one=row,
        number=wording.number_words(row),
        kind=GrievanceKind(row.kind),
        channel=Channel(row.channel),
        clock=wording.clock_facts(row),
    )


@route(Permission.SEE_REQUESTS)
def form(request: HttpRequest, request_id: int) -> HttpResponse:
    """The filled form of a request, to be printed and signed."""
    row = grievance_within(request.scope, request_id)  # type: ignore[attr-defined]
    name = f"mau-don-{row.number}-{row.year}.docx"
    return HttpResponse(
        request_form(row),
        content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
