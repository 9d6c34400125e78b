"""The catalogue of templates: each kind with its fields, the file that holds, the place's own versions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page
from ansinh.kernel.web.uploads import check_size
from ansinh.papers.actions import accept_template, take_back_template
from ansinh.papers.checking import LIMIT, sample_of
from ansinh.papers.errors import TemplateRefused
from ansinh.papers.fields import FieldType, fields_of
from ansinh.papers.files import TYPES
from ansinh.papers.kinds import KINDS, Kind, kind_named
from ansinh.papers.models import Template
from ansinh.papers.offices import office_of, offices_of
from ansinh.papers.pdf import pdf_of
from ansinh.papers.queries import template_in_force, templates_of
from ansinh.papers.rendering import system_fields
from ansinh.papers.shipped import shipped_template
from ansinh.papers.web_forms import TemplateForm, WhyForm


@route(Permission.ISSUE_PAPERS, sees=Nothing.BLANK)
def templates(request: HttpRequest) -> HttpResponse:
    """Every kind of paper, and which template holds for one's places."""
    units = offices_of(request.actor, Permission.ISSUE_PAPERS)
    own = {code: len([one for one in templates_of(code, units) if not _taken_back(one)]) for code in KINDS}
    return page(request, "papers/templates.html", kinds=list(KINDS.values()), own=own)


@route(Permission.ISSUE_PAPERS, sees=Nothing.BLANK)
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind: fields explained, files to take away, versions of one's places, the form to upload one."""
    return _shown(request, kind_named(kind), _form(request))


def _form(request: HttpRequest, *, posted: bool = False) -> TemplateForm | None:
    units = offices_of(request.actor, Permission.EDIT_TEMPLATES)
    if not units:
        return None
    return TemplateForm(request.POST, request.FILES, units=units) if posted else TemplateForm(units=units)


def _shown(
    request: HttpRequest, kind: Kind, form: TemplateForm | None, faults: tuple[str, ...] = ()
) -> HttpResponse:
    units = offices_of(request.actor, Permission.ISSUE_PAPERS)
    holding = {unit.pk: template_in_force(kind.code, unit, today()) for unit in units}
    return page(
        request,
        "papers/template.html",
        status=422 if faults else 200,
        kind=kind,
        fields=fields_of(kind.context),
        rows=[(one, fields_of(one.row)) for one in fields_of(kind.context) if one.type is FieldType.ROWS],
        system=system_fields(),
        units=units,
        holding=holding,
        versions=templates_of(kind.code, units),
        editable={unit.pk for unit in offices_of(request.actor, Permission.EDIT_TEMPLATES)},
        form=form,
        faults=faults,
        taken_back=_taken_back,
    )


def _taken_back(one: Template) -> object:
    return getattr(one, "taken_back", None)


@route(Permission.EDIT_TEMPLATES, methods=("POST",), sees=Nothing.BLANK)
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a template into use, or say all that is wrong with it."""
    check_size(request)
    found, form = kind_named(kind), _form(request, posted=True)
    if form is None or not form.is_valid():
        return _shown(request, found, form)
    unit = office_of(request.actor, Permission.EDIT_TEMPLATES, form.cleaned_data["unit"])
    given = form.cleaned_data["file"]
    try:
        accept_template(
            unit=unit,
            kind=found,
            content=given.read(LIMIT + 1),
            file_name=given.name,
            valid_from=form.cleaned_data["valid_from"],
            why=form.cleaned_data["why"],
            by=request.actor,
        )
    except TemplateRefused as refused:
        return _shown(request, found, form, refused.faults)
    except UnusableInput as refused:
        form.add_error(None, refused.message)
        return _shown(request, found, form)
    return _back_to(request, kind, _("Đã nhận mẫu và in thử thành công."))


def _back_to(request: HttpRequest, kind: str, said: str) -> HttpResponse:
    """303 to the page of a kind. (``see_other`` takes ``kind`` for the sort of its notice.)"""
    messages.success(request, said)
    answer = HttpResponseRedirect(reverse("papers:template", kwargs={"kind": kind}))
    answer.status_code = 303
    return answer


@route(Permission.ISSUE_PAPERS, sees=Nothing.BLANK)
def template_file(request: HttpRequest, kind: str, shape: str) -> HttpResponse:
    """The shipped template as it is (``docx``), or printed with the invented example (``pdf``)."""
    return _file(kind_named(kind), shipped_template(kind_named(kind).code), shape, f"mau-{kind}")


@route(Permission.ISSUE_PAPERS, sees=Nothing.BLANK)
def version_file(request: HttpRequest, template_id: int, shape: str) -> HttpResponse:
    """An uploaded template of one's places or of those above them, as it is or printed with the invented example."""
    found = _seen(request, template_id, Permission.ISSUE_PAPERS)
    return _file(kind_named(found.kind), bytes(found.content), shape, f"mau-{found.kind}-{found.number}")


def _file(kind: Kind, content: bytes, shape: str, name: str) -> HttpResponse:
    if shape not in TYPES:
        raise NotFound(_("Chỉ có tệp Word (docx) và PDF."), code="no_shape")
    made = content if shape == "docx" else pdf_of([sample_of(kind, content)], title=str(kind.words), at=now())
    return HttpResponse(
        made,
        content_type=TYPES[shape],
        headers={"Content-Disposition": f'attachment; filename="{name}.{shape}"'},
    )


def _seen(request: HttpRequest, template_id: int, permission: Permission) -> Template:
    """A template of the places of one's scope; to look at, also one of a place above one's offices, which serves them."""
    found = Template.objects.select_related("unit").filter(pk=template_id).first()
    near = found is not None and request.scope.covers(found.unit_id)
    if found is not None and not near and permission is not Permission.EDIT_TEMPLATES:
        near = any(unit.path.startswith(found.unit.path) for unit in offices_of(request.actor, permission))
    if found is None or not near:
        said = _("Không có mẫu này ở đơn vị của anh/chị. Hãy chọn lại trong danh mục mẫu.")
        raise NotFound(said, code="no_template")
    return found


@route(Permission.EDIT_TEMPLATES, methods=("GET", "POST"), sees=Nothing.BLANK)
def take_back(request: HttpRequest, template_id: int) -> HttpResponse:
    """Take a template out of use: asked first, with a reason."""
    found = _seen(request, template_id, Permission.EDIT_TEMPLATES)
    form = WhyForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, take_back_template, template=found, why=form.cleaned_data["why"], by=request.actor)
    ):
        said = _("Đã thu hồi mẫu. Giấy tờ đã ban hành từ mẫu này giữ nguyên.")
        return _back_to(request, found.kind, said)
    return page(
        request,
        "papers/take_back.html",
        template=found,
        kind=kind_named(found.kind),
        form=form,
        back=reverse("papers:template", kwargs={"kind": found.kind}),
    )
