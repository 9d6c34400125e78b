"""The answers of one household as a device sends them, written as plain rows: the rows an import of the same answers writes."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID

from ansinh.households.registering import Recording
from ansinh.kernel.single_rows import add_row, add_rows
from ansinh.surveys.answers import (
    HOUSEHOLD_COLUMNS,
    HOUSEHOLD_KEYS,
    MEMBER_COLUMNS,
    MEMBER_KEYS,
    RECORD,
    UNIT,
)
from ansinh.surveys.entering import QUESTIONNAIRE
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer

Row = Mapping[str, Any]


def digest_of(home: Row, members: Sequence[Row]) -> str:
    """``answers.content_digests`` of one household (a test holds the two together): rows hold typed values by column."""
    own = _line(home, (*HOUSEHOLD_KEYS, *HOUSEHOLD_COLUMNS, "extra"))
    theirs = sorted(_line(one, (*MEMBER_KEYS[1:], *MEMBER_COLUMNS, "extra")) for one in members)
    return blake2b(RECORD.join([own, RECORD.join(theirs)]).encode(), digest_size=16).hexdigest()


def _line(row: Row, names: Sequence[str]) -> str:
    values = (row.get(name) for name in names)
    return UNIT.join("\x00" if value is None else str(value) for value in values)


def write_captured(
    *,
    household: UUID,
    people: Mapping[str, UUID],
    current: HouseholdAnswer | None,
    unit_id: int,
    period: str,
    home: Row,
    members: Sequence[Row],
    digest: str,
    reason: str,
    how: Recording,
) -> HouseholdAnswer:
    """Write the answers as the revision after ``current``, in the current transaction. Raises ``IntegrityError`` where
    somebody wrote one meanwhile."""
    if current is not None:
        HouseholdAnswer.objects.everywhere().filter(pk=current.pk, current=True).update(current=False)
    answer = HouseholdAnswer(
        household_id=household,
        unit_id=unit_id,
        period=period,
        revision=current.revision + 1 if current else 1,
        questionnaire=QUESTIONNAIRE,
        **{name: home.get(name) for name in HOUSEHOLD_COLUMNS},
        content_digest=digest,
        recorded_at=how.at,
        recorded_by=how.by,
        reason=reason,
    )
    add_row(answer)
    add_rows(
        [
            MemberAnswer(
                answer=answer,
                person_id=people[one["member_id"]],
                member_ref=one["member_id"],
                **{name: one.get(name) for name in MEMBER_COLUMNS},
            )
            for one in members
        ]
    )
    return answer
