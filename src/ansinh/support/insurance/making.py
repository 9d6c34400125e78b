"""Lists for the insurer: prepared by one person, approved by another who saw how many people, or dropped with the reason."""

from datetime import date
from hashlib import sha256

import polars as pl
from django.db import IntegrityError
from django.db.models import Max

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close, close_to
from ansinh.kernel.bulk import as_hex, fresh_ids, insert_frame, read_frame, update_frame
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.progress import Progress, silent
from ansinh.places.models import Unit
from ansinh.support.delivery.paying import units_of
from ansinh.support.delivery.policies import check_approves, check_proposes, check_reason, check_second_person
from ansinh.support.insurance.cards import end_covers
from ansinh.support.insurance.changes import Changes, changes_of, month_called
from ansinh.support.insurance.policies import check_list_state
from ansinh.support.insurance.premiums import AMOUNTS
from ansinh.support.models import CardLine, CardList
from ansinh.support.models.health_card_enums import Change, ListState

_SIGNED = ("person_id", "change", "policy", "valid_from", "valid_until", *AMOUNTS)
_DATES = {"valid_from", "valid_until"}
_READ = {name: pl.Date if name in _DATES else pl.Int64 if name in AMOUNTS else pl.String for name in _SIGNED}
# A list may be made ready for the month that comes.
_MONTHS_AHEAD = 1
LONGEST = 3_000
"""A list of more lines is written by a job."""
MOST_HOUSEHOLDS = 30_000
"""Of more households a job asks who is owed a card."""


def digest_of(lines: pl.DataFrame) -> str:
    """SHA-256 over the lines in a fixed order, each value apart from the next."""
    row = pl.concat_str(
        [pl.col(one).cast(pl.String).fill_null("") for one in _SIGNED], separator="\x1f"
    ).alias("row")
    return sha256("\n".join(lines.select(row)["row"].sort()).encode()).hexdigest()


def lines_of(card_list: CardList) -> pl.DataFrame:
    """The lines of a list as they were prepared: what its digest is over."""
    columns = ", ".join(
        f"CAST(l.{one} AS VARCHAR(36))" if one == "person_id" else f"l.{one}" for one in _SIGNED
    )
    rows = read_frame(f"SELECT {columns} FROM support_cardline l WHERE l.list_id = %s", [card_list.pk], _READ)
    return rows.with_columns(as_hex("person_id"))


def what_changes(*, unit: Unit, month: str, by: Actor) -> Changes:
    """What a list would say now, without preparing it. Raises ``Refused`` where ``by`` may not, for a month too far ahead or one
    before the last list; ``UnusableInput`` for no month."""
    return changes_of(units_of(unit, by), check_month(unit=unit, month=month, by=by))


def check_month(*, unit: Unit, month: str, by: Actor) -> date:
    """The first day of a month for which ``by`` may make a list of the place now; raises as ``what_changes`` does."""
    check_proposes(by, unit.pk)
    month_from = month_called(month)
    this = today().replace(day=1)
    ahead = (month_from.year - this.year) * 12 + month_from.month - this.month
    if ahead > _MONTHS_AHEAD:
        raise Refused(_("Chỉ lập danh sách đến hết tháng sau. Hãy chọn tháng gần hơn."), code="month_to_come")
    last = (
        CardList.objects.everywhere()
        .filter(unit=unit)
        .exclude(state=ListState.DROPPED.value)
        .aggregate(last=Max("month_from"))["last"]
    )
    if last is not None and month_from < last:
        raise Refused(
            _(
                "Đã có danh sách của tháng {month}. Danh sách sau ghi tăng, giảm từ danh sách trước, nên không lập lùi tháng."
            ).format(month=f"{last.month:02d}/{last.year}"),
            code="month_before",
        )
    return month_from


def check_none_waits(unit: Unit) -> None:
    """Raise ``Refused`` while a list of the place waits to be approved."""
    if CardList.objects.everywhere().filter(unit=unit, state=ListState.PREPARED.value).exists():
        raise Refused(
            _("Một danh sách của nơi này đang chờ duyệt. Hãy duyệt hoặc bỏ danh sách ấy trước."),
            code="one_waits",
        )


def households_of(unit: Unit, by: Actor) -> int:
    """How many households a list of the place asks about."""
    return Household.objects.everywhere().filter(unit__in=units_of(unit, by)).count()


def prepare_list(
    *,
    unit: Unit,
    month: str,
    by: Actor,
    found: Changes | None = None,
    progress: Progress = silent,
) -> CardList:
    """Prepare the list of a place for a month: everything is computed before the one short transaction (``found``: a moment ago).
    Raises ``Refused`` where nothing changed, another list waits, or somebody wrote meanwhile."""
    check_none_waits(unit)
    progress("read")
    if found is None:
        found = what_changes(unit=unit, month=month, by=by)
    if found.lines.is_empty():
        raise Refused(
            _("Không có ai tăng, giảm hay đổi nhóm so với danh sách đã lập; không cần lập danh sách mới."),
            code="nothing_changed",
        )
    progress("write", 0, found.lines.height)
    try:
        return write_list(unit=unit, month=month, found=found, by=by)
    except IntegrityError as failure:
        raise Refused(
            _(
                "Có người vừa được ghi ở danh sách khác trong lúc lập. Chưa ghi gì; hãy xem trước lại rồi lập lại."
            ),
            code="prepared_meanwhile",
        ) from failure


