"""Receiving one survey: once whatever the retries, the answers, the log and the receipt in one transaction.

The class is not computed here: a run of the rules does that for the commune, and nothing goes on in the procedure while
answers came after the classification. So a submission costs what its rows cost.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.exchange.api.payload import Sent, Typed, refused, typed
from ansinh.exchange.api.refusals import ApiRefusal, Fault, both, said_in_both
from ansinh.households.models import Household
from ansinh.households.registering import Recording
from ansinh.households.registering_one import register_one
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.single_rows import add_row
from ansinh.places.errors import UnknownPlace
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step
from ansinh.reviews.procedure.surveying import check_may_enter, mark_surveyed
from ansinh.reviews.queries import closing_day, period_of, round_covering
from ansinh.surveys.actions import SOURCE
from ansinh.surveys.capturing import digest_of, write_captured
from ansinh.surveys.models import HouseholdAnswer, Submission, SubmissionConflict

Kind = SubmissionConflict.Kind


@dataclass(frozen=True)
class Receipt:
    """What is answered: the kept body, and whether it had been answered before."""

    body: dict[str, Any]
    again: bool


@dataclass(frozen=True)
class Ground:
    """Where and in which round a survey belongs."""

    unit: Unit
    campaign: Round
    dossier: Dossier


class Differs(Exception):
    """A survey was kept under the same key or id, or the household has answers that were not seen: to be kept beside them once
    the transaction that found it is over."""

    def __init__(self, kind: str, household: Household, unit: Unit, period: str) -> None:
        super().__init__(kind)
        self.kind, self.household, self.unit, self.period = kind, household, unit, period


def receive(*, sent: Sent, key: str, by: Actor) -> Receipt:
    """Take a survey in, or answer what was answered when it was taken in.

    Raises ``ApiRefusal``: 422 with every fault, 403 outside of what ``by`` may enter, 409 where the dossier is past the survey,
    where another survey was kept under the same key or id, or where the household has answers that the device has not seen;
    what differs is kept for a person to decide.
    """
    digest = keyring(keys_folder()).blind_index(sent.canonical)
    try:
        return _receive(sent, key, digest, by)
    except Differs as differs:
        raise keep_beside(sent, key, digest, differs, by) from differs


def _receive(sent: Sent, key: str, digest: bytes, by: Actor) -> Receipt:
    found = _found_before(sent, key, digest, by)
    if found is not None:
        return found
    rows = typed(sent)
    ground = said_in_both(lambda: ground_of(sent, by), "household.area_code")
    try:
        with transaction.atomic():
            return _take_in(sent, rows, ground, key, digest, by)
    except IntegrityError:
        # Somebody was quicker: the same survey once more, other answers of the household, or a decision.
        return _after_a_race(sent, rows, ground, key, digest, by)


def _take_in(sent: Sent, rows: Typed, ground: Ground, key: str, digest: bytes, by: Actor) -> Receipt:
    known = household_of(sent)
    current = answers_of(known, ground.campaign.period)
    if current is not None and (found := _found_before(sent, key, digest, by)) is not None:
        # A copy of this very survey came in since it was looked for.
        return found
    village = rows.home.get("village") or ""
    said_in_both(lambda: check_may_enter(ground.dossier, known, by, village=village))
    if known is not None and current is not None and current.revision != sent.seen:
        raise Differs(Kind.OTHER_ANSWERS, known, ground.unit, ground.campaign.period)
    if current is not None and not sent.reason:
        words = both(lambda: _("Hộ này đã có phiếu trong kỳ; hãy ghi lý do sửa."))
        raise refused([Fault("reason", "reason_missing", words)])
    body = submit_survey(
        sent=sent, rows=rows, key=key, digest=digest, known=known, current=current, ground=ground, by=by
    )
    return Receipt(body, again=False)


def _after_a_race(sent: Sent, rows: Typed, ground: Ground, key: str, digest: bytes, by: Actor) -> Receipt:
    found = _found_before(sent, key, digest, by)
    if found is not None:
        return found
    said_in_both(lambda: ground_of(sent, by))
    try:
        with transaction.atomic():
            return _take_in(sent, rows, ground, key, digest, by)
    except IntegrityError as failure:
        words = both(
            lambda: _(
                "Mã hộ này đang thuộc địa bàn khác trong sổ. Hãy kiểm tra mã; nếu hộ chuyển đến, hãy đề nghị nơi đi hoặc cấp trên "
                "ghi biến động trước."
            )
        )
        raise ApiRefusal(409, "held_elsewhere", words) from failure


def _found_before(sent: Sent, key: str, digest: bytes, by: Actor) -> Receipt | None:
    """The receipt of the same survey, nothing where there is none. Raises 409 where what was kept differs."""
    kept = Submission.objects.everywhere()
    same = list(kept.filter(Q(user_id=by.user_id, key=key) | Q(survey_id=sent.survey_id)))
    if not same:
        return None
    by_key = next((one for one in same if (one.user_id, one.key) == (by.user_id, key)), None)
    found = by_key or same[0]
    if bytes(found.digest) == digest:
        return Receipt(found.body, again=True)
    kind = Kind.SAME_KEY if by_key is not None else Kind.SAME_SURVEY
    answer = HouseholdAnswer.objects.everywhere().select_related("household", "unit").get(pk=found.answer_id)
    # Kept at the place that was spoken of first, and only from who may enter answers there.
    said_in_both(lambda: _check_there(answer, by))
    raise Differs(kind, answer.household, answer.unit, answer.period)


def _check_there(answer: HouseholdAnswer, by: Actor) -> None:
    campaign = _round_of(answer.unit, answer.period)
    check_step(_dossier(campaign, answer.unit), Verb.ENTER_ANSWERS, by, village=answer.village)


def ground_of(sent: Sent, by: Actor) -> Ground:
    """Where the survey belongs. Raises ``UnusableInput`` for an unknown place, ``Refused`` where no round is open, its dossier is
    past the survey or ``by`` may not enter answers there."""
    period = period_of(sent.period)
    try:
        unit = unit_at(sent.place, closing_day(period))
    except UnknownPlace as unknown:
        raise UnusableInput(unknown.message, code="unknown_place") from unknown
    if unit.level != "commune":
        raise UnusableInput(_("Mã này không phải là mã xã, phường, thị trấn."), code="not_a_commune")
    village = str(sent.home.get("village") or "")
    # Asked before what is open there: that is not seen from elsewhere.
    check_may(by, Permission.ENTER_ANSWERS, unit.pk, village)
    campaign = _round_of(unit, period)
    dossier = _dossier(campaign, unit)
    check_step(dossier, Verb.ENTER_ANSWERS, by, village=village)
    return Ground(unit, campaign, dossier)


def _round_of(unit: Unit, period: str) -> Round:
    campaign = round_covering(unit, period)
    if campaign is None:
        said = _("Chưa mở kỳ rà soát {period} cho {place}. Hãy đề nghị cán bộ mở kỳ rà soát trước.")
        raise Refused(said.format(period=period, place=unit.name), code="no_round")
    return campaign


def _dossier(campaign: Round, unit: Unit) -> Dossier:
    found = Dossier.objects.everywhere().filter(round=campaign, unit=unit).first()
    if found is None:
        said = _("{place} không có hồ sơ trong kỳ rà soát {period}.")
        raise Refused(said.format(period=campaign.period, place=unit.name), code="no_dossier")
    found.round, found.unit = campaign, unit
    return found


def household_of(sent: Sent) -> Household | None:
    """The household a survey speaks of, where the registry has it."""
    return Household.objects.everywhere().filter(source=SOURCE, source_ref=sent.home["household_id"]).first()


def answers_of(known: Household | None, period: str) -> HouseholdAnswer | None:
    """The household's answers in force."""
    if known is None:
        return None
    rows = HouseholdAnswer.objects.everywhere()
    return rows.filter(household=known, period=period, current=True).first()


