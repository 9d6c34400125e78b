"""A small plan for the simulated year, entered by one of the place's officers and issued by the other, with targets of the kinds
that only two years can show: falls of a rate and of a count, a rate and a share with a forecast.

Its numbers are invented and its paper says so. The plan that the district really issued stands beside it, untouched.
"""

from datetime import date
from decimal import Decimal

from ansinh.accounts.actor import Actor, actor_of
from ansinh.datasets.models import Version
from ansinh.demo.building import Place
from ansinh.demo.officers import users_of
from ansinh.plans.actions import keep_readings
from ansinh.plans.entering import Head, enter_document, issue_document
from ansinh.plans.enums import DocumentKind, IssuerKind, Relation, TargetKind, ValueUnit
from ansinh.plans.laying_down import add_section, enter_plan
from ansinh.plans.measuring import measure
from ansinh.plans.models import Plan
from ansinh.plans.promising import Promise, enter_target

_TITLE = "Kế hoạch giảm nghèo năm {year} (mô phỏng để trình diễn)"
_SOURCE = "Mô phỏng để trình diễn, không phải văn bản đã ban hành"
_FALL = "Trong năm giảm ít nhất 0,25 điểm phần trăm tỷ lệ hộ nghèo so với kết quả rà soát năm trước"
_FEWER = "giảm ít nhất 15 % số hộ cận nghèo"
_RATE = "đến hết năm sau tỷ lệ hộ cận nghèo còn không quá 1,5 %"
_INSURED = "mọi hộ nghèo không thiếu hụt bảo hiểm y tế"
_TEXT = f"{_FALL}; {_FEWER}; {_RATE}; {_INSURED}."
_RESULTS = "Kết quả rà soát được phê duyệt"


def write_next_plan(place: Place, last: Version, *, by: Actor) -> Plan:
    """The simulated plan of the year after ``last``, measured on it; the one there is where it was entered before."""
    year = int(last.period) + 1
    title = _TITLE.format(year=year)
    known = (
        Plan.objects.filter(document__title=title, unit=last.unit).select_related("document", "unit").first()
    )
    if known is not None:
        return known
    officer, chair = (actor_of(user) for user in users_of(place, by=by))
    paper = enter_document(head=_head(last, title), keeper=last.unit, elsewhere=False, by=officer)
    plan = enter_plan(
        document=paper,
        unit=last.unit,
        year_from=year,
        year_until=year + 1,
        standard=last.standard,
        by=officer,
    )
    add_section(plan=plan, number="I", depth=1, title="MỤC TIÊU", text=_TEXT, by=officer)
    for promise in _promises(last, year):
        enter_target(plan=plan, promise=promise, by=officer)
    issue_document(document=paper, number=f"01/KH-MP-{year}", issued_on=date(year, 2, 15), by=chair)
    # Where it starts from: what the targets stood at when the plan was issued.
    began = date(year, 2, 15)
    keep_readings(
        plan=plan, on=began, rows=[row for rows in measure(plan, began) for row in rows], by=officer
    )
    return plan


def _head(last: Version, title: str) -> Head:
    return Head(
        kind=DocumentKind.PLAN.value,
        issuer_kind=IssuerKind.PEOPLES_COMMITTEE.value,
        issuer=f"Ủy ban nhân dân {last.unit.name}",
        title=title,
        issuer_unit=last.unit,
        territory=last.unit,
        source=_SOURCE,
    )


def _promises(last: Version, year: int) -> list[Promise]:
    at, this, later = last.unit.level, date(year, 12, 31), date(year + 1, 12, 31)
    return [
        Promise(
            TargetKind.RATE_CHANGE, "Tỷ lệ hộ nghèo giảm so với năm trước", at, Relation.AT_LEAST, Decimal("0.25"), ValueUnit.POINTS,
            deadline=this, rule="rate_fall:poor", baseline=last, quote=_FALL, data_source=_RESULTS,
        ),
        Promise(
            TargetKind.COUNT_CHANGE, "Số hộ cận nghèo giảm so với năm trước", at, Relation.AT_LEAST, Decimal(15), ValueUnit.PERCENT,
            deadline=this, rule="fall:near_poor", baseline=last, quote=_FEWER, data_source=_RESULTS,
        ),
        Promise(
            TargetKind.LEVEL, "Tỷ lệ hộ cận nghèo", at, Relation.AT_MOST, Decimal("1.5"), ValueUnit.PERCENT,
            deadline=later, rule="rate:near_poor", quote=_RATE, data_source=_RESULTS,
        ),
        Promise(
            TargetKind.RATIO, "Hộ nghèo không thiếu hụt bảo hiểm y tế", at, Relation.EQUAL, Decimal(100), ValueUnit.PERCENT,
            denominator="Hộ nghèo của kết quả rà soát", deadline=later, rule="reached:health_insurance:poor", quote=_INSURED,
            data_source=_RESULTS,
        ),
    ]  # fmt: skip
