"""Days of work, in the words of those who do it: a district officer, a commune officer, the one who approves, in both
languages. Every click is a person's; what is seen is what they would look for."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.desk import PATIENCE, Desk

from ansinh.kernel.text import fold

both = pytest.mark.parametrize("language", ["vi", "en"])


@pytest.fixture
def desk(browse):
    def opened(name: str, language: str = "vi", **more) -> Desk:
        return Desk(browse(name, language=language, **more), language)

    return opened


def number(text: str) -> int:
    return int(text.replace(".", ""))


@both
def test_the_district_officer_finds_a_household_without_typing_accents_and_reads_why_it_is_poor(
    desk, language
):
    at = desk("huyen", language)
    at.menu("Hộ dân", "Danh sách hộ")
    at.page.goto("/households?class=poor")
    name = at.page.locator("main table tbody tr a").first.inner_text()

    # "/" goes to the search; names are typed without accents, as everybody does.
    at.page.keyboard.press("/")
    at.page.keyboard.type(fold(name))
    at.page.keyboard.press("Enter")
    at.page.get_by_role("link", name=name).first.click()

    expect(at.page.locator("h1")).to_contain_text(name)
    # The words of an indicator stand beside its rule, not in the catalogue.
    insurance = {"vi": "Bảo hiểm y tế", "en": "Health insurance"}[language]
    expect(at.page.locator("main").get_by_text(insurance).first).to_be_visible(timeout=PATIENCE)


def test_what_was_searched_for_stands_in_no_address(desk):
    at = desk("huyen")
    at.page.goto("/households")
    name = at.page.locator("main table tbody tr a").first.inner_text()
    at.page.keyboard.press("/")
    at.page.keyboard.type(fold(name))
    at.page.keyboard.press("Enter")
    at.page.wait_for_url(re.compile("q="))
    assert [word for word in fold(name).split() if len(word) > 3 and word in at.page.url] == []


@both
def test_every_figure_of_a_form_opens_to_as_many_households(desk, language):
    at = desk("huyen", language)
    at.menu("Biểu, báo cáo", "Biểu chính thức")
    at.page.locator("main table tbody tr", has_text=re.compile("Huyện Thu[ỷy] Nguyên")).first.get_by_role(
        "link"
    ).first.click()
    at.page.goto(f"{at.page.url}/4")
    cell = at.page.locator("main table tbody tr", has_text="Xã Lưu Kỳ").locator("td.num a").first
    count = number(cell.inner_text())

    cell.click()
    at.page.wait_for_url(re.compile("/cell/"))

    assert len(at.rows()) == count > 0


@both
def test_the_commune_officer_sees_the_own_commune_and_no_other(desk, language):
    at, other = desk("xa", language), desk("huyen", language)
    at.page.goto("/households")
    assert at.rows() and {"Minh Đức" in row for row in at.rows()} == {True}
    other.page.goto("/households")
    elsewhere = other.page.locator("main table tbody tr").filter(has_not_text="Minh Đức").first
    assert at.page.goto(elsewhere.locator("a").first.get_attribute("href")).status == 404


@both
def test_what_if_two_deprivations_were_enough_says_who_and_where(desk, language):
    at = desk("huyen", language)
    at.menu("Biểu, báo cáo", "Thử số khác")
    at.page.locator("input[name$=deprivations_for_poor]").fill("2")
    at.click("Tính thử")
    moved = at.page.locator(".stat-one", has_text=at.said("Hộ đổi loại")).get_by_role("link")
    assert number(moved.inner_text()) > 0
    moved.click()
    at.page.wait_for_url(re.compile("/what-if/households"))
    assert len(at.rows()) > 1
    at.looks_well()


def test_a_correction_is_asked_for_and_the_class_follows_what_is_typed(desk):
    """The one who approves opens the dossier again, the commune corrects it, the class changes as it is typed, saving asks why,
    and the second version says what was corrected."""
    boss = desk("duyet")
    boss.page.goto("/rounds")
    boss.page.get_by_role("link", name="2022", exact=True).first.click()
    dossier = boss.page.locator("main table tbody tr", has_text="Thị trấn Minh Đức")
    dossier.get_by_role("link", name="Mở lại để đính chính").click()
    boss.fill("Lý do", "Phúc tra ngày 10/01/2023: nhập sai điểm thu nhập")
    boss.click("Mở lại")
    boss.confirm("Mở lại")
    boss.sees("đã xong")

    at = desk("xa")
    at.page.goto("/rounds")
    at.page.get_by_role("link", name="2022", exact=True).first.click()
    at.page.goto(f"{at.page.url.split('?')[0]}/results?recognised=poor")
    at.page.locator("main table tbody tr").first.get_by_role("link").first.click()
    if not at.page.url.endswith("/answers"):
        at.page.locator("a[href$='/answers']").first.click()
    expect(at.page.locator("#class-now")).to_contain_text("Nghèo")
    at.page.locator("[name$=income_score]").first.fill("300")
    expect(at.page.locator("#class-now")).to_contain_text("đang lưu: Nghèo", timeout=PATIENCE)
    at.fill("Lý do sửa (các lần sửa sau lần nhập đầu đều được liệt kê)", "Phúc tra: nhập sai từ phiếu giấy")
    at.click("Lưu phiếu")
    at.page.goto(f"{at.page.url.split('/households')[0]}/edits")
    at.sees("Phúc tra: nhập sai từ phiếu giấy")

    boss.page.goto("/rounds")
    boss.page.get_by_role("link", name="2022", exact=True).first.click()
    boss.page.locator("main table tbody tr", has_text="Thị trấn Minh Đức").get_by_role(
        "link", name="Phê duyệt"
    ).click()
    boss.page.locator("input[name=number]").fill("12/QĐ-UBND")
    boss.page.locator("input[name=day]").fill("15/01/2023")
    if boss.page.locator("[name=reason]").count():
        boss.page.locator("[name=reason]").fill("Phúc tra: một hộ nhập sai điểm thu nhập")
    boss.click("Phê duyệt và niêm phong")
    boss.confirm("Phê duyệt")
    boss.sees("đã xong")
    boss.page.goto("/rounds")
    boss.page.get_by_role("link", name="2022", exact=True).first.click()
    expect(boss.page.locator("main table tbody tr", has_text="Thị trấn Minh Đức")).to_contain_text("bản 2")


def populations(path: Path, households: str = "4321", day: str = "2022-06-30") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["area_code", "date", "households", "persons", "source"])
        table.writerow(["11473", day, households, "15000", "Chi cục Thống kê"])
    return path


@both
def test_a_file_with_faults_says_where_and_one_that_was_accepted_can_be_taken_back(desk, language, tmp_path):
    at = desk("huyen", language)
    at.menu("Rà soát", "Nạp tệp")
    at.page.goto("/imports/new/populations")
    at.page.locator("input[type=file]").first.set_input_files(populations(tmp_path / "sai.csv", "rất nhiều"))
    at.click("Tải lên và kiểm tra")
    at.sees("Phát hiện theo loại")
    at.looks_well()
    at.follow("Xem từng dòng")
    at.page.wait_for_url(re.compile("/findings"))
    at.looks_well()
    at.page.go_back()
    at.click("Bỏ lần nhập này")
    at.confirm("Bỏ lần nhập này")
    at.sees("Đã bỏ lần nhập này: các tệp đã xóa, chưa có gì được ghi.")

    day = {"vi": "2022-06-30", "en": "2022-05-30"}[language]
    at.page.goto("/imports/new/populations")
    at.page.locator("input[type=file]").first.set_input_files(populations(tmp_path / "dung.csv", day=day))
    at.click("Tải lên và kiểm tra")
    at.click("Ghi vào hệ thống")
    at.follow("Rút lại lần nhập này")
    at.page.wait_for_url(re.compile("/take-back"))
    at.looks_well()
    at.fill("Lý do rút lại", "Nạp nhầm kỳ")
    at.click("Rút lại lần nhập này")
    at.sees("Lý do: {reason}", reason="Nạp nhầm kỳ")
    at.looks_well()


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


@both
def test_a_death_is_recorded_after_it_was_asked_and_can_be_taken_back(desk, language):
    at = desk("xa", language, width="phone" if language == "en" else "desk")
    at.page.goto("/households?class=near_poor&sort=-persons")
    at.page.locator("main table tbody tr a").nth(1 if language == "en" else 0).click()
    at.page.wait_for_url(re.compile("/households/"))
    household = at.page.url
    at.page.goto(f"{household}/death")
    at.page.locator("input[name=member_ref]").last.check()
    at.fill("Ngày mất", "05/03/2023")
    at.page.locator("[name=reason]").fill("Giấy chứng tử số 12")
    at.click("Tiếp tục")
    at.click("Ghi mất")
    at.page.wait_for_url(household)
    at.page.locator("a[href*='/take-back']").first.click()
    at.page.locator("[name=reason]").fill("Ghi nhầm người")
    at.page.locator("main form button.btn").first.click()
    at.page.wait_for_url(household)
    expect(at.page.get_by_role("alert").or_(at.page.locator(".notice")).first).to_be_visible()


@both
def test_two_people_who_may_be_one_are_put_side_by_side_and_decided(desk, language):
    at = desk("huyen", language)
    at.menu("Hộ dân", "Nghi trùng người")
    at.page.goto("/duplicates?decision=open")
    before = len(at.rows())
    at.page.locator("main table tbody tr a[href*='/duplicates/']").first.click()
    at.page.wait_for_url(re.compile(r"/duplicates/\d+"))
    at.page.locator("input[name=decision][value=different]").check()
    at.page.locator("[name=reason]").fill("Đã gặp cả hai người")
    at.click("Ghi quyết định")
    at.page.goto("/duplicates?decision=open")
    assert len(at.rows()) == before - 1


@both
def test_a_unit_is_found_as_it_was_and_followed_to_what_became_of_it(desk, language):
    at = desk("quantri", language)
    at.page.goto("/places/311?on=14/12/2022")
    expect(at.page.locator("h1")).to_contain_text("Nguyên")
    assert re.search("Thu[ỷy] Nguyên", at.heading())
    at.page.goto("/places/map")
    for islands in ("Hoàng Sa", "Trường Sa"):
        expect(at.page.locator("main svg text", has_text=islands).first).to_be_visible()


@both
def test_the_tables_of_somebody_are_checked_and_the_cell_that_does_not_close_is_marked(
    desk, site, language, tmp_path
):
    at = desk("huyen", language)
    ours = sorted((site.folder / "forms" / "thuy-nguyen").glob("*.csv"))
    first = next(path for path in ours if re.search(r"0?1\b", path.stem))
    broken = tmp_path / first.name
    lines = first.read_text(encoding="utf-8").splitlines()
    lines[2] = re.sub(r"\b(\d+)\b(?!.*\b\d+\b)", lambda found: str(int(found.group(1)) + 7), lines[2])
    broken.write_text("\n".join(lines) + "\n", encoding="utf-8")
    at.menu("Biểu, báo cáo", "Đối chiếu bảng đã công bố")
    at.page.locator("input[type=file]").set_input_files(broken)
    at.click("Đối chiếu các bảng")
    at.page.wait_for_url(re.compile("/reconcile/"))
    at.looks_well()
    assert (
        number(at.page.locator(".stat-one", has_text=at.said("Mâu thuẫn")).get_by_role("link").inner_text())
        > 0
    )


@both
def test_a_standard_is_read_with_its_articles(desk, language):
    at = desk("xa", language)
    at.menu("Địa bàn, chuẩn", "Tiêu chuẩn")
    at.page.get_by_role("link", name=re.compile("2022")).first.click()
    expect(at.page.get_by_text(re.compile("07/2021/NĐ-CP")).first).to_be_visible()
