"""Households of agriculture, forestry, fishery and salt making of average living standard (QĐ 24/2021, article 6).

The moves stand in one table. Income is that of the 12 months before the review; social allowances of the State's budget are
written down and not counted (article 2). Recognised is who asked, works in one of the sectors, is on no list that day and
earns above the income line and up to the average one; the chair of the commune decides, with a reason where it is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from ansinh.access.doers import actor_words
from ansinh.access.policies import check_may, may
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.papers.models import Paper
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.reviews.decisions.average_moves import MOVES, Move, state_words
from ansinh.reviews.decisions.enums import AverageSector, AverageState
from ansinh.reviews.decisions.lists import list_on
from ansinh.reviews.decisions.models import AverageCase, AverageIncome, AverageMove
from ansinh.reviews.procedure.local_clocks import law_at
from ansinh.reviews.procedure.regime import Clock, regime_on
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.registry import standard_for_list

S = AverageState
P = Permission


_BY_VERB = {move.verb: move for move in MOVES}


def check_move(case: AverageCase, verb: str, by: Actor) -> Move:
    """The line of the table that ``verb`` is for this case; raises ``Refused``: the state has no such line, or no right."""
    move = _BY_VERB.get(verb)
    if move is None:
        raise UnusableInput(_("Không có bước này. Hãy tải lại trang."))
    if AverageState(case.state) not in move.sources:
        raise Refused(
            _("Hồ sơ này {state}, không «{verb}» được. Hãy tải lại trang để xem bước tiếp theo.").format(
                state=state_words(case.state)[1], verb=move.words
            ),
            code="state_does_not_allow",
        )
    check_may(by, move.needs, case.unit_id, case.village)
    return move


def moves_open_to(case: AverageCase, by: Actor) -> list[Move]:
    """The lines of the table that ``by`` may go now."""
    state = AverageState(case.state)
    return [
        move for move in MOVES if state in move.sources and may(by, move.needs, case.unit_id, case.village)
    ]


@action(EventName.AVERAGE_REQUESTED)
def request_average(
    *, household: Household, requested_on: date, by: Actor, request_ref: str = ""
) -> AverageCase:
    """Take in a request of a household that lives at a commune. ``request_ref`` names the receipt, if it was given one."""
    if household.unit_id is None or household.dissolved_on is not None:
        raise Refused(
            _("Hộ này chưa được xếp vào xã nào hoặc đã giải thể. Hãy kiểm tra ở trang của hộ."),
            code="household_not_placed",
        )
    check_may(by, P.RECEIVE_REQUESTS, household.unit_id, household.village)
    _check_day(requested_on)
    open_ones = AverageCase.objects.everywhere().filter(household=household)
    if open_ones.exclude(state__in=(S.RECOGNISED, S.REFUSED)).exists():
        raise Refused(
            _("Hộ này đang có một đề nghị chưa giải quyết xong. Hãy xử lý đề nghị đó trước."),
            code="case_open",
        )
    if open_ones.filter(requested_on=requested_on).exists():
        raise Refused(
            _("Hộ này đã có đề nghị nhận ngày {day}.").format(day=shown_date(requested_on)), code="case_known"
        )
    case = AverageCase.objects.create(
        unit_id=household.unit_id,
        household=household,
        village=household.village,
        request_ref=request_ref,
        requested_on=requested_on,
        recorded_at=now(),
        recorded_by=by.label,
    )
    _write_move(case, "request", S.REQUESTED, requested_on, by)
    note(subject=f"average_case:{case.pk}")
    return case


@dataclass(frozen=True)
class Account:
    """The income of 12 months in đồng: of the sector, from elsewhere, and allowances that are not counted."""

    sector: str
    persons: int
    sector_income: int
    other_income: int
    allowances: int
    area_type: str


@action(EventName.AVERAGE_INCOME_RECORDED)
def record_income(*, case: AverageCase, account: Account, on: date, by: Actor) -> AverageIncome:
    """Write the income account as its next revision; an earlier one stays."""
    held = _held(case)
    move = check_move(held, "record_income", by)
    _check_day(on)
    if account.persons < 1 or min(account.sector_income, account.other_income, account.allowances) < 0:
        raise UnusableInput(_("Số người và các khoản thu nhập phải là số không âm, có ít nhất một người."))
    last = AverageIncome.objects.everywhere().filter(case=held).aggregate(last=Max("revision"))["last"] or 0
    income = AverageIncome.objects.create(
        case=held,
        revision=last + 1,
        sector=AverageSector(account.sector).value,
        persons=account.persons,
        sector_income=account.sector_income,
        other_income=account.other_income,
        allowances=account.allowances,
        area_type=account.area_type,
        recorded_at=now(),
        recorded_by=by.label,
    )
    _go(held, move, on, by)
    return income


@action(EventName.AVERAGE_MOVED)
def move_case(
    *,
    case: AverageCase,
    verb: str,
    on: date,
    by: Actor,
    reason: str = "",
    paper_number: str = "",
    paper: Paper | None = None,
) -> AverageCase:
    """Take a case one step along the table: ``post``, ``complain``, ``finish_recheck``, ``recognise`` or ``refuse``.

    Raises ``Refused``: no such line, no right, the posting still runs, the account does not allow it, who wrote the account
    decides; ``UnusableInput``: a reason or a number is missing.
    """
    held = _held(case)
    move = check_move(held, verb, by)
    _check_day(on)
    if move.reason and not reason.strip():
        raise UnusableInput(_("Bước này cần ghi lý do."))
    if verb in ("recognise", "refuse"):
        _check_two_people(held, by)
        if not paper_number.strip():
            raise UnusableInput(_("Hãy ghi số văn bản của quyết định."))
    if verb == "recognise":
        _check_clock(held, on)
        _check_account(held, on)
    _go(held, move, on, by, reason.strip(), paper_number.strip(), paper)
    return held


def case_within(scope: Scope, pk: int) -> AverageCase:
    """The case of that number; raises ``NotFound`` also where it is out of the scope."""
    found = AverageCase.objects.within(scope).select_related("household", "unit").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Không có đề nghị này trong địa bàn được giao."), code="no_such_case")
    return found


def moves_of_case(case: AverageCase) -> list[AverageMove]:
    """The steps of a case reached through a scope before, the newest first."""
    return list(AverageMove.objects.everywhere().filter(case=case).order_by("-pk"))


def recognised_at(units: Sequence[int], on: date) -> list[tuple[int, str]]:
    """``(unit, village)`` of every household at the units that is recognised for the year of a day, by that day."""
    moves = AverageMove.objects.everywhere().filter(
        verb="recognise", on__gte=date(on.year, 1, 1), on__lte=on, case__unit__in=units
    )
    return list(moves.values_list("case__unit_id", "case__village"))


def newest_income(case: AverageCase) -> AverageIncome | None:
    """The account in force of a case reached through a scope before."""
    return AverageIncome.objects.everywhere().filter(case=case).order_by("-revision").first()


@dataclass(frozen=True)
class Lines:
    """What income is compared with: above ``low`` and up to ``high``; ``verified`` where both texts were read."""

    low: int
    high: int
    articles: tuple[str, ...]
    verified: bool


def lines_of(area_type: str, on: date) -> Lines:
    """The lines of an area under the standard of the day's list."""
    numbers = standard_in_use(standard_for_list(on.year)).parameters
    known = (numbers.get(f"income_line_{area_type}"), numbers.get(f"average_line_{area_type}"))
    minimum = numbers.get(f"minimum_line_{area_type}")
    low, high = minimum or known[0], known[1]
    if low is None or high is None:
        raise Refused(
            _("Chuẩn của năm {year} không có mức sống trung bình cho khu vực này.").format(year=on.year),
            code="no_average_line",
        )
    return Lines(
        int(low.on(on)),
        int(high.on(on)),
        (low.article.vi, high.article.vi),
        not (low.unverified or high.unverified),
    )


