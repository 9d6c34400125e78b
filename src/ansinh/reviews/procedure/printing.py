"""Papers around the meetings and the posting that are made apart from their steps: the invitation, the notice, sheets to print.

Whoever prints a sheet for the village issues nothing: a draft has no number, and an issued paper is given as it was issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.access.policies import check_may
from ansinh.access.walls import beyond_walls
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_paper
from ansinh.papers.contexts import (
    ListedHousehold,
    MeetingInvitation,
    MeetingMinutes,
    Participant,
    PostingNotice,
    Vote,
)
from ansinh.papers.files import file_name, file_of, note_printed
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.papers.pdf import pdf_of
from ansinh.papers.rendering import preview, shown_number_of
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.enums import Capacity
from ansinh.reviews.procedure.local_clocks import law_of
from ansinh.reviews.procedure.meetings import proposed_words
from ansinh.reviews.procedure.models import Posting
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step
from ansinh.reviews.procedure.queries import about, postings_of, to_discuss
from ansinh.reviews.words import period_words

_BLANK = "…………………"


@dataclass(frozen=True)
class Invited:
    """What an invitation says beside the village: when, where, who leads, who is invited to what."""

    day: date
    time: str
    place: str
    chair: str
    guests: Sequence[str]
    agenda: Sequence[str]
    contact: str = ""
    signatory: str = ""


def invite_to_meeting(*, dossier: Dossier, village: str, invited: Invited, by: Actor) -> Paper:
    """Issue the invitation to a village's meeting (article 4.3). Raises ``Refused`` where the dossier holds no meetings now or
    ``by`` issues no papers there, ``UnusableInput`` for a day that is past."""
    check_step(dossier, Verb.HOLD_MEETING)
    check_may(by, Permission.ISSUE_PAPERS, dossier.unit_id)
    if invited.day < today():
        raise UnusableInput(_("Ngày họp đã qua. Giấy mời chỉ gửi trước cuộc họp."), code="meeting_past")
    place = village or dossier.unit.name
    context = MeetingInvitation(
        period=period_words(dossier.round.period),
        village=place,
        meeting_time=invited.time,
        meeting_day=invited.day,
        meeting_place=invited.place,
        chair=invited.chair,
        invited=tuple(invited.guests),
        agenda=tuple(invited.agenda),
        contact=invited.contact,
        signatory=invited.signatory,
    )
    title = _("Giấy mời họp {village}, kỳ rà soát {period}").format(
        village=place, period=dossier.round.period
    )
    return issue_paper(
        kind=KindCode.MEETING_INVITATION.value,
        context=context,
        unit=dossier.unit,
        subject=about(dossier),
        title=title,
        by=by,
    )


def issue_posting_notice(*, dossier: Dossier, feedback_to: str, signatory: str, by: Actor) -> Paper:
    """Issue the notice of the lists that hang now, with the days of the law and how to object (article 4.4).

    Raises ``Refused`` where nothing hangs, where this posting has its notice, or where ``by`` issues no papers there.
    """
    check_may(by, Permission.ISSUE_PAPERS, dossier.unit_id)
    hanging = hanging_lists(dossier)
    if not hanging:
        raise Refused(
            _("Chưa niêm yết danh sách nào nên chưa có gì để thông báo. Hãy ghi việc niêm yết trước."),
            code="nothing_posted",
        )
    known = notice_of(dossier)
    if known is not None:
        raise Refused(
            _("Đợt niêm yết này đã có thông báo số {number}. Hãy mở thông báo ấy ở hồ sơ.").format(
                number=shown_number_of(known.number, known.suffix)
            ),
            code="notice_known",
        )
    since = min(one.posted_on for one in hanging)
    law = law_of(dossier, since)
    posting, recheck = law.clock("posting"), law.clock("recheck")
    context = PostingNotice(
        period=period_words(dossier.round.period),
        subject_words="hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo",
        posted_from=since,
        posted_until=max(one.until for one in hanging),
        working_days=posting.days,
        recheck_days=recheck.days,
        days_unverified=posting.unverified_from(since) or recheck.unverified_from(since),
        places=tuple(one.words.vi for one in law.places),
        feedback_to=feedback_to,
        households=_posted_households(hanging),
        signatory=signatory,
    )
    title = _("Thông báo niêm yết công khai, kỳ rà soát {period}").format(period=dossier.round.period)
    return issue_paper(
        kind=KindCode.POSTING_NOTICE.value,
        context=context,
        unit=dossier.unit,
        subject=about(dossier),
        title=title,
        by=by,
    )


def hanging_lists(dossier: Dossier) -> list[Posting]:
    """The lists of the villages that hang now."""
    return list(postings_of(dossier).filter(clock="posting", removed_on=None, household=None))


def notice_of(dossier: Dossier) -> Paper | None:
    """The notice of the lists that hang now, if it was issued."""
    hanging = hanging_lists(dossier)
    if not hanging:
        return None
    rows = Paper.objects.everywhere().filter(
        unit=dossier.unit_id, kind=KindCode.POSTING_NOTICE.value, subject=about(dossier)
    )
    return rows.filter(issued_at__gte=min(one.posted_at for one in hanging)).order_by("-pk").first()


def _posted_households(lists: Sequence[Posting]) -> tuple[ListedHousehold, ...]:
    rows = [
        (one.household.village, one.household.head_name_sort, one)
        for posting in lists
        for one in posting.households.everywhere().select_related("household")
    ]
    return tuple(
        ListedHousehold(
            order=order,
            head_name=one.household.head_name,
            village=village,
            result=proposed_words(one.shown_class, one.movement),
        )
        for order, (village, _name, one) in enumerate(sorted(rows, key=lambda row: row[:2]), start=1)
    )


def draft_minutes(*, dossier: Dossier, village: str, shape: str) -> bytes:
    """The sheet for a village's meeting as Word or PDF: the households to be discussed, room for votes. It has no number and
    says that it is a draft. Raises ``Refused`` where the dossier holds no meetings now."""
    check_step(dossier, Verb.HOLD_MEETING)
    rows = list(to_discuss(dossier, village).order_by("household__head_name_sort", "pk"))
    context = MeetingMinutes(
        period=period_words(dossier.round.period),
        village=village or dossier.unit.name,
        meeting_day=None,
        started=_BLANK,
        ended=_BLANK,
        meeting_place=_BLANK,
        chair=_BLANK,
        chair_position=_BLANK,
        secretary=_BLANK,
        household_representative="",
        participants=tuple(Participant(name=_BLANK, position=one.words) for one in Capacity),
        present=None,
        households_present=None,
        agenda=(_BLANK,),
        votes=tuple(
            Vote(
                order=order,
                head_name=one.household.head_name,
                proposed=proposed_words(one.recognised_class, one.movement),
                agree=None,
                disagree=None,
                share=None,
                result="",
            )
            for order, one in enumerate(rows, start=1)
        ),
        opinions=(_BLANK,),
        agreed=None,
        refused=None,
        conclusion=_BLANK,
    )
    word = preview(kind=KindCode.MEETING_MINUTES.value, context=context, unit=dossier.unit, issued_on=today())
    if shape == "docx":
        return word
    return pdf_of([word], title=_("Biên bản họp thôn (bản nháp)"), at=now())


def village_copy(*, paper_id: int | None, shape: str, by: Actor) -> tuple[bytes, str]:
    """An issued paper of a meeting or a posting that was reached through a scope before, as it was issued: its file and
    name. The paper itself is the commune's, so it is read beyond the wall. Raises ``NotFound`` where none was issued."""
    with beyond_walls():
        rows = Paper.objects.everywhere().select_related("file", "unit")
        paper = rows.filter(pk=paper_id).first() if paper_id is not None else None
        if paper is None:
            raise NotFound(_("Bước này chưa có giấy tờ. Hãy hỏi cán bộ giảm nghèo của xã."), code="no_paper")
        content = file_of(paper, shape)
    note_printed(papers=[paper.pk], shape=shape, place=paper.unit.code, by=by)
    return content, file_name(paper, shape)
