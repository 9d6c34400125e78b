"""What is done with files on pages: uploaded, checked, accepted or given up, and what was accepted taken back."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.exchange.areas import common_ground
from ansinh.exchange.kinds import KINDS, ImportKind
from ansinh.exchange.taking_back import check_nothing_rests_on, leaving_lists, take_back_batch, words_of_table
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress, silent
from ansinh.places.models import Unit
from ansinh.reviews.decisions.delisting import check_two_persons, needs_two_persons
from ansinh.work.batches import Checked, accepted_before
from ansinh.work.models import Batch, Job, Trace
from ansinh.work.queue import ask
from ansinh.work.uploads import discard, keep_findings, store, stored

State = Batch.State


@action(EventName.BATCH_UPLOADED)
def upload(
    *,
    kind: ImportKind,
    files: Mapping[str, tuple[str, Path]],
    options: Mapping[str, Any],
    area: Unit | None,
    by: Actor,
) -> Batch:
    """Keep uploaded files, ``role: (name, path)``, and ask for their check.

    Raises ``Refused`` where ``by`` may not import at ``area``, or nowhere.
    """
    check_may(by, kind.permission, area.pk if area else None)
    folder = store(files)
    # Where the row is not written the files would lie there for nobody.
    try:
        batch = Batch.objects.create(
            kind=kind.key,
            file_names=", ".join(name for name, _path in files.values())[:300],
            folder=folder,
            options=dict(options),
            state=State.UPLOADED,
            user_id=by.user_id,
            unit=area,
            uploaded_at=now(),
            uploaded_by=by.label,
        )
        _ask(batch, "exchange.check", by)
    except BaseException:
        discard(folder)
        raise
    note(subject=f"batch:{batch.pk}", place=area.code if area else "", kind=kind.key)
    return batch


def _ask(batch: Batch, kind: str, by: Actor) -> Job:
    """A job on the batch, of which it has one at a time."""
    batch.job = ask(kind, {"batch": batch.pk}, by=by, unit=batch.unit)
    batch.save(update_fields=["job"])
    return batch.job


def _held(batch: Batch, *states: str) -> Batch:
    """The batch as it is now, held to the end of the transaction, in one of ``states`` and with no job under way."""
    now_is = Batch.objects.select_for_update(of=("self",)).select_related("job", "unit").get(pk=batch.pk)
    if now_is.job is not None and now_is.job.is_live:
        raise Refused(
            _("Lần nhập này đang có một công việc chạy. Hãy chờ công việc ấy xong."), code="job_runs"
        )
    if now_is.state not in states:
        raise Refused(
            _("Lần nhập này đã ở trạng thái khác ({state}). Hãy tải lại trang.").format(
                state=words_of(now_is)
            ),
            code="wrong_state",
        )
    return now_is


def words_of(batch: Batch) -> str:
    """The batch's state for people."""
    return {
        State.UPLOADED: _("đang kiểm tra"),
        State.CHECKED: _("chờ quyết định"),
        State.UNUSABLE: _("không dùng được"),
        State.ACCEPTED: _("đã nhập"),
        State.GIVEN_UP: _("đã bỏ"),
        State.TAKEN_BACK: _("đã rút lại"),
    }[State(batch.state)]


def ask_for_check(*, batch: Batch, by: Actor) -> Job:
    """Have the files checked again: places, households and rounds may have changed since."""
    with transaction.atomic():
        held = _held(batch, State.UPLOADED, State.CHECKED, State.UNUSABLE)
        return _ask(held, "exchange.check", by)


def ask_to_accept(*, batch: Batch, by: Actor) -> Job:
    """Have a checked batch written. Of two clicks one gets through; a second one is refused."""
    with transaction.atomic():
        held = _held(batch, State.CHECKED)
        _check_acceptable(held)
        return _ask(held, "exchange.accept", by)


def ask_to_take_back(*, batch: Batch, reason: str, by: Actor) -> Job | None:
    """Have an accepted batch taken back. Where many households would leave a list by it, the first who asks only has it noted
    (``None``) and another person has it done. Raises ``Refused`` at once where something plainly rests on it."""
    if not reason.strip():
        raise UnusableInput(_("Hãy nêu lý do rút lại."), code="reason_missing")
    with transaction.atomic():
        held = _held(batch, State.ACCEPTED)
        _check_place(held, by)
        check_nothing_rests_on(held)
        count = leaving_lists(held)
        if needs_two_persons(count) and held.back_user_id is None and by.user_id is not None:
            note_wish_to_take_back(batch=held, reason=reason.strip(), leaving=count, by=by)
            return None
        check_two_persons(count, held.back_user_id, by)
        held.reason = "; ".join(part for part in (held.reason, reason.strip()) if part)
        held.save(update_fields=["reason"])
        return _ask(held, "exchange.take_back", by)


