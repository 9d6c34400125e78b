"""The record by which a house is accepted, on paper."""

from datetime import date

from ansinh.access.doers import doer_name
from ansinh.accounts.actor import Actor
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _, speaking
from ansinh.kernel.money_words import amount_in_words
from ansinh.papers.contexts import HouseAcceptance, HouseMoney
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.support.housing.money import funding_of
from ansinh.support.housing.words import dwelling_words, kind_words, source_title
from ansinh.support.models import HousingPhoto, HousingStep, HousingWork
from ansinh.support.models.housing_enums import WorkState
from ansinh.support.paper_links import work_subject
from ansinh.support.papers.issuing import Drafted, Signing, check_issues, issue_once


def check_accepted(work: HousingWork) -> None:
    """Raise ``Refused`` for a house that nobody has accepted."""
    if work.state != WorkState.ACCEPTED.value:
        said = _("Nhà này chưa nghiệm thu nên chưa có biên bản. Hãy nghiệm thu trước.")
        raise Refused(said, code="not_accepted")


def drafted_house_acceptance(*, work: HousingWork, written: Signing, by: Actor) -> Drafted:
    """What ``issue_house_acceptance`` would issue, and a preview shows. Raises as it does."""
    check_issues(by, work.unit)
    check_accepted(work)
    with speaking("vi"):
        context = _context(work, written)
    return Drafted(
        kind=KindCode.HOUSE_ACCEPTANCE,
        context=context,
        about=work,
        unit=work.unit,
        subject=work_subject(work.pk),
        title=f"Biên bản nghiệm thu nhà ở số {work.record_no}, hộ {context.head_name}",
        why=written.why,
    )


def issue_house_acceptance(*, work: HousingWork, written: Signing, by: Actor) -> Paper:
    """Make the record of an accepted house; it bears the number typed at the acceptance. A second one replaces it and says why.

    Raises ``Refused`` for a house that is not accepted or where ``by`` issues no papers, ``UnusableInput`` without the reason
    of a replacement.
    """
    return issue_once(drafted_house_acceptance(work=work, written=written, by=by), by=by)


def _context(work: HousingWork, written: Signing) -> HouseAcceptance:
    if work.accepted_on is None:
        raise TypeError("an accepted house has its day")
    funding = funding_of(work)
    return HouseAcceptance(
        record_no=work.record_no,
        accepted_on=work.accepted_on,
        head_name=work.household.head_name or _("(chưa có tên)"),
        village=work.village,
        programme=f"{work.programme.name} ({work.programme.act})",
        decision_no=work.proposal.decision_no if work.proposal else "",
        work=kind_words(work.kind),
        dwelling=dwelling_words(work.dwelling),
        finding=work.finding,
        begun_on=_reached(work, WorkState.BEGUN),
        done_on=_reached(work, WorkState.DONE),
        deadline=work.programme.deadline,
        cost=work.cost,
        money=tuple(
            HouseMoney(
                source=source_title(one.source),
                planned=one.planned,
                received=one.received,
                planned_days=one.planned_days or None,
                received_days=one.received_days or None,
            )
            for one in funding.lines
        ),
        received=funding.received,
        received_words=amount_in_words(funding.received),
        aid=work.aid,
        photos=HousingPhoto.objects.everywhere().filter(work=work, withdrawn_at=None).count(),
        recorded_by=doer_name(work.done_by),
        signatory=written.signatory,
    )


def _reached(work: HousingWork, state: WorkState) -> date | None:
    """The last day on which a stage was told; a stage that was taken back and reached again counts from then."""
    steps = HousingStep.objects.everywhere().filter(work=work, to_state=state.value).exclude(verb="back")
    return steps.order_by("-pk").values_list("on", flat=True).first()
