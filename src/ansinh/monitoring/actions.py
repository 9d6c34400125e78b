"""Writing a paper: made with its figures, written, filled anew, submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold
from ansinh.monitoring.drafts import Filled
from ansinh.monitoring.enums import PaperKind, PaperState
from ansinh.monitoring.filling import fill, parts_of, sealed_version
from ansinh.monitoring.models import (
    WrittenFigure,
    WrittenPart,
    WrittenReport,
    WrittenSection,
)
from ansinh.monitoring.moving import go, held_row, move
from ansinh.monitoring.papers import subject_of
from ansinh.monitoring.policies import (
    above,
    check_writes,
)
from ansinh.monitoring.sections import in_words, written
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.reviews.decisions.contexts import grounds_of
from ansinh.reviews.procedure.regime import regime_on

_FIRST_YEAR, _LAST_YEAR = 2016, 2100


@dataclass(frozen=True)
class Head:
    """What stands around the body of a paper; lists hold a line each."""

    title: str
    sent_to: str = ""
    grounds: str = ""
    recipients: str = ""
    position: str = ""
    signatory: str = ""


def make_paper(
    *,
    unit: Unit,
    kind: PaperKind,
    year: int,
    part: int = 0,
    by: Actor,
    why: str = "",
    due: date | None = None,
) -> WrittenReport:
    """Begin a paper of a place for a year (or a half of it), with every figure that is known now.

    Where one was issued before, the new edition takes its place once it is approved: a provisional one is completed when a
    version was sealed, any other needs ``why``. Raises ``Refused`` without the right, while a draft stands, or where nothing is known
    to fill it with; ``UnusableInput`` for a time that the kind has not.
    """
    check_may(by, P.SEND_REPORTS, unit.pk)
    _check_time(unit, kind, year, part)
    return _begin(
        unit=unit,
        kind=kind,
        year=year,
        part=part,
        filled=fill(unit, kind, year, part),
        by=by,
        why=why,
        due=due,
    )


@action(EventName.WRITTEN_REPORT_MADE)
def _begin(
    *,
    unit: Unit,
    kind: PaperKind,
    year: int,
    part: int,
    filled: Filled,
    by: Actor,
    why: str,
    due: date | None,
) -> WrittenReport:
    # Who begins the same paper at the same moment waits here.
    Unit.objects.select_for_update().get(pk=unit.pk)
    rows = WrittenReport.objects.everywhere().filter(unit=unit, kind=kind.value, year=year, part=part)
    last = rows.order_by("-order").first()
    reason = _why_anew(last, filled, clean(why))
    asked = written(kind.value)
    title = in_words(asked.title, year, part)
    to = above(unit, today())
    law = regime_on(date(year, 12, 1))
    official = law.reports.get("official") if law is not None and law.reports else None
    made = WrittenReport.objects.create(
        unit=unit,
        kind=kind.value,
        year=year,
        part=part,
        order=(rows.aggregate(last=Max("order"))["last"] or 0) + 1,
        title=title,
        title_fold=fold(title),
        sent_to=f"Ủy ban nhân dân {to.name}" if to is not None else (official.to.vi if official else ""),
        grounds="\n".join(grounds_of(law.code)) if law is not None else "",
        recipients="Như trên\nLưu: VT" if not asked.sealed else "Lưu: VT",
        position="CHỦ TỊCH",
        due=due,
        version=filled.version,
        provisional=filled.provisional,
        basis=filled.basis,
        follows=last if reason else None,
        why=reason,
        made_at=now(),
        made_by=by.label,
    )
    WrittenSection.objects.bulk_create(
        [
            WrittenSection(
                report=made,
                position=at,
                code=one.code,
                heading=in_words(one.heading, year, part),
                text=_kept(last, one.code),
            )
            for at, one in enumerate(asked.sections)
        ]
    )
    _keep(made, filled)
    move(made, None, PaperState.DRAFT, by)
    return made


def _kept(last: WrittenReport | None, code: str) -> str:
    """What was written in the edition before: the officer goes on from there."""
    if last is None:
        return ""
    row = WrittenSection.objects.everywhere().filter(report=last, code=code).first()
    return row.text if row is not None else ""


def _check_time(unit: Unit, kind: PaperKind, year: int, part: int) -> None:
    asked = written(kind.value)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise UnusableInput(_("Năm phải từ 2016 trở đi."), code="no_year")
    if asked.halves is not bool(part):
        raise UnusableInput(
            _("Báo cáo sáu tháng phải chọn 6 tháng đầu hoặc cuối năm; văn bản khác là của cả năm."),
            code="no_half",
        )
    if asked.above_communes and unit.level == UnitLevel.COMMUNE.value:
        raise Refused(
            _("Quyết định phê duyệt kết quả do cấp trên của xã ban hành. Xã lập báo cáo năm."),
            code="not_of_a_commune",
        )


def _why_anew(last: WrittenReport | None, filled: Filled, why: str) -> str:
    """Why the new edition follows the last one; blank where there is none. Raises ``Refused`` where it must not."""
    if last is None:
        return ""
    if last.state in (PaperState.DRAFT.value, PaperState.SUBMITTED.value) or (
        last.state == PaperState.RETURNED.value and last.paper_id is None
    ):
        raise Refused(
            _(
                "Văn bản này đang có bản soạn (lần {order}). Hãy mở bản ấy để sửa tiếp, không lập bản thứ hai."
            ).format(order=last.order),
            code="draft_stands",
        )
    if last.state == PaperState.PROVISIONAL.value and filled.version is not None:
        return why or "Hoàn thiện số liệu sơ bộ theo kết quả đã phê duyệt"
    if not why:
        raise UnusableInput(_("Văn bản này đã ban hành. Hãy ghi lý do lập bản thay thế."), code="no_reason")
    return why[:300]


def fill_again(*, report: WrittenReport, by: Actor) -> WrittenReport:
    """Take the figures of now into a draft; what the officer wrote stays. Raises ``Refused`` where it is no draft."""
    check_writes(report, by)
    filled = fill(report.unit, PaperKind(report.kind), report.year, report.part)
    return _fill_again(report=report, filled=filled, by=by)


@action(EventName.WRITTEN_REPORT_FILLED)
def _fill_again(*, report: WrittenReport, filled: Filled, by: Actor) -> WrittenReport:
    held = held_row(report)
    check_writes(held, by)
    held.version, held.provisional, held.basis = filled.version, filled.provisional, filled.basis
    held.save(update_fields=["version", "provisional", "basis"])
    WrittenFigure.objects.everywhere().filter(report=held).delete()
    WrittenPart.objects.everywhere().filter(report=held).delete()
    _keep(held, filled)
    note(subject=subject_of(held), place=held.unit.code, figures=len(filled.figures))
    return held


def _keep(report: WrittenReport, filled: Filled) -> None:
    """The figures with what each is made of, and the places below with and without a paper."""
    WrittenFigure.objects.bulk_create(
        [
            WrittenFigure(
                report=report,
                section=one.section,
                code=one.code,
                position=at,
                words=one.words[:300],
                value=one.value,
                shown=one.shown,
                numerator=one.numerator,
                denominator=one.denominator,
                version=one.version,
                form=one.form,
                split=one.split,
                column=one.column,
                note=one.note,
                link=one.link,
            )
            for at, one in enumerate(filled.figures)
        ],
        batch_size=200,
    )
    below = parts_of(report.unit, PaperKind(report.kind), report.year, report.part)
    WrittenPart.objects.bulk_create(
        [WrittenPart(report=report, unit=unit, part=part) for unit, part in below], batch_size=200
    )


@action(EventName.WRITTEN_REPORT_WRITTEN)
def write_paper(*, report: WrittenReport, head: Head, texts: Mapping[str, str], by: Actor) -> WrittenReport:
    """Keep what an officer wrote: the head, and the text of sections by their code. Figures are not typed.

    Raises ``Refused`` where it is no draft of a place ``by`` writes for, ``UnusableInput`` without a title.
    """
    held = held_row(report)
    check_writes(held, by)
    title = clean(head.title)[:300]
    if not title:
        raise UnusableInput(_("Hãy ghi trích yếu của văn bản."), code="no_title")
    held.title, held.title_fold = title, fold(title)
    for name in ("sent_to", "grounds", "recipients"):
        setattr(held, name, _lines(getattr(head, name)))
    held.position, held.signatory = clean(head.position)[:120], clean(head.signatory)[:120]
    held.save(
        update_fields=["title", "title_fold", "sent_to", "grounds", "recipients", "position", "signatory"]
    )
    for row in WrittenSection.objects.everywhere().filter(report=held):
        if row.code in texts and _lines(texts[row.code]) != row.text:
            row.text = _lines(texts[row.code])
            row.save(update_fields=["text"])
    note(subject=subject_of(held), place=held.unit.code)
    return held


def _lines(text: str) -> str:
    return "\n".join(clean(one) for one in text.splitlines() if clean(one))


@action(EventName.WRITTEN_REPORT_SUBMITTED)
def submit_paper(*, report: WrittenReport, by: Actor) -> WrittenReport:
    """Give a draft to who approves it. Raises ``Refused`` where its figures are no longer those of the newest version."""
    held = held_row(report)
    check_writes(held, by)
    newest = sealed_version(held.unit, held.year)
    if (held.version_id or held.provisional) and newest is not None and newest.pk != held.version_id:
        raise Refused(
            _("Đã có phiên bản được phê duyệt mới. Hãy bấm «Điền lại số liệu» rồi trình."),
            code="figures_are_old",
        )
    return go(held, PaperState.SUBMITTED, by)
