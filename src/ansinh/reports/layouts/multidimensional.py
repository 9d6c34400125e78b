"""Forms 12 and 13: the class among all who live here, by ethnicity, merit, labour and the sex of the head."""

from ansinh.kernel.language import _
from ansinh.reports.layouts.columns import (
    HOUSEHOLDS,
    PERSONS,
    CellSource,
    Column,
    Layout,
    counted,
    numbered,
    population,
    sum_formula,
)


def multidimensional(number: int, class_: str) -> Layout:
    """Form 12 (poor) or 13 (near-poor)."""
    poor = class_ == "poor"
    households = _("Số hộ nghèo") if poor else _("Số hộ cận nghèo")
    persons = _("Số nhân khẩu thuộc hộ nghèo") if poor else _("Số nhân khẩu thuộc hộ cận nghèo")
    title = (
        _("Tổng hợp kết quả rà soát hộ nghèo theo chuẩn nghèo đa chiều")
        if poor
        else _("Tổng hợp kết quả rà soát hộ cận nghèo theo chuẩn nghèo đa chiều")
    )
    columns = [
        *_by_ethnicity(1, _("Tổng số hộ dân cư"), _of_population(HOUSEHOLDS)),
        *_by_ethnicity(4, _("Tổng số nhân khẩu"), _of_population(PERSONS)),
        *_by_ethnicity(7, households, _of_class(class_, HOUSEHOLDS)),
        Column(10, (households, _("Có người có công")), sources=counted("merit", class_, HOUSEHOLDS)),
        Column(
            11,
            (households, _("Không có khả năng lao động")),
            sources=counted("no_labour_capacity", class_, HOUSEHOLDS),
        ),
        Column(12, (households, _("Chủ hộ là nữ")), sources=counted("female_head", class_, HOUSEHOLDS)),
        *_by_ethnicity(13, persons, _of_class(class_, PERSONS)),
    ]
    return Layout(number, title, numbered(columns), notes=(_note(),))


def _by_ethnicity(first: int, head: str, sources: list[tuple[CellSource, ...]]) -> list[Column]:
    parts = (first + 1, first + 2)
    return [
        Column(
            first,
            (head, _("Tổng số")),
            sources=sources[0],
            parts=parts,
            formula=sum_formula(first, parts),
        ),
        Column(first + 1, (head, _("Kinh")), sources=sources[1]),
        Column(first + 2, (head, _("Dân tộc thiểu số")), sources=sources[2]),
    ]


def _of_population(split: str) -> list[tuple[CellSource, ...]]:
    return [population(split), population(f"{split}_kinh"), population(f"{split}_minority")]


def _of_class(class_: str, split: str) -> list[tuple[CellSource, ...]]:
    return [counted(measure, class_, split) for measure in ("total", "kinh", "minority")]


def _note() -> str:
    return _("Hộ tính theo dân tộc của chủ hộ, nhân khẩu theo dân tộc của từng người.")
