"""A survey's answers in words, by the groups of the form, and what changed between two revisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ansinh.kernel.dates import today
from ansinh.kernel.language import _, current_language
from ansinh.reviews.answer_forms import GROUPS, MEMBER_GROUPS
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.causes import causes_of
from ansinh.standards.explain import Explanation, explain
from ansinh.standards.readings import Answer
from ansinh.standards.registry import standard_for_list
from ansinh.standards.spoken import answer_words, column_words
from ansinh.surveys.answers import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from ansinh.surveys.entering import Changed, differences
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer


@dataclass(frozen=True)
class Group:
    """A group of the form: its words, and question and answer of each line."""

    words: Any
    lines: list[tuple[str, str]]


def said_words(column: str, value: Any, list_year: int | None = None) -> str:
    """One answer as people say it; causes by their names."""
    if value is None:
        return answer_words(Answer("has_tv", None))
    if column == "causes":
        return cause_words(value, list_year)
    if isinstance(value, int | float):
        shown = int(value) if isinstance(value, float) and value.is_integer() else value
        return answer_words(Answer(column, str(shown)))
    return answer_words(Answer(column, str(value)))


def cause_words(codes: str, list_year: int | None) -> str:
    """The causes joined by ``;`` in words, under the standard of the list that the review makes."""
    listed = causes_of(standard_for_list(list_year or today().year))
    language = current_language()
    known = {code: vi if language == "vi" else en for code, vi, en in listed.causes}
    return "; ".join(known.get(code, code) for code in codes.split(";") if code)


def _list_year(answer: HouseholdAnswer) -> int:
    year, _dash, month = answer.period.partition("-")
    return int(year) if month else int(year) + 1


def household_groups(answer: HouseholdAnswer) -> list[Group]:
    """The household's part by group; what was not answered says so."""
    year = _list_year(answer)
    return [
        Group(words, [(column_words(name), said_words(name, getattr(answer, name), year)) for name in names])
        for words, names in GROUPS
    ]


def member_groups(row: MemberAnswer) -> list[Group]:
    """The part of one member by group."""
    return [
        Group(words, [(column_words(name), said_words(name, getattr(row, name))) for name in names])
        for words, names in MEMBER_GROUPS
    ]


def member_rows(answer: HouseholdAnswer) -> list[MemberAnswer]:
    """The members of one answered survey in its order, people loaded."""
    rows = MemberAnswer.objects.everywhere().filter(answer=answer)
    return list(rows.select_related("person").order_by("pk"))


def _values(
    answer: HouseholdAnswer, members: Iterable[MemberAnswer]
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    return (
        {name: getattr(answer, name) for name in HOUSEHOLD_COLUMNS},
        {row.member_ref: {name: getattr(row, name) for name in MEMBER_COLUMNS} for row in members},
    )


@dataclass(frozen=True)
class Difference:
    """One answer that changed, in words; ``who`` is blank for the household's part."""

    who: str
    question: str
    was: str
    now: str


def changes_between(
    before: HouseholdAnswer,
    after: HouseholdAnswer,
    people: tuple[Sequence[MemberAnswer], Sequence[MemberAnswer]],
) -> list[Difference]:
    """What differs between two revisions, in the order of the questionnaire; ``people`` are the members of each."""
    names = {row.member_ref: row.person.full_name for row in (*people[0], *people[1])}
    found = differences(_values(before, people[0]), _values(after, people[1]))
    return [_difference(one, names, _list_year(after)) for one in found]


def _difference(one: Changed, names: Mapping[str, str], list_year: int) -> Difference:
    who = f"{one.member_ref}. {names.get(one.member_ref, '')}" if one.member_ref else ""
    if one.column == "member":
        said = {True: _("có trong phiếu"), False: _("không có trong phiếu")}
        return Difference(who, _("Thành viên"), said[bool(one.was)], said[bool(one.now)])
    was, now = (said_words(one.column, value, list_year) for value in (one.was, one.now))
    return Difference(who, column_words(one.column), was, now)


def explanation_of(answer: HouseholdAnswer, standard: str, as_of: date) -> tuple[Explanation, dict[str, str]]:
    """Why the rules of ``standard`` give the household its class on ``as_of``, and the members' names by their numbers."""
    rows = member_rows(answer)
    home, people = _values(answer, rows)
    members = [{"member_id": ref, **values} for ref, values in people.items()]
    names = {row.member_ref: row.person.full_name for row in rows}
    made = explain(
        standard_in_use(standard), {"household_id": str(answer.household_id), **home}, members, as_of
    )
    return made, names
