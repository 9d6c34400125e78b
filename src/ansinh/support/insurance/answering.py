"""What the insurer says of the lines: a card, or why none was given. Read row by row from a file, or said by the insurer on a page;
what was refused no longer covers its person, and the commune says whether the next list names them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from django.db import IntegrityError

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.models import Person
from ansinh.households.officers import check_not_close
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.findings import Level
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _
from ansinh.support.delivery.policies import check_proposes, check_reason
from ansinh.support.insurance.cards import CARD_NUMBER, add_card, of_another, sealed
from ansinh.support.insurance.policies import check_covers, check_insurer
from ansinh.support.models import CardLine, HealthCard
from ansinh.support.models.health_card_enums import COVERED_BY, Answer, ListState, RefusedFor, Settled
from ansinh.work.batches import Checked, record_accepted
from ansinh.work.models import Batch
from ansinh.work.traces import add_traced, change_traced, traces_of

ANSWERS = tuple(one.value for one in Answer)
REFUSED_FOR = tuple(one.value for one in RefusedFor)
_REFERENCE = r"^BHYT/([0-9]{1,18})$"
_LINES = {
    "id": pl.Int64,
    "unit_id": pl.Int64,
    "village": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "policy": pl.String,
    "change": pl.String,
    "counts": pl.Int64,
    "line_answer": pl.String,
    "list_state": pl.String,
    "line_from": pl.Date,
    "card_index": pl.Binary,
    "card_from": pl.Date,
    "card_until": pl.Date,
}
_SELECT = (
    "SELECT l.id, l.unit_id, l.village, CAST(l.household_id AS VARCHAR(36)), CAST(l.person_id AS VARCHAR(36)), "
    "l.policy, l.change, CASE WHEN l.counts THEN 1 ELSE 0 END, l.answer, c.state, l.valid_from, k.number_index, "
    "k.valid_from, k.valid_until FROM support_cardline l JOIN support_cardlist c ON c.id = l.list_id "
    "LEFT JOIN support_healthcard k ON k.line_id = l.id AND k.in_force WHERE "
)
# Rule, level, column and words of a finding, and the rows it is about.
Fault = tuple[str, Level, str, str, list[int]]


@dataclass(frozen=True)
class Read:
    """What a file of the insurer would do: ``answers`` (columns of lines that change), ``cards`` (rows of cards), and what was found."""

    answers: pl.DataFrame
    cards: pl.DataFrame
    faults: list[Fault]


def read_answers(rows: pl.DataFrame, scope: Scope, keys: Path) -> Read:
    """The insurer's rows (``reference, citizen_id, result, card_number, valid_from, valid_until, refused_for, reason, __row__``)
    against the lines they name: by our reference, or by the citizen id the newest line of that person that waits.

    A line told the same before is left as it is, so the same file again changes nothing.
    """
    joined = _with_lines(rows, scope, keys)
    ring = keyring(keys)
    number = pl.col("card_number").str.replace_all(r"[ .-]", "").str.to_uppercase()
    joined = joined.with_columns(number.alias("card_number"))
    index = [ring.blind_index(one) if one else None for one in joined["card_number"].to_list()]
    joined = joined.with_columns(
        pl.Series("index", index, dtype=pl.Binary),
        pl.coalesce("valid_from", "line_from").alias("valid_from"),
    )
    issued = pl.col("result") == Answer.ISSUED.value
    refused = pl.col("result") == Answer.REFUSED.value
    same = (
        issued
        & (pl.col("line_answer") == Answer.ISSUED.value)
        & (pl.col("card_index") == pl.col("index"))
        & (pl.col("card_from") == pl.col("valid_from"))
        & pl.col("card_until").eq_missing(pl.col("valid_until"))
    ) | (refused & (pl.col("line_answer") == Answer.REFUSED.value))
    joined = joined.with_columns(same=same.fill_null(value=False))
    faults, bad = _checked(joined, issued, refused)
    good = joined.filter(~bad & ~pl.col("same") & pl.col("id").is_not_null() & pl.col("result").is_not_null())
    faults += _about(good)
    taken = _taken(good.filter(issued))
    if taken:
        words = _("Số thẻ này đang là của người khác, hoặc có ở dòng khác của tệp.")
        faults.append(("number_of_another", Level.ERROR, "card_number", words, taken))
        good = good.filter(~pl.col("__row__").is_in(taken))
    return Read(_answers(good, refused), good.filter(issued), faults)


def _with_lines(rows: pl.DataFrame, scope: Scope, keys: Path) -> pl.DataFrame:
    """The rows with the lines that they name and are within the scope; ``other_person``: reference and citizen id disagree."""
    named = rows.with_columns(
        pl.col("reference")
        .str.strip_chars()
        .str.extract(_REFERENCE)
        .cast(pl.Int64, strict=False)
        .alias("ref"),
        pl.col("citizen_id").str.strip_chars().replace("", None),
    )
    people = people_of(named["citizen_id"].drop_nulls().unique().to_list(), keys)
    named = named.join(people, on="citizen_id", how="left", maintain_order="left")
    by_reference = read_frame_of(
        _SELECT + "l.id IN ({keys})", named["ref"].drop_nulls().unique().to_list(), _LINES
    )
    by_person = read_frame_of(
        _SELECT + "l.person_id IN ({keys})", people["of_citizen"].unique().to_list(), _LINES
    )
    lines = (
        pl.concat([by_reference, by_person]).unique("id").with_columns(as_hex("household_id", "person_id"))
    )
    newest = (
        lines.filter(pl.col("change").is_in(COVERED_BY) & (pl.col("list_state") == ListState.APPROVED.value))
        .sort("id")
        .unique("person_id", keep="last")
        .select(pl.col("person_id").alias("of_citizen"), pl.col("id").alias("newest"))
    )
    asked = named.join(newest, on="of_citizen", how="left", maintain_order="left")
    asked = asked.with_columns(pl.coalesce("ref", "newest").alias("id"))
    if scope.unit_ids is not None:
        lines = lines.filter(pl.col("unit_id").is_in(sorted(scope.unit_ids)))
    joined = asked.join(lines, on="id", how="left", maintain_order="left")
    return joined.with_columns(
        other_person=(
            pl.col("person_id").is_not_null()
            & pl.col("of_citizen").is_not_null()
            & (pl.col("person_id") != pl.col("of_citizen"))
        )
    )


def people_of(numbers: Sequence[str], keys: Path) -> pl.DataFrame:
    """``citizen_id, of_citizen`` (hex) of these citizen ids; a number that two people bear names nobody."""
    ring = keyring(keys)
    by_index = {ring.blind_index(one): one for one in numbers}
    found: list[tuple[str, str]] = []
    every = list(by_index)
    for start in range(0, len(every), 5_000):
        rows = Person.objects.filter(citizen_id_index__in=every[start : start + 5_000])
        found += [
            (by_index[bytes(index)], key.hex) for key, index in rows.values_list("pk", "citizen_id_index")
        ]
    frame = pl.DataFrame(found, schema={"citizen_id": pl.String, "of_citizen": pl.String}, orient="row")
    return frame.filter(~pl.col("citizen_id").is_duplicated())


def _checked(joined: pl.DataFrame, issued: pl.Expr, refused: pl.Expr) -> tuple[list[Fault], pl.Expr]:
    known = pl.col("unit_id").is_not_null()
    covers = pl.col("change").is_in(COVERED_BY)
    checks = (
        (
            "unknown_line",
            "reference",
            ~known,
            _("Không có dòng nào mang mã này, hoặc của người mang số định danh này, ở địa bàn của bạn."),
        ),
        (
            "other_person",
            "citizen_id",
            known & pl.col("other_person"),
            _("Số định danh là của người khác với người của dòng này."),
        ),
        (
            "not_approved",
            "reference",
            known & (pl.col("list_state") != ListState.APPROVED.value),
            _("Dòng này thuộc danh sách chưa duyệt hoặc đã bỏ, nên chưa có kết quả."),
        ),
        (
            "removed_line",
            "reference",
            known & ~covers,
            _("Dòng này báo giảm nên không có thẻ."),
        ),
        ("told_twice", "reference", known & pl.col("id").is_duplicated(), _("Dòng này có hơn một dòng trong tệp.")),
        (
            "card_number_wrong",
            "card_number",
            issued & ~pl.col("card_number").fill_null("").str.contains(f"^{CARD_NUMBER}$"),
            _("Số thẻ gồm 10 chữ số (mã số bảo hiểm xã hội), hoặc 2 chữ cái rồi 13 chữ số."),
        ),
        (
            "dates_reversed",
            "valid_until",
            issued & (pl.col("valid_until") < pl.col("valid_from")),
            _("Ngày hết hạn trước ngày bắt đầu."),
        ),
        (
            "reason_missing",
            "refused_for",
            refused & pl.col("refused_for").is_null(),
            _("Không cấp thẻ thì phải ghi vì sao (refused_for)."),
        ),
        (
            "answered_before",
            "result",
            known & (pl.col("line_answer") == Answer.ISSUED.value) & ~pl.col("same"),
            _("Dòng này đã có thẻ khác. Thẻ sai thì sửa hoặc kết thúc ở trang của dòng, không nạp đè."),
        ),
    )  # fmt: skip
    faults: list[Fault] = []
    bad = pl.lit(value=False)
    for rule, column, held, words in checks:
        at = joined.filter(held.fill_null(value=False))["__row__"].to_list()
        if at:
            faults.append((rule, Level.ERROR, column, words, at))
        bad = bad | held.fill_null(value=False)
    return faults, bad


def _about(good: pl.DataFrame) -> list[Fault]:
    """Who is insured by another group is told apart: the next list leaves them out."""
    insured = good.filter(pl.col("refused_for") == RefusedFor.INSURED_OTHERWISE.value)
    if insured.is_empty():
        return []
    words = _("Người này đã có thẻ theo nhóm khác: danh sách sau không ghi nữa, trừ khi xã cho ghi lại.")
    return [("insured_otherwise", Level.INFO, "refused_for", words, insured["__row__"].to_list())]


def _taken(issued: pl.DataFrame) -> list[int]:
    """Rows whose number is another person's, in the file or before."""
    if issued.is_empty():
        return []
    before = of_another(issued["index"].to_list(), issued["person_id"].to_list())
    within = (
        issued.group_by("index")
        .agg(pl.col("person_id").n_unique().alias("people"))
        .filter(pl.col("people") > 1)
    )
    both = before | set(within["index"].to_list())
    return issued.filter(pl.col("index").is_in(list(both)))["__row__"].to_list() if both else []


