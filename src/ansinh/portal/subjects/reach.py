"""Where data about a person may stand: for every table the way from a row to the person, or the reason why there is none.

The ways are found in the models themselves (the shortest chain of foreign keys to a person, else to a household), so that a
new table is reached without being named here. What is found by no key stands in ``BY_NAME`` with its own question, what is
not exported in ``EXEMPT`` with its reason; a test fails for a table with personal fields that is in none of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q

from ansinh.accounts.models import User
from ansinh.grievances.models import Grievance
from ansinh.households.models import Household, Person
from ansinh.kernel.web.forms import later
from ansinh.monitoring.concluded import annex_subject
from ansinh.monitoring.models import InspectedHousehold
from ansinh.support.models import Delivery, HouseholdPlan, HousingWork
from ansinh.support.paper_links import delivery_subject, handover_subject, plan_subject, work_subject

Model = type[models.Model]


@dataclass(frozen=True)
class Subject:
    """A person, the households whose data are the person's too, and every household the person is or was in."""

    person: UUID
    households: frozenset[UUID]
    ever: frozenset[UUID]
    grievances: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Way:
    """How the rows of a table about a person are found. ``words`` say it on the page."""

    condition: Callable[[Subject], Q]
    words: str


# A household that is only mentioned (where somebody came from or went to) is not a way to the person.
_MENTIONED = {("households.LifeEvent", "other_household"), ("grievances.Grievance", "against")}


def _texts(keys: frozenset[UUID]) -> list[str]:
    return [form for key in keys for form in (str(key), key.hex)]


def _paper(subject: Subject) -> Q:
    named = [f"household:{text}" for text in _texts(subject.households)]
    named += [f"person:{text}" for text in _texts(frozenset({subject.person}))]
    plans = HouseholdPlan.objects.everywhere().filter(household__in=subject.households)
    works = HousingWork.objects.everywhere().filter(household__in=subject.households)
    named += [plan_subject(key) for key in plans.values_list("pk", flat=True)]
    given = Delivery.objects.everywhere().filter(household__in=subject.households)
    given = given.filter(Q(person=subject.person) | Q(person=None))
    named += [work_subject(key) for key in works.values_list("pk", flat=True)]
    named += [delivery_subject(key) for key in given.values_list("pk", flat=True)]
    # A list that many signed is also about each of them.
    named += [
        handover_subject(unit, policy, kind, day, part)
        for unit, policy, kind, day, village in given.values_list(
            "unit_id", "policy", "kind", "given_on", "village"
        )
        for part in ("", village)
    ]
    drawn = InspectedHousehold.objects.everywhere().filter(household__in=subject.households)
    named += [annex_subject(one.inspection) for one in drawn.select_related("inspection")]
    return Q(subject__in=[*named, *(f"grievance:{key}" for key in subject.grievances)])


def _changed(subject: Subject) -> Q:
    own = _texts(frozenset({subject.person}) | subject.households)
    placed = Q(table="placement", change__household_ref__in=subject.households)
    return Q(row__in=own, change__household_ref__in=subject.ever) | placed


BY_NAME: Mapping[str, Callable[[Subject], Q]] = {
    "households.Household": lambda subject: Q(pk__in=subject.households),
    "households.Person": lambda subject: Q(pk=subject.person),
    # What happened to the household as a whole names no person.
    "households.LifeEvent": lambda subject: (
        Q(person=subject.person) | Q(household__in=subject.households, person=None)
    ),
    # What a household receives as a whole names no person and is about its people.
    **dict.fromkeys(
        (
            "support.Enrolment",
            "support.PayLine",
            "support.PayeeRecord",
            "support.Delivery",
            "support.LoanRequest",
            "support.Loan",
        ),
        lambda subject: Q(person=subject.person) | Q(household__in=subject.households, person=None),
    ),
    **dict.fromkeys(
        ("support.EnrolmentMove", "support.EnrolmentAsk", "support.EnrolmentSuspension"),
        lambda subject: (
            Q(enrolment__person=subject.person)
            | Q(enrolment__household__in=subject.households, enrolment__person=None)
        ),
    ),
    **dict.fromkeys(
        ("support.LoanStanding", "support.LoanVisit"),
        lambda subject: (
            Q(loan__person=subject.person) | Q(loan__household__in=subject.households, loan__person=None)
        ),
    ),
    "support.LoanAnswer": lambda subject: (
        Q(request__person=subject.person) | Q(request__household__in=subject.households, request__person=None)
    ),
    **dict.fromkeys(
        ("support.PayCorrection", "support.PayDeduction"),
        lambda subject: (
            Q(line__person=subject.person) | Q(line__household__in=subject.households, line__person=None)
        ),
    ),
    # The cards of a person are that person's, whatever household they were told of in.
    **dict.fromkeys(
        ("support.CardLine", "support.HealthCard", "support.LegalAidCase", "support.SettledCard"),
        lambda subject: Q(person=subject.person),
    ),
    "support.SettledSpan": lambda subject: Q(settled__person=subject.person),
    "households.SuspectedDuplicate": lambda subject: Q(left=subject.person) | Q(right=subject.person),
    "households.RegistryChange": lambda subject: Q(household_ref__in=subject.households),
    "households.ChangedRow": _changed,
    "grievances.Grievance": lambda subject: Q(pk__in=subject.grievances),
    "grievances.GrievanceMove": lambda subject: Q(grievance__in=subject.grievances),
    "papers.Paper": _paper,
    "audit.Event": lambda subject: Q(
        subject__in=[
            f"{kind}:{text}"
            for kind in ("household", "person")
            for text in _texts(subject.households | {subject.person})
        ]
    ),
}

