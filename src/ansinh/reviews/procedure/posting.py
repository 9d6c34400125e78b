"""Posting the results in public, and settling them after the clock (Decision 24/2021, article 4.4)."""

from collections.abc import Sequence
from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_paper
from ansinh.papers.contexts import ListedHousehold, PostingList
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.reviews.models import Dossier, Outcome
from ansinh.reviews.procedure.local_clocks import law_of
from ansinh.reviews.procedure.meetings import proposed_words
from ansinh.reviews.procedure.models import PostedHousehold, Posting, WorkItem
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, lock_dossier, move_dossier
from ansinh.reviews.procedure.objections import check_none_open, check_rechecked, under_objection
from ansinh.reviews.procedure.queries import (
    POSTED,
    about,
    items_of,
    last_posting_day,
    outcomes_of,
    posted_otherwise,
    postings_of,
    villages_of,
)
from ansinh.reviews.progress import check_answers_classified
from ansinh.reviews.words import period_words


@action(EventName.LISTS_POSTED)
def post_lists(*, dossier: Dossier, on: date, places: Sequence[str], by: Actor) -> list[Posting]:
    """Post the results village by village at every place the law names, from a day on; the clock runs from there.

    Raises ``Refused`` where the state does not allow it, ``UnusableInput`` for a day to come, one before the meetings, or a
    place left out.
    """
    held = lock_dossier(dossier)
    check_step(held, Verb.POST_LISTS, by)
    check_answers_classified(held.round, [held])
    _check_day(held, on)
    law = law_of(held, on)
    missing = [one.said for one in law.places if one.code not in places]
    if missing:
        raise UnusableInput(
            _("Phải niêm yết ở đủ các nơi quy định; còn thiếu: {places}.").format(places=", ".join(missing)),
            code="places_missing",
        )
    results: dict[str, list[Outcome]] = {name: [] for name in villages_of(held)}
    for one in outcomes_of(held).filter(POSTED).select_related("household"):
        results.setdefault(one.household.village, []).append(one)
    until = law.clock("posting").last_day(on)
    codes = [one.code for one in law.places]
    made = [
        _post(held, village, rows, on=on, until=until, clock="posting", places=codes, by=by)
        for village, rows in sorted(results.items())
    ]
    move_dossier(held, Verb.POST_LISTS, by=by, on=on)
    note(
        subject=f"dossier:{held.pk}",
        place=held.unit.code,
        lists=len(made),
        households=sum(map(len, results.values())),
        until=until.isoformat(),
    )
    return made


def _check_day(dossier: Dossier, on: date) -> None:
    if on > today():
        raise UnusableInput(_("Ngày niêm yết chưa đến. Hãy ghi khi danh sách đã được niêm yết."))
    last = max(dossier.meetings.everywhere().values_list("held_on", flat=True), default=None)
    if last is not None and on < last:
        raise UnusableInput(
            _("Ngày niêm yết trước ngày họp thôn ({day}). Hãy ghi đúng ngày.").format(day=shown_date(last))
        )


def _post(
    dossier: Dossier,
    village: str,
    rows: Sequence[Outcome],
    *,
    on: date,
    until: date,
    clock: str,
    places: Sequence[str],
    by: Actor,
    household=None,
) -> Posting:
    number = dossier.postings.everywhere().count() + 1
    ordered = sorted(rows, key=lambda one: (one.household.head_name_sort, one.pk))
    posting = Posting.objects.everywhere().create(
        dossier=dossier,
        unit_id=dossier.unit_id,
        village=village,
        household=household,
        number=number,
        clock=clock,
        posted_on=on,
        until=until,
        places=list(places),
        paper=_paper(dossier, village, ordered, on, until, by),
        posted_at=now(),
        posted_by=by.label,
    )
    PostedHousehold.objects.everywhere().bulk_create(
        (
            PostedHousehold(
                posting=posting,
                household_id=one.household_id,
                shown_class=one.recognised_class,
                movement=one.movement,
            )
            for one in ordered
        ),
        batch_size=500,
    )
    return posting


