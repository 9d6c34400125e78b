"""Answers typed by a person: read with who answers, written as the next revision, compared with the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Q

from ansinh.accounts.actor import Actor
from ansinh.households.models import Household, Membership
from ansinh.kernel.dates import now
from ansinh.surveys.answers import (
    HOUSEHOLD_COLUMNS,
    HOUSEHOLD_KEYS,
    MEMBER_COLUMNS,
    MEMBER_KEYS,
    complete,
    content_digests,
)
from ansinh.surveys.errors import AnswersChanged, NobodyAnswers
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer

QUESTIONNAIRE = "survey-1"


@dataclass(frozen=True)
class Respondent:
    """A member the survey asks about: who it is, and the answers given so far (empty where none were)."""

    member_ref: str
    person_id: Any
    full_name: str
    citizen_id_known: bool
    asked_before: bool
    answers: Mapping[str, Any]
    extra: Any = None


@dataclass(frozen=True)
class Sheet:
    """A household's survey as it lies before the person who fills it in: the answer in force (if any), who is asked,
    and the names of members it told of who are in the household no more."""

    household: Household
    current: HouseholdAnswer | None
    respondents: tuple[Respondent, ...]
    gone: tuple[str, ...] = ()

    @property
    def revision(self) -> int:
        """The revision in force; 0 before the first entry."""
        return self.current.revision if self.current else 0

    @property
    def answers(self) -> dict[str, Any]:
        """The household's part, blank where nothing was answered."""
        if self.current is None:
            return dict.fromkeys(HOUSEHOLD_COLUMNS) | {
                "village": self.household.village or None,
                "head_name": self.household.head_name or None,
            }
        return {name: getattr(self.current, name) for name in HOUSEHOLD_COLUMNS}


@dataclass(frozen=True)
class Changed:
    """One answer that differs between two revisions; ``member_ref`` blank for the household's part."""

    member_ref: str
    column: str
    was: Any
    now: Any


def sheet_of(household: Household, period: str, as_of: date) -> Sheet:
    """The survey of a household (reached through a scope before) for a period. Asked are its members on ``as_of`` and
    whom the answer in force tells of and nobody has taken out since; members change by the verbs of the household.

    Five reads whatever the size.
    """
    current = (
        HouseholdAnswer.objects.everywhere().filter(household=household, period=period, current=True).first()
    )
    told = _told(current)
    members = list(
        Membership.objects.everywhere()
        .filter(household=household)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=as_of))
        .select_related("person")
        .order_by("pk")
    )
    asked = [
        one for one in members if one.valid_from is None or one.valid_from <= as_of or one.member_ref in told
    ]
    asked = list({one.member_ref: one for one in asked}.values())
    order = {ref: place for place, ref in enumerate(told)}
    asked.sort(key=lambda one: (order.get(one.member_ref, len(order)), one.relation != "head", one.pk))
    present = {one.member_ref for one in asked}
    return Sheet(
        household,
        current,
        tuple(_respondent(one, told.get(one.member_ref)) for one in asked),
        tuple(row.person.full_name for ref, row in told.items() if ref not in present),
    )


def _told(current: HouseholdAnswer | None) -> dict[str, MemberAnswer]:
    if current is None:
        return {}
    rows = MemberAnswer.objects.everywhere().filter(answer=current).select_related("person").order_by("pk")
    return {row.member_ref: row for row in rows}


def _respondent(membership: Membership, told: MemberAnswer | None) -> Respondent:
    """A member asked for the first time comes with what the registry knows of the person."""
    person = membership.person
    if told is not None:
        answers = {name: getattr(told, name) for name in MEMBER_COLUMNS}
    else:
        born = person.birth_date.isoformat() if person.birth_date else str(person.birth_year or "")
        answers = dict.fromkeys(MEMBER_COLUMNS) | {
            "relation": membership.relation or None,
            "sex": person.sex or None,
            "birth_date": born or None,
            "ethnicity": person.ethnicity or None,
        }
    return Respondent(
        membership.member_ref,
        membership.person_id,
        person.full_name,
        person.citizen_id_index is not None,
        told is not None,
        answers,
        told.extra if told else None,
    )


