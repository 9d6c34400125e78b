"""Pay runs: prepared as a set, signed by who made them, released by a second person who saw the total, or dropped."""

from collections.abc import Sequence
from hashlib import sha256

import polars as pl
from django.db import IntegrityError
from django.db.models import Max

from ansinh.access.queries import scope_of
from ansinh.access.walls import beyond_walls
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close, close_to
from ansinh.kernel.bulk import among, as_hex, fresh_ids, insert_frame, read_frame
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.progress import Progress, silent
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.support.delivery.dues import Dues, dues
from ansinh.support.delivery.periods import Period
from ansinh.support.delivery.policies import (
    check_approves,
    check_paid_in_runs,
    check_proposes,
    check_reason,
    check_run_state,
    check_second_person,
    rhythm_of,
)
from ansinh.support.models import PayDeduction, PayLine, PayRun, PayRunMove, PayRunTotal
from ansinh.support.models.delivery_enums import Outcome, RunState
from ansinh.support.sameness import same_people

R = RunState
_SHARES = ("state_share", "local_share", "own_share")
_SIGNED = ("policy", "beneficiary", "period", "part", "kind", "due", "deducted", "amount")
_LINES = dict.fromkeys(_SIGNED, pl.String) | dict.fromkeys(("part", "due", "deducted", "amount"), pl.Int64)


def digest_of(lines: pl.DataFrame) -> str:
    """SHA-256 over the lines in a fixed order, each value apart from the next."""
    rows = lines.select(
        pl.concat_str([pl.col(one).cast(pl.String) for one in _SIGNED], separator="\x1f").alias("row")
    )
    return sha256("\n".join(rows["row"].sort()).encode()).hexdigest()


def signed_lines(run: PayRun) -> pl.DataFrame:
    """The lines of a run as they were signed: what its digest is over."""
    columns = ", ".join(
        f"CAST(l.{one} AS VARCHAR(36))" if one == "beneficiary" else f"l.{one}" for one in _SIGNED
    )
    rows = read_frame(f"SELECT {columns} FROM support_payline l WHERE l.run_id = %s", [run.pk], _LINES)
    return rows.with_columns(as_hex("beneficiary"))


def units_of(unit: Unit, by: Actor) -> frozenset[int]:
    """The communes of a place for which ``by`` may prepare payments."""
    reached = lineage(unit, min(today(), unit.valid_until or today()))
    scope = scope_of(by, P.PROPOSE_SUPPORT)
    return reached if scope.unit_ids is None else reached & scope.unit_ids


def what_is_due(
    *, unit: Unit, policies: Sequence[str], period: Period, by: Actor, arrears: bool = True
) -> Dues:
    """What a run would pay now, without preparing it. Raises ``Refused`` where ``by`` may not, for policies of another rhythm."""
    check_proposes(by, unit.pk)
    for code in policies:
        if rhythm_of(check_paid_in_runs(code)) is not period.rhythm:
            raise Refused(
                _("Chính sách {code} không chi trả theo nhịp của kỳ này. Hãy chọn kỳ khác.").format(
                    code=code
                ),
                code="other_rhythm",
            )
    # Who came from elsewhere was perhaps paid there: lines of any commune are asked, and none of them is shown.
    with beyond_walls():
        return dues(units_of(unit, by), policies, period, arrears=arrears)


def prepare_run(
    *,
    unit: Unit,
    policies: Sequence[str],
    period: Period,
    by: Actor,
    arrears: bool = True,
    progress: Progress = silent,
) -> PayRun:
    """Prepare the payments of a place for a period: everything is computed before the one short transaction.

    Of two who prepare the same at once, one gets the lines, the other is ``Refused`` and nothing of it stays. Raises ``Refused``
    where nothing is due, before the period began, or where ``by`` may not.
    """
    if period.first > today():
        raise Refused(_("Kỳ này chưa bắt đầu. Hãy chọn kỳ đã đến."), code="period_to_come")
    progress("read")
    found = what_is_due(unit=unit, policies=policies, period=period, by=by, arrears=arrears)
    if found.lines.is_empty():
        raise Refused(
            _(
                "Không có khoản nào phải chi: chưa ai được duyệt hưởng, hoặc kỳ này đã có trong đợt khác. Xem danh sách đang hưởng và các "
                "đợt chi trả của kỳ."
            ),
            code="nothing_due",
        )
    progress("write", 0, found.lines.height)
    try:
        return write_run(unit=unit, policies=tuple(policies), period=period, found=found, by=by)
    except IntegrityError as failure:
        raise Refused(
            _(
                "Người khác vừa lập đợt có cùng người, cùng kỳ. Chưa ghi gì; hãy mở đợt ấy, hoặc lập lại để lấy phần còn thiếu."
            ),
            code="prepared_meanwhile",
        ) from failure


