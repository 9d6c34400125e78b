"""Named reads of papers: always through a scope; templates by place and day."""

from datetime import date

from django.db.models import QuerySet

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.papers.models import Paper, Template
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