def _answers(good: pl.DataFrame, refused: pl.Expr) -> pl.DataFrame:
    """The columns of lines that change. What was refused covers nobody; what is given after all does again."""
    return good.select(
        "id",
        answer="result",
        answer_on=pl.lit(today()),
        refused_for=pl.when(refused).then("refused_for").otherwise(pl.lit("")),
        answer_reason=pl.when(refused)
        .then(pl.col("reason").fill_null("").str.strip_chars().str.slice(0, 200))
        .otherwise(pl.lit("")),
        counts=~refused,
    )


def _cards(rows: pl.DataFrame, keys: Path, by: Actor) -> pl.DataFrame:
    kept = [sealed(number, keys) for number in rows["card_number"].to_list()]
    columns = pl.DataFrame(
        kept,
        schema={
            "number_sealed": pl.Binary,
            "number_index": pl.Binary,
            "number_end": pl.String,
            "seal_row": pl.String,
        },
    )
    shared = ("unit_id", "village", "household_id", "person_id", "policy", "valid_from", "valid_until")
    return (
        rows.select(*shared, line_id="id")
        .hstack(columns)
        .with_columns(
            in_force=pl.lit(value=True),
            recorded_at=pl.lit(now()),
            recorded_by=pl.lit(by.label),
            reason=pl.lit(""),
        )
    )