@action(EventName.PAY_RUN_PREPARED)
def write_run(*, unit: Unit, policies: tuple[str, ...], period: Period, found: Dues, by: Actor) -> PayRun:
    """Write a computed run: its lines, deductions and totals. The database refuses a line that counts already."""
    same = PayRun.objects.everywhere().filter(unit=unit, rhythm=period.rhythm.value, period=period.code)
    run = PayRun.objects.create(
        unit=unit,
        policies=";".join(sorted(policies)),
        rhythm=period.rhythm.value,
        period=period.code,
        period_from=period.first,
        period_until=period.last,
        number=(same.aggregate(last=Max("number"))["last"] or 0) + 1,
        lines=found.lines.height,
        amount=found.amount,
        digest=digest_of(found.lines),
        made_at=now(),
        made_by=by.label,
    )
    _moved(run, "prepare", "", R.PREPARED, by)
    ids = pl.Series("id", fresh_ids(PayLine, found.lines.height), dtype=pl.Int64)
    lines = found.lines.with_columns(
        ids, run_id=pl.lit(run.pk, pl.Int64), outcome=pl.lit(Outcome.OPEN.value), outcome_reason=pl.lit("")
    )
    insert_frame(PayLine, lines)
    _write_deductions(lines, found.deductions)
    _write_totals(run, lines)
    note(
        subject=f"pay_run:{run.pk}",
        place=unit.code,
        policies=run.policies,
        period=period.code,
        lines=run.lines,
        amount=run.amount,
        left_out=found.left_out.height,
        digest=run.digest,
    )
    return run


def _write_deductions(lines: pl.DataFrame, deductions: pl.DataFrame) -> None:
    key = ["policy", "beneficiary", "period", "part"]
    rows = deductions.join(lines.select(*key, line_id="id"), on=key)
    insert_frame(PayDeduction, rows.select("line_id", "correction_id", pl.col("amount")))


def _write_totals(run: PayRun, lines: pl.DataFrame) -> None:
    by_what = ["unit_id", "village", "policy", "kind"]
    shares = [
        pl.when(pl.col(one).is_null().any()).then(None).otherwise(pl.col(one).sum()).alias(one)
        for one in _SHARES
    ]
    sums = lines.group_by(by_what, maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("lines"), pl.col("amount").sum(), *shares
    )
    insert_frame(PayRunTotal, sums.with_columns(run_id=pl.lit(run.pk, pl.Int64)))


def _moved(run: PayRun, verb: str, old: str, new: RunState, by: Actor, reason: str = "") -> None:
    PayRunMove.objects.create(
        run=run, verb=verb, from_state=old, to_state=new.value, reason=reason, at=now(), by=by.label
    )


def held_run(run: PayRun, *states: RunState) -> PayRun:
    """The run as it is now, held to the end of the transaction, in one of ``states``."""
    held = PayRun.objects.everywhere().select_related("unit").select_for_update(of=("self",)).get(pk=run.pk)
    check_run_state(held, *states)
    return held


@action(EventName.PAY_RUN_SIGNED)
def sign_run(*, run: PayRun, by: Actor) -> PayRun:
    """Who prepared the run stands for it. Raises ``Refused`` for somebody else, or where it was signed."""
    held = held_run(run, R.PREPARED)
    check_proposes(by, held.unit_id)
    if by.label != held.made_by:
        raise Refused(
            _("Đợt chi trả do người lập ký. Hãy để {name} ký, hoặc bỏ đợt này và tự lập đợt khác.").format(
                name=held.made_by
            ),
            code="maker_signs",
        )
    _moved(held, "sign", held.state, R.SIGNED, by)
    held.state, held.signed_at, held.signed_by = R.SIGNED.value, now(), by.label
    held.save(update_fields=["state", "signed_at", "signed_by"])
    note(
        subject=f"pay_run:{held.pk}",
        place=held.unit.code,
        lines=held.lines,
        amount=held.amount,
        digest=held.digest,
    )
    return held


