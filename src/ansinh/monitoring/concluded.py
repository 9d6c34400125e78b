"""What the papers of an inspection's conclusion are told: counts and findings without names, and apart from them the annex of names."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _, speaking
from ansinh.monitoring.drafts import version_words
from ansinh.monitoring.enums import FindingState
from ansinh.monitoring.models import (
    ConclusionDraft,
    Finding,
    FindingMove,
    InspectedHousehold,
    InspectedUnit,
    Inspection,
)
from ansinh.monitoring.papers import lines_in
from ansinh.monitoring.words import finding_words
from ansinh.papers.contexts import (
    DrawnHousehold,
    InspectedPlace,
    InspectionConclusion,
    InspectionFinding,
    InspectionHouseholds,
)
from ansinh.reviews.words import class_words


def conclusion_subject(inspection: Inspection) -> str:
    """How papers name the inspection they conclude."""
    return f"inspection:{inspection.pk}"


def annex_subject(inspection: Inspection) -> str:
    """How the annex of names names its inspection."""
    return f"inspection_households:{inspection.pk}"


def check_reads(draft: ConclusionDraft, by: Actor) -> None:
    """Raise ``Refused`` unless ``by`` inspects or approves papers at the office."""
    if not scope_of(by, P.APPROVE_REPORTS).covers(draft.unit_id):
        check_may(by, P.INSPECT, draft.unit_id)


def conclusion_context(draft: ConclusionDraft) -> InspectionConclusion:
    """The conclusion as it would be printed today, in Vietnamese; a household is named by its number in the annex alone."""
    with speaking("vi"):
        return _conclusion(draft)


def annex_context(draft: ConclusionDraft, number: str, on: date) -> InspectionHouseholds:
    """The drawn households by name, for the conclusion of a number and day."""
    with speaking("vi"):
        found = Counter(_findings(draft.inspection).values_list("household_id", flat=True))
        rows = tuple(
            DrawnHousehold(
                order=order,
                place=one.unit.name,
                village=one.village,
                name=one.household.head_name or _("(chưa có tên)"),
                listed=f"Hộ {class_words(one.list_class).lower()}",
                findings=found[one.household_id],
            )
            for order, one in enumerate(_drawn(draft.inspection), start=1)
        )
    return InspectionHouseholds(
        title=draft.inspection.title,
        conclusion_number=number,
        conclusion_on=on,
        households=rows,
        **_signed(draft),
    )


def _conclusion(draft: ConclusionDraft) -> InspectionConclusion:
    one = draft.inspection
    findings = list(_findings(one).select_related("unit"))
    drawn = _drawn(one)
    told = _told(one, findings, drawn)
    closed = [row for row in findings if row.state == FindingState.ACCEPTED.value]
    places = _places(one, findings, drawn)
    return InspectionConclusion(
        title=one.title,
        grounds=lines_in(draft.grounds),
        decision_no=one.decision_no,
        first_day=one.first_day,
        last_day=one.last_day,
        purpose=one.purpose,
        version=f"{version_words(one.version)} của {one.version.unit.name}, kỳ {one.version.period}",
        seed=str(one.seed),
        draw=one.draw,
        places=places,
        total=(_total(places),),
        mended=tuple(told[row.pk] for row in closed),
        remaining=tuple(told[row.pk] for row in findings if row.state != FindingState.ACCEPTED.value),
        conclusion=lines_in(draft.conclusion),
        requests=lines_in(draft.requests),
        **_signed(draft),
    )


def _signed(draft: ConclusionDraft) -> dict[str, Any]:
    return {
        "position": draft.position or "CHỦ TỊCH",
        "signatory": draft.signatory,
        "recipients": lines_in(draft.recipients) or ("Lưu: VT",),
    }


def _findings(inspection: Inspection) -> QuerySet[Finding]:
    return (
        Finding.objects.everywhere()
        .filter(inspection=inspection)
        .order_by("unit__sort_key", "found_on", "pk")
    )


def _drawn(inspection: Inspection) -> Sequence[InspectedHousehold]:
    """In the order of the annex, which numbers them."""
    rows = InspectedHousehold.objects.everywhere().filter(inspection=inspection)
    return list(rows.select_related("unit", "household").order_by("unit__sort_key", "unit_id", "position"))


def _told(
    inspection: Inspection, findings: Sequence[Finding], drawn: Sequence[InspectedHousehold]
) -> dict[int, InspectionFinding]:
    """Each finding as it is printed: what was done is what was last said to have mended it."""
    number = {one.household_id: order for order, one in enumerate(drawn, start=1)}
    moves = FindingMove.objects.everywhere().filter(finding__inspection=inspection).order_by("pk")
    mends = {one.finding_id: one for one in moves.filter(to_state=FindingState.MENDED.value)}
    accepted = {one.finding_id: one for one in moves.filter(to_state=FindingState.ACCEPTED.value)}
    told = {}
    for row in findings:
        at = f", hộ số {number[row.household_id]} của phụ lục" if row.household_id in number else ""
        step = mends.get(row.pk)
        if row.state == FindingState.ACCEPTED.value:
            step = step or accepted.get(row.pk)
        elif row.state != FindingState.MENDED.value:
            step = None
        told[row.pk] = InspectionFinding(
            place=f"{row.unit.name}{at}",
            words=row.words,
            found_on=row.found_on,
            due=row.due,
            state=finding_words(row.state)[1],
            mended_on=step.on if step is not None else None,
            evidence=step.evidence if step is not None else "",
        )
    return told


def _places(
    inspection: Inspection, findings: Sequence[Finding], drawn: Sequence[InspectedHousehold]
) -> tuple[InspectedPlace, ...]:
    many = Counter(one.unit_id for one in drawn)
    found = Counter(one.unit_id for one in findings)
    left = Counter(one.unit_id for one in findings if one.state != FindingState.ACCEPTED.value)
    rows = InspectedUnit.objects.everywhere().filter(inspection=inspection).select_related("unit")
    return tuple(
        InspectedPlace(
            name=one.unit.name,
            listed=one.listed,
            drawn=many[one.unit_id],
            findings=found[one.unit_id],
            remaining=left[one.unit_id],
        )
        for one in rows.order_by("unit__sort_key", "unit_id")
    )


def _total(places: Sequence[InspectedPlace]) -> InspectedPlace:
    return InspectedPlace(
        name="Cộng",
        listed=sum(one.listed for one in places),
        drawn=sum(one.drawn for one in places),
        findings=sum(one.findings for one in places),
        remaining=sum(one.remaining for one in places),
    )
