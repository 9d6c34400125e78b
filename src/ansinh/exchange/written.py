"""The households that a batch wrote to: what the numbers of an import are made of."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.households.models import Household, HouseholdLine, LifeEvent
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.reviews.models import ListEntry
from ansinh.surveys.models import HouseholdAnswer
from ansinh.work.models import Batch

# Which households a count of a batch counts: the key under which they are listed.
COUNTED = {
    "new_households": "new",
    "answered": "answered",
    "corrected": "corrected",
    "recorded": "touched",
    "applied": "touched",
}


def households_written(batch: Batch, scope: Scope, which: str = "touched") -> QuerySet[HouseholdLine]:
    """The lines of households within a scope that the batch registered (``new``), answered for the first time or corrected,
    or wrote anything of (``touched``)."""
    answers = HouseholdAnswer.objects.everywhere().filter(batch=batch)
    found = {
        "new": [Household.objects.everywhere().filter(batch=batch).values("pk")],
        "answered": [answers.filter(revision=1).values("household_id")],
        "corrected": [answers.filter(revision__gt=1).values("household_id")],
        "touched": [
            answers.values("household_id"),
            ListEntry.objects.everywhere().filter(batch=batch).values("household_id"),
            LifeEvent.objects.everywhere().filter(batch=batch).values("household_id"),
            Household.objects.everywhere().filter(batch=batch).values("pk"),
        ],
    }[which]
    union = found[0].union(*found[1:]) if len(found) > 1 else found[0]
    return HouseholdLine.objects.within(scope).filter(household_id__in=union).select_related("unit")


def _which(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [
        ("new", _("Hộ mới trong sổ")),
        ("answered", _("Hộ có phiếu lần đầu")),
        ("corrected", _("Hộ có phiếu sửa")),
        ("touched", _("Mọi hộ được ghi")),
    ]


def _page(line: HouseholdLine) -> str:
    return reverse("portal:household", kwargs={"household_id": line.household_id})


def listing_of(batch: Batch, scope: Scope) -> Listing:
    """The list of a batch's households; which of its counts is meant is a filter."""
    return Listing(
        "import-households",
        columns=(
            Column(
                "name", later("Chủ hộ"), lambda line: line.head_name or "–", order="name_sort", link=_page
            ),
            Column("ref", later("Mã hộ"), lambda line: line.source_ref, order="source_ref"),
            Column("village", later("Thôn, tổ dân phố"), lambda line: line.village, order="village"),
            Column("place", later("Xã"), lambda line: line.unit.name if line.unit else ""),
            Column("persons", later("Số người"), lambda line: line.persons, kind="number", order="persons"),
        ),
        filters=(
            Filter(
                "which",
                later("Phần của lần nhập"),
                lambda rows, which: rows.filter(pk__in=households_written(batch, scope, which).values("pk")),
                choices=_which,
            ),
        ),
        sort="name",
    )