@dataclass(frozen=True)
class Written:
    """What writing a survey's answers did: the answers in force, its household, and whether they were there already."""

    answer: HouseholdAnswer
    household: UUID
    unchanged: bool


def write_answers(
    *,
    rows: Typed,
    known: Household | None,
    current: HouseholdAnswer | None,
    ground: Ground,
    reason: str,
    by: Actor,
) -> Written:
    """Register the household and write its answers as the revision after ``current``, in the current transaction; its item
    of the work list is surveyed then. Raises ``Refused`` where the step, the place, the work list or ``by`` does not allow it.
    """
    home, members = rows.home, rows.members
    village = home.get("village") or ""
    # Who is moved from one village to another by a survey is of both.
    check_step(ground.dossier, Verb.ENTER_ANSWERS, by, village=village)
    item = check_may_enter(ground.dossier, known, by, village=village)
    how = Recording(SOURCE, ground.campaign.as_of, now(), by.label, None, keyring(keys_folder()))
    registered = register_one(
        known=known, ref=home["household_id"], unit_id=ground.unit.pk, home=home, members=members, how=how
    )
    if item is not None:
        mark_surveyed(item, on=None, surveyed_by="", by=by, reason=reason)
    content = digest_of(home, members)
    if current is not None and current.content_digest == content:
        return Written(current, registered.household, unchanged=True)
    answer = write_captured(
        household=registered.household,
        people=registered.people,
        current=current,
        unit_id=ground.unit.pk,
        period=ground.campaign.period,
        home=home,
        members=members,
        digest=content,
        reason=reason,
        how=how,
    )
    return Written(answer, registered.household, unchanged=False)


