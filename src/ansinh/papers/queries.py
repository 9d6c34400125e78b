"""Named reads of papers: always through a scope; templates by place and day."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.papers.models import Paper, PaperMark, Register, Template
from ansinh.places.grounds import paths_above
from ansinh.places.models import Unit


def template_in_force(kind: str, unit: Unit, on: date) -> Template | None:
    """The template that papers of ``unit`` are made from on a day: its own, else the nearest above; the newest that holds
    and was not taken back. Nothing: the shipped one."""
    found = (
        Template.objects.filter(kind=kind, unit__path__in=paths_above(unit.path), valid_from__lte=on)
        .filter(taken_back__isnull=True)
        .select_related("unit")
    )
    return max(found, key=lambda one: (len(one.unit.path), one.valid_from, one.number), default=None)


def papers_within(scope: Scope) -> QuerySet[Paper]:
    """The papers of the places of a scope, with their units and what replaced them."""
    return Paper.objects.within(scope).select_related("unit", "replaced_by")


def paper_within(scope: Scope, pk: int) -> Paper:
    """One of them. Raises ``NotFound`` also where it is out of scope."""
    found = papers_within(scope).select_related("replaces", "template").filter(pk=pk).first()
    if found is None:
        said = _("Không có giấy tờ này trong địa bàn được giao. Hãy chọn lại ở sổ văn bản.")
        raise NotFound(said, code="no_paper")
    return found


def papers_about(scope: Scope, subject: str) -> list[Paper]:
    """The papers about one thing (``dossier:12``), the newest first."""
    return list(papers_within(scope).filter(subject=subject).order_by("-issued_on", "-pk"))


def papers_to_print(scope: Scope, *, kind: str, unit_id: int, first: date, last: date) -> QuerySet[Paper]:
    """The papers of one kind and place issued between two days, both included, in the order of their numbers; without those
    that another replaced."""
    return (
        Paper.objects.within(scope)
        .filter(kind=kind, unit_id=unit_id, issued_on__gte=first, issued_on__lte=last)
        .filter(replaced_by__isnull=True)
        .order_by("issued_on", "number", "pk")
    )


def mark_of(digits: str) -> list[PaperMark]:
    """The issued papers whose digest begins with these digits: one, or none; two only where somebody typed too few."""
    return list(PaperMark.objects.filter(digest__startswith=digits).select_related("unit")[:2])


def mark_replacing(mark: PaperMark) -> PaperMark | None:
    """What replaced a paper, if anything did."""
    return PaperMark.objects.filter(replaces=mark.digest).select_related("unit").first()


def templates_of(kind: str, units: Sequence[Unit]) -> list[Template]:
    """Every version of a kind's template that places of ``units`` or above them uploaded, the newest first."""
    paths = {path for unit in units for path in paths_above(unit.path)}
    rows = Template.objects.filter(kind=kind, unit__path__in=paths).select_related("unit", "taken_back")
    return list(rows.defer("content").order_by("-pk"))


def registers_of(units: Sequence[Unit]) -> list[Register]:
    """The registers of places, the newest year first, with what was given outside of the system."""
    rows = Register.objects.everywhere().filter(unit__in=units).select_related("unit")
    return list(rows.prefetch_related("advances").order_by("-year", "unit__sort_key", "suffix"))
