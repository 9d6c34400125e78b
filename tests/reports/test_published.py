"""Every inconsistency of the five plans is found by a rule with a code, at the line it stands on; and what is right is left alone."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.findings import Level
from ansinh.reports.published.figures import Figure, by_place, read_figures, seed_figures
from ansinh.reports.published.rounding import interval_of_base, rounded, ways_of
from ansinh.reports.published.rules import RULES, check
from ansinh.reports.published.rules_of_rates import rounding_of
from ansinh.reports.published.statistics import cell_of, own_statistics, words_of_statistic

ON = date(2019, 12, 14)
HEAD = "paper,line,unit_code,on,list_year,standard,statistic,printed,definition\n"


def figure(
    statistic: str, printed: str, *, paper: str = "A", definition: str = "", standard: str = "vn-2022"
) -> Figure:
    value = Decimal(printed.replace(".", "").replace(",", "."))
    decimals = max(0, -value.as_tuple().exponent)
    marks = "vietnamese" if "," in printed else ""
    return Figure(
        paper, "1", "30", ON, 2020, standard, statistic, printed, value, decimals, marks, definition
    )


def rules_of(*figures: Figure, communes: int | None = None) -> list[str]:
    return [one.rule for one in check(figures, {("30", ON): communes} if communes else {})]


@pytest.fixture(scope="module")
def found():
    """What is found in the five plans, by paper and rule."""
    told: dict[tuple[str, str], list] = {}
    for one in check(seed_figures(), {("30", ON): 235}):
        told.setdefault((one.figures[0].paper, one.rule), []).append(one)
    return told


class TestTheSeeds:
    """Requirements 5.5; papers and lines as they are named there."""

    @pytest.mark.parametrize(
        ("number", "paper", "rule", "level", "lines", "numbers"),
        [
            (1, "HD20", "parts_of_total", "error", {"30", "34", "36"}, ["11.459", "−2"]),
            (2, "HD20", "stock_flow", "error", {"30", "32", "42"}, ["11.459", "−2", "hộ nghèo do thiếu hụt"]),
            (3, "HD20", "fall_of_stock", "error", {"38", "40"}, ["2.533", "2.531"]),
            (4, "HD20", "stock_flow", "error", {"38", "40", "42"}, ["14.833", "+1.928", "37,97 %"]),
            (5, "HD20", "rounding_mixed", "warning", {"30", "32", "38", "40"}, ["1,85", "24,89", "cắt bỏ"]),
            (6, "HD20", "bands_and_places", "error", {"48", "50", "52", "54"}, ["257", "235"]),
            (7, "HD20", "not_exclusive", "warning", {"30", "44"}, ["15.391", "134,34 %"]),
            (8, "TN23", "forced_complement", "error", {"24", "26"}, ["36,86", "36,85", "63,14"]),
            (8, "TN23", "rounding_mixed", "warning", {"26", "31", "32", "33", "34", "35"}, ["63,14"]),
            (9, "TN23", "overlap", "warning", {"24", "26", "30"}, ["488", "706", "ít nhất 76"]),
            (10, "TN23", "definition_missing", "warning", {"26", "31"}, ["494", "706"]),
            (
                11,
                "TN23",
                "fewer_than_required",
                "info",
                {"24", "30", "31", "32", "33", "34", "35"},
                ["2.630", "724"],
            ),
            (14, "TN23", "marks_mixed", "warning", {"24"}, ["2.14%"]),
        ],
    )
    def test_each_inconsistency_is_found_where_it_stands(
        self, found, number, paper, rule, level, lines, numbers
    ):
        matching = [one for one in found[paper, rule] if set(one.lines) == lines]

        [one] = matching
        assert one.level == Level(level)
        assert all(text in one.message for text in numbers), (number, one.message)

    def test_nothing_else_is_called_a_contradiction(self, found):
        errors = sorted(
            (paper, rule) for (paper, rule), ones in found.items() for one in ones if one.level == Level.ERROR
        )

        assert errors == [
            ("HD20", "bands_and_places"),
            ("HD20", "fall_of_stock"),
            ("HD20", "parts_of_total"),
            ("HD20", "stock_flow"),
            ("HD20", "stock_flow"),
            ("TN23", "forced_complement"),
        ]

    def test_bases_that_are_not_printed_are_told_by_their_rates(self, found):
        """Requirements 5.2 and 5.3 give the same bounds."""
        told = {paper: ones[0].facts for (paper, rule), ones in found.items() if rule == "bases_disagree"}

        assert told == {"HN16": {"low": 267774, "high": 268234}, "TN23": {"low": 110148, "high": 110491}}

    def test_each_rate_is_explained_by_a_way_of_rounding(self):
        told = {}
        for group in by_place(seed_figures()):
            told |= {(one.paper, one.printed): rounding_of(group, one) for one in group.values()}

        assert told["HD20", "1,85"][0] == "half_up"
        assert told["HD20", "24,89"][0] == "cut"
        assert told["TN23", "63,14"][0] == "cut"
        assert told["TN23", "36,86"] == ("up",)
        assert told["TN23", "43,6"][:2] == ("half_up", "cut")


class TestWhatIsRight:
    def test_a_paper_without_faults_has_no_findings(self):
        figures = [
            figure("households", "10.000"),
            figure("poor", "100"),
            figure("rate:poor", "1,00"),
            figure("opening:poor", "150"),
            figure("out:poor", "70"),
            figure("relapse:poor", "5"),
            figure("new:poor", "15"),
            figure("fall:poor", "50"),
            figure("rate:fall:poor", "33,33"),
            figure("no_labour_capacity", "60"),
            figure("labour_capacity", "40"),
            figure("rate:no_labour_capacity", "60,00"),
            figure("rate:labour_capacity", "40,00"),
            figure("band:0-1", "200"),
            figure("band:1-2", "35"),
        ]

        assert rules_of(*figures, communes=235) == []

    @pytest.mark.parametrize(
        ("changed", "rule"),
        [
            ({"labour_capacity": "41"}, "parts_of_total"),
            ({"new:poor": "16"}, "stock_flow"),
            ({"fall:poor": "51", "rate:fall:poor": "34,00"}, "fall_of_stock"),
            ({"rate:poor": "1,10"}, "rate_unexplained"),
            ({"band:1-2": "36"}, "bands_and_places"),
            ({"indicator:employment": "41"}, "overlap"),
            ({"indicator:dependants": "59"}, "definition_missing"),
            ({"change:poor": "0,60", "opening_rate:poor": "1,50"}, "change_of_rate"),
            ({"cause:other": "101"}, "not_exclusive"),
        ],
    )
    def test_one_changed_number_is_found(self, changed, rule):
        """Each rule alone: the numbers above with one fault, so that a rule that says nothing fails here."""
        numbers = {
            "households": "10.000",
            "poor": "100",
            "rate:poor": "1,00",
            "opening:poor": "150",
            "out:poor": "70",
            "relapse:poor": "5",
            "new:poor": "15",
            "fall:poor": "50",
            "rate:fall:poor": "33,33",
            "no_labour_capacity": "60",
            "labour_capacity": "40",
            "band:0-1": "200",
            "band:1-2": "35",
        } | changed

        assert rule in rules_of(*(figure(name, printed) for name, printed in numbers.items()), communes=235)

    def test_a_definition_or_a_word_ends_the_alarm(self):
        said = [figure("poor", "100"), figure("cause:other", "101", definition="multi_answer")]
        numbers = [
            figure("no_labour_capacity", "60"),
            figure("indicator:dependants", "59", definition="có người phụ thuộc"),
        ]

        assert rules_of(*said) == []
        assert rules_of(*numbers) == []

    def test_the_standard_of_2016_asks_for_no_number_of_deprivations(self):
        figures = [figure(name, "1", standard="vn-2016") for name in ("poor", "indicator:water")]

        assert rules_of(*figures) == []

    def test_two_papers_that_differ_both_stay(self):
        one, other = figure("group:merit", "854"), figure("group:merit", "855", paper="B")

        [clash] = check([one, other])
        assert clash.rule == "sources_clash"
        assert clash.figures == (one, other)
        assert rules_of(figure("rate:poor", "1,85"), figure("rate:poor", "1,9", paper="B")) == []


class TestRounding:
    @settings(max_examples=80, deadline=None)
    @given(part=some.integers(0, 99_999), base=some.integers(1, 99_999), decimals=some.integers(0, 3))
    def test_it_is_exact(self, part, base, decimals):
        exact = Fraction(part * 100, base)
        unit = Fraction(1, 10**decimals)
        cut, up = (Fraction(rounded(Decimal(part), Decimal(base), decimals, way)) for way in ("cut", "up"))
        half = Fraction(rounded(Decimal(part), Decimal(base), decimals, "half_up"))

        assert cut <= exact <= up <= cut + unit
        assert abs(half - exact) <= unit / 2

    def test_half_is_named_by_both_of_its_ways(self):
        assert ways_of(Decimal("12.5"), 1, Decimal(1), Decimal(8)) == ("half_up", "cut", "half_even", "up")
        assert ways_of(Decimal(13), 0, Decimal(1), Decimal(8)) == ("half_up", "up")
        assert ways_of(Decimal(12), 0, Decimal(1), Decimal(8)) == ("cut", "half_even")

    def test_the_base_lies_where_the_rate_says(self):
        low, high = interval_of_base(Decimal(15571), Decimal("5.81"), 2)

        assert (round(float(low)), int(high)) == (267773, 268234)
        assert interval_of_base(Decimal(0), Decimal(0), 2) is None


class TestFiles:
    @pytest.mark.parametrize(
        ("row", "place"),
        [
            ("A,1,30,2019-12-14,2020,vn-2016,rate:poor,1.234,", "dòng 2, cột «printed»"),
            ("A,1,30,2019-12-14,2020,vn-2016,poor,nhiều,", "dòng 2, cột «printed»"),
            ("A,1,30,2019-11-31,2020,vn-2016,poor,5,", "dòng 2, cột «on»"),
            ("A,1,30,2019-12-14,nay,vn-2016,poor,5,", "dòng 2, cột «list_year»"),
            ("A,1,,2019-12-14,2020,vn-2016,poor,5,", "dòng 2, cột «unit_code»"),
        ],
    )
    def test_what_reads_two_ways_or_none_is_refused_with_its_place(self, tmp_path, row, place):
        path = tmp_path / "f.csv"
        path.write_text(HEAD + row + "\n", encoding="utf-8")

        with pytest.raises(UnusableInput, match=place):
            read_figures(path)

    def test_a_count_of_thousands_is_no_fraction(self, tmp_path):
        path = tmp_path / "f.csv"
        path.write_text(HEAD + "A,1,30,2019-12-14,2020,vn-2016,poor,1.118,\n", encoding="utf-8")

        assert read_figures(path)[0].value == 1118

    def test_a_round_count_is_thousands_and_no_decimals(self, tmp_path):
        path = tmp_path / "f.csv"
        path.write_text(HEAD + "A,1,30,2019-12-14,2020,vn-2016,poor,15.000,\n", encoding="utf-8")

        assert read_figures(path)[0].value == 15_000

    def test_every_figure_of_the_seeds_has_words(self):
        for one in seed_figures():
            assert words_of_statistic(one.statistic, one.standard) != one.statistic

    @pytest.mark.parametrize("code", ["vn-2016", "vn-2022"])
    def test_every_statistic_of_ours_has_a_cell(self, code):
        assert all(cell_of(one, code) for one in own_statistics(code))
        assert cell_of("rumour", code) is None


def test_every_rule_has_a_code_of_its_own():
    assert len(RULES) == len({rule.__name__ for rule in RULES.values()}) == 14
