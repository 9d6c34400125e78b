"""The text of a plan from the Word file of its paper: looked at first, then written."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.plans.models import Attachment
from ansinh.plans.plan_forms import WordTextForm
from ansinh.plans.policies import check_keeps_document, check_not_dropped
from ansinh.plans.queries import plan_within
from ansinh.plans.taking_text import check_has_no_sections, take_sections, text_of, word_files_of


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def sections_word(request: HttpRequest, steering_plan_id: int) -> HttpResponse:
    """The sections that a Word file of the paper would give, and what of it would not be taken; then they are written."""
    plan = plan_within(request.scope, steering_plan_id)
    check_keeps_document(request.actor, plan.document)
    check_not_dropped(plan.document)
    check_has_no_sections(plan)
    files = list(word_files_of(plan.document))
    shown = _asked(request, files)
    form = WordTextForm(
        request.POST or None,
        files=files,
        paper=plan.document,
        initial={"file": str(shown.pk)} if shown else {},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        count = attempt(form, take_sections, plan=plan, file=given, by=request.actor, why=form.said_why)
        if count:
            said = _("Đã lấy {count} mục từ tệp Word. Hãy đọc lại và sửa từng mục nếu cần.").format(
                count=count
            )
            return see_other(request, "plans:plan", steering_plan_id=plan.pk, said=said)
    return page(
        request,
        "plans/sections_word.html",
        status=422 if form.errors else 200,
        form=form,
        plan=plan,
        files=files,
        shown=shown,
        **_read(shown),
    )


def _read(file: Attachment | None) -> dict[str, Any]:
    """What the file gives, or why it gives nothing: another may be chosen then."""
    try:
        return {"read": text_of(file) if file else None, "unreadable": ""}
    except UnusableInput as refusal:
        return {"read": None, "unreadable": refusal.message}


def _asked(request: HttpRequest, files: list[Attachment]) -> Attachment | None:
    """The file that is looked at: the one asked for, else the newest. Raises ``NotFound`` for one that is not there."""
    asked = request.POST.get("file") or request.GET.get("file")
    if not asked:
        return files[0] if files else None
    for one in files:
        if str(one.pk) == asked:
            return one
    raise NotFound(_("Văn bản này không có tệp Word ấy."))
