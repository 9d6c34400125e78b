"""Acts: the list, one act, and entering one: what it would do is shown before anything is written."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.access.routes import Nothing, Open, route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import AnSinhError, NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Listing
from ansinh.kernel.web.pages import page, see_other
from ansinh.places.actions import enter_act
from ansinh.places.entering import DAY, ActPlan
from ansinh.places.errors import UnusableAct
from ansinh.places.models import Act, Change, Unit
from ansinh.portal.places.act_form import (
    ActForm,
    ChangeForm,
    ChangeForms,
    UploadActForm,
    act_file,
    act_text,
    plan_of,
)
from ansinh.portal.places.facts import links_of_act
from ansinh.portal.places.listing import place_href
from ansinh.portal.places.words import area_words, basis_words, kind_words, level_words, type_words
from ansinh.work.downloads import answer_export

P = Permission
_MOST_ROWS = 600


def _verified(act: Act) -> tuple[str, str]:
    return ("ok", _("đã đọc văn bản")) if act.verified else ("warning", _("chưa đối chiếu văn bản"))


def _page_of(act: Act) -> str:
    return reverse("places:act", kwargs={"act_id": act.pk})


ACTS = Listing(
    "acts",
    columns=(
        Column("number", later("Số, ký hiệu"), lambda row: row.number or _("(chưa biết số)"), link=_page_of),
        Column("title", later("Trích yếu"), lambda row: row.title),
        Column("issuer", later("Cơ quan ban hành"), lambda row: row.issuer),
        Column("effect", later("Ngày có hiệu lực"), lambda row: row.effect, kind="day", order="effect"),
        Column("verified", later("Đối chiếu"), _verified, kind="status"),
        Column(
            "recorded",
            later("Ghi lúc"),
            lambda row: row.recorded_at,
            kind="moment",
            order="recorded_at",
            shown=False,
        ),
        doer_column(
            "by", later("Người ghi"), lambda row: row.recorded_by, lambda row: row.recorded_at, shown=False
        ),
    ),
    filters=(),
    sort="-effect",
)


@route(Open.SIGNED_IN, sees=Nothing.PLACES)
def acts(request: HttpRequest) -> HttpResponse:
    """Every act that was entered, the newest effect first."""
    asked = ACTS.asked(request)
    rows = Act.objects.all()
    if asked.export:
        return answer_export(asked, rows, name="acts", by=request.actor)
    return page(request, "portal/places/acts.html", part="list", listing=asked.page(rows))


@route(Open.SIGNED_IN, sees=Nothing.PLACES)
def act(request: HttpRequest, act_id: int) -> HttpResponse:
    """One act with everything that it changed."""
    found = Act.objects.filter(pk=act_id).first()
    if found is None:
        raise NotFound(_("Không có văn bản này."))
    return page(request, "portal/places/act.html", act=found, links=links_of_act(found))


@route(P.EDIT_PLACES, methods=("GET", "POST"), sees=Nothing.PLACES)
def new_act(request: HttpRequest) -> HttpResponse:
    """The form of an act: rows are added, the whole is checked, and what it would do is shown."""
    do = request.POST.get("do", "")
    if request.method == "GET":
        return _form(request, ActForm(), ChangeForms(prefix="c"))
    if do in ("add", "drop"):
        return _form(request, *_resized(request, do))
    facts, changes = ActForm(request.POST), ChangeForms(request.POST, prefix="c")
    if not (facts.is_valid() and changes.is_valid()) or do == "edit":
        return _form(request, facts, changes)
    text = act_text(facts, changes)
    return _preview(request, text, given=request.POST)


def _resized(request: HttpRequest, do: str) -> tuple[ActForm, Any]:
    """What was typed so far with one row of changes more, or without its last; nothing is checked yet."""
    given = request.POST
    written = given.get("c-TOTAL_FORMS", "1")
    count = int(written) if written.isdigit() else 1
    count = max(1, min(_MOST_ROWS, count + (1 if do == "add" else -1)))
    rows = [{name: given.get(f"c-{row}-{name}") for name in ChangeForm.base_fields} for row in range(count)]
    facts = {name: given.get(name) for name in ActForm.base_fields}
    return ActForm(initial=facts), ChangeForms(prefix="c", initial=rows)


def _form(request: HttpRequest, facts: ActForm, changes: Any) -> HttpResponse:
    return page(request, "portal/places/act_form.html", part="form", facts=facts, changes=changes)


@route(P.EDIT_PLACES, methods=("GET", "POST"), sees=Nothing.PLACES)
def upload_act(request: HttpRequest) -> HttpResponse:
    """An act as the file that the command line takes."""
    form = UploadActForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, form.cleaned_data["file"].read().decode("utf-8"), given=None)
        except UnicodeDecodeError:
            form.add_error("file", _("Tệp không phải chữ UTF-8. Hãy lưu lại bằng mã UTF-8 rồi tải lên."))
        except UnusableAct as refusal:
            form.add_error("file", refusal.message)
    return page(request, "portal/places/act_upload.html", form=form)


def _preview(request: HttpRequest, text: str, *, given: Any) -> HttpResponse:
    plan = plan_of(text)
    return page(
        request,
        "portal/places/act_preview.html",
        status=200 if plan.acceptable else 422,
        plan=plan,
        text=text,
        told=_told(plan),
        given=[(name, value) for name, value in given.items() if name not in ("csrfmiddlewaretoken", "do")]
        if given
        else None,
        level_words=level_words,
        type_words=type_words,
        area_words=area_words,
        place_href=place_href,
    )


def _told(plan: ActPlan) -> dict[str, Any]:
    """What an act would do, for the page that asks before it is done."""
    names = {
        ref: unit.name for ref, unit in [*plan.ends.items(), *plan.redated.items(), *plan.staying.items()]
    }
    names_new = names | {ref: new.name for ref, new in plan.begins.items()}
    rows = [
        {
            "row": change.row,
            "kind": kind_words(change.kind),
            "old": _named(change.old, names),
            "new": _named(change.new, names_new),
            "share": change.share,
            "basis": basis_words(change.share_basis) if change.old and change.new else "",
            "default": change.is_default,
        }
        for change in plan.act.changes
    ]
    ended = [unit.path for ref, unit in plan.ends.items() if ref[0] == "commune"]
    villages = (
        Unit.objects.on(plan.effect - DAY).filter(level="village", parent__path__in=ended).count()
        if ended
        else 0
    )
    replaced = Change.objects.filter(
        old__in=[unit.pk for unit in plan.ends.values()], date_known=False
    ).count()
    return {
        "rows": rows,
        "villages": villages,
        "replaced": replaced,
        "eve": plan.effect - DAY if plan.acceptable else None,
    }


def _named(ref: tuple[str, str] | None, names: dict[tuple[str, str], str]) -> str:
    if ref is None:
        return ""
    return f"{names.get(ref, '?')} ({ref[1]})"


@route(P.EDIT_PLACES, methods=("POST",), sees=Nothing.PLACES)
def enter(request: HttpRequest) -> HttpResponse:
    """Enter the act that was looked at: the same file, read and checked once more."""
    text = request.POST.get("text", "")
    if not text.strip():
        raise UnusableInput(_("Không có văn bản nào để ghi. Hãy lập lại biểu hoặc tải tệp lên."))
    try:
        with act_file(text) as file:
            plan = enter_act(file=file, by=request.actor)
    except AnSinhError as refusal:
        if isinstance(refusal, UnusableAct):
            raise
        return _preview(request, text, given=None)
    entered = Act.objects.get(digest=plan.act.digest)
    if plan.already:
        return see_other(
            request,
            "places:act",
            act_id=entered.pk,
            said=_("Văn bản này đã nhập từ trước; không có gì thay đổi."),
            kind="info",
        )
    said = _("Đã ghi văn bản với {count} thay đổi.").format(count=len(plan.act.changes))
    return see_other(request, "places:act", act_id=entered.pk, said=said)
