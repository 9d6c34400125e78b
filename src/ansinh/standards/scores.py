"""Tables of points as data: the income score of a household is the sum of one point a row of the form.

The tables of Circular 07/2021 were not found, so none is shipped. A province loads its own: a CSV with the
columns ``standard, region, item, option, points, source, checksum``, where ``checksum`` is the SHA-256 of
the source document.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.work.tables import read_table

COLUMNS = ("standard", "region", "item", "option", "points", "source", "checksum")


class UnusableScores(UnusableInput):
    """A table of points with errors (``findings``), or an answer that the table has no points for."""

    code = "unusable_scores"

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        """``message`` says what to do; ``findings`` every error of a file."""
        super().__init__(message)
        self.findings = findings


@dataclass(frozen=True)
class ScoreTable:
    """Points by region, item and option, for one standard; ``source`` and ``checksum`` name the document."""

    standard: str
    source: str
    checksum: str
    points: Mapping[str, Mapping[str, Mapping[str, int]]]

    def items(self, region: str) -> tuple[str, ...]:
        """The rows of the form in ``region``; raises ``UnusableScores`` for a region without a table."""
        if region not in self.points:
            raise UnusableScores(_("Bảng điểm không có vùng {region}.").format(region=region))
        return tuple(self.points[region])

    def score(
        self,
        region: str,
        options: Mapping[str, str | None],
        *,
        region_of_item: Mapping[str, str] | None = None,
    ) -> int | None:
        """The income score: the sum over every row of the region's form, ``None`` while a row is unanswered.

        ``region_of_item`` scores single rows with another region's points (a provincial committee may
        decide that for land, livestock or boats). Raises ``UnusableScores`` for an item or option the table
        lacks.
        """
        items = self.items(region)
        strange = sorted(set(options) - set(items))
        if strange:
            raise UnusableScores(_("Bảng điểm không có mục: {items}.").format(items=", ".join(strange)))
        answered = [
            self._points((region_of_item or {}).get(item, region), item, option)
            for item in items
            if (option := options.get(item)) is not None
        ]
        return sum(answered) if len(answered) == len(items) else None

    def _points(self, region: str, item: str, option: str) -> int:
        found = self.points.get(region, {}).get(item, {}).get(option)
        if found is None:
            raise UnusableScores(
                _("Bảng điểm vùng {region} không có lựa chọn {option} của mục {item}.").format(
                    region=region, option=option, item=item
                )
            )
        return found


def read_scores(path: Path) -> ScoreTable:
    """The table of points in a file; raises ``UnusableScores`` with every row that cannot be used."""
    table = read_table(path)
    lacking = [name for name in COLUMNS if name not in table.columns]
    if lacking:
        raise UnusableScores(_("Bảng điểm thiếu cột: {names}.").format(names=", ".join(lacking)))
    findings: list[Finding] = []
    points: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for number, row in zip(table.rows, table.frame.select(COLUMNS).iter_rows(named=True), strict=True):
        trouble = _trouble(row, points)
        if trouble:
            column, message = trouble
            findings.append(
                Finding("score_row", Level.ERROR, message, file=table.file, row=number, column=column)
            )
        else:
            points[row["region"]][row["item"]][row["option"]] = int(row["points"])
    findings += _incomplete(points, table.file)
    papers = table.frame.select("standard", "source", "checksum").unique()
    if findings or papers.height != 1:
        raise UnusableScores(
            _("Bảng điểm có {count} lỗi, hoặc không cùng một chuẩn và một văn bản nguồn.").format(
                count=len(findings)
            ),
            tuple(findings),
        )
    standard, source, checksum = papers.row(0)
    return ScoreTable(standard, source, checksum, {region: dict(items) for region, items in points.items()})


def _trouble(
    row: Mapping[str, str | None], points: Mapping[str, Mapping[str, Mapping[str, int]]]
) -> tuple[str, str] | None:
    """The column and the words of what is wrong with a row."""
    for name in COLUMNS:
        if row[name] is None:
            return name, _("Ô bắt buộc đang trống.")
    if not str(row["points"]).lstrip("-").isascii() or not str(row["points"]).lstrip("-").isdigit():
        return "points", _("Điểm phải là số nguyên.")
    checksum = str(row["checksum"])
    if len(checksum) != 64 or set(checksum) - set("0123456789abcdef"):
        return "checksum", _("Mã kiểm tra phải là SHA-256 (64 chữ số thập lục phân).")
    region, item, option = str(row["region"]), str(row["item"]), str(row["option"])
    if option in points.get(region, {}).get(item, {}):
        return "option", _("Lựa chọn này đã có điểm ở dòng trên.")
    return None


def _incomplete(points: Mapping[str, Mapping[str, Mapping[str, int]]], file: str) -> list[Finding]:
    """Every region must score every item and option that some region scores: a hole would be a guess."""
    every = {
        (item, option) for items in points.values() for item, options in items.items() for option in options
    }
    found = []
    for region, items in points.items():
        for item, option in sorted(every):
            if option not in items.get(item, {}):
                message = _("Vùng {region} thiếu điểm của mục {item}, lựa chọn {option}.").format(
                    region=region, item=item, option=option
                )
                found.append(Finding("score_hole", Level.ERROR, message, file=file, column="points"))
    return found
