"""What the insurer says it received or billed for each person of a settlement that is drawn up: its file, read row by row against the
cards, and recorded beside what is owed."""

from dataclasses import dataclass
from pathlib import Path

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
from ansinh.places.queries import lineage
from ansinh.support.insurance.answering import people_of
from ansinh.support.insurance.premiums import AMOUNTS
from ansinh.support.models import CardSettlement, SettledCard
from ansinh.support.models.health_card_enums import COVERED_BY, ListState
from ansinh.work.batches import Checked, record_accepted
from ansinh.work.models import Batch
from ansinh.work.traces import add_traced, change_traced, traces_of

SAID = ("months", *AMOUNTS)
BILLED = ("billed_months", "billed_state", "billed_local", "billed_own")
_LINE_CODE, _SETTLEMENT_CODE = r"^BHYT/([0-9]{1,18})$", r"^QT/([0-9]{1,18})$"
_WHOLE = r"^[-−]?[0-9]{1,15}$"
_LINES = {
    "id": pl.Int64,
    "unit_id": pl.Int64,
    "village": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "policy": pl.String,
    "change": pl.String,
    "list_state": pl.String,
}
_SELECT = (
    "SELECT l.id, l.unit_id, l.village, CAST(l.household_id AS VARCHAR(36)), CAST(l.person_id AS VARCHAR(36)), l.policy, "
    "l.change, c.state FROM support_cardline l JOIN support_cardlist c ON c.id = l.list_id WHERE "
)
_CARDS = {
    "line_id": pl.Int64,
    "card_id": pl.Int64,
    "card_settlement": pl.Int64,
    **{f"owed_{name}": pl.Int64 for name in SAID},
    **dict.fromkeys(BILLED, pl.Int64),
}
_OPEN_CARDS = (
    "SELECT c.line_id, c.id, c.settlement_id, c.months, c.state_amount, c.local_amount, c.own_amount, c.billed_months, "
    "c.billed_state, c.billed_local, c.billed_own FROM support_settledcard c WHERE c.open AND c.line_id IN ({keys})"
)
# Rule, level, column and words of a finding, and the rows it is about.
Fault = tuple[str, Level, str, str, list[int]]


@dataclass(frozen=True)
class Read:
    """What a file of the insurer would do: ``changed`` (``id`` and ``BILLED`` of cards that are there), ``added`` (rows of cards that
    only the insurer names), the settlements it speaks of, and what was found."""

    changed: pl.DataFrame
    added: pl.DataFrame
    settlements: list[int]
    faults: list[Fault]


def read_bills(rows: pl.DataFrame, scope: Scope, keys: Path) -> Read:
    """The insurer's rows (``settlement, reference, citizen_id, months, state_amount, local_amount, own_amount, __row__``; all texts)
    against the cards they name: by our reference, or by the citizen id. A blank ``settlement`` is the one that is drawn up for the
    place. What was told the same before is left as it is, so the same file again changes nothing."""
    joined = _with_settlements(_with_cards(rows, scope, keys), scope)
    faults, bad = _checked(joined)
    numbers = [_number(name).alias(name) for name in SAID]
    good = joined.filter(~bad).with_columns(numbers)
    told_so = pl.all_horizontal(
        pl.col(was).eq_missing(pl.col(now)) for was, now in zip(BILLED, SAID, strict=True)
    )
    fresh = good.filter(~told_so)
    faults += _about(fresh)
    said = {was: pl.col(now) for was, now in zip(BILLED, SAID, strict=True)}
    there = pl.col("card_id").is_not_null()
    changed = fresh.filter(there).select(pl.col("card_id").alias("id"), **said)
    added = fresh.filter(~there).select(
        pl.col("at").alias("settlement_id"),
        pl.col("id").alias("line_id"),
        "unit_id",
        "village",
        "household_id",
        "person_id",
        "policy",
        **said,
    )
    return Read(changed, added, sorted(joined["at"].drop_nulls().unique().to_list()), faults)


def _number(name: str) -> pl.Expr:
    return pl.col(name).str.replace("−", "-").cast(pl.Int64, strict=False)


