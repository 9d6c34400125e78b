"""The numbers of a sealed version, each out of a cell of its forms or of its cube."""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from ansinh.datasets.models import Version
from ansinh.datasets.queries import cube_of
from ansinh.kernel.errors import NotFound
from ansinh.kernel.numbers import rate, shown_number
from ansinh.monitoring.drafts import FigureDraft, count_shown, total, version_words
from ansinh.reports.kept_forms import key_of
from ansinh.reports.layouts.columns import HOUSEHOLDS
from ansinh.reports.opening import open_cell
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.causes import causes_of

_DECIMALS = 2
_ROUNDED = "làm tròn nửa lên, hai chữ số thập phân"
_LISTS = (("poor", "hộ nghèo", 2), ("near_poor", "hộ cận nghèo", 3))
# Columns of forms 2 and 3 in households: what went and came, with the sign each has in the balance.
_FLOWS = {
    "poor": (
        ("poor_to_near", 2, -1, "hộ nghèo chuyển thành hộ cận nghèo"),
        ("out_over:poor", 3, -1, "hộ nghèo vượt chuẩn cận nghèo"),
        ("other_out:poor", 4, -1, "hộ nghèo giảm khác (chuyển đi, mất, gộp hộ)"),
        ("near_to_poor", 5, 1, "hộ cận nghèo chuyển thành hộ nghèo"),
        ("relapse:poor", 6, 1, "hộ tái nghèo"),
        ("new:poor", 7, 1, "hộ nghèo phát sinh mới"),
        ("other_in:poor", 8, 1, "hộ nghèo tăng khác (chuyển đến, tách hộ)"),
    ),
    "near_poor": (
        ("out:near_poor", 2, -1, "hộ thoát cận nghèo"),
        ("near_to_poor:out", 3, -1, "hộ cận nghèo chuyển thành hộ nghèo"),
        ("other_out:near_poor", 4, -1, "hộ cận nghèo giảm khác (chuyển đi, mất, gộp hộ)"),
        ("poor_to_near:in", 5, 1, "hộ nghèo chuyển thành hộ cận nghèo"),
        ("relapse:near_poor", 6, 1, "hộ tái cận nghèo"),
        ("new:near_poor", 7, 1, "hộ cận nghèo phát sinh mới"),
        ("other_in:near_poor", 8, 1, "hộ cận nghèo tăng khác (chuyển đến, tách hộ)"),
    ),
}
_GROUPS = (
    ("group:minority", 2, "hộ nghèo thuộc diện dân tộc thiểu số"),
    ("no_labour_capacity", 3, "hộ nghèo không có khả năng lao động"),
    ("group:merit", 4, "hộ nghèo thuộc diện chính sách người có công với cách mạng"),
)


class Sealed:
    """A version read for one paper: cells of its forms by number, sums of its cube."""

    def __init__(self, version: Version, section: str) -> None:
        self.version, self.section = version, section
        self._key = key_of(version)
        self.cube = cube_of(version).filter(pl.col("standard") == version.standard)

    def cell(self, form: int, column: int, split: str = "") -> int | None:
        """A count in the row of the whole place; nothing where the form has none."""
        try:
            opened = open_cell(self.version, form, self.version.unit.code, split, column, key=self._key)
        except NotFound:
            return None
        value = opened.cell.value
        return value if isinstance(value, int) else None

    def summed(self, measure: str, class_: str) -> int:
        """The households of a measure of the cube."""
        rows = self.cube.filter((pl.col("measure") == measure) & (pl.col("class") == class_))
        return int(rows["households"].sum())

    def count(
        self, code: str, words: str, form: int, column: int, split: str = "", more: str = ""
    ) -> FigureDraft | None:
        """A count of a form as a figure."""
        value = self.cell(form, column, split)
        if value is None:
            return None
        at = f"Biểu {form}, cột {column}{', hàng hộ' if split else ''}; {version_words(self.version)}."
        return FigureDraft(
            self.section, code, words, Decimal(value), count_shown(value), f"{at}{more}",
            version=self.version, form=form, split=split, column=column,
        )  # fmt: skip

    def of_cube(self, code: str, words: str, measure: str, class_: str) -> FigureDraft:
        """A count of the cube as a figure: no form prints it by itself."""
        value = self.summed(measure, class_)
        note = f"Khối số liệu niêm phong, phép đếm {measure}; {version_words(self.version)}."
        return FigureDraft(
            self.section, code, words, Decimal(value), count_shown(value), note, version=self.version
        )

    def computed(self, code: str, words: str, value: int, how: str) -> FigureDraft:
        """A count that is made of other counts: ``how`` says of which."""
        note = f"{how}; {version_words(self.version)}."
        return FigureDraft(
            self.section, code, words, Decimal(value), count_shown(value), note, version=self.version
        )

    def rate(
        self, code: str, words: str, part: int, base: int | None, of: str, form: int = 0, column: int = 0
    ) -> FigureDraft | None:
        """A rate as a figure: its denominator and rounding are named. Nothing without a denominator."""
        value = rate(part, base, _DECIMALS)
        if value is None or base is None:
            return None
        at = f"biểu {form}, cột {column}; " if form else ""
        note = (
            f"{shown_number(part)}/{shown_number(base)} {of}; {_ROUNDED}; {at}{version_words(self.version)}."
        )
        return FigureDraft(
            self.section, code, words, value, shown_number(value, _DECIMALS), note[:1].upper() + note[1:],
            numerator=part, denominator=base, version=self.version, form=form, column=column,
        )  # fmt: skip


