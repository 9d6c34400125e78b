"""The district's opinion, where there is a district (Decision 24/2021, article 4.5; until 30 June 2025)."""

from collections.abc import Mapping
from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.enums import Verdict
from ansinh.reviews.procedure.local_clocks import law_of
from ansinh.reviews.procedure.models import Opinion, OpinionRemark
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, lock_dossier, move_dossier
from ansinh.reviews.procedure.queries import items_of, open_opinion
from ansinh.reviews.procedure.surveying import go_back
from ansinh.reviews.progress import check_answers_classified


@action(EventName.OPINION_ASKED)
def submit_for_opinion(*, dossier: Dossier, on: date, by: Actor) -> Opinion:
    """The commune's report goes to the district; its clock runs from that day. Raises ``Refused`` where it waits already."""
    held = lock_dossier(dossier)
    check_step(held, Verb.SUBMIT_FOR_OPINION, by)
    check_answers_classified(held.round, [held])
    if open_opinion(held) is not None:
        raise Refused(_("Hồ sơ đã trình, đang chờ ý kiến của cấp huyện."), code="submitted_already")
    last = held.moves.everywhere().order_by("-pk").first()
    if on > today() or (last is not None and on < last.on):
        raise UnusableInput(
            _("Ngày trình phải từ ngày kết thúc niêm yết ({day}) đến hôm nay.").format(
                day=shown_date(last.on if last else None)
            )
        )
    made = Opinion.objects.everywhere().create(
        dossier=held,
        number=held.opinions.everywhere().count() + 1,
        submitted_on=on,
        submitted_by=by.label,
        due=law_of(held, on).clock("opinion").last_day(on),
    )
    note(subject=f"dossier:{held.pk}", place=held.unit.code, due=made.due.isoformat())
    return made


@action(EventName.OPINION_GIVEN)
def give_opinion(
    *,
    dossier: Dossier,
    verdict: Verdict,
    on: date,
    text_number: str,
    text: str,
    remarks: Mapping[int, str],
    by: Actor,
) -> Opinion:
    """The district's answer in writing: agreed, or with remarks on households (by the item's number).

    Raises ``Refused`` where nothing was submitted or ``by`` submitted it; ``UnusableInput`` for an opinion without its
    number, remarks without words, a household that is not of the dossier.
    """
    held = lock_dossier(dossier)
    check_step(held, Verb.GIVE_OPINION, by)
    opinion = _asked(held, by, on)
    if verdict is Verdict.RETURNED:
        raise UnusableInput(_("Trả lại hồ sơ là một việc khác: hãy dùng nút «Trả lại»."))
    if not text_number.strip():
        raise UnusableInput(_("Hãy ghi số văn bản cho ý kiến."))
    said = {key: words.strip() for key, words in remarks.items() if words.strip()}
    if verdict is Verdict.REMARKS and not (said or text.strip()):
        raise UnusableInput(_("Hãy ghi ý kiến chung hoặc ý kiến về ít nhất một hộ."))
    items = {one.pk: one for one in items_of(held).filter(pk__in=said)}
    if set(said) - set(items):
        raise UnusableInput(_("Có hộ không thuộc hồ sơ này. Hãy tải lại trang rồi ghi lại."))
    _answer(opinion, verdict, on, text_number, text, by)
    OpinionRemark.objects.everywhere().bulk_create(
        OpinionRemark(opinion=opinion, item=items[key], remark=words) for key, words in said.items()
    )
    move_dossier(held, Verb.GIVE_OPINION, by=by, on=on)
    note(subject=f"dossier:{held.pk}", place=held.unit.code, verdict=verdict.value, remarks=len(said))
    return opinion


@action(EventName.RETURNED_BY_DISTRICT)
def return_by_district(*, dossier: Dossier, on: date, text_number: str, reason: str, by: Actor) -> Opinion:
    """The district gives the dossier back with its reasons: it goes back to the survey."""
    held = lock_dossier(dossier)
    check_step(held, Verb.RETURN_BY_DISTRICT, by)
    opinion = _asked(held, by, on)
    go_back(held, Verb.RETURN_BY_DISTRICT, reason=reason, by=by)
    _answer(opinion, Verdict.RETURNED, on, text_number, reason, by)
    return opinion


def _asked(held: Dossier, by: Actor, on: date) -> Opinion:
    opinion = open_opinion(held)
    if opinion is None:
        raise Refused(_("Xã chưa trình hồ sơ này xin ý kiến."), code="not_submitted")
    if opinion.submitted_by == by.label:
        raise Refused(_("Ai trình hồ sơ thì không cho ý kiến về hồ sơ ấy."), code="maker_opines")
    if not opinion.submitted_on <= on <= today():
        raise UnusableInput(
            _("Ngày của ý kiến phải từ ngày trình ({day}) đến hôm nay.").format(
                day=shown_date(opinion.submitted_on)
            )
        )
    return opinion


def _answer(opinion: Opinion, verdict: Verdict, on: date, text_number: str, text: str, by: Actor) -> None:
    opinion.verdict, opinion.answered_on, opinion.answered_by = verdict.value, on, by.label
    opinion.text_number, opinion.text = text_number.strip(), text.strip()
    opinion.save()