def differences(
    before: tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]],
    after: tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]],
) -> list[Changed]:
    """What differs between two revisions, each its household part and its members by ``member_ref``, in the order of the
    questionnaire. A member in one only differs in the column ``member`` (true where it is told of)."""
    found = [
        Changed("", name, before[0].get(name), after[0].get(name))
        for name in HOUSEHOLD_COLUMNS
        if before[0].get(name) != after[0].get(name)
    ]
    for ref in dict.fromkeys((*before[1], *after[1])):
        was, new = before[1].get(ref), after[1].get(ref)
        if was is None or new is None:
            found.append(Changed(ref, "member", was is not None, new is not None))
            continue
        found += [
            Changed(ref, name, was.get(name), new.get(name))
            for name in MEMBER_COLUMNS
            if was.get(name) != new.get(name)
        ]
    return found


def write_revision(
    *,
    sheet: Sheet,
    seen: int,
    home: Mapping[str, Any],
    people: Mapping[str, Mapping[str, Any]],
    unit_id: int,
    unit_code: str,
    period: str,
    reason: str,
    by: Actor,
) -> tuple[HouseholdAnswer, list[Changed]]:
    """Write typed answers as the next revision, in the current transaction; the earlier ones stay. Gives the answer in force
    and what changed; where nothing did, nothing is written.

    ``home`` and ``people`` (by ``member_ref``) hold typed values of the questionnaire's columns. Raises ``AnswersChanged``
    where the revision in force is not the one ``seen``, ``NobodyAnswers`` without members.
    """
    if not people:
        raise NobodyAnswers
    if sheet.revision != seen:
        raise AnswersChanged
    told = {one.member_ref: one for one in sheet.respondents}
    was = {ref: one.answers for ref, one in told.items()}
    changed = differences((sheet.answers, was if sheet.current else {}), (dict(home), people))
    if sheet.current is not None and not changed and not sheet.gone:
        return sheet.current, []
    rows = [(told[ref], dict(values)) for ref, values in people.items()]
    digest = _digest(sheet.household.source_ref, unit_code, home, rows)
    try:
        with transaction.atomic():
            if sheet.current is not None and not HouseholdAnswer.objects.everywhere().filter(
                pk=sheet.current.pk, current=True
            ).update(current=False):
                raise AnswersChanged
            answer = HouseholdAnswer.objects.create(
                household=sheet.household,
                unit_id=unit_id,
                period=period,
                revision=seen + 1,
                questionnaire=QUESTIONNAIRE,
                **{name: home.get(name) for name in HOUSEHOLD_COLUMNS},
                extra=sheet.current.extra if sheet.current else None,
                content_digest=digest,
                recorded_at=now(),
                recorded_by=by.label,
                reason=reason,
            )
    except IntegrityError as two_at_once:
        raise AnswersChanged from two_at_once
    MemberAnswer.objects.everywhere().bulk_create(
        MemberAnswer(
            answer=answer,
            person_id=one.person_id,
            member_ref=one.member_ref,
            **{name: values.get(name) for name in MEMBER_COLUMNS},
            extra=one.extra,
        )
        for one, values in rows
    )
    return answer, changed


def _digest(
    ref: str, unit_code: str, home: Mapping[str, Any], rows: Sequence[tuple[Respondent, Mapping[str, Any]]]
) -> str:
    """The digest an import of the same answers would have, but for citizen ids, which stay sealed here."""
    own = {"household_id": ref, "area_code": unit_code} | {n: _text(home.get(n)) for n in HOUSEHOLD_COLUMNS}
    theirs = [
        {"household_id": ref, "member_id": one.member_ref, "full_name": one.full_name}
        | {name: _text(values.get(name)) for name in MEMBER_COLUMNS}
        for one, values in rows
    ]
    homes = complete(pl.DataFrame([own], infer_schema_length=None), HOUSEHOLD_COLUMNS, HOUSEHOLD_KEYS)
    people = complete(pl.DataFrame(theirs, infer_schema_length=None), MEMBER_COLUMNS, MEMBER_KEYS)
    return content_digests(homes, people)["content_digest"].item()


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
