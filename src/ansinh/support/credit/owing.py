"""What somebody owes in one programme, as one person or one household over what was decided and what went together."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, Sum

from ansinh.access.walls import beyond_walls
from ansinh.households.models import LifeEvent
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.support.catalogue.policy import Policy, Target
from ansinh.support.models import Loan
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
