"""What is wrong with the citations of a held paper, and with its own number and day."""

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.plans.citing import Cited, citations_in, compared, findings_of, kind_of, named_as, other_year
from ansinh.plans.enums import DocumentState
from ansinh.plans.models import Citation, Document, Plan


def findings_of_document(document: Document) -> list[Finding]:
    """Findings in the order of the paper; citations are also compared with what other held papers write of the same number."""
    own = list(document.citations.filter(withdrawn_in=None).order_by("position"))
    numbers = {one.number for one in own}
    others = Citation.objects.exclude(document=document).exclude(dated="").filter(withdrawn_in=None)
    others = others.order_by("document_id", "position")
    mine = [_cited(one) for one in own]
    mine += _written(document, {(one.number, one.dated) for one in mine})
    alike = (
        [one for one in map(_cited, others) if one.parts[0] in {cited.parts[0] for cited in mine}]
        if numbers
        else []
    )
    found = _own_head(document)
    for one in mine:
        found += findings_of(one, on=document.issued_on)
    found += [one for one in compared([*mine, *alike]) if one.file == str(document.pk)]
    plan = Plan.objects.filter(document=document).first()
    if plan is not None:
        years = range(plan.year_from, plan.year_until + 1)
        for section in plan.sections.order_by("position"):
            found += other_year(section.text, years, line=section.line, paper=str(document.pk))
    return sorted(found, key=lambda one: one.row)


def _written(document: Document, known: set[tuple[str, str]]) -> list[Cited]:
    """What the sections of a draft name: it is kept with the paper when that is issued."""
    if document.state != DocumentState.DRAFT.value:
        return []
    texts = Plan.objects.filter(document=document).values_list("sections__text", flat=True)
    named = [one for text in texts for one in citations_in(text or "", paper=str(document.pk))]
    return [one for one in named if (one.number, one.dated) not in known]


def _cited(row: Citation) -> Cited:
    return Cited(row.words, kind_of(row.words), row.number, row.dated, row.line, str(row.document_id))


def _own_head(document: Document) -> list[Finding]:
    """A paper without a number or a day cannot be cited as it is held; one with them is looked at as if another cited it."""
    found = []
    if document.number and document.issued_on:
        named = named_as(document.kind, document.number, document.issued_on)
        for one in citations_in(named, paper=str(document.pk)):
            found += findings_of(one)
    if document.state == DocumentState.DRAFT.value:
        return found
    if not document.number:
        said = _("Văn bản để trống số.")
        found.append(Finding("no_number", Level.WARNING, said, str(document.pk)))
    if document.issued_on is None:
        said = _("Văn bản không ghi đủ ngày ban hành.")
        found.append(Finding("no_day", Level.WARNING, said, str(document.pk)))
    return found
