"""What is wrong with how a paper cites another: the cases that stand in real papers, and papers that are right."""

from datetime import date

import pytest

from ansinh.plans.citing import citations_in, compared, findings_of, other_year


def rules(text: str, on: date | None = None) -> list[str]:
    return [found.rule for one in citations_in(text) for found in findings_of(one, on=on)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kế hoạch số 5188/KH-UBND ngày 31/11/2024 của UBND tỉnh", ["impossible_day"]),
        ("Thông tư số 14/2022/TT-BTT&TT ngày 28/10/2022", ["wrong_suffix"]),
        ("Quyết định số 33/2015/QĐ-TTG ngày 10/8/2015", ["wrong_suffix"]),
        ("Nghị định số 07/NĐ-CP ngày 27/01/2021", ["no_year"]),
        ("Nghị định số 07/2020/NĐ-CP ngày 27/01/2021", ["year_differs"]),
        ("Nghị định số 07/2021/NQ-CP ngày 27/01/2021", ["kind_differs"]),
        ("Quyết định số 9/XX-UBND ngày 01/02/2023", ["unknown_kind"]),
    ],
)
def test_what_is_wrong_is_found(text, expected):
    assert rules(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định số 07/2021/NĐ-CP ngày 27/01/2021 của Chính phủ",
        "Nghị quyết số 19-NQ/TU ngày 01/3/2019 của Ban Thường vụ tỉnh ủy",
        "Nghị quyết số 76/2014/QH13 của Quốc hội",
        "Công văn số 2065/UBND-VX ngày 28/8/2023",
        "Thông tư số 39/2016/TT-BLĐTBXH ngày 25/10/2016",
        "Quyết định số 2269/QĐ-TTg ngày 31/12/2021",
    ],
)
def test_a_paper_that_is_cited_well_has_no_finding(text):
    assert len(citations_in(text)) == 1
    assert rules(text) == []


def test_a_paper_is_not_cited_before_its_day():
    text = "Quyết định số 4424/QĐ-UBND ngày 19/12/2019"
    assert rules(text, on=date(2019, 12, 18)) == ["cited_before_its_day"]
    assert rules(text, on=date(2019, 12, 19)) == []


def test_the_same_number_with_another_day_is_told_on_both_sides():
    text = "Kế hoạch số 5188/KH-UBND ngày 31/12/2024; Kế hoạch số 5188/KH-UBND ngày 31/11/2024"
    assert [found.rule for found in compared(citations_in(text))] == ["days_differ", "days_differ"]


def test_a_number_without_its_year_is_known_by_another_that_has_it():
    with_year = citations_in("Quyết định số 33/2015/QĐ-TTG ngày 10/8/2015", paper="a")
    without = citations_in("Quyết định số 33/QĐ-TTg ngày 10/8/2015", paper="b")
    assert [(found.rule, found.file) for found in compared([*with_year, *without])] == [("no_year", "b")]


def test_a_plan_that_names_itself_by_another_year_is_found():
    text = "tuyên truyền về Kế hoạch thực hiện chương trình mục tiêu quốc gia giảm nghèo năm 2019"
    assert [found.rule for found in other_year(text, [2020])] == ["plan_of_other_year"]
    assert other_year(text, [2019]) == []