_OFFICERS = later("Về cán bộ dùng hệ thống, không về hộ và thành viên hộ.")
_COPY = later("Bản sao để tìm và sắp xếp, dựng lại được từ các bảng đã xuất.")
_TYPED = later("Chữ ghi tay về cuộc họp, việc giám sát, ý kiến của cơ quan; không gắn với người trong sổ.")
EXEMPT: Mapping[str, object] = {
    **dict.fromkeys(
        (
            "accounts.User",
            "accounts.Session",
            "accounts.ApiToken",
            "accounts.OneTimeCodes",
            "accounts.Passkey",
            "work.SavedView",
            "work.Message",
            "work.Delivery",
        ),
        _OFFICERS,
    ),
    **dict.fromkeys(("households.HouseholdLine", "households.HouseholdName", "households.NameWord"), _COPY),
    **dict.fromkeys(
        ("work.Batch", "outreach.TakenFile"),
        later("Lý do của cán bộ về một lần nạp tệp; không về một người."),
    ),
    "work.Trace": later("Bản chụp các dòng một lần nạp đã ghi, để lấy lại được; chính các dòng đó đã xuất."),
    "papers.PaperFile": later("Tệp Word của giấy tờ đã xuất ở bảng giấy tờ; nội dung là một."),
    "grievances.Maker": _OFFICERS,
    "support.BoardMember": _OFFICERS,
    **dict.fromkeys(
        ("outreach.StaffPerson", "outreach.StaffPosting", "outreach.Participant"),
        _OFFICERS,
    ),
    **dict.fromkeys(
        ("outreach.Pledge", "outreach.Receipt"),
        later("Người, đơn vị ủng hộ quỹ ghi theo tên tự khai; không gắn với một người trong sổ."),
    ),
    "support.SavingsGroup": later(
        "Tên tổ trưởng ghi theo sổ của ngân hàng; không gắn với một người trong sổ."
    ),
    "support.Sponsor": later(
        "Người, hộ nhận giúp đỡ hộ nghèo ghi theo tên tự khai; không gắn với một người trong sổ."
    ),
    **dict.fromkeys(
        (
            "reviews.Attendee",
            "reviews.Meeting",
            "reviews.Supervision",
            "reviews.Opinion",
            "reviews.Correction",
            "reviews.DossierMove",
            "reviews.Decision",
            "reviews.ReportMove",
            "monitoring.WrittenReport",
            "monitoring.WrittenMove",
            "monitoring.ConclusionDraft",
            "monitoring.SentConclusion",
            "support.EnrolmentProposal",
            "support.PayDecisionAsk",
            "support.PayRunMove",
            "support.HousingProposal",
            "support.LoanList",
            "support.CapitalMove",
            "support.CardList",
            "support.CardSettlement",
            "outreach.Message",
        ),
        _TYPED,
    ),
}


def our_models() -> list[Model]:
    """Every table of the system, in the order of the house."""
    return [model for model in apps.get_models() if model.__module__.startswith("ansinh.")]


@cache
def _chain(model: Model) -> tuple[str, bool] | None:
    """The shortest chain of foreign keys to a person (true) or a household (false); of two as short, that to the person. What
    somebody asked for is no way: a request is found by its own rule."""
    level: list[tuple[Model, str]] = [(model, "")]
    seen: set[Any] = {model, Grievance, User}
    while level:
        ways = [
            (f"{path}__{field.name}" if path else field.name, field.related_model)
            for one, path in level
            for field in one._meta.concrete_fields
            if field.related_model is not None and (one._meta.label, field.name) not in _MENTIONED
        ]
        for target in (Person, Household):
            found = next((way for way, other in ways if other is target), None)
            if found is not None:
                return found, target is Person
        level = [(other, way) for way, other in ways if other not in seen]
        seen |= {other for other, _way in level}
    return None


def way_to(model: Model) -> Way | None:
    """How rows of a table about a person are found; nothing where the table has none."""
    label = model._meta.label
    if label in BY_NAME:
        return Way(BY_NAME[label], label)
    if label in EXEMPT:
        return None
    chain = _chain(model)
    if chain is None:
        return None
    path, personal = chain
    if personal:
        return Way(lambda subject: Q(**{path: subject.person}), path)
    # Where a household's rows also name its people, those of the others are theirs.
    return Way(lambda subject: Q(**{f"{path}__in": subject.households}), path)


def is_personal(model: Model) -> bool:
    """Whether a table declares personal fields or names a person or a household."""
    keys = {field.related_model for field in model._meta.concrete_fields}
    return bool(getattr(model, "personal", ())) or bool(keys & {Person, Household})
