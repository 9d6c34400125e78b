"""What the bank answered to the lines of confirmed lists, and how far each line is."""

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from ansinh.access.scope import Scope
from ansinh.support.models import Loan, LoanAnswer, LoanRequest
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.loan_enums import LineState, LoanState, Verdict


def answer_to(request: LoanRequest) -> LoanAnswer | None:
    """What the bank said last to a line that was reached through a scope before; nothing where it said nothing yet."""
    return LoanAnswer.objects.everywhere().filter(request=request).order_by("-pk").first()


def lines_of_lists(scope: Scope) -> QuerySet[LoanRequest]:
    """The lines of lists within a scope with how far each is: ``verdict``, ``granted`` (đồng), ``refused_because``, ``answered_on`` of
    the newest answer, ``loan_key`` of the loan that answers it, ``lent`` (đồng) and ``progress``, a ``LineState``."""
    newest = LoanAnswer.objects.everywhere().filter(request=OuterRef("pk")).order_by("-pk")
    live = Loan.objects.everywhere().filter(request=OuterRef("pk")).exclude(state=LoanState.WITHDRAWN.value)
    return (
        LoanRequest.objects.within(scope)
        .annotate(
            verdict=Coalesce(Subquery(newest.values("verdict")[:1]), Value("")),
            granted=Subquery(newest.values("amount")[:1]),
            refused_because=Coalesce(Subquery(newest.values("reason")[:1]), Value("")),
            answered_on=Subquery(newest.values("on")[:1]),
            loan_key=Subquery(live.values("pk")[:1]),
            lent=Subquery(live.values("amount")[:1]),
        )
        .annotate(
            progress=Case(
                When(loan_key__isnull=False, then=Value(LineState.LENT.value)),
                When(verdict=Verdict.GRANTED.value, then=Value(LineState.GRANTED.value)),
                When(verdict=Verdict.REFUSED.value, then=Value(LineState.REFUSED.value)),
                default=Value(LineState.WAITING.value),
            )
        )
    )


def sent_lines(scope: Scope) -> QuerySet[LoanRequest]:
    """``lines_of_lists`` of those that the communes confirmed: what the bank was sent."""
    return lines_of_lists(scope).filter(list__state=AnswerState.CONFIRMED.value)


def progress_by_programme(scope: Scope) -> dict[str, dict[str, tuple[int, int]]]:
    """Programme to how many lines are how far, and the money of them: what was asked, granted or lent."""
    money = {LineState.GRANTED.value: "granted", LineState.LENT.value: "lent"}
    rows = sent_lines(scope).order_by().values("policy", "progress")
    sums = rows.annotate(
        many=Count("pk"), asked=Sum("amount"), granted_all=Sum("granted"), lent_all=Sum("lent")
    )
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for one in sums:
        name = money.get(one["progress"], "")
        amount = one[f"{name}_all"] if name else one["asked"]
        found.setdefault(one["policy"], {})[one["progress"]] = (one["many"], amount or 0)
    return found