@action(EventName.CARD_LIST_MADE)
def write_list(*, unit: Unit, month: str, found: Changes, by: Actor) -> CardList:
    """Write a computed list. The database refuses two lines that cover one person on a day."""
    check_proposes(by, unit.pk)
    same = CardList.objects.everywhere().filter(unit=unit, month=month)
    lines = found.lines
    sums = {
        name: None
        if lines.filter(pl.col("change") != Change.REMOVED.value)[name].has_nulls()
        else lines[name].sum()
        for name in AMOUNTS
    }
    made = CardList.objects.create(
        unit=unit,
        month=month,
        month_from=found.month_from,
        number=(same.aggregate(last=Max("number"))["last"] or 0) + 1,
        day=found.day,
        added=found.count(Change.ADDED),
        changed=found.count(Change.CHANGED),
        removed=found.count(Change.REMOVED),
        premium=found.premium.amount,
        digest=digest_of(lines),
        made_at=now(),
        made_by=by.label,
        **sums,
    )
    ended = lines.filter(pl.col("ends_id").is_not_null())
    update_frame(CardLine, ended.select(id="ends_id", ended_on="ends_on"))
    ids = pl.Series("id", fresh_ids(CardLine, lines.height), dtype=pl.Int64)
    insert_frame(
        CardLine,
        lines.drop("ends_on").with_columns(ids, list_id=pl.lit(made.pk, pl.Int64), counts=pl.lit(value=True)),
    )
    note(
        subject=f"card_list:{made.pk}",
        place=unit.code,
        month=month,
        added=made.added,
        changed=made.changed,
        removed=made.removed,
        left_out=found.left_out.height,
        digest=made.digest,
    )
    return made


def held_list(card_list: CardList) -> CardList:
    """The list as it is now, held to the end of the transaction; it must be waiting."""
    rows = CardList.objects.everywhere().select_related("unit").select_for_update(of=("self",))
    held = rows.get(pk=card_list.pk)
    check_list_state(held, ListState.PREPARED)
    return held


@action(EventName.CARD_LIST_APPROVED)
def approve_list(*, card_list: CardList, people: int, by: Actor) -> CardList:
    """A second person, who types how many lines it has, approves a list: from then on nothing of it changes but answers. Cards of
    who goes off it end with their cover.

    Raises ``Refused`` for who made it, another number, lines that are no more as they were made, two of who is one person now,
    the own household or kin.
    """
    held = held_list(card_list)
    check_approves(by, held.unit_id)
    check_second_person(by, [held.made_by], _("đã lập danh sách này"))
    many = held.added + held.changed + held.removed
    if people != many:
        raise Refused(
            _(
                "Số dòng đã gõ ({typed}) khác số dòng của danh sách. Hãy xem lại danh sách rồi gõ đúng số dòng."
            ).format(typed=shown_number(people)),
            code="other_number",
        )
    close = close_to(by.user_id).all
    if close and CardLine.objects.everywhere().filter(list=held, household__in=close).exists():
        check_not_close(close, by)
    lines = lines_of(held)
    if lines.height != many or digest_of(lines) != held.digest:
        raise Refused(
            _("Các dòng không còn như khi lập. Hãy bỏ danh sách này và lập lại."), code="lines_changed"
        )
    held.state, held.decided_at, held.decided_by = ListState.APPROVED.value, now(), by.label
    try:
        held.save(update_fields=["state", "decided_at", "decided_by"])
    except IntegrityError as failure:
        raise Refused(
            _(
                "Có người của danh sách nay đã được xác định là cùng một người với người đang có ở danh sách khác. Hãy bỏ danh sách này và "
                "lập lại: mỗi người còn một dòng."
            ),
            code="same_person_twice",
        ) from failure
    ended = end_covers(held, by)
    note(
        subject=f"card_list:{held.pk}", place=held.unit.code, month=held.month, lines=many, cards_ended=ended,
        digest=held.digest,
    )  # fmt: skip
    return held


@action(EventName.CARD_LIST_DROPPED)
def drop_list(*, card_list: CardList, reason: str, by: Actor) -> CardList:
    """Give up a list that was not approved, with the reason: its lines stay to be read and no longer count, what they ended runs on.

    The maker takes it back, or who would approve gives it back. Raises ``Refused`` where somebody is on another list since."""
    held, reason = held_list(card_list), check_reason(reason)
    if by.label == held.made_by:
        check_proposes(by, held.unit_id)
    else:
        check_approves(by, held.unit_id)
    held.state, held.decided_at, held.decided_by, held.reason = (
        ListState.DROPPED.value,
        now(),
        by.label,
        reason,
    )
    held.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    rows = CardLine.objects.everywhere().filter(list=held)
    ended = list(rows.exclude(ends=None).values_list("ends_id", flat=True))
    rows.update(counts=False)
    try:
        for start in range(0, len(ended), 5_000):
            CardLine.objects.everywhere().filter(pk__in=ended[start : start + 5_000]).update(ended_on=None)
    except IntegrityError as failure:
        raise Refused(
            _(
                "Không bỏ được: có người báo giảm ở đây đã được ghi tăng ở danh sách khác. Hãy bỏ danh sách kia trước."
            ),
            code="covered_elsewhere",
        ) from failure
    note(subject=f"card_list:{held.pk}", place=held.unit.code, reason=reason)
    return held