def _with_cards(rows: pl.DataFrame, scope: Scope, keys: Path) -> pl.DataFrame:
    """The rows with the lines that they name and are within the scope, and the card of the line in an open settlement."""
    texts = [
        pl.col(name).cast(pl.String).str.strip_chars().replace("", None)
        for name in rows.columns
        if name != "__row__"
    ]
    named = rows.with_columns(texts).with_columns(
        ref=pl.col("reference").str.extract(_LINE_CODE).cast(pl.Int64, strict=False)
    )
    people = people_of(named["citizen_id"].drop_nulls().unique().to_list(), keys)
    named = named.join(people, on="citizen_id", how="left", maintain_order="left")
    lines = pl.concat(
        [
            read_frame_of(_SELECT + "l.id IN ({keys})", named["ref"].drop_nulls().unique().to_list(), _LINES),
            read_frame_of(
                _SELECT + "l.person_id IN ({keys})", people["of_citizen"].unique().to_list(), _LINES
            ),
        ]
    )
    lines = lines.unique("id").with_columns(as_hex("household_id", "person_id"))
    cards = read_frame_of(_OPEN_CARDS, lines["id"].to_list(), _CARDS).rename({"line_id": "id"})
    lines = lines.join(cards, on="id", how="left")
    # By the citizen id: the line that is being settled, else the newest.
    covering = pl.col("change").is_in(COVERED_BY) & (pl.col("list_state") == ListState.APPROVED.value)
    newest = (
        lines.filter(covering)
        .sort(pl.col("card_id").is_not_null(), "id")
        .unique("person_id", keep="last")
        .select(pl.col("person_id").alias("of_citizen"), pl.col("id").alias("newest"))
    )
    asked = named.join(newest, on="of_citizen", how="left", maintain_order="left")
    asked = asked.with_columns(id=pl.coalesce("ref", "newest"))
    if scope.unit_ids is not None:
        lines = lines.filter(pl.col("unit_id").is_in(sorted(scope.unit_ids)))
    return asked.join(lines, on="id", how="left", maintain_order="left")


