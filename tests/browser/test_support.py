"""From what a household lacks to support that reached it, in a browser: the commune's officer, its chair who is the second person, the
agency that gives. A person with a disability that nobody had written down comes onto monthly assistance and is paid; another
learns a trade."""

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import expect
from tests.browser.desk import PATIENCE, Desk

from ansinh.kernel.dates import shown_date, today
from ansinh.work.tables import read_table
from ansinh.work.tables.writing import write_rows

ASSISTANCE, TRADE = "TG-1", "DN-1"
COMMUNE, COMMUNE_NAME = "11491", "Xã Lưu Kỳ"
Office = Callable[[str], Desk]


@pytest.fixture
def office(browse) -> Office:
    """``office("canboxa")``: the screen of one of the commune's people, who stays signed in."""
    desks: dict[str, Desk] = {}

    def of(name: str) -> Desk:
        return desks.setdefault(name, Desk(browse(name), "vi"))

    return of


def test_a_household_comes_from_its_deprivations_to_support_that_reached_it(office, tmp_path):
    officer, chair, agency = (office(name) for name in ("canboxa", "chutich", "laodong.thuy-nguyen"))

    # 1. What the household lacks, and what it is owed: of assistance nobody can say, because a fact is missing.
    home, person = someone_of_whom_nobody_can_say(officer)
    write_down_the_disability(officer, home, person)
    assert ASSISTANCE in owed(officer, home)

    # 2. What is owed and not given is a gap; what the household asks for is a need.
    seek_gaps(officer)
    assert (ASSISTANCE, person) in gaps_of(officer, home)
    needs_a_trade(officer, home, person)

    # 3. Proposed by one, approved by another.
    proposal = propose(officer, person)
    cannot_approve_own(officer, proposal)
    approve(chair, proposal)

    # 4. Paid: prepared and signed by one, released by another who types the total; the payer says that it was paid.
    run, total = prepare_and_sign(officer)
    release(chair, run, total)
    told = paid_by_the_payer(officer, run, tmp_path)
    bring(officer, told)

    # 5. The trade was learnt: reported by the commune, confirmed by the agency.
    report(officer, home, person)
    confirm(agency, person)

    # 6. The gap is gone, and the household's page says what it got.
    seek_gaps(officer)
    assert (ASSISTANCE, person) not in gaps_of(officer, home)
    got = got_of(officer, home)
    assert {ASSISTANCE, TRADE} <= got


def section(at: Desk, name: str):
    """A part of the household's page, by its id."""
    return at.page.locator(f"#{name}")


def codes(rows: list[str]) -> set[str]:
    return {row.split()[0] for row in rows if row.strip()}


def someone_of_whom_nobody_can_say(at: Desk) -> tuple[str, str]:
    """A poor household of the commune and a grown-up of it: come to by the list of households."""
    at.menu("Hộ dân", "Danh sách hộ")
    at.page.goto("/households?class=poor")
    rows = at.page.locator("main table tbody tr", has_text=COMMUNE_NAME)
    links = rows.locator("a").evaluate_all("all => all.map(one => one.href)")
    for link in dict.fromkeys(links):
        if not re.search(r"/households/[0-9a-f-]{36}$", link):
            continue
        at.page.goto(link)
        at.sees("Thiếu hụt")
        at.page.goto(f"{link}/support")
        rows = section(at, "unknown").locator("tbody tr", has_text=ASSISTANCE)
        asked = rows.filter(has=at.page.get_by_role("link", name="mức độ khuyết tật"))
        if asked.count() and ASSISTANCE not in owed(at, link):
            person = asked.first.locator("td").first.inner_text()
            return link, person
    raise AssertionError("everybody's disability is known")


def write_down_the_disability(at: Desk, home: str, person: str) -> None:
    at.page.goto(f"{home}/support")
    row = section(at, "unknown").locator("tbody tr", has_text=ASSISTANCE).filter(has_text=person).first
    row.get_by_role("link", name="mức độ khuyết tật").click()
    at.page.wait_for_url(re.compile("/facts/new/disability"))
    at.page.get_by_label("Giá trị").select_option(value="severe")
    at.fill("Từ ngày", "01/02/2023")
    at.fill("Căn cứ", "Giấy xác nhận khuyết tật 12/GXN-UBND")
    at.click("Ghi")
    at.page.wait_for_url(re.compile("/support"))


def owed(at: Desk, home: str) -> set[str]:
    at.page.goto(f"{home}/support")
    return codes(section(at, "owed").locator("tbody th").all_inner_texts())


def gaps_of(at: Desk, home: str) -> set[tuple[str, str]]:
    """The policies of the household's gaps and whose they are: of its other people something may stay open."""
    at.page.goto(f"{home}/support")
    rows = section(at, "gaps").locator("tbody tr")
    whose = rows.locator("td:nth-of-type(1)").all_inner_texts()
    return {
        (row.split()[0], one) for row, one in zip(rows.locator("th").all_inner_texts(), whose, strict=True)
    }


def got_of(at: Desk, home: str) -> set[str]:
    at.page.goto(f"{home}/support")
    at.looks_well()
    return codes(section(at, "got").locator("tbody th").all_inner_texts())


