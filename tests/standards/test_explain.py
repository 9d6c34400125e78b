"""Explanations: who and what decided, in words of both languages."""

import re
from datetime import date

import pytest
from tests.spec.engines import a_household, some_members

from ansinh.standards.explain import Explanation, explain
from ansinh.standards.questions import HOUSEHOLD_QUESTIONS, MEMBER_QUESTIONS, Kind
from ansinh.standards.readings import speaks_for
from ansinh.standards.registry import CODES, standard
from ansinh.standards.standard import Overlay
from ansinh.standards.survey import UnusableSurvey

AS_OF = date(2024, 10, 1)
POOR = {"water_source": "surface", "toilet": "none", "floor_area_m2": 1}
# A code of the survey or of a number: letters joined by an underscore.
_RAW_CODE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")


def _explained(
    code: str = "vn-2022", *members: dict, overlay: Overlay | None = None, **answers
) -> Explanation:
    rules = standard(f"{code}+{overlay.place}" if overlay and overlay.place else code, overlay=overlay)
    return explain(rules, a_household(**answers), some_members(*members), AS_OF)


def _reading(found: Explanation, code: str):
    return next(each for each in found.readings if each.indicator.code == code)


def _decided_by(found: Explanation, code: str) -> list[tuple[str, str]]:
    return [(member.member_id, member.reading) for member in _reading(found, code).members]


def test_a_cell_that_is_no_code_is_refused_with_its_column():
    with pytest.raises(UnusableSurvey) as caught:
        _explained(toilet="palace")

    assert [each.column for each in caught.value.findings] == ["toilet"]


def test_every_code_of_the_survey_has_words_in_both_languages():
    for question in (*HOUSEHOLD_QUESTIONS, *MEMBER_QUESTIONS):
        assert set(question.words) == set(question.codes)
        for language in ("vi", "en"):
            words = [question.code_label(code, language) for code in question.codes]
            assert all(words)
            assert len(set(words)) == len(words)
        if question.kind is Kind.CODE:
            assert question.codes


@pytest.mark.parametrize("code", CODES)
def test_every_member_column_that_decides_has_words(code):
    rules = standard(code)
    asked = {column for each in rules.indicators for column in rules.graph.member_inputs(each.rule)}
    named_as_questions = {question.name for question in MEMBER_QUESTIONS}

    assert asked - named_as_questions == set(rules.member_words)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_code_of_a_column_or_number_is_left_in_the_text(code, language):
    text = _explained(
        code, {"employment": "no_contract", "health_insurance": None}, area_type=None, **POOR
    ).text(language)

    assert _RAW_CODE.findall(text) == []


def test_a_poor_household_is_told_which_member_lacks_what():
    found = _explained("vn-2022", {"employment": "no_contract"}, {}, **POOR)

    assert "Hộ H1: Hộ nghèo\n" in found.text("vi")
    assert (
        "- Thành viên M1: thiếu việc làm: có. Giới tính: nam; Ngày sinh: 01/01/1980; Có khả năng lao động: có; "
        "Việc làm: làm công ăn lương không có hợp đồng.\n"
    ) in found.text("vi")
    assert "Main source of water for daily life: surface water (river, stream, pond, lake)\n" in found.text(
        "en"
    )


def test_a_near_poor_household_is_told_that_nobody_is_in_the_case():
    text = _explained("vn-2022", toilet="none").text("en")

    assert text.startswith("Household H1: Near-poor household\n")
    assert "4. Health insurance: not deprived\n" in text
    assert "   - No such member.\n" in text


def test_an_undetermined_household_is_told_which_answers_are_missing():
    found = _explained("vn-2022", {"health_insurance": None}, toilet="none", water_source="other")

    assert found.text("en").startswith("Household H1: Undetermined\n")
    assert found.text("en").endswith(
        "Unanswered questions that could change the result:\n  - member M1: Health insurance\n"
    )


def test_a_blank_that_cannot_change_the_class_is_not_asked_for():
    text = _explained("vn-2022", {"health_insurance": None}, toilet="none").text("en")

    assert text.startswith("Household H1: Near-poor household\n")
    assert text.endswith("No unanswered question could change the result.\n")


@pytest.mark.parametrize(
    ("code", "indicator", "column", "speaks"),
    [
        ("vn-2022", "health_insurance", "lacks_insurance", True),
        ("vn-2022", "dependants", "is_dependant", True),
        ("vn-2022", "telecom", "uses_internet", False),
        ("vn-2016", "telecom", "is_connected", False),
        ("vn-2016", "health_access", "ill_untreated", True),
    ],
)
def test_the_rule_itself_says_whether_a_member_speaks_for_the_deprivation(code, indicator, column, speaks):
    rules = standard(code)
    named = next(each for each in rules.indicators if each.code == indicator)

    assert speaks_for(rules, named, column) is speaks