def _with_settlements(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """``at``: the settlement a row speaks of; ``closed``: the one it names is not drawn up any more; ``reaches``: it is of the
    card's place."""
    waiting = (
        CardSettlement.objects.everywhere().filter(state=ListState.PREPARED.value).select_related("unit")
    )
    mine = [one for one in waiting.order_by("pk") if scope.covers(one.unit_id)]
    reached = [
        (one.pk, unit)
        for one in mine
        for unit in sorted(lineage(one.unit, min(today(), one.unit.valid_until or today())))
    ]
    pairs = pl.DataFrame(reached, schema={"at": pl.Int64, "unit_id": pl.Int64}, orient="row")
    named = pl.col("settlement").str.extract(_SETTLEMENT_CODE).cast(pl.Int64, strict=False)
    rows = rows.join(
        pairs.unique("unit_id", keep="first", maintain_order=True).rename({"at": "by_place"}),
        on="unit_id",
        how="left",
        maintain_order="left",
    )
    rows = rows.with_columns(named=named).with_columns(
        at=pl.when(pl.col("settlement").is_not_null())
        .then(pl.when(pl.col("named").is_in([one.pk for one in mine])).then("named"))
        .otherwise(pl.coalesce("card_settlement", "by_place"))
    )
    reaches = pairs.with_columns(reaches=pl.lit(value=True))
    return rows.join(reaches, on=["at", "unit_id"], how="left", maintain_order="left")


def _checked(joined: pl.DataFrame) -> tuple[list[Fault], pl.Expr]:
    known = pl.col("unit_id").is_not_null()
    checks = [
        (
            "unknown_line",
            "reference",
            ~known,
            _("Không có dòng nào mang mã này, hoặc của người mang số định danh này, ở địa bàn của bạn."),
        ),
        (
            "other_person",
            "citizen_id",
            known & pl.col("of_citizen").is_not_null() & (pl.col("person_id") != pl.col("of_citizen")),
            _("Số định danh là của người khác với người của dòng này."),
        ),
        (
            "removed_line",
            "reference",
            known & ~pl.col("change").is_in(COVERED_BY),
            _("Dòng này báo giảm nên không có tiền đóng. Hãy ghi vào dòng tăng hoặc đổi nhóm của người ấy."),
        ),
        (
            "no_settlement",
            "settlement",
            known & pl.col("at").is_null(),
            _("Không có bản quyết toán nào mang mã này, hoặc của nơi này, đang chờ duyệt ở địa bàn của bạn."),
        ),
        (
            "other_settlement",
            "settlement",
            known
            & pl.col("at").is_not_null()
            & (pl.col("reaches").is_null() | (pl.col("card_settlement") != pl.col("at")).fill_null(value=False)),
            _("Người của dòng này thuộc bản quyết toán khác hoặc nơi khác."),
        ),
        ("told_twice", "reference", known & pl.col("id").is_duplicated(), _("Dòng này có hơn một dòng trong tệp.")),
        *(
            (
                "number_wrong",
                name,
                pl.col(name).is_not_null() & ~pl.col(name).str.contains(_WHOLE),
                _("Ô này phải là một số nguyên (đồng, tháng); số trả lại viết có dấu trừ, ví dụ -67050."),
            )
            for name in SAID
        ),
    ]  # fmt: skip
    faults: list[Fault] = []
    bad = pl.any_horizontal(pl.col(name).is_null() for name in SAID)
    for rule, column, held, words in checks:
        at = joined.filter(held.fill_null(value=False))["__row__"].to_list()
        if at:
            faults.append((rule, Level.ERROR, column, words, at))
        bad = bad | held.fill_null(value=False)
    return faults, bad


def _about(fresh: pl.DataFrame) -> list[Fault]:
    """What is told of differences: nothing of it keeps a row out."""
    only = fresh.filter(pl.col("card_id").is_null())["__row__"].to_list()
    faults: list[Fault] = []
    if only:
        words = _(
            "Thẻ này không có tháng nào trong bản quyết toán; số của bảo hiểm được ghi thành chênh lệch."
        )
        faults.append(("billed_only", Level.WARNING, "reference", words, only))
    for name in SAID:
        differs = pl.col("card_id").is_not_null() & (pl.col(name) != pl.col(f"owed_{name}"))
        rows = fresh.filter(differs)["__row__"].to_list()
        if rows:
            words = _("Khác với số của bản quyết toán; được ghi thành chênh lệch.")
            faults.append(("other_amount", Level.WARNING, name, words, rows))
    return faults


@action(EventName.CARD_BILLS_MATCHED)
def record_bills(*, checked: Checked, by: Actor) -> dict[str, int]:
    """Record what a checked file of the insurer says; ``told`` of cards that are there, ``only_told``. All of it, or nothing."""
    changed, added = checked.payload["changed"], checked.payload["added"]
    counts = {"told": changed.height, "only_told": added.height}
    if changed.is_empty() and added.is_empty():
        nothing_changed()
        return counts
    batch = record_accepted(checked, by)
    blank = {name: pl.lit(0, pl.Int64) for name in (*SAID, "unreckoned")}
    flags = {"corrects": pl.lit(value=False), "open": pl.lit(value=True), "counts": pl.lit(value=True)}
    try:
        change_traced(SettledCard, changed, batch.pk)
        add_traced(SettledCard, added.with_columns(**blank, **flags), batch.pk)
    except IntegrityError as failure:
        raise Refused(
            _("Bản quyết toán vừa được duyệt, bỏ hoặc đổi. Chưa ghi gì; hãy kiểm tra lại tệp."),
            code="changed_meanwhile",
        ) from failure
    note(subject=f"batch:{batch.pk}", digest=checked.digest, **counts)
    return counts


def check_bills_may_go(batch: Batch) -> None:
    """Raise ``Refused`` where a settlement that the batch told of is decided."""
    for model, _verb, image in traces_of(batch):
        if model is SettledCard and _decided(image["id"].to_list()):
            raise Refused(
                _(
                    "Không rút lại được: bản quyết toán có số của tệp này đã được duyệt hoặc đã bỏ. Số sai thì ghi ở kỳ sau."
                ),
                code="settled_since",
            )


def _decided(ids: list[int]) -> bool:
    return any(
        SettledCard.objects.everywhere().filter(pk__in=ids[start : start + 5_000], open=False).exists()
        for start in range(0, len(ids), 5_000)
    )
