"""The manual: worked examples on both engines, words, PDF."""

from datetime import date

import pytest
from click.testing import CliRunner
from tests.spec.engines import Classify, a_household, fast, plain, some_members

from ansinh.standards.cli import standards
from ansinh.standards.examples import ClassExample, IndicatorExample, examples_of
from ansinh.standards.manual import manual
from ansinh.standards.manual_pdf import manual_pdf, manual_typst
from ansinh.standards.registry import CODES, standard
from ansinh.standards.standard import Overlay

AS_OF = date(2024, 10, 1)
ENGINES = pytest.mark.parametrize("classify", [fast, plain], ids=["fast", "plain"])
_TRUTHS = {"deprived": 1, "not_deprived": 0, "unknown": None}
_LACKS = ({}, {"toilet": "none"}, {"water_source": "surface"}, {"floor_area_m2": 0.5})


@ENGINES
@pytest.mark.parametrize(
    ("code", "example"),
    [(code, example) for code in CODES for example in examples_of(code).indicators],
)
def test_an_example_of_an_indicator_is_what_the_rule_says(
    classify: Classify, code: str, example: IndicatorExample
) -> None:
    household = {"household_id": "1"} | {
        name: None if cell == "" else cell for name, cell in example.household.items()
    }
    members = [
        {"member_id": str(place)} | {name: None if cell == "" else cell for name, cell in given.items()}
        for place, given in enumerate(example.members or ({},), start=1)
    ]

    found = classify(code, household, members, examples_of(code).as_of)

    assert found[example.code] == _TRUTHS[example.reading]


@ENGINES
@pytest.mark.parametrize(
    ("code", "example"), [(code, example) for code in CODES for example in examples_of(code).classes]
)
def test_an_example_of_a_class_is_what_the_standard_decides(
    classify: Classify, code: str, example: ClassExample
) -> None:
    lacks = {name: value for one in _LACKS[: example.deprivations + 1] for name, value in one.items()}
    money = {"income_score": None, "income_month_per_capita": None}

    found = classify(code, a_household(**money | lacks | dict(example.household)), some_members(), AS_OF)

    assert (found["deprivations_min"], found["class"]) == (example.deprivations, example.klass)


@pytest.mark.parametrize("code", CODES)
def test_every_indicator_has_an_example_of_each_side(code):
    sides = {
        each.code: {example.reading for example in examples_of(code).of_indicator(each.code)} - {"unknown"}
        for each in standard(code).indicators
    }

    assert sides == {key: {"deprived", "not_deprived"} for key in standard(code).codes}


def test_the_manual_prints_an_example_in_words():
    assert (
        "- Example (reference date 2024-10-01): Birth date: 2018-10-02; Health insurance: no → not deprived.\n"
    ) in manual(standard("vn-2022"), AS_OF, "en")


def test_the_manual_of_a_place_decides_the_examples_by_its_own_numbers():
    overlay = Overlay(place="31", numbers={"insurance_from": (5.0, "Nghị quyết hư cấu 01")})

    text = manual(standard("vn-2022+31", overlay=overlay), AS_OF, "en")

    assert "Birth date: 2018-10-02; Health insurance: no → deprived.\n" in text
    assert (
        "- Health insurance is asked from age: 5 years (local number of place 31 under Nghị quyết hư cấu 01, "
        "instead of Nghị định 07/2021/NĐ-CP, Phụ lục; UNVERIFIED)\n"
    ) in text


@pytest.mark.parametrize("code", CODES)
def test_what_nobody_read_is_listed_at_the_end(code):
    rules = standard(code)
    last = manual(rules, AS_OF, "en").partition("## How well this is known")[2]
    named = [each.name.en for each in rules.indicators if each.known == "M"]
    named += [number.words.en for number in rules.parameters.values() if number.unverified]

    assert named
    assert [name for name in named if name not in last] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_manual_is_set_as_pdf_and_twice_gives_the_same_bytes(language):
    first, second = (manual_pdf(standard("vn-2027"), AS_OF, language) for _time in range(2))

    assert first[:5] == b"%PDF-"
    assert first == second


def test_signs_of_typst_are_taken_as_themselves():
    overlay = Overlay(place="31", numbers={"insurance_from": (5.0, "NQ #1 $x$ [a] *b*")})

    source = manual_typst(standard("vn-2022+31", overlay=overlay), AS_OF)

    assert r"NQ \#1 \$x\$ \[a\] \*b\*" in source


def test_a_pdf_without_a_file_is_refused(tmp_path):
    result = CliRunner().invoke(standards, ["manual", "vn-2022", "--format", "pdf"])

    assert (result.exit_code, result.stdout) == (2, "")


def test_the_manual_is_written_to_a_file(tmp_path):
    out = tmp_path / "manual.md"

    result = CliRunner().invoke(standards, ["manual", "vn-2016", "--as-of", "2018-10-01", "--out", str(out)])

    assert result.exit_code == 0
    assert out.read_text(encoding="utf-8") == manual(standard("vn-2016"), date(2018, 10, 1))