@action(EventName.CARDS_MATCHED)
def record_answers(*, checked: Checked, keys: Path, by: Actor) -> dict[str, int]:
    """Record what a checked file of the insurer says; ``issued, refused``. All of it, or nothing."""
    answers, cards = checked.payload["answers"], checked.payload["cards"]
    counts = {one: answers.filter(pl.col("answer") == one).height for one in ANSWERS}
    if answers.is_empty():
        nothing_changed()
        return counts
    batch = record_accepted(checked, by)
    try:
        change_traced(CardLine, answers, batch.pk)
        add_traced(HealthCard, _cards(cards, keys, by), batch.pk)
    except IntegrityError as failure:
        raise Refused(
            _(
                "Có dòng vừa được trả lời, hoặc người của dòng đã ở danh sách khác. Chưa ghi gì; hãy kiểm tra lại tệp."
            ),
            code="changed_meanwhile",
        ) from failure
    note(subject=f"batch:{batch.pk}", digest=checked.digest, **counts)
    return counts


def check_answers_may_go(batch: Batch) -> None:
    """Raise ``Refused`` where a refusal that the batch brought was settled, or a card corrected since."""
    for model, verb, image in traces_of(batch):
        ids = image["id"].to_list()
        if model is CardLine and verb == "changed":
            found = CardLine.objects.everywhere().filter(pk__in=ids).exclude(settled="").count()
        else:
            found = HealthCard.objects.everywhere().filter(replaces__in=ids).count()
        if found:
            raise Refused(
                _(
                    "Không rút lại được: {count} dòng của tệp này đã được xử lý tiếp (sửa thẻ, kết thúc thẻ, trả lời việc không cấp)."
                ).format(count=found),
                code="settled_since",
            )