def fits(income: AverageIncome, on: date) -> bool:
    """Whether the counted income lies above the lower line and up to the upper one."""
    lines = lines_of(income.area_type, on)
    # Compared without dividing, so that nobody falls on the wrong side by rounding.
    total, months = income.sector_income + income.other_income, 12 * income.persons
    return lines.low * months < total <= lines.high * months


def clock_of(code: str, on: date, unit: Unit) -> Clock:
    """The time limit of that name in the law of a day, as an act of the place has it where there is one. Raises ``Refused`` where no law of that day has one."""
    law = regime_on(on)
    if law is None or code not in law.clocks:
        raise Refused(
            _("Ngày {day} không có quy trình nào quy định thời hạn này. Hãy kiểm tra ngày đã ghi.").format(
                day=shown_date(on)
            ),
            code="no_clock",
        )
    return law_at(law, unit, on).clock(code)


def _held(case: AverageCase) -> AverageCase:
    return (
        AverageCase.objects.everywhere()
        .select_for_update()
        .select_related("unit", "household")
        .get(pk=case.pk)
    )


def _check_day(day: date) -> None:
    if day > today():
        raise UnusableInput(_("Ngày {day} chưa đến.").format(day=shown_date(day)))


def _last_move(case: AverageCase) -> AverageMove:
    return AverageMove.objects.everywhere().filter(case=case).order_by("-pk")[0]