def sealed_figures(version: Version, section: str) -> list[FigureDraft]:
    """Everything a paper tells of the review's result, in the order of its sentences."""
    source = Sealed(version, section)
    found: list[FigureDraft | None] = [source.count("households", "tổng số hộ dân cư", 1, 1)]
    for name, words, form in _LISTS:
        found += _of_list(source, name, words, form)
    for name, words, form in _LISTS:
        found += _flows(source, name, words, form)
    found += [source.count(code, words, 8, column, HOUSEHOLDS) for code, column, words in _GROUPS]
    found += list(_causes(source))
    found += list(_deprivations(source))
    return [one for one in found if one is not None]


def _of_list(source: Sealed, name: str, words: str, form: int) -> Iterator[FigureDraft | None]:
    column = 3 if name == "poor" else 5
    now, base = source.cell(1, column), source.cell(1, 1)
    yield source.count(name, f"tổng số {words}", 1, column, more=_parts(source) if name == "poor" else "")
    if now is None:
        return
    yield source.rate(f"rate:{name}", f"tỷ lệ {words} (%)", now, base, "hộ dân cư", 1, column + 1)
    before = source.cell(form, 1, HOUSEHOLDS)
    if before is not None:
        yield source.count(f"opening:{name}", f"{words} đầu kỳ", form, 1, HOUSEHOLDS)
        fall = before - now
        yield source.computed(
            f"fall:{name}",
            f"số {words} giảm trong kỳ (âm là tăng)",
            fall,
            f"Đầu kỳ {shown_number(before)} trừ cuối kỳ {shown_number(now)}",
        )
        yield source.rate(
            f"rate:fall:{name}", f"mức giảm {words} so với đầu kỳ (%)", fall, before, f"{words} đầu kỳ"
        )
    if name == "poor":
        details = source.summed("poor_income", "poor"), source.summed("poor_deprivation", "poor")
        if any(details):
            yield source.of_cube("poor_income", "hộ nghèo theo thu nhập", "poor_income", "poor")
            yield source.of_cube(
                "poor_deprivation",
                "hộ nghèo thiếu hụt tiếp cận các dịch vụ xã hội cơ bản",
                "poor_deprivation",
                "poor",
            )


def _parts(source: Sealed) -> str:
    """What the total is made of, where the standard knows two ways of being poor."""
    income, lacking = source.summed("poor_income", "poor"), source.summed("poor_deprivation", "poor")
    if not income and not lacking:
        return ""
    return f" Gồm {shown_number(income)} hộ nghèo theo thu nhập và {count_shown(lacking)} hộ nghèo do thiếu hụt: tổng là {shown_number(income + lacking)}."


def _flows(source: Sealed, name: str, words: str, form: int) -> Iterator[FigureDraft | None]:
    """What came and went; the balance with its residual stands in the note of what is left at the end."""
    cells = {code: (source.cell(form, column, HOUSEHOLDS), sign) for code, column, sign, _w in _FLOWS[name]}
    if total([value for value, _sign in cells.values()]) is None:
        return
    if name == "poor":
        near, over = cells["poor_to_near"][0] or 0, cells["out_over:poor"][0] or 0
        yield source.computed(
            "out:poor",
            "hộ thoát nghèo",
            near + over,
            f"Biểu 2, cột 2 và 3: {shown_number(near)} hộ chuyển thành hộ cận nghèo và {shown_number(over)} hộ vượt chuẩn cận nghèo",
        )
    for code, column, _sign, said in _FLOWS[name]:
        yield source.count(code, said, form, column, HOUSEHOLDS)
    yield _balance(source, name, words, form, cells)


def _balance(
    source: Sealed, name: str, words: str, form: int, cells: dict[str, tuple[int | None, int]]
) -> FigureDraft | None:
    before, after = source.cell(form, 1, HOUSEHOLDS), source.cell(form, 9, HOUSEHOLDS)
    if before is None or after is None:
        return None
    residual = after - before - sum(sign * (value or 0) for value, sign in cells.values())
    steps = "".join(
        f" {'+' if sign > 0 else '−'} {shown_number(value)} {said}"
        for (value, sign), (_code, _column, _sign, said) in zip(cells.values(), _FLOWS[name], strict=True)
        if value
    )
    how = f"{shown_number(before)} {words} đầu kỳ{steps} = {shown_number(after - residual)}; cuối kỳ {shown_number(after)}"
    return source.computed(f"residual:{name}", f"phần dư của cân đối {words}", residual, how)


def _causes(source: Sealed) -> Iterator[FigureDraft | None]:
    more = " Một hộ có thể có nhiều nguyên nhân, nên không cộng các số này."
    for column, (code, words, *_english) in enumerate(causes_of(source.version.standard).causes, start=1):
        yield source.count(f"cause:{code}", f"nguyên nhân: {words}", 10, column, more=more)


def _deprivations(source: Sealed) -> Iterator[FigureDraft | None]:
    base = source.cell(4, 1)
    for column, one in enumerate(standard_in_use(source.version.standard).indicators, start=3):
        yield source.count(f"indicator:{one.code}", f"thiếu hụt: {one.name.vi}", 4, column)
        part = source.cell(4, column)
        if part is not None:
            yield source.rate(
                f"rate:indicator:{one.code}",
                f"tỷ lệ thiếu hụt: {one.name.vi} (%)",
                part,
                base,
                "hộ nghèo",
                5,
                column - 1,
            )
