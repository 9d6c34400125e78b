"""Corrections after a first entry, listed for whoever supervises: who, when, why, what, and the class before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from ansinh.access.doers import accounts_like, doer_column
from ansinh.access.scope import Scope
from ansinh.kernel.language import _, current_language
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.reviews.answer_check import survey_frame
from ansinh.reviews.models import Round
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.causes import causes_of
from ansinh.standards.classify import classify_tables
from ansinh.standards.questions import HOUSEHOLDS, MEMBERS
from ansinh.standards.readings import Answer
from ansinh.standards.spoken import answer_words, column_words
from ansinh.surveys.answers import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from ansinh.surveys.entering import Changed, Sheet, differences
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer


@dataclass(frozen=True)
class ShownChange:
    """One changed answer in words."""

    whose: str
    question: str
    was: str
    now: str


@dataclass(frozen=True)
class Described:
    """A correction in words, with the computed class of the list-making standard before and after."""

    answer: HouseholdAnswer
    changes: tuple[ShownChange, ...]
    class_before: str
    class_after: str


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    named = Q()
    for word in fold(words).split(" "):
        named &= Q(household__head_name_fold__contains=word)
    return rows.filter(named | Q(household__source_ref=words.strip()))


EDITS = Listing(
    "edits",
    columns=(
        Column("at", later("Lúc sửa"), lambda row: row.recorded_at, kind="moment", order="recorded_at"),
        Column("name", later("Chủ hộ"), lambda row: row.household.head_name or _("(chưa có tên)")),
        Column("commune", later("Xã"), lambda row: row.unit.name if row.unit else ""),
        Column("revision", later("Lần ghi"), lambda row: row.revision, kind="number"),
        doer_column("by", later("Người sửa"), lambda row: row.recorded_by, lambda row: row.recorded_at),
        Column("how", later("Cách sửa"), lambda row: _("nạp tệp") if row.batch_id else _("nhập tay")),
        Column("reason", later("Lý do"), lambda row: row.reason),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ hoặc mã hộ"), _by_words, sealed=True),
        Filter(
            "by", later("Người sửa"), lambda rows, value: rows.filter(recorded_by__in=accounts_like(value))
        ),
        Filter(
            "how",
            later("Cách sửa"),
            lambda rows, value: rows.filter(batch__isnull=value == "hand"),
            choices=lambda _request: [("hand", _("nhập tay")), ("file", _("nạp tệp"))],
        ),
    ),
    sort="-at",
)


def edits_within(scope: Scope, campaign: Round) -> QuerySet[HouseholdAnswer]:
    """The revisions after the first of a round's answers, within a scope."""
    return (
        HouseholdAnswer.objects.within(scope)
        .filter(period=campaign.period, revision__gt=1, unit__path__startswith=campaign.unit.path)
        .select_related("household", "unit")
    )


def described(campaign: Round, rows: Sequence[HouseholdAnswer]) -> dict[int, Described]:
    """What each of some revisions (reached through a scope before) changed. Two reads and one classification whatever
    their number."""
    if not rows:
        return {}
    before = _revisions_before(campaign, rows)
    members = _members_of([*(row.pk for row in rows), *(one.pk for one in before.values())])
    classes = _classes(campaign, [*rows, *before.values()], members)
    found = {}
    for row in rows:
        was = before.get(row.pk)
        if was is None:
            continue
        theirs, ours = members.get(was.pk, {}), members.get(row.pk, {})
        changes = differences((_home(was), _people(theirs)), (_home(row), _people(ours)))
        names = {ref: one.person.full_name for ref, one in {**theirs, **ours}.items()}
        found[row.pk] = Described(
            row,
            tuple(_shown(one, names, campaign.standards[0]) for one in changes),
            classes.get(was.pk, ""),
            classes.get(row.pk, ""),
        )
    return found


def _revisions_before(campaign: Round, rows: Sequence[HouseholdAnswer]) -> dict[int, HouseholdAnswer]:
    """The revision that each of some revisions replaced, by the number of the latter."""
    earlier = {
        (one.household_id, one.revision): one
        for one in HouseholdAnswer.objects.everywhere().filter(
            period=campaign.period, household__in=[row.household_id for row in rows]
        )
    }
    pairs = ((row.pk, earlier.get((row.household_id, row.revision - 1))) for row in rows)
    return {pk: one for pk, one in pairs if one is not None}


def _members_of(answers: Sequence[int]) -> dict[int, dict[str, MemberAnswer]]:
    found: dict[int, dict[str, MemberAnswer]] = {}
    rows = (
        MemberAnswer.objects.everywhere().filter(answer__in=answers).select_related("person").order_by("pk")
    )
    for row in rows:
        found.setdefault(row.answer_id, {})[row.member_ref] = row
    return found


def _home(row: HouseholdAnswer) -> dict[str, Any]:
    return {name: getattr(row, name) for name in HOUSEHOLD_COLUMNS}


def _people(rows: Mapping[str, MemberAnswer]) -> dict[str, dict[str, Any]]:
    return {ref: {name: getattr(row, name) for name in MEMBER_COLUMNS} for ref, row in rows.items()}


def _classes(
    campaign: Round,
    revisions: Sequence[HouseholdAnswer],
    members: Mapping[int, Mapping[str, MemberAnswer]],
) -> dict[int, str]:
    """The class that each revision leads to under the list-making standard, by today's rules and numbers."""
    asked = {row.pk: row for row in revisions if members.get(row.pk)}
    if not asked:
        return {}
    homes = [
        {"household_id": str(pk), **_home(row)}
        | {"area_type": row.area_type or (row.unit.area_type if row.unit_id else None)}
        for pk, row in asked.items()
    ]
    people = [
        {"household_id": str(pk), "member_id": ref, **values}
        for pk in asked
        for ref, values in _people(members[pk]).items()
    ]
    results = classify_tables(
        standard_in_use(campaign.standards[0]),
        survey_frame(homes, HOUSEHOLDS, ("household_id", *HOUSEHOLD_COLUMNS)),
        survey_frame(people, MEMBERS, ("household_id", "member_id", *MEMBER_COLUMNS)),
        campaign.as_of,
    )
    return dict(results.select(pl.col("household_id").cast(pl.Int64), "class").iter_rows())


def shown_changes(changes: Sequence[Changed], sheet: Sheet, standard: str) -> list[ShownChange]:
    """Changed answers of an open sheet in words."""
    names = {one.member_ref: one.full_name for one in sheet.respondents}
    return [_shown(one, names, standard) for one in changes]


def _shown(one: Changed, names: Mapping[str, str], standard: str) -> ShownChange:
    whose = (
        (names.get(one.member_ref) or _("thành viên {member}").format(member=one.member_ref))
        if one.member_ref
        else ""
    )
    if one.column == "member":
        return ShownChange(whose, _("có trong phiếu"), _yes_no(one.was), _yes_no(one.now))
    words = (_words(one.column, value, standard) for value in (one.was, one.now))
    return ShownChange(whose, column_words(one.column), *words)


def _yes_no(value: Any) -> str:
    return _("có") if value else _("không")


def _words(column: str, value: Any, standard: str) -> str:
    if column == "causes" and value:
        vi = current_language() == "vi"
        known = {
            code: words_vi if vi else words_en for code, words_vi, words_en in causes_of(standard).causes
        }
        return "; ".join(known.get(code, code) for code in value.split(";"))
    return answer_words(Answer(column, None if value is None else str(value)))