@action(EventName.CARD_ANSWERED)
def answer_line(
    *,
    line: CardLine,
    result: Answer,
    by: Actor,
    keys: Path,
    card_number: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    refused_for: RefusedFor | None = None,
    reason: str = "",
) -> CardLine:
    """The insurer says on a page that a card was given, or why not. Raises ``Refused`` for another agency, a line that is not of an
    approved list, takes somebody off, or was answered; ``UnusableInput`` for a number that is none or no reason."""
    held = (
        CardLine.objects.everywhere().select_related("list").select_for_update(of=("self",)).get(pk=line.pk)
    )
    check_insurer(by, held.unit_id)
    check_not_close([held.household_id], by)
    check_covers(held)
    if held.list.state != ListState.APPROVED.value or not held.counts:
        raise Refused(
            _("Dòng này thuộc danh sách chưa duyệt hoặc đã bỏ, nên chưa có kết quả."), code="not_approved"
        )
    if held.answer:
        raise Refused(_("Dòng này đã có kết quả. Hãy tải lại trang."), code="answered")
    held.answer, held.answer_on = result.value, today()
    if result is Answer.ISSUED:
        add_card(
            line=held,
            number=card_number,
            valid_from=valid_from or held.valid_from,
            valid_until=valid_until,
            keys=keys,
            by=by,
        )
    else:
        if refused_for is None:
            raise UnusableInput(_("Không cấp thẻ thì phải ghi vì sao."), code="reason_missing")
        held.refused_for, held.answer_reason, held.counts = refused_for.value, reason.strip()[:200], False
    held.save(update_fields=["answer", "answer_on", "refused_for", "answer_reason", "counts"])
    note(subject=f"household:{held.household_id}", line=held.pk, answer=result.value)
    return held


@action(EventName.CARD_QUESTION_ANSWERED)
def settle_refusal(*, line: CardLine, settled: Settled, reason: str, by: Actor) -> CardLine:
    """The commune says what comes of a refusal: the next list names the person again (what was wrong is mended), or leaves them
    out. It may be said otherwise later."""
    held = CardLine.objects.everywhere().select_for_update(of=("self",)).get(pk=line.pk)
    check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    if held.answer != Answer.REFUSED.value:
        raise Refused(_("Dòng này không bị từ chối."), code="not_refused")
    held.settled, held.settled_reason = settled.value, check_reason(reason)[:200]
    held.settled_at, held.settled_by = now(), by.label
    held.save(update_fields=["settled", "settled_reason", "settled_at", "settled_by"])
    note(
        subject=f"household:{held.household_id}",
        line=held.pk,
        settled=settled.value,
        reason=held.settled_reason,
    )
    return held
