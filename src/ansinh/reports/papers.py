"""The words around the figures: head of the paper, notes with the papers of its numbers, signatures."""

from collections.abc import Sequence

from ansinh.kernel.dates import VIETNAM, shown_date
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.reports.context import FormContext, ReviewRound
from ansinh.reports.layouts.columns import POPULATION, Kind, Layout
from ansinh.reports.tables import FormHead, FormRow, RowKind

# More differences than this are counted in the notes, not listed; the workbook marks each at its cell.
_LISTED = 12


def head(context: FormContext, plan: Layout) -> FormHead:
    """The head rows of an administrative paper, in the current language."""
    return FormHead(
        superior=context.unit.superior,
        authority=context.unit.authority,
        state=_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        motto=_("Độc lập - Tự do - Hạnh phúc"),
        number=_("Biểu số {number}").format(number=plan.number),
        title=plan.title,
        subtitle=_round_line(context),
        version=_version_line(context),
    )


def shown_round(round_: ReviewRound) -> str:
    """``năm 2022`` or ``tháng 3 năm 2023``."""
    if round_.month is None:
        return _("năm {year}").format(year=round_.year)
    return _("tháng {month} năm {year}").format(month=round_.month, year=round_.year)


def _round_line(context: FormContext) -> str:
    return _(
        "Đợt rà soát {round}, danh sách năm {list_year}, tính đến ngày {as_of} - {unit} (mã {code})"
    ).format(
        round=shown_round(context.round),
        list_year=context.round.list_year,
        as_of=shown_date(context.round.as_of),
        unit=context.unit.name,
        code=context.unit.code,
    )


def _version_line(context: FormContext) -> str:
    sealed = context.version.sealed_at.astimezone(VIETNAM)
    return _("Phiên bản dữ liệu {number}, niêm phong {time} ngày {day}, SHA-256 {digest}").format(
        number=context.version.number,
        time=f"{sealed.hour:02d}:{sealed.minute:02d}",
        day=shown_date(sealed.date()),
        digest=context.version.digest,
    )


def notes(
    context: FormContext, plan: Layout, rows: Sequence[FormRow], remarks: Sequence[str]
) -> tuple[str, ...]:
    """What a reader must know of the figures: definition, standard, units, denominators, rounding, what is
    unsure."""
    said = [
        _("Chuẩn: {standard}. Đơn vị hành chính: {units}.").format(
            standard=context.standard.code, units=context.unit_set
        ),
        *plan.notes,
        *_denominators(context, plan),
        *_rounding(plan),
        *remarks,
        *_unverified(context),
        *_published(rows),
    ]
    return tuple(dict.fromkeys(said))


def _denominators(context: FormContext, plan: Layout) -> list[str]:
    used = any(s.measure.startswith(f"{POPULATION}:") for column in plan.columns for s in column.sources)
    if not used:
        return []
    frame = context.populations
    dates = sorted({shown for day in frame["date"].drop_nulls().unique().sort() if (shown := _day(day))})
    sources = sorted({str(source) for source in frame["source"].drop_nulls().unique()})
    return [
        _("Tổng số hộ và nhân khẩu: nguồn {sources}; ngày {dates}.").format(
            sources="; ".join(sources) or _("chưa ghi"), dates=", ".join(dates) or _("chưa ghi")
        )
    ]


def _day(value: object) -> str:
    return shown_date(value) if hasattr(value, "year") else str(value)  # type: ignore[arg-type]


def _rounding(plan: Layout) -> list[str]:
    if not any(column.kind is Kind.RATE for column in plan.columns):
        return []
    return [
        _("Tỷ lệ làm tròn đến hai chữ số thập phân, từ 5 trở lên làm tròn lên; để trống nơi không có mẫu số.")
    ]


def _unverified(context: FormContext) -> list[str]:
    if not context.standard.unverified:
        return []
    return [
        _("CHƯA KIỂM CHỨNG với văn bản pháp luật: {parts}.").format(
            parts="; ".join(context.standard.unverified)
        )
    ]


def _published(rows: Sequence[FormRow]) -> list[str]:
    """Figures printed elsewhere that differ from ours: both are said, neither is changed."""
    different = [
        (row, index, cell)
        for row in rows
        for index, cell in enumerate(row.cells, start=1)
        if cell.published is not None and cell.published != cell.value
    ]
    different.sort(key=lambda found: found[0].kind is not RowKind.TOTAL)
    said = [
        _("{name}, cột {column}: đã công bố {published}, tính từ dữ liệu {computed}.").format(
            name=row.name,
            column=index,
            published=_shown(cell.published),
            computed=_shown(cell.value) or _("để trống"),
        )
        for row, index, cell in different[:_LISTED]
    ]
    if len(different) > _LISTED:
        said.append(_("Còn {count} ô khác với số đã công bố.").format(count=len(different) - _LISTED))
    return said


def _shown(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    exponent = getattr(value, "as_tuple", lambda: None)()
    return shown_number(value, max(0, -exponent.exponent) if exponent else 0)  # type: ignore[arg-type]


def signatures() -> tuple[tuple[str, str], ...]:
    """Who signs, left and right: the role and how."""
    return (
        (_("NGƯỜI LẬP BIỂU"), _("(Ký, ghi rõ họ tên)")),
        (_("THỦ TRƯỞNG ĐƠN VỊ"), _("(Ký, đóng dấu, ghi rõ họ tên)")),
    )
