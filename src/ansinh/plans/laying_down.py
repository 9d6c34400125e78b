"""Plans laid down by people: of which place and years, under which plan, section by section. An issued one changes with a trace."""

from typing import Any

from django.db.models import F, Max

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.models import Unit
from ansinh.plans.correcting import differences, held_to_write, write_with_trace
from ansinh.plans.enums import DocumentState
from ansinh.plans.models import Document, Plan, Section
from ansinh.plans.policies import check_draft, check_keeps
from ansinh.standards.registry import standard as standard_of

_DEEPEST = 6
_FAR = 10000
LONGEST_SPAN = 20
"""Years: no plan of the programme reached further."""


def _checked(
    document: Document, unit: Unit, year_from: int, year_until: int, standard: str, parent: Plan | None
) -> dict[str, Any]:
    if not year_from <= year_until <= year_from + LONGEST_SPAN:
        raise UnusableInput(
            _("Năm cuối phải từ năm đầu đến {years} năm sau đó.").format(years=LONGEST_SPAN),
            code="years_turned",
        )
    standard_of(standard)
    if parent is not None:
        if parent.document_id == document.pk or parent.document.state != DocumentState.ISSUED.value:
            raise Refused(
                _("Kế hoạch cấp trên phải là kế hoạch khác, đã ban hành. Hãy chọn kế hoạch khác."),
                code="no_parent",
            )
        if not unit.path.startswith(parent.unit.path):
            raise Refused(
                _("Kế hoạch cấp trên phải của chính địa bàn hoặc của cấp trên nó. Hãy chọn kế hoạch khác."),
                code="parent_elsewhere",
            )
        if parent.year_until < year_from or year_until < parent.year_from:
            raise Refused(
                _("Kế hoạch cấp trên không có năm nào chung với kế hoạch này. Hãy chọn kế hoạch khác."),
                code="parent_of_other_years",
            )
        above: Plan | None = parent
        while above is not None:
            if above.document_id == document.pk:
                raise Refused(_("Kế hoạch không đứng trên chính nó."), code="parent_in_circle")
            above = above.parent
    return {
        "unit": unit,
        "year_from": year_from,
        "year_until": year_until,
        "standard": standard,
        "parent": parent,
    }


@action(EventName.PLAN_ENTERED)
def enter_plan(
    *,
    document: Document,
    unit: Unit,
    year_from: int,
    year_until: int,
    standard: str,
    by: Actor,
    parent: Plan | None = None,
    why: str = "",
) -> Plan:
    """Lay down that a paper is a plan of a place for years, under ``parent``. Raises ``Refused`` for who does not keep the paper and
    the plans of the place, a paper that is a plan already, or a parent that is none of it; ``UnusableInput`` for years that are
    turned; ``NotFound`` for an unknown standard."""
    held = held_to_write(document, by)
    check_keeps(by, unit.pk)
    if Plan.objects.filter(document=held).exists():
        raise Refused(_("Văn bản này đã là một kế hoạch. Hãy mở kế hoạch ấy."), code="plan_known")
    fields = _checked(held, unit, year_from, year_until, standard, parent)
    write_with_trace(held, part="plan", changes={"years": ["", f"{year_from}-{year_until}"]}, why=why, by=by)
    made = Plan.objects.create(document=held, recorded_at=now(), recorded_by=by.label, **fields)
    note(subject=f"steering_plan:{made.pk}", place=unit.code)
    return made


@action(EventName.PLAN_CHANGED)
def change_plan(
    *,
    plan: Plan,
    unit: Unit,
    year_from: int,
    year_until: int,
    standard: str,
    by: Actor,
    parent: Plan | None = None,
    why: str = "",
) -> Plan:
    """Write anew of which place and years a plan is, and what stands above it; as ``enter_plan``, of an issued one with the reason."""
    held = held_to_write(plan.document, by)
    check_keeps(by, unit.pk)
    own = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("unit", "parent__document")
        .get(pk=plan.pk)
    )
    fields = _checked(held, unit, year_from, year_until, standard, parent)
    write_with_trace(held, part="plan", changes=differences(own, fields), why=why, by=by)
    for name, value in fields.items():
        setattr(own, name, value)
    own.save(update_fields=list(fields))
    note(subject=f"steering_plan:{own.pk}", place=unit.code, revision=held.revision)
    return own


