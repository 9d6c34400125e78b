"""Part I of the report of a province whose version has the figures of Hải Dương in 2019 (plan 348/KH-UBND)."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from ansinh.accounts.actor import SYSTEM
from ansinh.datasets.queries import cube_of
from ansinh.demo.building import PLACES
from ansinh.demo.outreach_year import run_outreach_year
from ansinh.demo.province_plan import CAUSES
from ansinh.demo.written_report import write_report
from ansinh.kernel.dates import today
from ansinh.kernel.progress import silent
from ansinh.monitoring.actions import make_paper
from ansinh.monitoring.enums import PaperKind
from ansinh.monitoring.opening import made_of
from ansinh.monitoring.papers import filled_paper
from ansinh.monitoring.queries import figures_of, moves_of, whole_body
from ansinh.papers.models import PaperFile
from ansinh.papers.reading import read_word, text_of
from ansinh.plans.grounds import Grounds
from ansinh.plans.loading import load_plans
from ansinh.plans.measuring import measured
from ansinh.plans.models import Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(province):
    return make_paper(unit=province.unit, kind=PaperKind.ANNUAL, year=2019, by=SYSTEM)


@pytest.fixture
def said(report) -> list[str]:
    """The lines without the numbers of footnotes."""
    return [re.sub(r"\[\d+\]", "", one.text) for one in whole_body(report).lines]


def note_of(report, code: str) -> str:
    return next(one.note for one in figures_of(report) if one.code == code)


def test_no_heading_stands_over_nothing(report, said):
    body = whole_body(report).lines
    follows = [(one.text, after) for one, after in pairwise(body) if one.heading]
    assert not any(after.heading for _heading, after in follows)
    assert not body[-1].heading
    at = next(place for place, words in enumerate(said) if words.startswith("II. "))
    assert said[at + 1] == "(Chưa có số liệu hoặc nội dung nào được ghi ở mục này.)"


def test_part_one_has_the_shape_and_the_figures_of_the_plan(said):
    assert said[:10] == [
        "I. KẾT QUẢ CÔNG TÁC GIẢM NGHÈO NĂM 2019",
        "Theo kết quả rà soát hộ nghèo, hộ cận nghèo cuối năm 2019, toàn tỉnh có:",
        "- Tổng số hộ dân cư: 620.779 hộ;",
        "- Tổng số hộ nghèo: 11.459 hộ, chiếm tỷ lệ 1,85%;",
        "+ Giảm được 3.796 hộ so với tổng số hộ nghèo đầu kỳ (15.255 hộ), bằng 24,88%;",
        "+ Hộ nghèo theo thu nhập: 11.457 hộ;",
        "+ Hộ nghèo thiếu hụt tiếp cận các dịch vụ xã hội cơ bản: 02 hộ;",
        "- Tổng số hộ cận nghèo: 16.761 hộ, chiếm tỷ lệ 2,70%;",
        "+ Giảm được 2.531 hộ so với tổng số hộ cận nghèo đầu kỳ (19.292 hộ), bằng 13,12%;",
        "Trong năm 2019 đã có: 5.078 hộ thoát nghèo (trong đó 1.928 hộ chuyển thành hộ cận nghèo), 218 hộ tái nghèo, 1.064 hộ "
        "phát sinh nghèo mới; 6.554 hộ thoát cận nghèo, 212 hộ tái cận nghèo, 1.883 hộ phát sinh cận nghèo mới.",
    ]


def test_the_two_households_and_the_1928_flows_are_accounted_for_in_footnotes(report):
    load_plans(by=SYSTEM)
    again = make_paper(unit=report.unit, kind=PaperKind.YEAR_PLAN, year=2019, by=SYSTEM)
    total = note_of(again, "poor")
    assert "11.457 hộ nghèo theo thu nhập và 02 hộ nghèo do thiếu hụt: tổng là 11.459" in total
    assert "348/KH-UBND in 11.457, lệch −2, đúng bằng 02 hộ nghèo do thiếu hụt không được cộng" in total
    assert "1.928 hộ chuyển thành hộ cận nghèo và 3.150 hộ vượt chuẩn" in note_of(again, "out:poor")
    near = note_of(again, "residual:near_poor")
    assert (
        "19.292 hộ cận nghèo đầu kỳ − 6.554 hộ thoát cận nghèo + 1.928 hộ nghèo chuyển thành hộ cận nghèo"
        in near
    )
    figures = {one.code: one.value for one in figures_of(again)}
    assert (figures["residual:poor"], figures["residual:near_poor"]) == (Decimal(0), Decimal(0))


def test_a_rate_names_its_denominator_and_its_rounding(report):
    note = note_of(report, "rate:poor")
    assert note.startswith("11.459/620.779 hộ dân cư; làm tròn nửa lên, hai chữ số thập phân")
    assert report.version.digest[:12] in note


def test_causes_are_those_of_the_version_and_are_never_summed(report, said):
    figures = {one.code: int(one.value) for one in figures_of(report) if one.code.startswith("cause:")}
    assert figures == {f"cause:{code}": many for code, many in CAUSES.items()}
    (line,) = [one for one in said if one.startswith("Nguyên nhân nghèo")]
    assert line.endswith("(một hộ có thể có nhiều nguyên nhân).")


def test_bands_say_of_how_many_communes_a_rate_is_known(report, said):
    bands = [one for one in said if "xã có tỷ lệ hộ nghèo" in one]
    assert bands[0] == "+ 01 xã có tỷ lệ hộ nghèo từ 3% đến dưới 3,5%;"
    assert len(bands) == 4
    assert "Tính trên 4 xã có tổng số hộ dân cư trong 235 xã" in note_of(report, "band:0")


def test_every_figure_opens_to_places_that_sum_to_it_or_says_what_it_is_made_of(report):
    opened = {one.code: made_of(one) for one in figures_of(report)}
    of_two = opened["poor_deprivation"].places
    assert sum(int(one.shown.replace(".", "")) for one in of_two) == 2
    relapsed = opened["relapse:poor"]
    assert relapsed.href.startswith(f"/forms/{report.version_id}")
    assert sum(int(one.shown.replace(".", "")) for one in relapsed.places) == 218
    bare = [code for code, made in opened.items() if not made.places and not made.href]
    notes = {one.code: one.note for one in figures_of(report)}
    assert all(re.search(r"\d", notes[code]) and report.version.digest[:12] in notes[code] for code in bare)


def test_a_figure_is_what_a_plain_count_over_the_cube_gives(report):
    rows = cube_of(report.version).to_dicts()

    def plain(measure: str, of: str) -> int:
        return sum(row["households"] for row in rows if (row["measure"], row["class"]) == (measure, of))

    figures = {one.code: int(one.value) for one in figures_of(report)}
    assert figures["poor"] == plain("total", "poor")
    assert figures["poor_to_near"] == plain("movement:poor_to_near", "poor") == 1928
    assert figures["out:poor"] == plain("movement:poor_to_near", "poor") + plain("movement:poor_out", "poor")


def test_the_word_file_prints_the_same_lines_with_their_notes(report):
    text = text_of(read_word(filled_paper(report).word))
    body = whole_body(report)
    for line in body.lines:
        assert line.text in text
    for number, note in enumerate(body.notes, start=1):
        assert f"[{number}] {note}" in text
    assert "số sơ bộ" not in text


def test_the_demonstration_writes_submits_and_approves_it_by_two_officers_once(province):
    place = PLACES["hai-duong"]
    done = write_report(place, province, by=SYSTEM)
    assert (done.state, done.year, done.paper.number) == ("final", 2019, 1)
    assert [one.by for one in moves_of(done)] == ["canbo.hai-duong", "canbo.hai-duong", "pheduyet.hai-duong"]
    text = text_of(read_word(bytes(PaperFile.objects.get(paper=done.paper).word)))
    assert "+ Hộ nghèo thiếu hụt tiếp cận các dịch vụ xã hội cơ bản: 02[8] hộ;" in text
    assert write_report(place, province, by=SYSTEM).pk == done.pk


@pytest.mark.long
def test_targets_over_communication_and_training_are_read_off_what_the_demonstration_writes(province):
    load_plans(by=SYSTEM)
    for _twice in range(2):
        told = run_outreach_year(PLACES["hai-duong"], province, None, by=SYSTEM, progress=silent)
    assert told["staff"]["in_post"] == 74
    rules = {"broadcasting", "trained", "in_post_trained:officer"}
    targets = Target.objects.filter(plan__unit=province.unit, rule__in=rules).select_related("plan__unit")
    read = {one.code: measured(Grounds(one.plan, today()), one)[0] for one in targets}
    counted = {key: (one.count.numerator, one.count.denominator) for key, one in read.items()}
    assert counted == {"HD20-11": (211, 235), "HD20-14": (235, None), "HD25-4": (55, 74)}
