"""What somebody owes in one programme, as one person or one household over what was decided and what went together."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Sum

from ansinh.access.walls import beyond_walls
from ansinh.households.models import Household, LifeEvent, Person
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.support.catalogue.policy import Policy, Target
from ansinh.support.models import Loan, LoanAnswer, LoanRequest
from ansinh.support.models.loan_enums import LoanState
from ansinh.support.sameness import same_people


def same_beneficiaries(policy: Policy, beneficiary: UUID) -> set[UUID]:
    """Everybody who counts as this person, or every household that became one with this one."""
    if policy.target is Target.HOUSEHOLD:
        return _merged_with(beneficiary)
    roots = same_people()
    root = roots.get(beneficiary.hex)
    return {beneficiary} | {UUID(one) for one, top in roots.items() if top == root and root is not None}


def _merged_with(household: UUID) -> set[UUID]:
    found, fresh = {household}, {household}
    with beyond_walls():
        while fresh:
            rows = LifeEvent.objects.everywhere().filter(kind="merged", other_household__isnull=False)
            pairs = rows.filter(Q(household__in=fresh) | Q(other_household__in=fresh))
            near = {key for pair in pairs.values_list("household_id", "other_household_id") for key in pair}
            fresh = near - found
            found |= fresh
    return found


def hold_borrower(policy: Policy, beneficiary: UUID) -> None:
    """Hold everybody who counts as this borrower until the transaction ends: of two loans at one moment the second sees the first. The
    beneficiary of a programme for people is a person, of another a household."""
    keys = same_beneficiaries(policy, beneficiary)
    of_people = policy.target is Target.PERSON
    rows = Person.objects.all() if of_people else Household.objects.everywhere()
    with beyond_walls():
        held = rows.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        list(held.values_list("pk", flat=True))


def promised_in(policy: Policy, beneficiary: UUID, *, without: Iterable[int] = ()) -> int:
    """What the bank granted to lines of lists and did not lend yet, in đồng; ``without``: ids of lines that are not asked for."""
    keys = same_beneficiaries(policy, beneficiary)
    with beyond_walls():
        newest = LoanAnswer.objects.everywhere().filter(request=OuterRef("pk")).order_by("-pk")
        lines = LoanRequest.objects.everywhere().filter(policy=policy.code, beneficiary__in=keys)
        open_ones = lines.exclude(pk__in=list(without)).exclude(
            loans__state__in=[LoanState.LIVE.value, LoanState.CLOSED.value]
        )
        amounts = open_ones.annotate(granted=Subquery(newest.values("amount")[:1])).values_list(
            "granted", flat=True
        )
        return sum(one or 0 for one in amounts)


def owed_in(policy: Policy, beneficiary: UUID, *, without: Iterable[int] = ()) -> int:
    """The balance of all live loans of the programme, wherever they were given, in đồng."""
    keys = same_beneficiaries(policy, beneficiary)
    with beyond_walls():
        rows = Loan.objects.everywhere().filter(
            policy=policy.code, beneficiary__in=keys, state=LoanState.LIVE.value
        )
        return int(rows.exclude(pk__in=list(without)).aggregate(all=Sum("balance"))["all"] or 0)


def check_within_limit(policy: Policy, limit: int | None, owed: int, amount: int) -> None:
    """Raise ``Refused`` where what is owed and what is asked together pass the limit of the programme. No known limit refuses
    nobody; it is said where the loan is shown."""
    if limit is None or owed + amount <= limit:
        return
    raise Refused(
        _(
            "Vượt mức cho vay của {policy}: tối đa {limit} đồng, đang nợ {owed} đồng, chỉ vay thêm được {left} đồng. Hãy giảm số tiền, hoặc "
            "đợi trả bớt rồi ghi dư nợ mới."
        ).format(
            policy=policy.code,
            limit=shown_number(limit),
            owed=shown_number(owed),
            left=shown_number(max(limit - owed, 0)),
        ),
        code="over_limit",
        limit=limit,
        owed=owed,
    )
