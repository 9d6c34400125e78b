"""What is done with chosen rows of the household list, the views of it that somebody saved, and files that were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ansinh.access.routes import Open, route
from ansinh.accounts.permissions import Permission
from ansinh.households.actions import place_household
from ansinh.households.models import Household, HouseholdLine
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import DayField, later
from ansinh.kernel.web.listing import Asked
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.places.queries import units_under
from ansinh.portal.households.exporting import NAME, file_of
from ansinh.portal.households.list import list_of, waiting_within
from ansinh.work.downloads import TYPES, file_answer, frame_of, let_out, name_of_file, record_export
from ansinh.work.models import Job
from ansinh.work.saved_views import delete_view, rename_view, save_view, view_of, views_of

# A page of the list is what can be chosen at once.
MOST_CHOSEN = 200


def _chosen(request: HttpRequest) -> list[UUID]:
    """The keys of the chosen rows. Raises ``UnusableInput`` where nothing, or too much, was chosen."""
    try:
        keys = [UUID(key) for key in dict.fromkeys(request.POST.getlist("households"))]
    except ValueError as strange:
        raise UnusableInput(_("Có dòng không đọc được. Hãy tải lại danh sách rồi chọn lại.")) from strange
    if not keys or len(keys) > MOST_CHOSEN:
        said = _("Hãy chọn từ một đến {most} hộ trong danh sách rồi làm lại.")
        raise UnusableInput(said.format(most=MOST_CHOSEN))
    return keys


@route(Permission.SEE_HOUSEHOLDS, methods=("POST",))
def export_chosen(request: HttpRequest) -> HttpResponse:
    """The chosen rows with the columns that are shown, as a file."""
    kind = request.POST.get("kind", "")
    if kind not in TYPES:
        raise UnusableInput(_("Chỉ xuất được tệp xlsx hoặc csv."))
    mine = list_of(request)
    columns = Asked(mine.listing, request).columns
    rows = list(
        HouseholdLine.objects.within(request.scope)
        .filter(pk__in=_chosen(request))
        .order_by("name_sort", "pk")
    )  # type: ignore[attr-defined]
    if not rows:
        raise NotFound(_("Không có hộ nào đã chọn trong địa bàn được giao."))
    kept = let_out(rows)
    record_export(listing=NAME, filters=["chosen"], rows=len(kept), by=request.actor)  # type: ignore[attr-defined]
    name = name_of_file(NAME, len(rows) - len(kept))
    return file_answer(frame_of(kept, columns), f"{name}.{kind}")


class PlaceForm(forms.Form):
    """Where the chosen households live."""

    unit = forms.ChoiceField(label=later("Xã, phường"))
    village = forms.CharField(label=later("Thôn, tổ dân phố"), required=False, max_length=120)
    day = DayField(
        label=later("Ở đó từ ngày"), required=False, help_text=later("Để trống nếu không biết từ ngày nào.")
    )

    def __init__(self, *args: object, units: Sequence[Unit], **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        choices = [(str(unit.pk), unit.name) for unit in units]
        self.fields["unit"].choices = [("", _("Chọn xã, phường")), *choices]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Tried:
    """A household somebody tried to place: ``reason`` says why it was refused; blank where it was placed."""

    household: Household
    reason: str = ""


@route(Permission.EDIT_HOUSEHOLDS, methods=("POST",))
def place_chosen(request: HttpRequest) -> HttpResponse:
    """Place chosen waiting households in a commune: first asked, then done one by one, with the reason for each refused."""
    keys = _chosen(request)
    waiting = waiting_within(request.scope).filter(pk__in=keys).values_list("pk", flat=True)  # type: ignore[attr-defined]
    homes = list(
        Household.objects.everywhere()
        .filter(pk__in=list(waiting))
        .select_related("placed_under")
        .order_by("head_name_sort", "pk")
    )
    if not homes:
        said = _("Không có hộ nào đã chọn còn chờ xếp vào xã. Hãy tải lại danh sách rồi chọn lại.")
        raise NotFound(said)
    units = _communes_of(request, homes)
    form = PlaceForm(request.POST if "confirmed" in request.POST else None, units=units)
    tried: list[Tried] = []
    if form.is_bound and form.is_valid():
        unit = next(one for one in units if str(one.pk) == form.cleaned_data["unit"])
        for home in homes:
            tried.append(_place(home, unit, form, request))
    return page(request, "portal/households/place_chosen.html", homes=homes, form=form, tried=tried)


def _place(home: Household, unit: Unit, form: PlaceForm, request: HttpRequest) -> Tried:
    try:
        place_household(
            household=home,
            unit=unit,
            village=form.cleaned_data["village"],
            day=form.cleaned_data["day"],
            by=request.actor,  # type: ignore[attr-defined]
        )
    except Refused as refusal:
        return Tried(home, refusal.message)
    return Tried(home)


def _communes_of(request: HttpRequest, homes: Sequence[Household]) -> list[Unit]:
    """The communes of today under the places these households wait under, where the person may edit."""
    found: dict[int, Unit] = {}
    for above in {home.placed_under_id: home.placed_under for home in homes}.values():
        if above is not None:
            day = min(today(), above.valid_until or today())
            found |= {unit.pk: unit for unit in units_under(above, day, "commune")}
    reached = [unit for unit in found.values() if request.scope.covers(unit.pk)]  # type: ignore[attr-defined]
    return sorted(reached, key=lambda unit: (unit.sort_key, unit.pk))


class ViewForm(forms.Form):
    """The name of a saved view."""

    name = forms.CharField(label=later("Tên bộ lọc"), max_length=80)


@route(Permission.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def views(request: HttpRequest) -> HttpResponse:
    """One's saved views: rename, delete; a posted query is saved under a name."""
    form = ViewForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            save_view,
            listing=NAME,
            name=form.cleaned_data["name"],
            query=request.POST.get("query", ""),
            by=request.actor,  # type: ignore[attr-defined]
        )
    ):
        view = views_of(request.user, NAME).get(name=" ".join(form.cleaned_data["name"].split()))
        return _to_list(view.query)
    kept = views_of(request.user, NAME)
    query = request.POST.get("query", "")
    return page(request, "portal/households/views.html", views=kept, form=form, query=query)


def _to_list(query: str) -> HttpResponse:
    answer = HttpResponseRedirect(f"{reverse('portal:households')}?{query}")
    answer.status_code = 303
    return answer


@route(Permission.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def view(request: HttpRequest, view_id: int) -> HttpResponse:
    """One saved view: opened, given another name, or deleted."""
    one = view_of(request.actor, NAME, view_id)  # type: ignore[attr-defined]
    if request.method == "GET":
        return _to_list(one.query)
    if "delete" in request.POST:
        delete_view(view=one, by=request.actor)  # type: ignore[attr-defined]
        return see_other(request, "portal:household-views", said=_("Đã xóa bộ lọc đã lưu."))
    form = ViewForm(request.POST)
    if form.is_valid() and attempt(
        form, rename_view, view=one, name=form.cleaned_data["name"], by=request.actor
    ):  # type: ignore[attr-defined]
        return see_other(request, "portal:household-views", said=_("Đã đổi tên bộ lọc."))
    return page(
        request, "portal/households/views.html", views=views_of(request.user, NAME), form=form, query=""
    )


@route(Open.SIGNED_IN)
def exported(request: HttpRequest, job_id: int) -> HttpResponse:
    """The file of an export that the person asked for; nobody else's."""
    found = Job.objects.filter(pk=job_id, user=request.user).first()
    if found is None:
        raise NotFound(_("Không có tệp này trong phạm vi của anh/chị."))
    return file_of(found)
