"""Tables of points are data: what is unknown or incomplete is refused. The points here are invented."""

from pathlib import Path

import pytest

from ansinh.standards.scores import UnusableScores, read_scores

HEADER = "standard,region,item,option,points,source,checksum\n"
PAPERS = f"bảng thử,{'0' * 64}\n"
ROWS = [
    f"vn-2022,{region},{item},{option},{points},{PAPERS}"
    for region, more in (("R1", 0), ("R2", 100))
    for item, option, points in (
        ("size", "one", 10 + more),
        ("size", "many", more),
        ("land", "some", 5 + more),
        ("land", "none", -5),
    )
]


def _table(folder: Path, rows: list[str]) -> Path:
    path = folder / "scores.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def test_a_score_is_the_sum_of_its_rows(tmp_path: Path) -> None:
    table = read_scores(_table(tmp_path, ROWS))
    assert table.score("R1", {"size": "one", "land": "none"}) == 5


def test_one_row_may_be_scored_with_another_region(tmp_path: Path) -> None:
    table = read_scores(_table(tmp_path, ROWS))
    assert table.score("R1", {"size": "one", "land": "some"}, region_of_item={"land": "R2"}) == 115


def test_an_unanswered_row_leaves_the_score_unknown(tmp_path: Path) -> None:
    table = read_scores(_table(tmp_path, ROWS))
    assert table.score("R1", {"size": "one", "land": None}) is None


@pytest.mark.parametrize(
    ("region", "options"), [("R9", {}), ("R1", {"size": "two", "land": "none"}), ("R1", {"pigs": "one"})]
)
def test_points_that_the_table_lacks_are_refused(
    tmp_path: Path, region: str, options: dict[str, str]
) -> None:
    table = read_scores(_table(tmp_path, ROWS))
    with pytest.raises(UnusableScores):
        table.score(region, options)


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([*ROWS[:-1]], "points"),
        ([*ROWS, ROWS[0]], "option"),
        ([*ROWS[:-1], ROWS[-1].replace("-5", "5,5")], "points"),
        ([*ROWS[:-1], ROWS[-1].replace("-5", "một")], "points"),
        ([*ROWS[:-1], ROWS[-1].replace("0" * 64, "abc")], "checksum"),
    ],
)
def test_a_table_with_a_hole_or_a_wrong_row_is_refused(tmp_path: Path, rows: list[str], column: str) -> None:
    path = _table(tmp_path, [row.replace("5,5", '"5,5"') for row in rows])
    with pytest.raises(UnusableScores) as caught:
        read_scores(path)
    assert column in {finding.column for finding in caught.value.findings}
