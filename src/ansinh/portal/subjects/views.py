"""The page from which a person's data go out as a file, for a request about one's own data."""

from django import forms
from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.grievances.queries import grievance_within
from ansinh.grievances.wording import number_words
from ansinh.kernel.dates import today
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.pages import attempt, page
from ansinh.portal.subjects.actions import check_may_export, export_subject
from ansinh.portal.subjects.gathering import as_frame, as_json, table_words
from ansinh.portal.subjects.reach import EXEMPT, our_models, way_to
from ansinh.work.downloads import file_answer


class ExportForm(forms.Form):
    reason = forms.CharField(
        label=later("Lý do và cách giao tệp"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    shape = forms.ChoiceField(
        label=later("Loại tệp"),
        choices=[("xlsx", later("Bảng tính (XLSX)")), ("json", later("JSON (máy đọc)"))],
        widget=forms.RadioSelect(),
        initial="xlsx",
    )


@route(Permission.RECEIVE_REQUESTS, methods=("GET", "POST"), sees=Nothing.BLANK)
def export(request: HttpRequest, request_id: int) -> HttpResponse:
    """Say what will be in the file; a posted form gives it. The file has its own event."""
    row = grievance_within(request.scope, request_id)  # type: ignore[attr-defined]
    person = check_may_export(row, request.actor)  # type: ignore[attr-defined]
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        held = attempt(form, export_subject, grievance=row, reason=given["reason"], by=request.actor)  # type: ignore[attr-defined]
        if isinstance(held, list):
            name = f"du-lieu-don-{row.number}-{row.year}"
            if given["shape"] == "xlsx":
                return file_answer(as_frame(held), f"{name}.xlsx")
            return HttpResponse(
                as_json(held, today()),
                content_type="application/json",
                headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
            )
    models = our_models()
    return page(
        request,
        "portal/subjects/export.html",
        one=row,
        person=person,
        number=number_words(row),
        form=form,
        reached=[table_words(model._meta.label) for model in models if way_to(model) is not None],
        exempt=[
            (table_words(model._meta.label), EXEMPT[model._meta.label])
            for model in models
            if model._meta.label in EXEMPT
        ],
    )