@action(EventName.PAY_RUN_GIVEN_BACK)
def give_back_run(*, run: PayRun, reason: str, by: Actor) -> PayRun:
    """A second person gives a signed run back to its maker, with the reason."""
    held, reason = held_run(run, R.SIGNED), check_reason(reason)
    check_approves(by, held.unit_id)
    _moved(held, "give_back", held.state, R.PREPARED, by, reason)
    held.state, held.signed_at, held.signed_by = R.PREPARED.value, None, ""
    held.save(update_fields=["state", "signed_at", "signed_by"])
    note(subject=f"pay_run:{held.pk}", place=held.unit.code, reason=reason)
    return held


@action(EventName.PAY_RUN_RELEASED)
def release_run(*, run: PayRun, total: int, by: Actor) -> PayRun:
    """A second person, who types the total, lets a signed run be paid. From then on nothing of it changes but outcomes.

    Raises ``Refused`` for who made or signed it, another total, lines that are no more as they were signed, two lines of who
    is one person now, or a line of the own household or kin.
    """
    held = held_run(run, R.SIGNED)
    check_approves(by, held.unit_id)
    check_second_person(by, [held.made_by, held.signed_by], _("đã lập và ký đợt này"))
    if total != held.amount:
        raise Refused(
            _(
                "Số tiền đã gõ ({typed} đồng) khác tổng số tiền của đợt. Hãy xem lại đợt rồi gõ đúng tổng số."
            ).format(typed=shown_number(total)),
            code="other_total",
        )
    close = close_to(by.user_id).all
    if close and PayLine.objects.everywhere().filter(run=held, household__in=close).exists():
        check_not_close(close, by)
    lines = signed_lines(held)
    if lines.height != held.lines or digest_of(lines) != held.digest:
        raise Refused(
            _("Các dòng của đợt không còn như khi ký. Hãy bỏ đợt này và lập lại."), code="lines_changed"
        )
    with beyond_walls():
        twice = paid_twice(lines, held)
    if twice:
        raise Refused(
            _(
                "{count} dòng của đợt là của người nay đã được xác định là cùng một người với dòng khác. Hãy bỏ đợt này và lập lại: mỗi "
                "người còn một dòng."
            ).format(count=twice),
            code="same_person_twice",
        )
    _moved(held, "release", held.state, R.RELEASED, by)
    held.state, held.released_at, held.released_by = R.RELEASED.value, now(), by.label
    held.save(update_fields=["state", "released_at", "released_by"])
    note(
        subject=f"pay_run:{held.pk}",
        place=held.unit.code,
        lines=held.lines,
        amount=held.amount,
        digest=held.digest,
    )
    return held


def paid_twice(lines: pl.DataFrame, run: PayRun) -> int:
    """How many lines of a run are of people who are one with another counted line of the same policy and period."""
    same = same_people()
    merged = lines.filter(pl.col("beneficiary").is_in(list(same))).with_columns(
        root=pl.col("beneficiary").replace(same)
    )
    if merged.is_empty():
        return 0
    named = [one for one, root in same.items() if root in set(merged["root"])]
    marks, values = among("CAST(l.beneficiary AS VARCHAR(36))", _as_stored(named))
    others = read_frame(
        "SELECT l.policy, CAST(l.beneficiary AS VARCHAR(36)), l.period, l.part FROM support_payline l "
        f"WHERE l.run_id <> %s AND l.outcome IN ('open', 'paid') {marks}",
        [run.pk, *values],
        {"policy": pl.String, "beneficiary": pl.String, "period": pl.String, "part": pl.Int64},
    ).with_columns(as_hex("beneficiary")).with_columns(root=pl.col("beneficiary").replace(same))  # fmt: skip
    key = ["policy", "root", "period", "part"]
    within = merged.filter(pl.struct(key).is_duplicated())
    return (
        within.height
        + merged.join(within, on=["beneficiary", *key], how="anti")
        .join(others.select(key).unique(), on=key, how="semi")
        .height
    )


def _as_stored(named: Sequence[str]) -> list[str]:
    """Ids as text in both ways in which databases write them."""
    return [*named, *(f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}" for one in named)]


@action(EventName.PAY_RUN_DROPPED)
def drop_run(*, run: PayRun, reason: str, by: Actor) -> PayRun:
    """Give up a run that was not released, with the reason: its lines stay to be read and no longer count."""
    held, reason = held_run(run, R.PREPARED, R.SIGNED), check_reason(reason)
    check_proposes(by, held.unit_id)
    _moved(held, "drop", held.state, R.DROPPED, by, reason)
    held.state = R.DROPPED.value
    held.save(update_fields=["state"])
    PayLine.objects.everywhere().filter(run=held).update(outcome=Outcome.DROPPED.value)
    note(subject=f"pay_run:{held.pk}", place=held.unit.code, reason=reason, lines=held.lines)
    return held