def _paper(
    dossier: Dossier, village: str, rows: Sequence[Outcome], on: date, until: date, by: Actor
) -> Paper:
    """The list as it hangs out: the head's name, the village and the result, and nothing else of anybody."""
    context = PostingList(
        period=period_words(dossier.round.period),
        village=village,
        posted_from=on,
        posted_until=until,
        feedback_to=_("Ủy ban nhân dân {place}").format(place=dossier.unit.name),
        households=tuple(
            ListedHousehold(
                order=order,
                head_name=one.household.head_name,
                village=one.household.village,
                result=proposed_words(one.recognised_class, one.movement),
                opening="",
                deprivations="",
                persons=None,
            )
            for order, one in enumerate(rows, start=1)
        ),
    )
    title = _("Danh sách niêm yết {village}, kỳ rà soát {period}").format(
        village=village or dossier.unit.name, period=dossier.round.period
    )
    return issue_paper(
        kind=KindCode.POSTING_LIST.value,
        context=context,
        unit=dossier.unit,
        subject=about(dossier),
        title=title,
        by=by,
    )


@action(EventName.HOUSEHOLD_POSTED_AGAIN)
def repost_household(*, item: WorkItem, on: date, by: Actor) -> Posting:
    """Post a re-checked household with its result again, for its own days. Raises ``Refused`` where nobody objected to it, or
    it stands posted as it is."""
    held = lock_dossier(item.dossier)
    check_step(held, Verb.REPOST_HOUSEHOLD, by)
    now_is = items_of(held).select_related("household").get(pk=item.pk)
    if not under_objection(held, now_is):
        raise Refused(
            _("Hộ này không có phúc tra nào, không niêm yết lại riêng."), code="not_under_objection"
        )
    check_rechecked(now_is)
    changed = [one for one in posted_otherwise(held) if one.household_id == now_is.household_id]
    if not changed:
        raise Refused(
            _("Kết quả của hộ đúng như đang niêm yết; không phải niêm yết lại."), code="posted_as_it_is"
        )
    _check_day(held, on)
    law = law_of(held, on)
    made = _post(
        held,
        now_is.village,
        changed,
        on=on,
        until=law.clock("reposting").last_day(on),
        clock="reposting",
        places=[one.code for one in law.places],
        by=by,
        household=now_is.household,
    )
    note(
        subject=f"household:{now_is.household_id}",
        place=held.unit.code,
        dossier=held.pk,
        until=made.until.isoformat(),
    )
    return made


def check_settled(dossier: Dossier, on: date) -> None:
    """What keeps a posting from being over: raise ``Refused`` with the first reason and what to do."""
    last = last_posting_day(dossier)
    if last is not None and on <= last:
        raise Refused(
            _("Thời hạn niêm yết còn đến hết ngày {day}; từ ngày sau đó mới kết thúc được.").format(
                day=shown_date(last)
            ),
            code="posting_not_over",
        )
    check_none_open(dossier)
    changed = posted_otherwise(dossier)
    if changed:
        raise Refused(
            _(
                "Còn {count} hộ có kết quả khác với danh sách đang niêm yết. Hãy niêm yết lại các hộ ấy đủ thời hạn trước."
            ).format(count=len(changed)),
            code="not_posted_again",
        )


@action(EventName.POSTING_SETTLED)
def settle_posting(*, dossier: Dossier, by: Actor, on: date | None = None) -> Dossier:
    """Every clock is over, no objection is open, what was re-checked was posted again: the lists are taken down."""
    held = lock_dossier(dossier)
    check_step(held, Verb.SETTLE_POSTING, by)
    day = on or today()
    if day > today():
        raise UnusableInput(_("Ngày kết thúc niêm yết chưa đến."))
    check_settled(held, day)
    check_answers_classified(held.round, [held])
    postings_of(held).filter(removed_on=None).update(removed_on=day, removed_by=by.label)
    move_dossier(held, Verb.SETTLE_POSTING, by=by, on=day)
    note(subject=f"dossier:{held.pk}", place=held.unit.code)
    return held
