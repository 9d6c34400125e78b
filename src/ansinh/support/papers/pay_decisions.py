"""The decision that approves what a released pay run pays, with the list people sign for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ansinh.access.doers import doer_name
from ansinh.accounts.actor import Actor
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _, speaking
from ansinh.kernel.money_words import amount_in_words
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.progress import Progress, silent
from ansinh.papers.contexts import PaidLine, PaidPolicy, PayDecision
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.delivery.words import line_words, period_words, policy_words
from ansinh.support.models import Enrolment, PayLine, PayRun, PayRunTotal
from ansinh.support.models.delivery_enums import LineKind, RunState
from ansinh.support.paper_links import LONGEST_LIST, run_subject
from ansinh.support.papers.issuing import Drafted, check_issues, issue_once

_STEPS = 3


@dataclass(frozen=True)
class Written:
    """What the officer writes around the figures; ``why`` where an earlier decision is replaced."""

    grounds: Sequence[str]
    proposer: str
    signatory: str = ""
    why: str = ""


def check_decides(run: PayRun) -> None:
    """Raise ``Refused`` for a run without a decision of its own: not released, or too long for one list."""
    if run.state != RunState.RELEASED.value:
        said = _("Đợt này chưa phát hành nên chưa lập quyết định được. Hãy phát hành đợt trước.")
        raise Refused(said, code="not_released")
    if run.lines > LONGEST_LIST:
        said = _(
            "Đợt này có {count} khoản, nhiều hơn {most} khoản của một danh sách. Hãy lập đợt theo từng xã để mỗi xã có quyết định "
            "riêng; đợt này dùng danh sách cho đơn vị chi trả."
        )
        raise Refused(
            said.format(count=shown_number(run.lines), most=shown_number(LONGEST_LIST)), code="list_too_long"
        )


def check_written(run: PayRun, written: Written, by: Actor) -> None:
    """Raise ``Refused`` for a run without a decision or where ``by`` issues no papers, ``UnusableInput`` without grounds or without
    who proposed it."""
    check_issues(by, run.unit)
    check_decides(run)
    if not written.grounds or not written.proposer.strip():
        said = _("Hãy ghi căn cứ và người đề nghị của quyết định.")
        raise UnusableInput(said, code="no_grounds")


def drafted_pay_decision(*, run: PayRun, written: Written, by: Actor, most: int | None = None) -> Drafted:
    """What ``issue_pay_decision`` would issue. ``most``: only so many lines of the list are written out and the rest is one line with
    its sum, for a preview. Raises as it does."""
    check_written(run, written, by)
    with speaking("vi"):
        context = _context(run, written, most)
        title = f"Phê duyệt danh sách và kinh phí chi trả hỗ trợ {context.period} (đợt {run.number})"
    return Drafted(
        kind=KindCode.PAY_DECISION,
        context=context,
        about=run,
        unit=run.unit,
        subject=run_subject(run.pk),
        title=title,
        why=written.why,
    )


def issue_pay_decision(*, run: PayRun, written: Written, by: Actor, progress: Progress = silent) -> Paper:
    """Issue the decision on a released run with the next number of its place. A second one replaces the first and says why.

    Raises ``Refused`` for a run that was not released, of more than ``LONGEST_LIST`` lines, or where ``by`` issues no papers;
    ``UnusableInput`` without grounds, without who proposed it, or without the reason of a replacement.
    """
    progress(_("Đọc danh sách của đợt"), 0, _STEPS)
    drafted = drafted_pay_decision(run=run, written=written, by=by)
    progress(_("Lập văn bản"), 1, _STEPS)
    return issue_once(drafted, by=by, progress=progress)


def proposed_grounds(run: PayRun) -> list[str]:
    """The articles by which the people of a run receive, as grounds for the officer to look over. Of a rule that nobody read the
    ground says so; of one that is no more the policy's source stands."""
    rules = Enrolment.objects.everywhere().filter(lines__run=run).values_list("policy", "rule")
    with speaking("vi"):
        found = dict.fromkeys(
            _ground(policy, rule) for policy, rule in rules.order_by("policy", "rule").distinct()
        )
    return list(found)