def _check_clock(case: AverageCase, on: date) -> None:
    """Posted to its last day before anybody is recognised."""
    posted = AverageMove.objects.everywhere().filter(case=case, verb="post").order_by("-pk").first()
    if posted is None or posted.until is None or on <= posted.until:
        until = posted.until if posted else None
        raise Refused(
            _("Còn niêm yết đến hết ngày {day}; công nhận từ ngày sau đó.").format(day=shown_date(until)),
            code="still_posted",
        )


def _check_account(case: AverageCase, on: date) -> None:
    income = newest_income(case)
    if income is None:
        raise Refused(_("Chưa ghi thu nhập của hộ. Hãy ghi thu nhập trước."), code="no_income")
    lines = lines_of(income.area_type, on)
    if not fits(income, on):
        raise Refused(
            _(
                "Thu nhập bình quân {income} đồng một người một tháng không nằm trên {low} và đến {high} đồng. Hãy kiểm tra "
                "lại thu nhập, hoặc không công nhận và ghi lý do."
            ).format(
                income=f"{income.month_per_person:,}".replace(",", "."),
                low=f"{lines.low:,}".replace(",", "."),
                high=f"{lines.high:,}".replace(",", "."),
            ),
            code="income_outside",
        )
    units = sorted(lineage(case.unit, on))
    if case.household_id.hex in list_on(units, on)["household"].to_list():
        raise Refused(
            _("Hộ đang có tên trong danh sách hộ nghèo, hộ cận nghèo ngày {day}.").format(day=shown_date(on)),
            code="on_a_list",
        )


def _check_two_people(case: AverageCase, by: Actor) -> None:
    check_not_close([case.household_id], by)
    made = AverageMove.objects.everywhere().filter(case=case, by=by.label)
    wrote = AverageIncome.objects.everywhere().filter(case=case, recorded_by=by.label)
    if made.exists() or wrote.exists():
        raise Refused(
            _("{name} đã lập hồ sơ này nên không được quyết định. Hãy để người có thẩm quyền khác.").format(
                name=actor_words(by)
            ),
            code="maker_decides",
        )


def _go(
    case: AverageCase,
    move: Move,
    on: date,
    by: Actor,
    reason: str = "",
    paper_number: str = "",
    paper: Paper | None = None,
) -> None:
    if on < _last_move(case).on:
        raise UnusableInput(_("Ngày này trước bước liền trước. Hãy ghi đúng ngày."))
    until = clock_of(move.clock, on, case.unit).last_day(on) if move.clock else None
    source = case.state
    _write_move(case, move.verb, move.target, on, by, source, until, reason, paper_number, paper)
    if source != move.target.value:
        AverageCase.objects.everywhere().filter(pk=case.pk).update(state=move.target.value)
    case.state = move.target.value
    note(subject=f"average_case:{case.pk}", place=case.unit.code, verb=move.verb, state=move.target.value)


def _write_move(
    case: AverageCase,
    verb: str,
    target: AverageState,
    on: date,
    by: Actor,
    source: str = "",
    until: date | None = None,
    reason: str = "",
    paper_number: str = "",
    paper: Paper | None = None,
) -> None:
    AverageMove.objects.create(
        case=case,
        verb=verb,
        from_state=source,
        to_state=target.value,
        on=on,
        until=until,
        paper_number=paper_number,
        paper=paper,
        reason=reason,
        at=now(),
        by=by.label,
    )