@action(EventName.SURVEY_SUBMITTED)
def submit_survey(
    *,
    sent: Sent,
    rows: Typed,
    key: str,
    digest: bytes,
    known: Household | None,
    current: HouseholdAnswer | None,
    ground: Ground,
    by: Actor,
) -> dict[str, Any]:
    """Write the answers of a survey that differs from nothing kept, and its receipt; the receipt's body."""
    done = write_answers(rows=rows, known=known, current=current, ground=ground, reason=sent.reason, by=by)
    moment = now()
    body = {
        "survey_id": str(sent.survey_id),
        "status": "unchanged" if done.unchanged else "recorded",
        "round": ground.campaign.period,
        "area_code": ground.unit.code,
        "household_id": rows.home["household_id"],
        "household": str(done.household),
        "revision": done.answer.revision,
        "received_at": moment.isoformat(timespec="seconds"),
    }
    submission = Submission(
        survey_id=sent.survey_id,
        key=key,
        digest=digest,
        user_id=by.user_id,
        unit=ground.unit,
        village=rows.home.get("village") or "",
        answer=done.answer,
        body=body,
        received_at=moment,
    )
    add_row(submission)
    note(
        subject=f"household:{done.household}",
        place=ground.unit.code,
        period=ground.campaign.period,
        survey=str(sent.survey_id),
        revision=done.answer.revision,
        members=len(rows.members),
    )
    return body


def keep_beside(sent: Sent, key: str, digest: bytes, differs: Differs, by: Actor) -> ApiRefusal:
    """Keep a survey that differs from what is kept, once however often it is sent; the refusal to answer."""
    rows = SubmissionConflict.objects.everywhere().filter(survey_id=sent.survey_id, key=key, digest=digest)
    conflict = rows.first()
    if conflict is None:
        try:
            with transaction.atomic():
                conflict = keep_conflict(sent=sent, key=key, digest=digest, differs=differs, by=by)
        except IntegrityError:
            conflict = rows.get()
    words = both(_WORDS[Kind(conflict.kind)])
    return ApiRefusal(409, conflict.kind, words, more={"conflict": str(conflict.pk)})


_WORDS = {
    Kind.SAME_KEY: lambda: _(
        "Khóa gửi này đã dùng cho một phiếu có nội dung khác. Phiếu mới được giữ riêng, chờ cán bộ xã quyết định."
    ),
    Kind.SAME_SURVEY: lambda: _(
        "Mã phiếu này đã gửi với nội dung khác. Phiếu mới được giữ riêng, chờ cán bộ xã quyết định."
    ),
    Kind.OTHER_ANSWERS: lambda: _(
        "Hộ này đã có phiếu khác trong kỳ mà thiết bị chưa thấy. Phiếu mới được giữ riêng, chờ cán bộ xã quyết định."
    ),
}


@action(EventName.CONFLICT_KEPT)
def keep_conflict(*, sent: Sent, key: str, digest: bytes, differs: Differs, by: Actor) -> SubmissionConflict:
    """Keep the whole survey, sealed, beside what is in force."""
    conflict = SubmissionConflict(
        id=mint_id(),
        kind=differs.kind,
        survey_id=sent.survey_id,
        key=key,
        digest=digest,
        period=differs.period,
        household=differs.household,
        unit=differs.unit,
        village=differs.household.village,
        received_at=now(),
        received_from=by.label,
    )
    conflict.payload_sealed = keyring(keys_folder()).seal_id(sent.canonical, conflict.pk.hex)
    conflict.save(force_insert=True)
    note(
        subject=f"household:{differs.household.pk}",
        place=differs.unit.code,
        period=differs.period,
        conflict=str(conflict.pk),
        kind=differs.kind,
    )
    return conflict
