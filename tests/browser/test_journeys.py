"""Days of work, in the words of those who do it: a district officer, a commune officer, the one who approves, in both
languages. Every click is a person's; what is seen is what they would look for."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ansinh.kernel.language import translated

both = pytest.mark.parametrize("language", ["vi", "en"])


class Desk:
    """A page and the language it speaks: controls are named by their Vietnamese words."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def said(self, words: str, **values: object) -> str:
        return translated(words, self.language).format(**values)

    def click(self, words: str, role: str = "button", **values: object) -> None:
        self.page.get_by_role(role, name=self.said(words, **values), exact=True).first.click()

    def link(self, words: str, **values: object) -> None:
        self.click(words, "link", **values)

    def menu(self, group: str, item: str) -> None:
        self.page.get_by_label(self.said("Trình đơn chính")).get_by_text(self.said(group), exact=True).click()
        self.link(item)

    def fill(self, words: str, text: str) -> None:
        self.page.get_by_label(self.said(words), exact=True).first.fill(text)

    def sees(self, words: str, **values: object) -> None:
        expect(self.page.get_by_text(self.said(words, **values)).first).to_be_visible()

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()


@pytest.fixture
def desk(browse):
    def opened(name: str, language: str, **more) -> Desk:
        return Desk(browse(name, language=language, **more), language)

    return opened


@both
def test_the_district_officer_finds_a_household_without_typing_accents_and_reads_why_it_is_poor(
    desk, language
):
    at = desk("huyen", language)
    at.page.goto("/households")
    name = at.page.locator("table tbody tr th a, table tbody tr td a").first.inner_text()

    # "/" goes to the search; the name is typed without accents, as everybody does.
    at.page.keyboard.press("/")
    at.page.keyboard.type(_plain(name))
    at.page.keyboard.press("Enter")
    at.page.get_by_role("link", name=name).first.click()

    assert name in at.heading()
    assert _plain(name).split()[0] not in at.page.url
    at.link("Giải thích từng chỉ số")
    # The words of an indicator stand beside its rule, not in the catalogue.
    at.sees({"vi": "Bảo hiểm y tế", "en": "Health insurance"}[language])


@both
def test_every_figure_of_a_form_opens_to_as_many_households(desk, language):
    at = desk("huyen", language)
    at.menu("Biểu & số liệu", "Biểu chính thức")
    at.page.get_by_role("link", name=re.compile("Thu[ỷy] Nguyên")).first.click()
    at.page.goto(at.page.url.split("?")[0].rstrip("/") + "/4")
    cell = at.page.locator("table tbody tr").nth(2).locator("td.num a").first
    count = int(cell.inner_text().replace(".", ""))

    cell.click()

    assert at.page.locator("table tbody tr").count() == count


@both
def test_the_commune_officer_sees_the_own_commune_and_no_other(desk, language):
    at = desk("xa", language)
    at.page.goto("/households")
    places = set(at.page.locator("table tbody tr").all_inner_texts())
    assert {"Minh Đức" in row for row in places} == {True}
    other = desk("huyen", language)
    other.page.goto("/households")
    address = next(
        row.locator("a").first.get_attribute("href")
        for row in other.page.locator("table tbody tr").all()
        if "Minh Đức" not in row.inner_text()
    )
    assert at.page.goto(address).status == 404


@both
def test_what_if_two_deprivations_were_enough_says_who_and_where(desk, language):
    at = desk("huyen", language)
    at.page.goto("/what-if")
    if at.page.get_by_role("button", name=at.said("Chuẩn bị dữ liệu")).count():
        at.click("Chuẩn bị dữ liệu")
        at.page.wait_for_timeout(3000)
        at.page.goto("/what-if")
    at.fill("Số chỉ số thiếu hụt để là hộ nghèo (từ)", "2")
    at.click("Tính thử")
    moved = at.page.locator(".stat, [class*=stat]").filter(has_text=at.said("Hộ đổi loại")).locator("a").first
    assert int(moved.inner_text().replace(".", "")) > 0
    moved.click()
    assert at.page.locator("table tbody tr").count() > 1


