"""What the lists of enrolments, runs and lines have in common."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.place_fields import units_in
from ansinh.access.queries import holdings_of
from ansinh.access.roles import ROLES
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.places.models import Unit
from ansinh.places.naming import place_named
from ansinh.places.queries import units_with_code
from ansinh.support.models import PayLine, PayRun


def by_words(rows: QuerySet, words: str) -> QuerySet:
    """Rows whose household's head has all of these words in the name, without regard to accents."""
    for word in fold(words).split(" "):
        rows = rows.filter(household__head_name_fold__contains=word)
    return rows


def name_of(row: Any) -> str:
    """The beneficiary's name: the person's, or the head's of a household."""
    said = row.person.full_name if row.person_id else row.household.head_name
    return said or _("(chưa có tên)")


def enrolment_page(row: Any) -> str:
    return reverse("delivery:enrolment", kwargs={"enrolment_id": row.pk})


def runs_within(scope: Scope, lines: Iterable[PayLine]) -> set[int]:
    """The runs of these lines that may be opened: one of a whole province is not, by who sees a commune."""
    runs = {one.run_id for one in lines}
    return set(PayRun.objects.within(scope).filter(pk__in=runs).values_list("pk", flat=True))


def place_called(typed: str, scope: Scope) -> Unit:
    """The place within the scope that is meant by a name, or the newest that ever had a code: a role at a commune that was merged
    reaches what was that commune's. Raises ``NotFound`` where none is within it, and as ``place_named`` for a name."""
    typed = typed.strip()
    if not typed.isdecimal():
        return place_named(typed, units_in(scope))
    for one in reversed(units_with_code(typed)):
        if scope.covers(one.pk):
            return one
    raise NotFound(_("Không có địa bàn mang mã này trong phạm vi của bạn. Hãy kiểm tra lại mã."))


def placed(form: BaseForm, scope: Scope) -> dict[str, Any] | None:
    """What was typed into a valid form, with the place (``unit``) that its ``code`` names (by code or name) within the scope; where it
    names none, or several, the form says so."""
    given = dict(form.cleaned_data)
    try:
        given["unit"] = place_called(given.pop("code"), scope)
    except (NotFound, UnusableInput) as refusal:
        form.add_error("code", refusal.message)
        return None
    return given


def own_code(request: HttpRequest, permission: P, level: str = "") -> str:
    """The code of the first place (of a ``level``, where one is named) where who asks holds a permission; blank where none is."""
    for holding in holdings_of(request.actor, today()):  # type: ignore[attr-defined]
        unit = holding.unit
        if unit is not None and permission in ROLES[holding.role].permissions and level in {"", unit.level}:
            return unit.code
    return ""
