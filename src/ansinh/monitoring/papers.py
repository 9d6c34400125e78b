"""A written paper as the paper that is issued: its context, its preview."""

from datetime import date
from decimal import Decimal

import polars as pl

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.datasets.models import Version
from ansinh.datasets.queries import cube_of
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _, speaking
from ansinh.kernel.numbers import rate
from ansinh.monitoring.drafts import version_words
from ansinh.monitoring.given_figures import commune_rates
from ansinh.monitoring.models import WrittenReport
from ansinh.monitoring.queries import differences, parts_below, sections_of, whole_body
from ansinh.monitoring.sections import written
from ansinh.papers.contexts import ApprovalDecision, ProgrammeLine, ProgrammePaper, ReportedUnit
from ansinh.papers.kinds import KindCode
from ansinh.papers.pdf import pdf_of
from ansinh.papers.rendering import Filled, draft, fill_paper, shown_number_of

_MOVES = {
    "movement:poor_to_near": "escaped_poor",
    "movement:poor_out": "escaped_poor",
    "movement:near_out": "escaped_near_poor",
    "movement:new_poor": "new_poor",
    "movement:relapse_poor": "new_poor",
    "movement:new_near": "new_near_poor",
    "movement:relapse_near": "new_near_poor",
}


def subject_of(report: WrittenReport) -> str:
    """How papers name the report they are about."""
    return f"written_report:{report.pk}"


def filled_paper(report: WrittenReport, on: date | None = None) -> Filled:
    """The paper with everything but its number: the template that holds for the place, the figures as they are kept."""
    with speaking("vi"):
        context = context_of(report)
    return fill_paper(
        kind=written(report.kind).paper.value,
        context=context,
        unit=report.unit,
        issued_on=on or today(),
        replaces=report.follows.paper if report.follows is not None else None,
    )


def preview_pdf(report: WrittenReport, by: Actor) -> bytes:
    """The paper as it would be now as PDF, marked on every page as one without a number; nothing is kept."""
    check_sees(report, by)
    with speaking("vi"):
        across = _("BẢN XEM TRƯỚC, CHƯA CÓ SỐ")
    return pdf_of([draft(filled_paper(report))], title=report.title, at=now(), across=across)


def preview_word(report: WrittenReport, by: Actor) -> bytes:
    """The same as a Word file, marked as a draft."""
    check_sees(report, by)
    return draft(filled_paper(report))


def check_sees(report: WrittenReport, by: Actor) -> None:
    """Raise ``Refused`` unless ``by`` writes or approves papers of the place."""
    if not scope_of(by, P.APPROVE_REPORTS).covers(report.unit_id):
        check_may(by, P.SEND_REPORTS, report.unit_id)


def lines_in(text: str) -> tuple[str, ...]:
    """The lines of a field that holds one each."""
    return tuple(one.strip() for one in text.splitlines() if one.strip())


def context_of(report: WrittenReport) -> ProgrammePaper | ApprovalDecision:
    """What the template is told, in Vietnamese."""
    if written(report.kind).paper is KindCode.APPROVAL_DECISION:
        return _decision(report)
    body = whole_body(report)
    return ProgrammePaper(
        title=report.title,
        sent_to=lines_in(report.sent_to),
        grounds=lines_in(report.grounds),
        provisional=report.provisional,
        version=_rests_on(report),
        lines=tuple(ProgrammeLine(heading=one.heading, text=one.text) for one in body.lines),
        consolidated=_consolidated(report),
        differences=tuple(
            f"{one.words[:1].upper()}{one.words[1:]}: trước {one.before.shown}, nay {one.after.shown}"
            for one in differences(report)
            if one.before is not None and one.after is not None
        ),
        notes=body.notes,
        **_signed(report),
    )


def _signed(report: WrittenReport) -> dict[str, object]:
    return {
        "position": report.position,
        "signatory": report.signatory,
        "recipients": lines_in(report.recipients) or ("Lưu: VT",),
    }


def _rests_on(report: WrittenReport) -> str:
    if report.version is None:
        return report.basis[:1].lower() + report.basis[1:]
    one = report.version
    return f"{version_words(one)} của {one.unit.name}, kỳ {one.period}, chuẩn {one.standard}"


def _consolidated(report: WrittenReport) -> tuple[str, ...]:
    said, missing = [], []
    for one in parts_below(report):
        if one.part is None or one.part.paper is None:
            missing.append(one.unit.name)
            continue
        number = shown_number_of(one.part.paper.number, one.part.paper.suffix)
        said.append(f"{one.unit.name} ({number}{', số sơ bộ' if one.part.provisional else ''})")
    found = [f"Đã tổng hợp {len(said)} báo cáo: {', '.join(said)}"] if said else []
    return (
        (*found, f"Chưa có báo cáo của {len(missing)} nơi: {', '.join(missing)}") if missing else tuple(found)
    )


def _decision(report: WrittenReport) -> ApprovalDecision:
    if report.version is None:
        raise Refused(
            _("Quyết định này chưa có phiên bản niêm phong. Hãy điền lại số liệu."), code="not_sealed"
        )
    rows = unit_rows(report.version)
    typed = [line for one in sections_of(report) for line in lines_in(one.text)]
    given = (
        {"carried_out_by": "; ".join(typed)}
        if typed
        else {"carried_out_by": "Thủ trưởng các cơ quan, đơn vị liên quan"}
    )
    return ApprovalDecision(
        period=f"năm {report.year}",
        authority_words=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {report.unit.name.upper()}",
        grounds=lines_in(report.grounds),
        version=_rests_on(report),
        units=tuple(rows),
        total=(_total(rows),),
        **given,
        **_signed(report),
    )


def unit_rows(version: Version) -> list[ReportedUnit]:
    """A row for each commune of a version: its lists, what came and went, of how many households."""
    cube = cube_of(version).filter(pl.col("standard") == version.standard)
    sums = cube.group_by("unit_code", "class", "measure").agg(pl.col("households").sum())
    counted: dict[tuple[str, str], int] = {}
    for code, class_, measure, many in sums.iter_rows():
        name = (
            class_ if measure == "total" else "average" if measure == "agricultural" else _MOVES.get(measure)
        )
        if name is not None:
            counted[code, name] = counted.get((code, name), 0) + many
    return [
        _row(
            order,
            one.unit.name,
            one.households,
            {name: counted.get((one.unit.code, name), 0) for name in _NAMES},
        )
        for order, one in enumerate(commune_rates(version), start=1)
    ]


_NAMES = ("poor", "near_poor", *dict.fromkeys(_MOVES.values()), "average")


def _row(order: int | None, name: str, base: int | None, counts: dict[str, int]) -> ReportedUnit:
    shares: dict[str, Decimal | None] = {
        f"{one}_rate": rate(counts[one], base) for one in ("poor", "near_poor")
    }
    return ReportedUnit(order=order, name=name, households=base, **counts, **shares)  # type: ignore[arg-type]


def _total(rows: list[ReportedUnit]) -> ReportedUnit:
    known = [one.households for one in rows]
    base = None if None in known else sum(one for one in known if one is not None)
    return _row(None, "Cộng", base, {name: sum(getattr(one, name) for one in rows) for name in _NAMES})