def seek_gaps(at: Desk) -> None:
    at.menu("Hỗ trợ", "Thiếu sót trong hỗ trợ")
    at.click("Tìm thiếu sót")
    at.sees("Đã xong")


def needs_a_trade(at: Desk, home: str, person: str) -> None:
    at.page.goto(f"{home}/support")
    at.follow("Ghi nhu cầu")
    at.page.get_by_label("Chính sách").first.select_option(value=TRADE)
    at.page.get_by_label("Của ai").first.select_option(label=person)
    at.click("Ghi nhu cầu")
    at.page.wait_for_url(re.compile("/support"))


def propose(at: Desk, person: str) -> str:
    at.menu("Hỗ trợ", "Người đang hưởng")
    at.follow("Đề nghị hưởng")
    at.page.locator("[name=code]").fill(COMMUNE)
    at.page.get_by_label("Chính sách").first.select_option(value=ASSISTANCE)
    at.click("Xem ai đủ điều kiện")
    at.row(person).get_by_role("checkbox").check()
    at.fill("Hưởng từ ngày", "01/01/2026")
    at.click("Đề nghị những người đã chọn")
    at.sees("Đã đề nghị; chờ người thứ hai duyệt.")
    return at.page.url


def cannot_approve_own(at: Desk, proposal: str) -> None:
    at.page.goto(proposal)
    assert at.page.get_by_role("button", name="Duyệt", exact=True).count() == 0


def approve(at: Desk, proposal: str) -> None:
    at.page.goto(proposal)
    at.fill("Số quyết định", "88/QĐ-UBND")
    at.click("Duyệt")
    at.confirm("Duyệt")
    at.sees("Đã duyệt: {count} người, hộ được hưởng.", count=1)


def prepare_and_sign(at: Desk) -> tuple[str, str]:
    at.menu("Hỗ trợ", "Đợt chi trả")
    at.follow("Lập đợt chi trả")
    at.page.locator("[name=code]").fill(COMMUNE)
    month = today().replace(day=1)
    at.page.locator("[name=period]").select_option(value=f"{month:%Y-%m}")
    at.page.locator(f"[name=policies][value={ASSISTANCE}]").check()
    at.click("Xem trước")
    at.click("Lập đợt này")
    at.follow("Xem kết quả")
    expect(at.page.get_by_role("button", name="Ký đợt này")).to_be_visible(timeout=PATIENCE)
    total = at.page.locator(".stat-one", has_text="Tổng số tiền").inner_text()
    run = at.page.url
    at.click("Ký đợt này")
    at.confirm("Ký")
    at.sees("Đã ký; chờ người thứ hai phát hành.")
    return run, re.search(r"\d{1,3}(?:\.\d{3})+", total)[0]


def release(at: Desk, run: str, total: str) -> None:
    at.page.goto(run)
    at.page.locator("[name=total]").fill(total)
    at.click("Phát hành")
    at.sees("Đã phát hành đợt chi trả.")


def paid_by_the_payer(at: Desk, run: str, folder: Path) -> Path:
    """The list goes to the payer, who fills in what became of each line and sends it back."""
    at.page.goto(run)
    with at.page.expect_download() as download:
        at.click("Danh sách cho đơn vị chi trả")
    download.value.save_as(folder / "danh-sach.xlsx")
    listed = read_table(folder / "danh-sach.xlsx").frame
    paid = listed.select(
        "reference", "amount", result=pl.lit("paid"), date=pl.lit(today().isoformat()), reason=pl.lit("")
    )
    write_rows(folder / "tra-ve.csv", paid)
    return folder / "tra-ve.csv"


def bring(at: Desk, file: Path) -> None:
    at.menu("Rà soát", "Nạp tệp")
    at.page.goto("/imports/new/payment-results")
    at.page.locator("input[type=file]").first.set_input_files(file)
    at.click("Tải lên và kiểm tra")
    at.click("Ghi vào hệ thống")
    at.sees("Đã ghi vào hệ thống")


def report(at: Desk, home: str, person: str) -> None:
    at.page.goto(f"{home}/support")
    at.follow("Ghi hỗ trợ đã giao")
    at.page.locator("select[name=policy]").select_option(value=TRADE)
    choose = at.page.locator("main form", has=at.page.locator("select[name=policy]"))
    if choose.get_by_role("button").count():
        choose.get_by_role("button").first.click()
    at.page.wait_for_url(re.compile(f"policy={TRADE}"))
    at.page.locator("[name=person_id]").select_option(label=person)
    for name, text in (("given_on", shown_date(today())), ("course", "Lớp may số 3"), ("hours", "120")):
        if at.page.locator(f"[name={name}]").count():
            at.page.locator(f"[name={name}]").fill(text)
    at.page.locator("[name=document]").fill("Danh sách học viên lớp may số 3")
    at.click("Ghi hỗ trợ")
    at.sees("Đã ghi; chờ cơ quan thực hiện xác nhận.")


def confirm(at: Desk, person: str) -> None:
    at.menu("Hỗ trợ", "Hỗ trợ chờ xác nhận")
    at.row(person).get_by_role("checkbox").check()
    at.click("Xác nhận các khoản đã chọn")
    at.sees("Đã xác nhận {count} khoản hỗ trợ.", count=1)
