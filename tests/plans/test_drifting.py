"""Scope drift between clauses and between levels: what the real plans drop is found at its section; what is alike is left alone."""

import pytest

from ansinh.plans.drifting import named_in
from ansinh.plans.models import Section
from ansinh.plans.shipped import shipped_plans

TEXTS = {one.code: one for one in shipped_plans()}


def sections(code: str) -> list[Section]:
    return [
        Section(number=one.number, position=at, text="\n\n".join(one.paragraphs), line=one.line)
        for at, one in enumerate(TEXTS[code].sections)
    ]


def groups_of(code: str, topic: str) -> list[set[str]]:
    return [set(one.groups) for one in named_in(sections(code)) if one.topic == topic]


def test_a_clause_that_names_no_group_or_no_support_says_nothing():
    texts = ["Xây dựng cầu cho hộ nghèo.", "Hỗ trợ vay vốn để sản xuất.", ""]
    assert named_in([Section(number="1", position=0, text=one) for one in texts]) == []


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        ("Miễn giảm học phí cho hộ nghèo", {"poor"}),
        ("Miễn, giảm học phí cho các hộ nghèo, cân nghèo", {"poor", "near_poor"}),
        ("Miễn giảm học phí cho hộ mới thoát nghèo", {"newly_escaped"}),
        ("Miễn giảm học phí cho hộ thoát nghèo, hộ cận nghèo", {"near_poor"}),
    ],
)
def test_groups_are_those_the_words_name_and_no_other(words, groups):
    [one] = named_in([Section(number="1", position=0, text=words)])
    assert set(one.groups) == groups


def test_relief_of_fees_is_for_the_poor_in_one_place_of_hd20_and_for_the_near_poor_too_in_another():
    assert groups_of("HD20", "fees") == [{"poor"}, {"poor", "near_poor"}]


def test_tn23_drops_the_newly_escaped_from_nutrition():
    assert groups_of("HD25", "nutrition") == [{"poor", "near_poor", "newly_escaped"}]
    assert groups_of("TN23", "nutrition") == [{"poor", "near_poor"}]
