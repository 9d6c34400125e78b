"""A household that no file brought, written down by hand with its people."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission
from ansinh.households.actions import NewMember, register_household
from ansinh.households.enums import Relation
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import DayField, later
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.portal.households import wording
from ansinh.portal.households.forms import PersonFields

_MOST = 30
_FEW = 4
_MANY_COMMUNES = 400


class PlaceAndDay(forms.Form):
    """Where the household lives, and since when."""

    unit = forms.ChoiceField(label=later("Xã, phường, đặc khu"))
    village = forms.CharField(
        label=later("Thôn, bản, tổ dân phố"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    day = DayField(
        label=later("Ngày lập hộ"),
        required=False,
        help_text=later("Để trống nếu hộ đã có từ trước."),
    )

    def __init__(self, *args: Any, scope: Scope, **named: Any) -> None:
        super().__init__(*args, **named)
        communes = communes_within(scope)
        several = len({one.parent_id for one in communes}) > 1
        self.fields["unit"].choices = [
            (one.code, f"{one.name}, {one.parent.name}" if several else one.name) for one in communes
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("unit"):
            try:
                given["unit"] = unit_at(given["unit"], given.get("day") or today(), "commune")
            except AnSinhError as unknown:
                self.add_error("unit", unknown.message)
        return given


class MemberForm(PersonFields):
    """One person of the new household; a row without a name is nobody."""

    relation = forms.ChoiceField(label=later("Quan hệ với chủ hộ"), required=False)
    field_order = ("full_name", "relation", "birth", "sex", "ethnicity", "citizen_id")

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["relation"].choices = [(one.value, wording.relation_words(one.value)) for one in Relation]

    @property
    def is_nobody(self) -> bool:
        """Whether nothing was typed in the row."""
        typed = ("full_name", "birth", "citizen_id")
        return not any((self[name].data or "").strip() for name in typed)

    def new_member(self) -> NewMember:
        return NewMember(self.new_person(), Relation(self.cleaned_data["relation"] or Relation.OTHER))


def communes_within(scope: Scope) -> list[Unit]:
    """The communes of today within a scope, by name; the places a person may write households down at."""
    rows = Unit.objects.on(today()).filter(level="commune").select_related("parent")
    if scope.unit_ids is not None:
        rows = rows.filter(pk__in=scope.unit_ids)
    return list(rows.order_by("sort_key", "code")[:_MANY_COMMUNES])


def _rows(request: HttpRequest) -> list[MemberForm]:
    """A form for each row: as many as were sent, and one more where one was asked for."""
    sent = request.POST.get("rows", "")
    count = min(int(sent), _MOST) if sent.isdigit() else _FEW
    data = request.POST or None
    rows = [MemberForm(data, prefix=f"m{number}") for number in range(count)]
    if "more" in request.POST and count < _MOST:
        rows.append(MemberForm(prefix=f"m{count}", initial={"relation": Relation.CHILD.value}))
    if data is None:
        for number, row in enumerate(rows):
            row.initial["relation"] = (
                (Relation.HEAD, Relation.SPOUSE)[number].value if number < 2 else "child"
            )
    return rows


@route(Permission.EDIT_HOUSEHOLDS, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Write down a household; where one of that head is known in the commune, ask first."""
    form = PlaceAndDay(request.POST or None, scope=request.scope)
    rows = _rows(request)
    alike: Sequence[Household] = ()
    if request.method == "POST" and "more" not in request.POST:
        people = [row for row in rows if not row.is_nobody]
        wrong = [row for row in people if not row.is_valid()]
        if form.is_valid() and wrong:
            form.add_error(None, _("Có dòng thành viên chưa đúng. Hãy sửa ở dòng được đánh dấu."))
        if form.is_valid():
            alike = () if "confirmed" in request.POST else _alike(form, people)
            home = None if alike else attempt(form, _register, place=form, people=people, by=request.actor)
            if home:
                return see_other(request, "portal:household", household_id=home.pk, said=_("Đã lập hộ mới."))
    return page(
        request, "portal/households/household_new.html", form=form, rows=rows, alike=alike, words=wording
    )


def _register(*, place: PlaceAndDay, people: Sequence[MemberForm], by: Any) -> Household:
    given = place.cleaned_data
    return register_household(
        unit=given["unit"],
        village=given["village"],
        day=given["day"],
        members=[row.new_member() for row in people],
        by=by,
    )


def _alike(form: PlaceAndDay, people: Sequence[MemberForm]) -> list[Household]:
    """Households of the commune whose head bears the name of the new head."""
    heads = [row.cleaned_data["full_name"] for row in people if row.cleaned_data["relation"] == Relation.HEAD]
    rows = Household.objects.everywhere().filter(unit=form.cleaned_data["unit"], dissolved_on__isnull=True)
    found = rows.filter(head_name_fold__in=[fold(name) for name in heads]).select_related("unit")
    return list(found.order_by("village", "pk")[:10])
