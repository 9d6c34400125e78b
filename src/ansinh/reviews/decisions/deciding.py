"""The decision of the commune's chair: the lists recognised, with number and date (QĐ 24/2021, articles 4.6 and 5).

Who made the dossier does not decide it. What was decided is written as rows that never change; the list takes effect with its
year, a change within the year with its decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl
from django.db.models import Max

from ansinh.access.doers import actor_words
from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor, ActorKind
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.bulk import insert_frame
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_filled
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.papers.rendering import Filled, fill_paper, shown_number_of
from ansinh.reviews.decisions.coming import (
    ToDecide,
    effective_day,
    list_of,
    rows_to_decide,
    what_would_be_decided,
)
from ansinh.reviews.decisions.contexts import decision_context
from ansinh.reviews.decisions.impartial import check_impartial
from ansinh.reviews.decisions.makers import makers_of
from ansinh.reviews.decisions.models import DecidedHousehold, Decision
from ansinh.reviews.errors import ChangedMeanwhile
from ansinh.reviews.lines import renew_classes
from ansinh.reviews.models import Dossier, ListEntry, Outcome
from ansinh.reviews.procedure.models import DossierMove
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, move_dossier
from ansinh.reviews.progress import check_answers_classified
from ansinh.reviews.words import period_words

_COLUMNS = (
    "village",
    "list_class",
    "opening_class",
    "movement",
    "movement_reason",
    "deprived",
    "persons",
    "reason",
)


@dataclass(frozen=True)
class Signing:
    """The paper of a decision: its number as written, its day, who signs; ``outside``: signed outside of this system."""

    number: str
    day: date
    signatory: str = ""
    outside: bool = True


def check_may_decide(dossier: Dossier, by: Actor) -> None:
    """The chair of the commune decides, and not who made the dossier. Raises ``Refused``, naming what ``by`` did."""
    check_may(by, Permission.DECIDE_LISTS, dossier.unit_id)
    if by.kind is not ActorKind.USER:
        raise Refused(
            _(
                "Quyết định công nhận là của một người có thẩm quyền. Hãy đăng nhập bằng tài khoản của người đó."
            ),
            code="decision_needs_person",
        )
    done = makers_of(dossier).get(by.label)
    if done:
        raise Refused(
            _(
                "{name} đã tham gia lập hồ sơ này ({done}) nên không được quyết định. Hãy để người có thẩm quyền "
                "khác quyết định."
            ).format(name=actor_words(by), done="; ".join(done)),
            code="maker_decides",
        )


def check_ready(plan: ToDecide, confirmed: bool) -> None:
    """Nothing is open and nobody is forgotten; so many leaving at once are confirmed apart. Raises ``Refused``."""
    if plan.faults:
        raise Refused(" ".join(plan.faults), code="not_ready_to_decide")
    if plan.needs_second_confirmation and not confirmed:
        raise Refused(
            _(
                "{count} trong {opening} hộ của danh sách trước sẽ ra khỏi danh sách. Hãy xem danh sách các hộ này và đánh dấu "
                "xác nhận lần hai."
            ).format(count=plan.delisted, opening=plan.opening),
            code="delisting_not_confirmed",
        )


@dataclass(frozen=True)
class Ready:
    """A decision made ready outside of the transaction that takes it: what it was read from (``digest``), and where the paper
    is to be numbered here, that paper filled."""

    signing: Signing
    digest: str
    filled: Filled | None


def prepare_decision(dossier: Dossier, signing: Signing, by: Actor) -> Ready:
    """Look whether a dossier (reached through a scope before) may be decided by ``by`` and fill its paper, which takes
    seconds for long lists. Raises what ``decide_lists`` raises of it."""
    check_step(dossier, Verb.DECIDE_LISTS)
    check_may_decide(dossier, by)
    _check_signing(dossier, signing)
    rows = list(rows_to_decide(dossier))
    filled = None
    if not signing.outside:
        effective = effective_day(dossier, signing.day)
        context = decision_context(dossier, rows, effective, signing.signatory)
        filled = fill_paper(
            kind=KindCode.RECOGNITION_DECISION, context=context, unit=dossier.unit, issued_on=signing.day
        )
    return Ready(signing, _digest_of(rows), filled)


def _digest_of(rows: Sequence[Outcome]) -> str:
    """Differs once an outcome that the decision names changed."""
    told = [(row.pk, row.recognised_class, row.movement, row.reason, row.recognised_by) for row in rows]
    return sha256(repr(told).encode()).hexdigest()


@action(EventName.LISTS_DECIDED)
def decide_lists(
    *,
    dossier: Dossier,
    ready: Ready,
    by: Actor,
    delisting_confirmed: bool = False,
    reason: str = "",
    kin_confirmed: bool = False,
) -> Decision:
    """Recognise the lists of a dossier. ``reason`` is needed where an earlier decision is corrected.

    Raises ``Refused``: the state does not allow it, ``by`` made the dossier or is of a household in it, a household of the last list has no outcome,
    answers came after the classification, so many leave that it must be confirmed apart; ``ChangedMeanwhile`` where the
    lists are not those that were made ready; ``UnusableInput`` for a day or a number that cannot be.
    """
    signing = ready.signing
    held = _held(dossier)
    check_step(held, Verb.DECIDE_LISTS)
    check_may_decide(held, by)
    order = _next_order(held)
    _check_signing(held, signing)
    if order > 1 and not reason.strip():
        raise Refused(
            _("Hồ sơ này đã có quyết định trước. Hãy ghi lý do của quyết định đính chính."),
            code="reason_missing",
        )
    check_answers_classified(held.round, [held])
    plan = what_would_be_decided(held, signing.day)
    check_ready(plan, delisting_confirmed)
    check_impartial(held, by, kin_confirmed)
    rows = list(rows_to_decide(held))
    if _digest_of(rows) != ready.digest:
        raise ChangedMeanwhile
    paper = _issue(held, ready, by)
    decision = Decision.objects.create(
        dossier=held,
        unit_id=held.unit_id,
        period=held.round.period,
        order=order,
        paper_number=shown_number_of(paper.number, paper.suffix)
        if paper is not None
        else signing.number.strip(),
        outside=signing.outside,
        day=signing.day,
        effective_from=effective_day(held, signing.day),
        standard=held.round.standards[0],
        signatory=signing.signatory.strip(),
        counts={
            "lists": dict(plan.lists),
            "movements": dict(plan.movements),
            "other_in": dict(plan.other_in),
            "opening": plan.opening,
        },
        delisted=plan.delisted,
        delisting_confirmed=delisting_confirmed and plan.needs_second_confirmation,
        reason=reason.strip(),
        decided_at=now(),
        decided_by=by.label,
    )
    _write_households(decision, rows)
    move_dossier(held, Verb.DECIDE_LISTS, by=by, on=signing.day, reason=reason.strip(), paper=paper)
    note(
        subject=f"dossier:{held.pk}",
        place=held.unit.code,
        decision=decision.pk,
        lists=dict(plan.lists),
        delisted=plan.delisted,
        kin_confirmed=kin_confirmed,
        confirmed_twice=decision.delisting_confirmed,
    )
    return decision


def _issue(dossier: Dossier, ready: Ready, by: Actor) -> Paper | None:
    if ready.filled is None:
        return None
    title = _(
        "Công nhận danh sách hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo {period}"
    ).format(period=period_words(dossier.round.period))
    return issue_filled(filled=ready.filled, subject=f"dossier:{dossier.pk}", title=title, by=by)


def _held(dossier: Dossier) -> Dossier:
    rows = Dossier.objects.everywhere().select_for_update(of=("self",)).select_related("round", "unit")
    return rows.get(pk=dossier.pk)


def _next_order(dossier: Dossier) -> int:
    last = Decision.objects.everywhere().filter(dossier=dossier).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


def _check_signing(dossier: Dossier, signing: Signing) -> None:
    if signing.outside and not signing.number.strip():
        raise UnusableInput(_("Hãy ghi số quyết định."))
    if signing.day > today():
        raise UnusableInput(
            _("Ngày quyết định {day} chưa đến. Hãy ghi ngày đã ký.").format(day=shown_date(signing.day))
        )
    last = DossierMove.objects.everywhere().filter(dossier=dossier).order_by("-pk").first()
    if last is not None and signing.day < last.on:
        raise UnusableInput(
            _("Ngày quyết định {day} trước bước liền trước của hồ sơ ({last}). Hãy ghi đúng ngày.").format(
                day=shown_date(signing.day), last=shown_date(last.on)
            )
        )


def _write_households(decision: Decision, rows: Sequence[Outcome]) -> None:
    """Who is on the lists and who leaves them, as rows of the decision and of the history of lists."""
    named = [row for row in rows if list_of(row)]
    frame = pl.DataFrame(
        {
            "household_id": [row.household_id.hex for row in named],
            "village": [row.household.village for row in named],
            # Who moved away or died leaves without a class: the list it was on is what the entry ends.
            "list_class": ["" if list_of(row) == "left" else row.recognised_class for row in named],
            **{
                name: [getattr(row, name) for row in named]
                for name in _COLUMNS
                if name not in ("village", "list_class")
            },
        },
        schema_overrides={"persons": pl.Int64, "household_id": pl.String},
        strict=False,
    ).with_columns(pl.lit(decision.unit_id, dtype=pl.Int64).alias("unit_id"))
    if frame.is_empty():
        return
    insert_frame(
        DecidedHousehold,
        frame.with_columns(pl.lit(decision.pk, dtype=pl.Int64).alias("decision_id")),
    )
    insert_frame(
        ListEntry,
        frame.select(
            "household_id",
            "unit_id",
            "village",
            pl.lit(decision.dossier.round.list_year).alias("list_year"),
            pl.lit(decision.standard).alias("standard"),
            pl.when(pl.col("list_class") == "")
            .then("opening_class")
            .otherwise("list_class")
            .alias("list_class"),
            pl.col("movement").alias("kind_of_entry"),
            pl.lit(decision.paper_number).alias("decision_no"),
            pl.lit(decision.day, dtype=pl.Date).alias("decision_date"),
            pl.lit(decision.effective_from, dtype=pl.Date).alias("effective_from"),
            "reason",
            "persons",
            pl.lit(decision.pk, dtype=pl.Int64).alias("decision_id"),
            pl.lit(decision.decided_at).alias("recorded_at"),
            pl.lit(decision.decided_by).alias("recorded_by"),
        ),
    )
    renew_classes(households=frame["household_id"].to_list())
