"""What the lists of enrolments, runs and lines have in common."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.queries import holdings_of
from ansinh.access.roles import ROLES
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold


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


def own_code(request: HttpRequest, permission: P) -> str:
    """The code of the first place where who asks holds a permission."""
    for holding in holdings_of(request.actor, today()):  # type: ignore[attr-defined]
        if holding.unit is not None and permission in ROLES[holding.role].permissions:
            return holding.unit.code
    return ""