def section_fields(number: str, depth: int, title: str, text: str) -> dict[str, Any]:
    """The columns of a section, each line of ``text`` a paragraph. Raises ``UnusableInput`` for one without words, or a depth that
    no paper has."""
    if not 1 <= depth <= _DEEPEST:
        raise UnusableInput(
            _("Cấp của mục phải từ 1 đến {most}.").format(most=_DEEPEST), code="depth_outside"
        )
    paragraphs = [said for one in text.replace("\r", "").split("\n") if (said := clean(one))]
    if not clean(title) and not paragraphs:
        raise UnusableInput(_("Hãy ghi tên mục hoặc nội dung."), code="section_empty")
    return {
        "number": clean(number)[:20],
        "depth": depth,
        "title": clean(title)[:400],
        "text": "\n\n".join(paragraphs),
    }


@action(EventName.SECTION_ADDED)
def add_section(
    *,
    plan: Plan,
    number: str,
    depth: int,
    title: str,
    text: str,
    by: Actor,
    after: Section | None = None,
    why: str = "",
) -> Section:
    """Add a section behind ``after`` (none: at the end). Each line of ``text`` is a paragraph. Of an issued plan with the reason."""
    held = held_to_write(plan.document, by)
    fields = section_fields(number, depth, title, text)
    if after is not None and after.plan_id != plan.pk:
        raise NotFound(_("Mục đứng trước không thuộc kế hoạch này."))
    rows = Section.objects.filter(plan=plan)
    last = rows.aggregate(last=Max("position"))["last"]
    position = (0 if last is None else last + 1) if after is None else rows.get(pk=after.pk).position + 1
    revision = write_with_trace(
        held, part="section", position=position, changes={"title": ["", str(fields["title"] or fields["number"])]},
        why=why, by=by,
    )  # fmt: skip
    # Two steps: no two sections stand at one place in between.
    rows.filter(position__gte=position).update(position=F("position") + _FAR)
    rows.filter(position__gte=_FAR).update(position=F("position") - _FAR + 1)
    made = Section.objects.create(plan=plan, position=position, revision=revision, **fields)
    note(subject=f"steering_plan:{plan.pk}", place=plan.unit.code, position=position)
    return made


@action(EventName.SECTION_CHANGED)
def change_section(
    *, section: Section, number: str, depth: int, title: str, text: str, by: Actor, why: str = ""
) -> Section:
    """Write a section anew; of an issued plan with the reason and what stood before."""
    held = held_to_write(section.plan.document, by)
    own = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
    fields = section_fields(number, depth, title, text)
    changes = differences(own, fields)
    revision = write_with_trace(held, part="section", position=own.position, changes=changes, why=why, by=by)
    for name, value in (fields | {"revision": revision}).items():
        setattr(own, name, value)
    own.save(update_fields=[*fields, "revision"])
    note(subject=f"steering_plan:{own.plan_id}", place=section.plan.unit.code, position=own.position)
    return own


@action(EventName.SECTION_REMOVED)
def remove_section(*, section: Section, by: Actor) -> None:
    """Take a section out of a draft. Raises ``Refused`` where the plan is issued, or tasks or targets stand in the section."""
    held = held_to_write(section.plan.document, by)
    check_draft(held)
    own = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
    if own.tasks.exists() or own.targets.exists():
        raise Refused(
            _("Mục này còn việc hoặc chỉ tiêu. Hãy chuyển hoặc bỏ chúng trước."), code="section_in_use"
        )
    write_with_trace(held, part="section", changes={"title": [own.title or own.number, ""]}, why="", by=by)
    own.delete()
    note(subject=f"steering_plan:{section.plan_id}", place=section.plan.unit.code, position=own.position)
