"""What the demonstration's year of support came to: every number is a count of rows, the printed ones beside."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, Sum

from ansinh.demo.building import Place
from ansinh.demo.support_year import Days, shown_communes
from ansinh.households.models import HouseholdLine
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.places.queries import lineage, unit_at
from ansinh.reviews.models import Outcome
from ansinh.standards.adopted import standard_in_use
from ansinh.support.delivery.periods import period_called
from ansinh.support.models import (
    Delivery,
    Enrolment,
    Fact,
    Gap,
    HouseholdPlan,
    HousingWork,
    Need,
    PayLine,
    PayRun,
    PlanSolution,
    Visit,
)
from ansinh.support.models.delivery_enums import DeliveryState, EnrolmentState
from ansinh.support.models.delivery_enums import Outcome as Paid
from ansinh.support.models.housing_enums import WorkState
from ansinh.support.models.planning_enums import GapKind, SolutionState

# What the letter of 2023 printed of the poor that support answers to, by its column of form 4.
_ANSWERED = ("health_insurance", "housing_quality")
_FORM, _FIRST_COLUMN = 4, 3


def support_summary(place: Place, days: Days, review: dict[str, Any]) -> dict[str, Any]:
    """The figures of a place's year of support. ``review``: the summary of its review, with the printed figures."""
    units = sorted(lineage(unit_at(place.code, place.as_of), place.as_of))
    shown = [one.pk for one in shown_communes(place)]
    plans = HouseholdPlan.objects.everywhere().filter(unit__in=shown)
    solutions = PlanSolution.objects.everywhere().filter(plan__in=plans)
    return {
        "from": days.first,
        "until": days.last,
        "communes_shown": len(shown),
        "facts": Fact.objects.everywhere().filter(household__unit__in=units, in_force=True).count(),
        "needs": _counts(Need.objects.everywhere().filter(household__unit__in=units)),
        "enrolled": _enrolled(units),
        "runs": [_run(one) for one in _runs(units)],
        "given": _counts(
            Delivery.objects.everywhere().filter(unit__in=units, state=DeliveryState.CONFIRMED.value)
        ),
        "houses": _houses(units),
        "plans": plans.count(),
        "visits": Visit.objects.everywhere().filter(plan__in=plans).count(),
        "solutions": solutions.count(),
        "solutions_done": solutions.filter(state=SolutionState.DONE.value).count(),
        "gaps": _gaps(shown, days),
        "published": _beside(units, review["standard"], review["published"]),
    }


def _counts(rows: Any) -> dict[str, int]:
    return dict(rows.order_by("policy").values_list("policy").annotate(many=Count("pk")))


def _houses(units: list[int]) -> dict[str, int]:
    """Works on houses: in all, and those accepted."""
    works = HousingWork.objects.everywhere().filter(unit__in=units)
    accepted = works.filter(state=WorkState.ACCEPTED.value)
    return {"works": works.count(), "accepted": accepted.count()}


def _enrolled(units: list[int]) -> dict[str, dict[str, int]]:
    rows = Enrolment.objects.everywhere().filter(unit__in=units, state=EnrolmentState.ACTIVE.value)
    sums = rows.order_by("policy").values("policy").annotate(many=Count("pk"), month=Sum("amount"))
    return {row["policy"]: {"enrolled": row["many"], "amount_month": row["month"]} for row in sums}


def _runs(units: list[int]) -> list[PayRun]:
    lines = PayLine.objects.everywhere().filter(unit__in=units).order_by().values("run").distinct()
    return list(PayRun.objects.everywhere().filter(pk__in=lines).order_by("period_from", "pk"))


def _run(run: PayRun) -> dict[str, Any]:
    lines = PayLine.objects.everywhere().filter(run=run).order_by()
    told = {
        row["outcome"]: row for row in lines.values("outcome").annotate(many=Count("pk"), money=Sum("amount"))
    }
    nothing = {"many": 0, "money": 0}
    paid, back = (told.get(one.value, nothing) for one in (Paid.PAID, Paid.RETURNED))
    return {
        "period": run.period,
        "policies": run.policies.split(";"),
        "lines": run.lines,
        "amount": run.amount,
        "paid": paid["many"],
        "paid_amount": paid["money"],
        "returned": back["many"],
        "returned_amount": back["money"],
    }