@action(EventName.BATCH_TAKE_BACK_ASKED)
def note_wish_to_take_back(*, batch: Batch, reason: str, leaving: int, by: Actor) -> None:
    """The first of two persons asks for an accepted batch (held) to be taken back; nothing goes yet."""
    batch.back_user_id, batch.back_asked_by, batch.back_asked_at = by.user_id, by.label, now()
    batch.reason = reason
    batch.save(update_fields=["back_user", "back_asked_by", "back_asked_at", "reason"])
    note(subject=f"batch:{batch.pk}", kind=batch.kind, leaving=leaving)


@action(EventName.BATCH_TAKE_BACK_DROPPED)
def drop_wish_to_take_back(*, batch: Batch, by: Actor) -> None:
    """An accepted batch that somebody asked to be taken back stays: who asked thought better of it, or the second person does
    not agree. Raises ``Refused`` where nobody asked or it is being taken back."""
    held = _held(batch, State.ACCEPTED)
    _check_place(held, by)
    if held.back_user_id is None:
        raise Refused(_("Không có đề nghị rút lại nào đang chờ. Hãy tải lại trang."), code="wrong_state")
    note(subject=f"batch:{held.pk}", kind=held.kind, asked_by=held.back_asked_by)
    held.back_user_id, held.back_asked_by, held.back_asked_at, held.reason = None, "", None, ""
    held.save(update_fields=["back_user", "back_asked_by", "back_asked_at", "reason"])


def _check_place(batch: Batch, by: Actor) -> None:
    """Whoever brought a file in may take it back while the right is held anywhere (its rows were checked one by one), others
    where they hold it at the batch's place."""
    own = batch.user_id is not None and batch.user_id == by.user_id
    check_may(by, KINDS[batch.kind].permission, None if own else batch.unit_id)


def _check_acceptable(batch: Batch) -> None:
    if batch.errors and not KINDS[batch.kind].takes_part:
        raise Refused(
            _("Tệp còn {count} lỗi. Hãy sửa tệp theo các phát hiện rồi tải lên lại.").format(
                count=batch.errors
            ),
            code="batch_has_errors",
        )


def check(*, batch: Batch, by: Actor, progress: Progress = silent) -> Batch:
    """Read and check a batch's files and keep what was found; nothing of them is written.

    A file that cannot be read at all makes the batch unusable, with the reason.
    """
    kind = KINDS[batch.kind]
    progress("read")
    try:
        checked = _checked(batch, kind, by)
    except (UnusableInput, Refused) as failure:
        return _record_check(batch=batch, checked=None, failure=failure.message, by=by)
    progress("check", checked.counts.get("rows", 0) or checked.counts.get("households", 0))
    return _record_check(batch=batch, checked=checked, failure="", by=by)


def _checked(batch: Batch, kind: ImportKind, by: Actor) -> Checked:
    scope = scope_of(by, kind.permission)
    with stored(batch) as files:
        checked = kind.check(files, batch.options, scope, by)
    return replace(checked, staged=batch.pk)


@action(EventName.BATCH_CHECKED)
def _record_check(*, batch: Batch, checked: Checked | None, failure: str, by: Actor) -> Batch:
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state not in {State.UPLOADED, State.CHECKED, State.UNUSABLE}:
        raise Refused(_("Lần nhập này đã được quyết định, không kiểm tra lại được."), code="wrong_state")
    held.checked_at, held.checked_by, held.reason = now(), by.label, failure
    if checked is None:
        held.state, held.counts, held.errors, held.warnings = State.UNUSABLE, {}, 0, 0
    else:
        found = keep_findings(held, checked.findings)
        held.state, held.digest, held.counts = State.CHECKED, checked.digest, _counts(checked, held)
        held.errors = found.filter(found["level"] == "error").height
        held.warnings = found.filter(found["level"] == "warning").height
        held.rows = int(checked.counts.get("rows") or checked.counts.get("households") or 0)
        if held.unit is None:
            held.unit = common_ground(KINDS[held.kind].units(checked))
            Job.objects.filter(pk=held.job_id).update(unit=held.unit)
    held.save()
    note(
        subject=f"batch:{held.pk}",
        place=held.unit.code if held.unit else "",
        digest=held.digest,
        errors=held.errors,
        rows=held.rows,
    )
    return held


