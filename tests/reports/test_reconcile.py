"""Each rule of the reconciliation: a table that breaks it, and one that does not."""

from decimal import Decimal

import pytest
from tests.reports import factory
from tests.reports.printed import line, write

from ansinh.kernel.findings import Level
from ansinh.reports.csv import csv_text
from ansinh.reports.forms import make_form
from ansinh.reports.reconcile import RULES, reconcile

# The published figures of a province in 2019 and of a district in 2022, form by form.
HAI_DUONG = line(1, "30", c1=620779, c3=11457, c4="1.85", c5=16761, c6="2.7")
POOR = line(2, "30", split="households", c1=15255, c3=5078, c6=218, c7=1064, c9=11457)
NEAR = line(3, "30", split="households", c1=19292, c2=6554, c6=212, c7=1883, c9=16761)
THREE_EACH = {f"c{n}": 0 for n in range(6, 15)}
INDICATORS = {f"c{n}": 10 for n in range(3, 15)}


@pytest.fixture
def found(tmp_path):
    def check(*rows, standard=None):
        return reconcile([write(tmp_path / "table.csv", rows)], standard)

    return check


def cells(report, rule):
    return [(f.form, f.unit_code, f.split, f.column) for f in report.findings if f.rule == rule]


BREAKS = {
    "rate_over_100": (line(1, c1=10, c3=9, c4="104.5"), (1, "311", "", "c4")),
    "no_base": (line(1, c3=5, c9=12), (1, "311", "", "c1")),
    "parts_exceed_base": (line(1, c1=10, c3=6, c5=5), (1, "311", "", "c1")),
    "rate_mismatch": (line(1, c1=1118, c3=412, c4="36.86"), (1, "311", "", "c4")),
    "balance": (POOR, (2, "30", "households", "c9")),
    "row_sum": (line(4, c1=1, c2=31, c3=10, c4=10, c5=10), (4, "311", "", "c2")),
    "fewer_than_three": (line(4, c1=41, c2=120, **INDICATORS), (4, "311", "", "c2")),
}
HOLDS = {
    "rate_over_100": line(1, c1=10, c3=10, c4="100"),
    "no_base": line(1, c1=10, c3=5, c2=30, c9=12),
    "parts_exceed_base": line(1, c1=10, c3=5, c5=5),
    "rate_mismatch": line(1, c1=1118, c3=412, c4="36.85"),
    "balance": line(2, "30", split="households", c1=10, c2=1, c3=2, c4=1, c5=3, c6=1, c7=2, c8=1, c9=13),
    "row_sum": line(4, c1=1, c2=30, c3=10, c4=10, c5=10),
    "fewer_than_three": line(4, c1=40, c2=120, **INDICATORS),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_rule_is_one_finding_at_its_cell(rule, found):
    row, cell = BREAKS[rule]
    report = found(row)
    assert cells(report, rule) == [cell]
    assert report.exit_code == 1


@pytest.mark.parametrize("rule", HOLDS)
def test_a_kept_rule_is_checked_and_says_nothing(rule, found):
    report = found(HOLDS[rule])
    assert cells(report, rule) == []
    assert report.checked[rule] == 1
    assert report.exit_code == 0


def test_no_base_is_one_finding_a_place_for_households_and_persons(found):
    report = found(line(1, "1", c3=5, c9=12), line(1, "2", c1=9, c3=5, c11=4), line(1, "3", c1=0, c2=0))
    assert cells(report, "no_base") == [(1, "1", "", "c1"), (1, "2", "", "c2")]
    assert cells(report, "parts_exceed_base") == []


def test_a_total_of_zero_counts_as_not_entered(found):
    report = found(line(1, c1=0, c3=5, c4="0"))
    assert [finding.rule for finding in report.findings] == ["no_base"]


@pytest.mark.parametrize(
    ("printed", "count", "base", "rounding"),
    [
        ("1.85", 11457, 620779, "half_up"),
        ("24.89", 3798, 15255, "cut"),
        ("63.14", 706, 1118, "cut"),
        ("63.15", 706, 1118, "half_up"),
        ("36.85", 412, 1118, "either"),
        ("2.7", 16761, 620779, "half_up"),
        ("28", 313, 1118, "half_up"),
        ("0", 0, 1118, "either"),
    ],
)
def test_a_rate_may_be_rounded_or_cut_and_the_report_says_which(printed, count, base, rounding, found):
    report = found(line(1, c1=base, c3=count, c4=printed))
    assert (report.findings, report.rounding) == ((), {"table.csv": rounding})


@pytest.mark.parametrize(("printed", "computed"), [("36.86", "36.85"), ("24.91", "24.90"), ("25.0", "24.9")])
def test_a_rate_that_is_neither_is_named_with_what_it_should_be(printed, computed, found):
    part, base = (412, 1118) if printed == "36.86" else (3798, 15255)
    [finding] = found(line(1, c1=base, c3=part, c4=printed)).findings
    assert (finding.rule, finding.printed, finding.computed) == (
        "rate_mismatch",
        Decimal(printed),
        Decimal(computed),
    )


def test_a_document_that_mixes_roundings_gets_one_note_and_no_error(found):
    report = found(
        HAI_DUONG, line(1, "311", c1=15255, c3=3798, c4="24.89"), line(1, "9", c1=8, c3=1, c4="12.5")
    )
    [finding] = report.findings
    assert (finding.rule, finding.level, finding.form, finding.column) == ("rate_mismatch", Level.INFO, 0, "")
    assert "1,85" in finding.message and "24,89" in finding.message
    assert (report.exit_code, report.rounding) == (0, {"table.csv": "mixed"})


def test_two_documents_that_round_differently_get_no_note(tmp_path):
    one = write(tmp_path / "a.csv", [HAI_DUONG])
    other = write(tmp_path / "b.csv", [line(1, "311", c1=15255, c3=3798, c4="24.89")])
    report = reconcile([one, other])
    assert (report.findings, report.rounding) == ((), {"a.csv": "half_up", "b.csv": "cut"})


def test_the_published_movements_of_2019_do_not_close_and_name_what_is_blank(found):
    report = found(POOR, NEAR)
    said = [(f.form, f.column, f.printed, f.computed) for f in report.findings if f.rule == "balance"]
    assert said == [(2, "c9", 11457, 11459), (3, "c9", 16761, 14833)]
    assert all("cột 4, 8 để trống" in finding.message for finding in report.findings)


def test_a_row_that_does_not_close_is_not_called_a_wrong_count(found):
    row = line(2, split="persons", c1=10, c2=0, c3=0, c4=0, c5=0, c6=0, c7=0, c8=0, c9=11)
    [finding] = found(row).findings
    assert finding.message == "Hàng in ra không khép."


@pytest.mark.parametrize(
    ("c2", "c5", "expected"),
    [(7, 3, []), (8, 3, ["c2"]), (7, 4, ["c5"]), ("", "", [])],
)
def test_what_leaves_one_list_arrives_in_the_other(c2, c5, expected, found):
    report = found(line(2, split="households", c2=c2, c5=c5), line(3, split="households", c5=7, c3=3))
    assert [f.column for f in report.findings if f.rule == "cross_form_flow"] == expected


SUMMARY = line(1, c1=1000, c2=4000, c3=10, c5=20, c9=30, c11=60)


@pytest.mark.parametrize(
    ("row", "computed"),
    [
        (line(2, split="households", c9=11), 10),
        (line(2, split="persons", c9=31), 30),
        (line(3, split="households", c9=21), 20),
        (line(3, split="persons", c9=61), 60),
        (line(4, c1=11), 10),
    ],
)
def test_a_closing_is_the_count_of_form_1(row, computed, found):
    [finding] = found(SUMMARY, row).findings
    assert (finding.rule, finding.form, finding.computed) == ("closing_mismatch", row["form"], computed)
    printed = "c1" if row["form"] == 4 else "c9"
    assert found(SUMMARY, row | {printed: computed}).findings == ()


@pytest.mark.parametrize("form", [4, 6])
def test_indicators_are_not_summed_where_one_was_not_printed(form, found):
    six = line(form, c1=1118, c2=3400, c3=488, c4=494, c6=313, c9=279, c13=610, c14=446)
    assert found(six).checked["row_sum"] == 0


def test_the_standard_says_how_many_indicators_there_are(found):
    ten = line(4, c1=1, c2=3, **{f"c{n}": int(n < 5) for n in range(3, 13)})
    assert cells(found(ten), "row_sum") == [(4, "311", "", "c2")]
    assert found(ten, standard="vn-2022").checked["row_sum"] == 0
    assert cells(found(ten, standard="vn-2016"), "row_sum") == [(4, "311", "", "c2")]


@pytest.mark.parametrize(("form", "counts"), [(5, 4), (7, 6)])
def test_a_rate_of_an_indicator_is_its_count_in_a_hundred_households(form, counts, found):
    below = line(counts, c1=1118, c3=488, c4=494)
    assert found(below, line(form, c1=1118, c2="43.6", c3="44.2")).findings == ()
    report = found(below, line(form, c1=1118, c2="43.7", c3="44.2"))
    assert cells(report, "rate_of_count") == [(form, "311", "", "c2")]
    assert report.checked["rate_of_count"] == 2


def test_three_deprivations_each_are_owed_under_vn_2022_only(found):
    under = line(4, c1=11457, c2=11457, **{f"c{n}": 1145 for n in range(3, 13)})
    assert cells(found(under), "fewer_than_three") == []
    assert cells(found(under, standard="vn-2016"), "fewer_than_three") == []
    assert cells(found(under, standard="vn-2022"), "fewer_than_three") == [(4, "311", "", "c2")]


def test_children_make_up_their_parent_column_by_column(found):
    parent = line(1, "311", c1=30, c3=3, c4="10")
    one, two = line(1, "1", parent="311", c1=10, c3=1), line(1, "2", parent="311", c1=20, c3=1)
    report = found(parent, one, two)
    assert cells(report, "parent_children") == [(1, "311", "", "c3")]
    assert report.checked["parent_children"] == 2
    assert found(parent, one, two | {"c3": 2}).findings == ()


def test_a_column_that_one_child_did_not_print_is_not_summed(found):
    parent, child = line(6, "311", c1=30), line(6, "1", parent="311", c1=10)
    assert found(parent, child, line(6, "2", parent="311")).checked["parent_children"] == 0


def test_households_and_persons_are_summed_apart(found):
    rows = [
        line(2, code, parent=parent, split=split, c1=number)
        for code, parent, split, number in [
            ("311", "", "households", 3),
            ("311", "", "persons", 9),
            ("1", "311", "households", 3),
            ("1", "311", "persons", 8),
        ]
    ]
    assert cells(found(*rows), "parent_children") == [(2, "311", "persons", "c1")]


def test_several_files_are_read_together(tmp_path):
    one = write(tmp_path / "a.csv", [SUMMARY])
    other = write(tmp_path / "b.csv", [line(2, split="households", c9=11)])
    assert [finding.rule for finding in reconcile([one, other]).findings] == ["closing_mismatch"]


def test_lists_are_passed_over_with_a_note(found):
    report = found(line(15, c1=1), SUMMARY)
    [finding] = report.findings
    assert (finding.rule, finding.level, report.exit_code) == ("list_passed_over", Level.INFO, 0)


@pytest.mark.parametrize("seed", range(8))
def test_our_own_forms_have_no_findings(seed, tmp_path):
    given = factory.context(seed, households=150 + 50 * seed)
    path = tmp_path / "forms.csv"
    path.write_text(csv_text([make_form(number, given) for number in range(1, 14)]), encoding="utf-8")
    report = reconcile([path], "vn-2022")
    assert report.findings == ()
    assert [rule for rule in RULES if not report.checked[rule]] == []


def test_our_own_lists_are_passed_over(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(csv_text([make_form(15, factory.context())]), encoding="utf-8")
    assert [finding.rule for finding in reconcile([path]).findings] == ["list_passed_over"]


def test_a_row_of_a_narrow_form_may_end_before_the_header_does(tmp_path):
    path = tmp_path / "published.csv"
    head = ",".join(["form,unit_code,unit_name,parent_code,split", *(f"c{i}" for i in range(1, 15))])
    path.write_text(f"{head}\n2,311,Huyện,,households,10,1,1,0,0,0,0,0,7\n", encoding="utf-8")

    found = [finding for finding in reconcile([path]).findings if finding.level == "error"]

    assert [(finding.rule, finding.printed, finding.computed) for finding in found] == [("balance", 7, 8)]
