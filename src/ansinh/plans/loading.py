"""Shipped plans written once into a system, with their papers, citations, sections, tasks and targets."""

from datetime import date
from typing import Any

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel.dates import now
from ansinh.kernel.text import fold
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at, units_under
from ansinh.plans.citing import citations_in
from ansinh.plans.enums import AgencyRole, CitationKind
from ansinh.plans.models import (
    Citation,
    Document,
    Plan,
    Recipient,
    Section,
    Target,
    Task,
    TaskAgency,
)
from ansinh.plans.shipped import ShippedPlan, shipped_plans

_BELOW = {"districts": UnitLevel.DISTRICT.value, "communes": UnitLevel.COMMUNE.value}


@action(EventName.PLANS_LOADED)
def load_plans(*, by: Actor) -> int:
    """Write the shipped plans that are not held yet; how many. What is held is never changed."""
    held = set(Plan.objects.filter(code__isnull=False).values_list("code", flat=True))
    missing = [one for one in shipped_plans() if one.code not in held]
    if not missing:
        nothing_changed()
        return 0
    for one in missing:
        _load(one, by)
    note(plans=[one.code for one in missing])
    return len(missing)


def _load(shipped: ShippedPlan, by: Actor) -> Plan:
    facts = shipped.facts
    unit = unit_at(facts["unit"], facts["unit_on"])
    stamp: dict[str, Any] = {"recorded_at": now(), "recorded_by": by.label}
    document = Document.objects.create(
        code=shipped.code,
        kind=facts["kind"],
        number=facts["number"],
        number_fold=fold(facts["number"]),
        issued_on=facts.get("issued_on"),
        dated=facts.get("dated", ""),
        issuer_kind=facts["issuer_kind"],
        issuer_unit=unit,
        issuer=facts["issuer"],
        title=facts["title"],
        title_fold=fold(facts["title"]),
        territory=unit,
        valid_from=facts.get("issued_on"),
        valid_until=date(facts["year_until"], 12, 31),
        source=facts["file"],
        **stamp,
    )
    plan = Plan.objects.create(
        code=shipped.code,
        document=document,
        unit=unit,
        year_from=facts["year_from"],
        year_until=facts["year_until"],
        standard=facts["standard"],
        **stamp,
    )
    _recipients(document, unit, facts)
    _citations(document, shipped)
    sections = _sections(plan, shipped)
    _tasks(plan, shipped, sections, stamp)
    _targets(plan, shipped, sections, stamp)
    return plan


def _recipients(document: Document, unit: Unit, facts: dict[str, Any]) -> None:
    below = units_under(unit, facts["unit_on"], _BELOW[facts["units"]])
    rows = [
        Recipient(document=document, sent_to=name, position=n) for n, name in enumerate(facts["recipients"])
    ]
    rows += [
        Recipient(document=document, sent_to=one.name, unit=one, position=n)
        for n, one in enumerate(below, start=len(rows))
    ]
    Recipient.objects.bulk_create(rows)


def _citations(document: Document, shipped: ShippedPlan) -> None:
    """The papers its text names; those of the opening are what it rests on, or carries out where it says so."""
    rows: list[Citation] = []
    for number, section in enumerate(shipped.sections):
        for paragraph, line in zip(section.paragraphs, section.lines, strict=True):
            for one in citations_in(paragraph, line=line):
                carried = one.number in shipped.facts.get("carries_out", ())
                kind = CitationKind.CARRIES_OUT if carried else CitationKind.BASED_ON
                kind = kind if number == 0 else CitationKind.MENTIONS
                rows.append(
                    Citation(
                        document=document,
                        kind=kind.value,
                        position=len(rows),
                        words=one.words[:500],
                        number=one.number,
                        dated=one.dated,
                        line=line,
                    )
                )
    Citation.objects.bulk_create(rows)


def _sections(plan: Plan, shipped: ShippedPlan) -> list[Section]:
    return Section.objects.bulk_create(
        [
            Section(
                plan=plan,
                position=number,
                number=one.number,
                depth=one.depth,
                title=one.title,
                text="\n\n".join(one.paragraphs),
                line=one.line,
            )
            for number, one in enumerate(shipped.sections)
        ]
    )


def _tasks(plan: Plan, shipped: ShippedPlan, sections: list[Section], stamp: dict[str, Any]) -> None:
    by_line = {one.line: one for one in sections}
    parts: list[TaskAgency] = []
    for number, one in enumerate(shipped.tasks):
        section = by_line[one.section_line]
        task = Task.objects.create(
            plan=plan,
            section=section,
            position=number,
            words=section.text.split("\n\n")[one.paragraph - 1].removeprefix("- ").strip(),
            deadline=one.deadline,
            deadline_words=one.deadline_words,
            **stamp,
        )
        parts += [TaskAgency(task=task, role=AgencyRole.LEAD.value, kind=kind) for kind in one.lead]
        parts += [TaskAgency(task=task, role=AgencyRole.JOINS.value, kind=kind) for kind in one.joins]
        if one.plain:
            parts.append(TaskAgency(task=task, role=AgencyRole.LEAD.value, office_words=one.plain))
    TaskAgency.objects.bulk_create(parts)


def _targets(plan: Plan, shipped: ShippedPlan, sections: list[Section], stamp: dict[str, Any]) -> None:
    Target.objects.bulk_create(
        [
            Target(
                code=row["id"],
                plan=plan,
                section=next((one for one in sections if row["quote"] in one.text), None),
                position=number,
                kind=row["kind"],
                indicator=row["indicator"],
                relation=row.get("relation", ""),
                value=row.get("value"),
                unit=row.get("unit", ""),
                definition=row.get("definition", ""),
                need_filter=row.get("need", ""),
                denominator=row.get("denominator", ""),
                data_source=row.get("source", ""),
                deadline=row.get("deadline"),
                level=row.get("level", plan.unit.level),
                rule=row.get("rule", ""),
                baseline=row.get("baseline", ""),
                unmeasured=row.get("unmeasured", ""),
                unmeasured_words=row.get("why", ""),
                quote=row["quote"],
                line=row["line"],
                **stamp,
            )
            for number, row in enumerate(shipped.targets)
        ]
    )