def _counts(checked: Checked, batch: Batch) -> dict[str, Any]:
    """Counts as they are shown: of rows that were refused how many, and whether the very same files came before."""
    counts = {
        name: len(value) if isinstance(value, list) else value for name, value in checked.counts.items()
    }
    before = accepted_before(checked.kind, checked.digest)
    if before is not None and before.pk != batch.pk:
        counts["same_as"] = before.pk
    return counts


def accept(*, batch: Batch, by: Actor, progress: Progress = silent) -> Batch:
    """Write a checked batch in one transaction. One that was accepted meanwhile stays as it is.

    The files are read again and must be what was checked. Raises ``Refused`` where they have errors now, or ``by`` may no longer
    write there.
    """
    kind = KINDS[batch.kind]
    if batch.state == State.ACCEPTED:
        return batch
    progress("check")
    checked = _checked(batch, kind, by)
    if checked.digest != batch.digest:
        raise Refused(_("Các tệp không còn như khi kiểm tra. Hãy kiểm tra lại."), code="files_changed")
    if checked.errors and not kind.takes_part:
        raise Refused(
            _(
                "Từ khi kiểm tra đã có thay đổi: tệp nay có {count} lỗi. Hãy kiểm tra lại để xem các lỗi."
            ).format(count=checked.errors),
            code="batch_has_errors",
        )
    progress("register", 0, batch.rows)
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        if held.state != State.CHECKED:
            return held
        before = accepted_before(checked.kind, checked.digest)
        if before is not None:
            return _same_again(held, before, by)
        written = kind.write(checked, batch.options, by)
        held.refresh_from_db()
        if held.state == State.CHECKED:
            # Nothing in it was new: it is taken in all the same, and says so by its counts.
            held.state, held.accepted_at, held.accepted_by = State.ACCEPTED, now(), by.label
        held.counts = held.counts | dict(written)
        held.save()
    return held


def _same_again(batch: Batch, before: Batch, by: Actor) -> Batch:
    """The very same files were accepted before: nothing changes, and the batch says so."""
    batch.state, batch.ended_at, batch.ended_by = State.GIVEN_UP, now(), by.label
    batch.counts = batch.counts | {"same_as": before.pk}
    batch.reason = _("Đúng các tệp này đã được nhập trước đây; không có gì thay đổi.")
    discard(batch.folder)
    batch.folder = ""
    batch.save()
    return batch


@action(EventName.BATCH_GIVEN_UP)
def give_up(*, batch: Batch, by: Actor) -> Batch:
    """Give up a batch that was not accepted: its files go, its row stays."""
    held = _held(batch, State.UPLOADED, State.CHECKED, State.UNUSABLE)
    folder, held.folder = held.folder, ""
    held.state, held.ended_at, held.ended_by = State.GIVEN_UP, now(), by.label
    held.save(update_fields=["state", "folder", "ended_at", "ended_by"])
    transaction.on_commit(lambda: discard(folder))
    note(subject=f"batch:{held.pk}", kind=held.kind)
    return held


@action(EventName.BATCH_TAKEN_BACK)
def take_back(*, batch: Batch, by: Actor) -> dict[str, int]:
    """Take back what an accepted batch wrote, in one transaction; rows by table.

    Raises ``Refused`` with what rests on it; nothing is taken back then.
    """
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state != State.ACCEPTED:
        raise Refused(_("Chỉ rút lại được lần nhập đã ghi vào hệ thống."), code="wrong_state")
    _check_place(held, by)
    check_nothing_rests_on(held)
    check_two_persons(leaving_lists(held), held.back_user_id, by)
    done = take_back_batch(held, by)
    held.state, held.ended_at, held.ended_by = State.TAKEN_BACK, now(), by.label
    held.save(update_fields=["state", "ended_at", "ended_by"])
    note(subject=f"batch:{held.pk}", kind=held.kind, reason=held.reason, **done)
    return done


def rows_written(batch: Batch) -> list[tuple[str, int, bool]]:
    """What an accepted batch wrote: words of the table, rows, whether they were added (else changed)."""
    totals: dict[tuple[str, bool], int] = {}
    for trace in Trace.objects.filter(batch=batch).defer("image").order_by("pk"):
        key = words_of_table(apps.get_model(trace.table)), trace.verb == Trace.Verb.ADDED
        totals[key] = totals.get(key, 0) + trace.rows
    return [(words, rows, added) for (words, added), rows in totals.items()]