def _ground(code: str, rule: str) -> str:
    policy = policy_in_use(code)
    one = next((one for one in policy.rules if one.id == rule), None)
    said = f"Căn cứ {(one.article if one else policy.source).in_language('vi')}"
    unread = one.unverified if one else not policy.verified
    return f"{said} (chưa kiểm chứng với văn bản)" if unread else said


def _context(run: PayRun, written: Written, most: int | None) -> PayDecision:
    words = amount_in_words(run.amount)
    sums = _sums(PayRunTotal.objects.everywhere().filter(run=run))
    return PayDecision(
        period=period_words(run.period),
        number=run.number,
        grounds=tuple(written.grounds),
        proposer=written.proposer,
        carried_out_by="Công chức phụ trách công tác giảm nghèo, bộ phận kế toán và người chi trả",
        lines=run.lines,
        amount=run.amount,
        amount_words=words,
        seal=run.digest[:16],
        prepared_by=doer_name(run.made_by),
        policies=sums,
        total=(
            PaidPolicy(
                name="Cộng",
                lines=run.lines,
                amount=run.amount,
                state=_whole(one.state for one in sums),
                local=_whole(one.local for one in sums),
            ),
        ),
        beneficiaries=_listed(run, most),
        list_total=(PaidLine(name="Cộng", amount=run.amount),),
        signatory=written.signatory,
    )


def _sums(totals: Iterable[PayRunTotal]) -> tuple[PaidPolicy, ...]:
    """What the run comes to for each policy; a share is told only where it is known of every part."""
    by_policy: dict[str, list[PayRunTotal]] = defaultdict(list)
    for one in totals:
        by_policy[one.policy].append(one)
    return tuple(
        PaidPolicy(
            order=order,
            name=policy_words(code),
            lines=sum(one.lines for one in rows),
            amount=sum(one.amount for one in rows),
            state=_whole(one.state_share for one in rows),
            local=_whole(one.local_share for one in rows),
        )
        for order, (code, rows) in enumerate(sorted(by_policy.items()), start=1)
    )


def _whole(parts: Iterable[int | None]) -> int | None:
    """Their sum; nothing where one of them is not known."""
    known = list(parts)
    return None if None in known else sum(part for part in known if part is not None)


def _listed(run: PayRun, most: int | None) -> tuple[PaidLine, ...]:
    rows = PayLine.objects.everywhere().filter(run=run).select_related("household", "person", "payee", "unit")
    ordered = rows.order_by("unit__sort_key", "village", "household__head_name_sort", "pk")
    found = tuple(_line(run, line, order) for order, line in enumerate(ordered[:most], start=1))
    left = run.lines - len(found)
    if most is None or not left:
        return found
    words = _("(bản xem trước không in {count} khoản còn lại)").format(count=shown_number(left))
    return (*found, PaidLine(name=words, amount=run.amount - sum(one.amount for one in found)))


def _line(run: PayRun, line: PayLine, order: int) -> PaidLine:
    head = line.household.head_name or _("(chưa có tên)")
    elsewhere = line.unit.name if line.unit_id != run.unit_id else ""
    return PaidLine(
        order=order,
        name=(line.person.full_name if line.person else "") or head,
        head_name=head,
        village=", ".join(part for part in (line.village, elsewhere) if part),
        policy=line.policy,
        amount=line.amount,
        note="; ".join(_notes(line)),
    )


def _notes(line: PayLine) -> Iterable[str]:
    """What whoever signs should know: why it is in this run, what was taken off, who receives in whose place."""
    if line.kind != LineKind.REGULAR.value:
        yield f"{line_words(line.kind)}, {period_words(line.period)}"
    if line.deducted:
        yield f"đã trừ {shown_number(line.deducted)} đồng chi thừa"
    if line.payee is not None and line.payee.receiver_name:
        yield f"nhận thay: {line.payee.receiver_name}"