def _gaps(units: list[int], days: Days) -> dict[str, int]:
    """Of what is owed and not given: how much there was on the eve, how much of it is gone, how much there is now."""
    rows = Gap.objects.everywhere().filter(unit__in=units, kind=GapKind.ENTITLED_NOT_SERVED.value)
    return rows.aggregate(
        before=Count("pk", filter=Q(since__lte=days.before)),
        closed=Count("pk", filter=Q(since__lte=days.before, closed_on__isnull=False)),
        now=Count("pk", filter=Q(closed_on__isnull=True)),
    )


def _beside(units: list[int], standard: str, published: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Households on the list of the poor deprived in what support answers to, beside the printed count."""
    printed = {row["column"]: row["printed"] for row in published if row["form"] == _FORM}
    poor = HouseholdLine.objects.everywhere().filter(household__unit__in=units, list_class="poor")
    # Who moved after the review has an outcome at both communes: the one that surveyed it counts.
    answers = Outcome.objects.everywhere().filter(household__in=poor.values("household"))
    found = []
    for code in _ANSWERED:
        place = [one.code for one in standard_in_use(standard).indicators].index(code)
        lacking = answers.filter(standard=standard).alias(bit=F("deprived").bitand(1 << place))
        many = lacking.filter(bit__gt=0).aggregate(many=Count("household", distinct=True))["many"]
        known = printed.get(_FIRST_COLUMN + place)
        found.append({"indicator": code, "printed": known, "households": many, "equal": known == many})
    return found


def support_lines(figures: dict[str, Any]) -> list[str]:
    """The figures in words, in the current language."""
    gaps = figures["gaps"]
    return [
        _(
            "Năm hỗ trợ (người và số tiền minh họa) từ {first} đến {last}: {facts} dữ kiện, {needs} nhu cầu."
        ).format(
            first=shown_date(figures["from"]),
            last=shown_date(figures["until"]),
            facts=shown_number(figures["facts"]),
            needs=shown_number(sum(figures["needs"].values())),
        ),
        *(
            _("Đang hưởng {policy}: {many}, mỗi tháng {amount} đồng.").format(
                policy=policy, many=shown_number(one["enrolled"]), amount=shown_number(one["amount_month"])
            )
            for policy, one in figures["enrolled"].items()
        ),
        *(_run_line(run) for run in figures["runs"]),
        *(
            _("Hỗ trợ đã được cơ quan thực hiện xác nhận, {policy}: {many}.").format(
                policy=policy, many=shown_number(many)
            )
            for policy, many in figures["given"].items()
        ),
        _("Nhà ở: {works} hộ trong danh sách, {accepted} nhà đã nghiệm thu.").format(
            works=shown_number(figures["houses"]["works"]),
            accepted=shown_number(figures["houses"]["accepted"]),
        ),
        _(
            "Kế hoạch hỗ trợ ở {communes} xã: {plans} hộ, {visits} lần thăm, {done} trên {all} giải pháp đã xong."
        ).format(
            communes=figures["communes_shown"],
            plans=shown_number(figures["plans"]),
            visits=shown_number(figures["visits"]),
            done=shown_number(figures["solutions_done"]),
            all=shown_number(figures["solutions"]),
        ),
        _(
            "Được hưởng mà chưa nhận ở {communes} xã ấy: trước {before}, đã hết {closed}, nay còn {now}."
        ).format(
            communes=figures["communes_shown"], **{name: shown_number(many) for name, many in gaps.items()}
        ),
        *(
            _("Hộ nghèo thiếu hụt {indicator}: công bố {printed}, trong sổ {many}: {words}").format(
                indicator=row["indicator"],
                printed=shown_number(row["printed"]),
                many=shown_number(row["households"]),
                words=_("khớp") if row["equal"] else _("KHÁC"),
            )
            for row in figures["published"]
            if row["printed"] is not None
        ),
    ]


def _run_line(run: dict[str, Any]) -> str:
    return _(
        "Đợt chi trả {policies} {period}: {lines} khoản, {amount} đồng; đã chi {paid} ({paid_amount} đồng), trả lại {returned} "
        "({returned_amount} đồng)."
    ).format(
        policies=", ".join(run["policies"]),
        period=period_called(run["period"]).words,
        **{
            name: shown_number(run[name])
            for name in ("lines", "amount", "paid", "paid_amount", "returned", "returned_amount")
        },
    )
