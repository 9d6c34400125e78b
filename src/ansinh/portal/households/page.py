"""The page of one household: everything known of it on one page, each number opened to what it is made of."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.enums import CredentialKind
from ansinh.accounts.permissions import Permission
from ansinh.grievances.models import DataRestriction
from ansinh.grievances.restricting import Use, check_may_share, restrictions_of
from ansinh.households.actions import reveal_citizen_id, take_back_change
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household, Membership, Person, RegistryChange
from ansinh.kernel.errors import NotFound
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.portal.households import wording
from ansinh.portal.households.answered import (
    changes_between,
    explanation_of,
    household_groups,
    member_groups,
    member_rows,
)
from ansinh.portal.households.forms import ReasonForm
from ansinh.portal.households.story import answers_of_household, deprivations_of, outcomes_of, story_of
from ansinh.portal.households.verbs import offered
from ansinh.reviews.enums import Movement
from ansinh.reviews.models import Outcome
from ansinh.surveys.models import HouseholdAnswer


@route(Permission.SEE_HOUSEHOLDS)
def household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """One household, in a constant number of queries."""
    home = household_by_id(request.scope, household_id)
    if request.credential.kind is CredentialKind.TOKEN:
        check_may_share(home)
    story = story_of(home, request.scope)
    answer = story.answer_now
    outcome = story.outcome_now
    return page(
        request,
        "portal/households/household.html",
        story=story,
        home=home,
        words=wording,
        answer=answer,
        groups=household_groups(answer) if answer else [],
        surveyed=[(row, member_groups(row)) for row in member_rows(answer)] if answer else [],
        lacking=deprivations_of(outcome, current_language()) if outcome else None,
        verbs=offered(home, story.members),
        restricted=_restricted(home),
        permission=Permission,
        movements=frozenset(Movement),
    )


def _restricted(home: Household) -> list[tuple[str, DataRestriction]]:
    """What the household's data may not be used for, in words, with the row that says so."""
    return [(Use(one.use).words, one) for one in restrictions_of(home)]


@route(Permission.SEE_HOUSEHOLDS)
def explanation(request: HttpRequest, household_id: UUID, outcome_id: int) -> HttpResponse:
    """Why a review found what it found: the rules run again on this household's answers, each indicator with who decided."""
    home = household_by_id(request.scope, household_id)
    outcome = _outcome(home, outcome_id)
    made = names = None
    if outcome.answer is not None:
        made, names = explanation_of(outcome.answer, outcome.standard, outcome.dossier.round.as_of)
    return page(
        request,
        "portal/households/household_explanation.html",
        part="explanation",
        home=home,
        words=wording,
        outcome=outcome,
        told=made.as_json(current_language()) if made else None,
        names=names,
    )


def _outcome(home: Household, key: int) -> Outcome:
    outcome = outcomes_of(home).select_related("answer", "dossier__round").filter(pk=key).first()
    if outcome is None:
        raise NotFound(_("Không có mục này ở hộ này."))
    return outcome


@route(Permission.SEE_HOUSEHOLDS)
def answers(request: HttpRequest, household_id: UUID, answer_id: int) -> HttpResponse:
    """One revision of a survey: its answers in words, and what it changed in the one before."""
    home = household_by_id(request.scope, household_id)
    every = list(answers_of_household(home))
    answer = next((one for one in every if one.pk == answer_id), None)
    if answer is None:
        raise NotFound(_("Không có mục này ở hộ này."))
    people = member_rows(answer)
    before = _before(answer, every)
    return page(
        request,
        "portal/households/household_answers.html",
        home=home,
        words=wording,
        answer=answer,
        revisions=[one for one in every if one.period == answer.period],
        groups=household_groups(answer),
        surveyed=[(row, member_groups(row)) for row in people],
        before=before,
        changes=changes_between(before, answer, (member_rows(before), people)) if before else [],
    )


def _before(answer: HouseholdAnswer, every: list[HouseholdAnswer]) -> HouseholdAnswer | None:
    """The revision that this one corrected."""
    earlier = [one for one in every if one.period == answer.period and one.revision < answer.revision]
    return max(earlier, key=lambda one: one.revision, default=None)


@route(Permission.EDIT_HOUSEHOLDS, methods=("GET", "POST"))
def citizen_id(request: HttpRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Show one citizen id, on purpose: who asks says why, and the log keeps it."""
    home = household_by_id(request.scope, household_id)
    person = _person(home, person_id)
    form = ReasonForm(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        shown = attempt(
            form,
            reveal_citizen_id,
            household=home,
            person=person,
            reason=form.cleaned_data["reason"],
            by=request.actor,
            keys=keys_folder(),
        )
    answer = page(
        request,
        "portal/households/household_citizen_id.html",
        home=home,
        words=wording,
        who=person,
        form=form,
        shown=shown,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _person(home: Household, key: UUID) -> Person:
    row = Membership.objects.everywhere().filter(household=home, person=key).select_related("person").first()
    if row is None:
        raise NotFound(_("Không có mục này ở hộ này."))
    return row.person


@route(Permission.EDIT_HOUSEHOLDS, methods=("GET", "POST"))
def take_back(request: HttpRequest, household_id: UUID, change_id: int) -> HttpResponse:
    """Take back a change done by hand: asks first, says why."""
    home = household_by_id(request.scope, household_id)
    change = _change(home, change_id)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form, take_back_change, change=change, reason=form.cleaned_data["reason"], by=request.actor
        )
    ):
        return _after_taking_back(request, home, change, request.scope)
    return page(
        request,
        "portal/households/household_take_back.html",
        home=home,
        words=wording,
        change=change,
        rows=list(change.rows.all()),
        form=form,
    )


def _change(home: Household, key: int) -> RegistryChange:
    change = RegistryChange.objects.filter(pk=key).first()
    if change is None or home.pk not in {change.household_ref, change.other_ref}:
        raise NotFound(_("Không có mục này ở hộ này."))
    return change


def _after_taking_back(
    request: HttpRequest, home: Household, change: RegistryChange, scope: Scope
) -> HttpResponse:
    """Back to the household; to the list where the change had made it, or where it now lives elsewhere again."""
    said = _("Đã hoàn tác: {verb}.").format(verb=wording.verb_words(change.verb))
    now = Household.objects.everywhere().filter(pk=home.pk).first()
    if now is None or not scope.covers(now.unit_id or now.placed_under_id, now.village):
        return see_other(request, "portal:households", said=said)
    return see_other(request, "portal:household", household_id=home.pk, said=said)
