"""What the payer says became of the lines: read against them, row by row, and recorded as a set. What came back unpaid goes into
the next run by itself (``dues``)."""

from collections.abc import Sequence

import polars as pl
from django.db import IntegrityError

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.support.models import PayLine
from ansinh.support.models.delivery_enums import Outcome, RunState
from ansinh.work.batches import Checked, record_accepted
from ansinh.work.models import Batch
from ansinh.work.traces import change_traced, traces_of

RESULTS = (Outcome.PAID.value, Outcome.RETURNED.value)
_REFERENCE = r"^(.+)/([0-9Q-]+)/([0-9]+)$"
_LINES = {
    "id": pl.Int64,
    "policy": pl.String,
    "period": pl.String,
    "unit_id": pl.Int64,
    "line_amount": pl.Int64,
    "outcome": pl.String,
    "outcome_on": pl.Date,
    "outcome_reason": pl.String,
    "run_state": pl.String,
    "beneficiary": pl.String,
    "part": pl.Int64,
}
_KEY = ["policy", "beneficiary", "period", "part"]
# Rule, level, column and words of a finding, and the rows it is about.
Fault = tuple[str, Level, str, str, list[int]]


def read_outcomes(rows: pl.DataFrame, scope: Scope) -> tuple[pl.DataFrame, list[Fault]]:
    """A payer's rows (``reference, result, date, amount, reason, __row__``) against the lines they name.

    Gives ``id, outcome, outcome_on, outcome_reason`` of the lines that change, and what was found by row. A line told the
    same before is left as it is, so the same file again changes nothing.
    """
    named = rows.with_columns(
        pl.col("reference").str.strip_chars().str.extract_groups(_REFERENCE).alias("parts")
    ).with_columns(
        pl.col("parts").struct[0].alias("policy_said"),
        pl.col("parts").struct[1].alias("period_said"),
        pl.col("parts").struct[2].cast(pl.Int64, strict=False).alias("id"),
    )
    joined = named.join(
        _lines(named["id"].drop_nulls().unique().to_list()), on="id", how="left", maintain_order="left"
    )
    ours = pl.lit(value=True) if scope.unit_ids is None else pl.col("unit_id").is_in(sorted(scope.unit_ids))
    known = (pl.col("policy_said") == pl.col("policy")) & (pl.col("period_said") == pl.col("period")) & ours
    joined = joined.with_columns(known=known.fill_null(value=False))
    released = pl.col("run_state") == RunState.RELEASED.value
    returned = pl.col("result") == Outcome.RETURNED.value
    checks = (
        (
            "unknown_payment",
            "reference",
            ~pl.col("known"),
            _("Không có khoản chi nào mang mã này ở địa bàn của bạn."),
        ),
        (
            "not_released",
            "reference",
            pl.col("known") & ~released,
            _("Khoản chi này thuộc đợt chưa phát hành hoặc đã bỏ, nên chưa có kết quả chi trả."),
        ),
        (
            "told_twice",
            "reference",
            pl.col("known") & pl.col("id").is_duplicated(),
            _("Khoản chi này có hơn một dòng trong tệp."),
        ),
        (
            "other_amount",
            "amount",
            pl.col("known") & (pl.col("amount") != pl.col("line_amount")),
            _("Số tiền khác với khoản chi đã phát hành. Hãy hỏi lại đơn vị chi trả."),
        ),
        (
            "reason_missing",
            "reason",
            returned & (pl.col("reason").fill_null("").str.strip_chars() == ""),
            _("Khoản trả lại phải ghi lý do."),
        ),
        ("future_date", "date", pl.col("date") > today(), _("Ngày ở tương lai.")),
    )
    faults: list[Fault] = []
    bad = pl.lit(value=False)
    for rule, column, held, words in checks:
        at = joined.filter(held.fill_null(value=False))["__row__"].to_list()
        if at:
            faults.append((rule, Level.ERROR, column, words, at))
        bad = bad | held.fill_null(value=False)
    good = joined.filter(~bad & pl.col("result").is_not_null() & pl.col("date").is_not_null())
    good = good.with_columns(
        reason=pl.when(returned)
        .then(pl.col("reason").str.strip_chars().str.slice(0, 200))
        .otherwise(pl.lit(""))
    )
    told_so = (
        (pl.col("outcome") == pl.col("result"))
        & (pl.col("outcome_on") == pl.col("date"))
        & (pl.col("outcome_reason") == pl.col("reason"))
    )
    fresh = good.filter(~told_so.fill_null(value=False))
    faults += _about_changed(fresh)
    again = _paid_by_another(fresh)
    if again:
        words = _("Khoản này đã được chi lại ở đợt sau, nên không thể ghi là đã chi: sẽ thành hai lần.")
        faults.append(("paid_by_another", Level.ERROR, "result", words, again))
        fresh = fresh.filter(~pl.col("__row__").is_in(again))
    changed = fresh.select("id", outcome="result", outcome_on="date", outcome_reason="reason")
    return changed, faults