@pytest.mark.parametrize(
    ("uses", "named"),
    [
        ((0, 1), [("M2", "yes")]),
        ((0, 0), [("M1", "no"), ("M2", "no")]),
        ((0, None), [("M1", "no"), ("M2", "unknown")]),
    ],
)
def test_where_nobody_must_have_it_everybody_is_named_until_one_has(uses, named):
    found = _explained("vn-2022", *({"uses_internet": use} for use in uses))

    assert _decided_by(found, "telecom") == named


@pytest.mark.parametrize(
    ("insured", "named"),
    [((0, 1), [("M1", "yes")]), ((1, 1), []), ((None, 1), [("M1", "unknown")]), ((0, None), [("M1", "yes")])],
)
def test_where_somebody_must_lack_it_only_those_are_named(insured, named):
    found = _explained("vn-2022", *({"health_insurance": each} for each in insured))

    assert _decided_by(found, "health_insurance") == named


def test_words_stand_beside_the_codes_in_json():
    body = _explained("vn-2022", **POOR).as_json("en")
    water = next(each for each in body["indicators"] if each["code"] == "water")

    assert body["facts"]["area_type"] == "rural"
    assert body["facts_words"]["area_type"] == {"question": "Area", "answer": "rural"}
    assert water["answers"] == {"water_source": "surface"}
    assert water["answers_words"]["water_source"]["answer"] == "surface water (river, stream, pond, lake)"
    assert body["lines"][0]["label"] == "Income line, rural"


def test_the_score_is_named_as_the_measure_only_where_the_standard_has_anchors():
    found = [_explained(code).by_score for code in ("vn-2022", "vn-2027")]
    neither = _explained("vn-2022", income_score=None, income_month_per_capita=None)

    assert found == [True, False]
    assert neither.by_score is None


def test_a_local_number_is_shown_with_its_place_and_act_and_is_unverified_unless_said():
    numbers = {
        "income_line_rural": (1_750_000.0, "Nghị quyết hư cấu 01"),
        "deprivations_for_poor": (2.0, "NQ 02"),
    }
    found = [
        _explained(
            "vn-2022",
            overlay=Overlay(
                place="31", numbers=numbers, indicators=("water", "sanitation"),
                indicators_act="NQ 03", verified=verified,
            ),
        )
        for verified in (False, True)
    ]  # fmt: skip

    unread, read = (each.text("vi") for each in found)
    assert (
        "Chuẩn riêng của địa bàn 31, theo Nghị quyết hư cấu 01; NQ 02; NQ 03 (CHƯA KIỂM CHỨNG).\n" in unread
    )
    assert (
        "Chuẩn thu nhập khu vực nông thôn: 1.750.000 đồng/người/tháng (số riêng của địa bàn 31 theo "
        "Nghị quyết hư cấu 01, thay cho Nghị định 07/2021/NĐ-CP, Điều 3.1.a; CHƯA KIỂM CHỨNG)\n"
    ) in unread
    assert "NQ 03 (đã đọc văn bản).\n" in read
    lines = [(each["name"], each["local"], each["unverified"]) for each in found[0].as_json("vi")["lines"]]
    assert lines == [
        ("income_line_rural", True, True),
        ("average_line_rural", False, False),
        ("score_line_rural", False, False),
        ("deprivations_for_poor", True, True),
    ]


@pytest.mark.parametrize(("language", "mark"), [("vi", "CHƯA KIỂM CHỨNG"), ("en", "UNVERIFIED")])
def test_the_standard_of_2027_says_on_every_indicator_that_it_is_unverified(language, mark):
    body = _explained("vn-2027").as_json(language)

    assert body["verified"] is False
    assert body["note"].startswith(mark)
    assert {(each["known_words"], each["unverified"]) for each in body["indicators"]} == {(mark, True)}
    assert _explained("vn-2027").text(language).count(mark) > len(body["indicators"])


def test_the_standard_of_2027_says_what_the_press_reports_of_its_indicators():
    body = _explained("vn-2027").as_json("en")
    remarks = {each["code"]: each["remark"] for each in body["indicators"] if each["remark"]}

    assert sorted(remarks) == ["information", "telecom"]
    assert "household waste" in body["note"]
    assert "chưa" not in _explained("vn-2027").text("en")