def test_a_correction_is_asked_for_made_and_approved_anew(desk):
    """The one who approves opens the dossier again, the commune corrects, the class changes as it is typed, and the second
    version says what changed."""
    boss = desk("duyet", "vi")
    boss.menu("Rà soát", "Kỳ rà soát") if boss.page.get_by_label("Trình đơn chính").get_by_text(
        "Kỳ rà soát"
    ).count() else boss.page.goto("/rounds")
    boss.page.goto("/rounds")
    boss.page.get_by_role("link", name="2022").first.click()
    row = boss.page.locator("tr", has_text="Thị trấn Minh Đức")
    row.get_by_role("link", name="Mở lại để đính chính").click()
    boss.page.get_by_role("textbox").last.fill("Phúc tra ngày 10/01/2023: nhập sai bảo hiểm y tế")
    boss.click("Mở lại")
    boss.page.get_by_role("dialog").get_by_role("button", name="Mở lại").click()
    boss.page.wait_for_url(re.compile("/jobs/"))

    at = desk("xa", "vi")
    at.page.goto("/rounds")
    at.page.get_by_role("link", name="2022").first.click()
    expect(at.page.get_by_role("button", name="Chạy phân loại")).to_be_visible(timeout=20_000)
    at.page.goto(at.page.url.split("?")[0] + "/results?recognised=poor")
    at.page.locator("table tbody tr a").first.click()
    before = at.page.locator("#class-now").inner_text()
    assert "Nghèo" in before
    # What a person has who is not poor: the income is typed, and the class follows without anything being saved.
    at.page.locator("[name$=income_score]").first.fill("300")
    expect(at.page.locator("#class-now")).to_contain_text("Không nghèo", timeout=10_000)


def _plain(name: str) -> str:
    from ansinh.kernel.text import fold

    return fold(name)


@both
def test_a_file_with_faults_says_where_and_one_that_was_accepted_can_be_taken_back(desk, language, tmp_path):
    at = desk("huyen", language)
    at.page.goto("/imports/new/populations")
    faulty = _populations(tmp_path / "sai.csv", households="rất nhiều")
    at.page.locator("input[type=file]").first.set_input_files(faulty)
    at.click("Tải lên và kiểm tra")
    expect(at.page.get_by_role("heading", name=at.said("Phát hiện theo loại"))).to_be_visible(timeout=20_000)
    at.click("Bỏ lần nhập này")
    at.page.get_by_role("dialog").get_by_role("button", name=at.said("Bỏ lần nhập này")).click()
    at.sees("Các tệp đã xóa; chưa có gì được ghi.")

    at.page.goto("/imports/new/populations")
    at.page.locator("input[type=file]").first.set_input_files(_populations(tmp_path / "dung.csv"))
    at.click("Tải lên và kiểm tra")
    expect(at.page.get_by_role("button", name=at.said("Ghi vào hệ thống"))).to_be_visible(timeout=20_000)
    at.click("Ghi vào hệ thống")
    expect(at.page.get_by_role("link", name=at.said("Rút lại lần nhập này"))).to_be_visible(timeout=20_000)


def _populations(path: Path, households: str = "4321") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["area_code", "date", "households", "persons", "source"])
        table.writerow(["11473", "2022-06-30", households, "15000", "Chi cục Thống kê"])
    return path


@both
def test_the_keys_are_shown_and_lead_where_they_say(desk, language):
    at = desk("huyen", language)
    at.page.keyboard.press("?")
    expect(at.page.get_by_role("dialog", name=at.said("Phím tắt"))).to_be_visible()
    at.page.keyboard.press("Escape")
    expect(at.page.get_by_role("dialog", name=at.said("Phím tắt"))).to_be_hidden()
    at.page.keyboard.press("g")
    at.page.keyboard.press("r")
    at.page.wait_for_url(re.compile("/rounds$"))


def test_a_death_is_recorded_with_a_reason_and_taken_back(desk):
    at = desk("xa", "vi")
    at.page.goto("/households?class=poor")
    at.page.locator("table tbody tr a").first.click()
    household = at.page.url
    people = at.page.locator("table").first.locator("tbody tr").count()
    at.click("Ghi thay đổi", "button") if at.page.get_by_role(
        "button", name="Ghi thay đổi"
    ).count() else at.page.get_by_text("Ghi thay đổi", exact=True).click()
    at.page.get_by_role("link", name=re.compile("qua đời|chết", re.I)).first.click()
    assert at.page.url != household
    assert people >= 1