def _lines(ids: Sequence[int]) -> pl.DataFrame:
    rows = read_frame_of(
        "SELECT l.id, l.policy, l.period, l.unit_id, l.amount, l.outcome, l.outcome_on, l.outcome_reason, r.state, "
        "CAST(l.beneficiary AS VARCHAR(36)), l.part FROM support_payline l JOIN support_payrun r ON r.id = l.run_id "
        "WHERE l.id IN ({keys})",
        list(ids),
        _LINES,
    )
    return rows.with_columns(as_hex("beneficiary"))


def _about_changed(fresh: pl.DataFrame) -> list[Fault]:
    other = fresh.filter(pl.col("outcome").is_in(RESULTS) & (pl.col("outcome") != pl.col("result")))
    if other.is_empty():
        return []
    words = _("Khoản này đã có kết quả khác; kết quả trong tệp sẽ thay.")
    return [("other_outcome", Level.WARNING, "result", words, other["__row__"].to_list())]


def _paid_by_another(fresh: pl.DataFrame) -> list[int]:
    """Rows that say paid of a line that came back and was carried into a later run that counts."""
    back = fresh.filter(
        (pl.col("outcome") == Outcome.RETURNED.value) & (pl.col("result") == Outcome.PAID.value)
    )
    return back.filter(pl.col("id").is_in(_carried(back["id"].to_list())))["__row__"].to_list()


def _carried(ids: Sequence[int]) -> list[int]:
    """Those of the lines that came back in whose place a later one counts."""
    rows = read_frame_of(
        "SELECT l.id FROM support_payline l WHERE l.outcome = %s AND l.id IN ({keys}) AND EXISTS (SELECT 1 FROM support_payline o "
        "WHERE o.beneficiary = l.beneficiary AND o.policy = l.policy AND o.period = l.period AND o.part = l.part "
        f"AND o.outcome IN ('{Outcome.OPEN.value}', '{Outcome.PAID.value}'))",
        ids,
        {"id": pl.Int64},
        before=[Outcome.RETURNED.value],
    )
    return rows["id"].to_list()


@action(EventName.PAYMENTS_RECONCILED)
def record_outcomes(*, checked: Checked, by: Actor) -> dict[str, int]:
    """Record what a checked file of the payer says; ``paid, returned``. All of it, or nothing."""
    rows = checked.payload["rows"]
    counts = {one: rows.filter(pl.col("outcome") == one).height for one in RESULTS}
    if rows.is_empty():
        nothing_changed()
        return counts
    batch = record_accepted(checked, by)
    try:
        change_traced(PayLine, rows, batch.pk)
    except IntegrityError as failure:
        raise Refused(
            _("Có khoản vừa được chi lại ở đợt khác. Chưa ghi gì; hãy kiểm tra lại tệp."),
            code="changed_meanwhile",
        ) from failure
    note(subject=f"batch:{batch.pk}", digest=checked.digest, **counts)
    return counts


def check_outcomes_may_go(batch: Batch) -> None:
    """Raise ``Refused`` where a later run rests on what the batch said: what came back was carried into it."""
    carried = sum(
        len(_carried(image["id"].to_list())) for model, _verb, image in traces_of(batch) if model is PayLine
    )
    if carried:
        raise Refused(
            _(
                "Không rút lại được: {count} khoản trả lại của tệp này đã được đưa vào đợt chi trả sau. Hãy bỏ đợt ấy trước (nếu chưa phát "
                "hành)."
            ).format(count=carried),
            code="carried_since",
        )
