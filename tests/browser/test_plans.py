"""A plan from its paper to its numbers, in a browser: the district's officer writes, its chair issues and approves, a commune's
officer receives its share; the target is measured on the sealed version, and the year's report goes out with the same number.

The district is no more, so days of its time are typed: its paper, its communes and its version are those of 2022 and 2023.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.desk import PATIENCE, Desk

TITLE = "Kế hoạch giảm nghèo bổ sung Sao Mai năm 2023"
INDICATOR = "Số hộ nghèo Sao Mai cuối năm 2023"
TASK = "Lập danh sách hộ nghèo có nhu cầu học nghề Sao Mai."
DISTRICT, COMMUNE = "311", "Xã Lưu Kỳ"
PROMISED = 900
# The communes where the commune's officer of the demonstration works.
OWN = 4
Office = Callable[[str], Desk]


@pytest.fixture
def office(browse) -> Office:
    """``office("huyen")``: the screen of an officer, who stays signed in."""
    desks: dict[str, Desk] = {}

    def of(name: str) -> Desk:
        return desks.setdefault(name, Desk(browse(name), "vi"))

    return of


def test_a_plan_goes_from_its_paper_to_shares_numbers_and_the_year_report(office, tmp_path):
    officer, chair, commune = (office(name) for name in ("huyen", "duyet", "canboxa"))

    # 1. Written by one: the paper, the plan, a section, a task, a target. Who wrote it does not issue it.
    paper = enter_paper(officer)
    plan = lay_down(officer)
    task = add_task(officer, plan)
    target = add_target(officer, plan)
    cannot(officer, paper, "Ban hành", "link")
    assert officer.page.goto(task).ok
    assert officer.page.locator("select[name=to]").count() == 0

    # 2. Issued by another, sent, acknowledged by a commune.
    issue(chair, paper)
    recipients = send_paper(officer, paper)
    acknowledge_paper(commune)
    came(officer, recipients)

    # 3. Measured on the sealed version: the whole is the sum of its communes.
    counted = measure(officer, plan, target)

    # 4. Allotted to communes so that nothing is lost, approved by another, sent; the commune says that its share came.
    allotment, share = allot(officer, target)
    cannot(officer, allotment, "Duyệt bảng giao")
    approve_allotment(chair, allotment)
    send_allotment(officer, allotment)
    acknowledge_share(commune, share, counted)

    # 5. The task is done, and by what.
    finish(officer, plan)

    # 6. The year's report has the number of the same version; written by one, approved by another, taken down as PDF.
    report = draft_report(officer, counted[""])
    cannot(officer, report, "Duyệt và ban hành")
    issue_report(chair)
    taken_down(chair, tmp_path)


def number(words: str) -> Decimal:
    """The first number of a text, typed as people do: ``1.118 hộ``."""
    found = re.search(r"\d[\d.]*(?:,\d+)?", words)
    assert found, words
    return Decimal(found[0].replace(".", "").replace(",", "."))


def stat(at: Desk, words: str) -> Decimal:
    """A number that stands large on the page, by its words."""
    one = at.page.locator(".stat-one", has=at.page.get_by_text(words, exact=True))
    return number(one.locator(".stat-value").inner_text())


def choose(at: Desk, name: str, value: str) -> None:
    at.page.locator(f"select[name={name}]").select_option(value=value)


def cannot(at: Desk, where: str, words: str, role: str = "button") -> None:
    """The page is there, and does not offer this to who did the work."""
    assert at.page.goto(where).ok
    assert at.page.get_by_role(role, name=words, exact=True).count() == 0


def enter_paper(at: Desk) -> str:
    at.menu("Biểu, báo cáo", "Văn bản chỉ đạo")
    at.follow("Nhập văn bản")
    choose(at, "kind", "plan")
    at.fill("Tên, trích yếu", TITLE)
    at.fill("Cơ quan ban hành", "Ủy ban nhân dân huyện Thuỷ Nguyên")
    choose(at, "issuer_kind", "peoples_committee")
    at.page.locator("[name=issuer_unit]").fill(DISTRICT)
    at.page.locator("[name=territory]").fill(DISTRICT)
    at.fill("Có hiệu lực từ", "10/01/2023")
    at.click("Ghi")
    at.sees("Đã nhập văn bản.")
    at.looks_well()
    return at.page.url


def lay_down(at: Desk, more: str = "") -> str:
    """The plan of the paper whose page is open, with a section, which may say ``more``."""
    at.follow("Lập kế hoạch từ văn bản này")
    at.fill("Từ năm", "2023")
    at.fill("Đến năm", "2023")
    choose(at, "standard", "vn-2022")
    at.click("Ghi")
    at.sees("Đã lập kế hoạch. Hãy nhập các mục.")
    plan = at.page.url
    at.follow("Thêm mục")
    at.fill("Số mục", "I")
    at.fill("Cấp của mục", "1")
    at.fill("Tên mục", "Mục tiêu")
    at.fill(
        "Nội dung", f"Đến cuối năm 2023 toàn huyện còn không quá {PROMISED} hộ nghèo.\n{TASK}\n{more}".strip()
    )
    at.click("Ghi")
    at.sees("Mục tiêu")
    return plan


def add_task(at: Desk, plan: str) -> str:
    at.page.goto(f"{plan}?view=tasks")
    at.follow("Thêm việc")
    at.fill("Việc, theo lời của văn bản", TASK)
    at.fill("Hạn", "30/06/2023")
    at.page.locator("[name=lead]").first.check()
    at.click("Ghi")
    at.sees("Đã thêm việc.")
    return at.page.url


def add_target(at: Desk, plan: str) -> str:
    at.page.goto(f"{plan}?view=targets")
    at.follow("Ghi chỉ tiêu")
    at.fill("Chỉ tiêu", INDICATOR)
    choose(at, "kind", "level")
    choose(at, "relation", "<=")
    at.fill("Con số", str(PROMISED))
    choose(at, "unit", "households")
    at.fill("Hạn", "31/12/2023")
    at.fill("Lời của văn bản", f"không quá {PROMISED} hộ nghèo")
    choose(at, "rule", "count")
    at.page.locator("[name=classes][value=poor]").check()
    at.click("Ghi")
    expect(at.page.locator("h1")).to_contain_text(INDICATOR, timeout=PATIENCE)
    return at.page.url


def open_paper(at: Desk) -> None:
    """Come to the paper by the register."""
    at.menu("Biểu, báo cáo", "Văn bản chỉ đạo")
    at.page.get_by_label("Tìm", exact=True).first.fill("sao mai")
    at.page.get_by_label("Tìm", exact=True).first.press("Enter")
    at.page.locator("main").get_by_role("link", name=TITLE, exact=True).click()


def issue(at: Desk, paper: str) -> None:
    open_paper(at)
    assert at.page.url == paper
    at.follow("Ban hành")
    at.fill("Số", "91/KH-UBND")
    at.fill("Ngày ban hành", "10/01/2023")
    at.click("Ban hành")
    at.sees("Đã ban hành văn bản.")


def send_paper(at: Desk, paper: str) -> str:
    at.page.goto(paper)
    at.follow("Gửi văn bản")
    choose(at, "level", "commune")
    at.fill("Ngày gửi", "12/01/2023")
    at.click("Gửi")
    at.page.wait_for_url(re.compile("/recipients"))
    assert at.row(COMMUNE).inner_text().count("chưa xác nhận") == 1
    return at.page.url


def acknowledge_paper(at: Desk) -> None:
    open_paper(at)
    assert at.page.get_by_role("link", name="Gửi văn bản").count() == 0
    mine = at.page.locator("main .panel form", has_text=COMMUNE)
    mine.get_by_role("textbox").fill("Đã phổ biến.")
    mine.get_by_role("button", name="Xác nhận đã nhận").click()
    at.sees("Đã xác nhận nhận văn bản.")


def came(at: Desk, recipients: str) -> None:
    at.page.goto(f"{recipients.split('?', maxsplit=1)[0]}?state=acknowledged")
    expect(at.row(COMMUNE)).to_contain_text("Đã phổ biến.")
    assert len(at.rows()) == 1


def measure(at: Desk, plan: str, target: str) -> dict[str, Decimal]:
    """What the target counts at each commune by its name, and of the whole under an empty one."""
    at.page.goto(f"{plan}?view=targets")
    at.click("Tính lại chỉ tiêu")
    at.follow("Xem kết quả")
    expect(at.row(INDICATOR)).to_contain_text("chưa đạt", timeout=PATIENCE)
    at.page.locator("main").get_by_role("link", name=INDICATOR).click()
    assert at.page.url == target
    at.looks_well()
    whole = stat(at, "Tính được")
    assert stat(at, "Còn cách cam kết") == whole - PROMISED > 0
    rows = at.page.locator("main table tbody tr")
    names = rows.locator("th").all_inner_texts()
    values = [number(one) for one in rows.locator("td:nth-of-type(1)").all_inner_texts()]
    assert sum(values) == whole
    version = at.page.get_by_role("link", name=re.compile("kỳ 2022, phiên bản 1"))
    version.click()
    at.page.wait_for_url(re.compile(r"/forms/\d+$"))
    expect(at.page.locator("h1")).to_contain_text("2022")
    return dict(zip(names, values, strict=True)) | {"": whole}


def allot(at: Desk, target: str, commune: str = COMMUNE) -> tuple[str, str]:
    """The draft of the allotment and the page of the commune's share."""
    at.page.goto(target)
    at.follow("Giao cho cấp dưới")
    choose(at, "level", "commune")
    at.fill("Theo địa bàn ngày", "14/12/2023")
    choose(at, "basis", "numerator")
    at.click("Lập bảng giao nháp")
    at.sees("Đã lập bảng giao nháp.")
    assert stat(at, "Phải giao") == stat(at, "Tổng các phần") == PROMISED
    assert stat(at, "Chênh") == 0
    at.looks_well()
    allotment = at.page.url
    share = at.row(commune).get_by_role("link").first.get_attribute("href")
    assert share
    return allotment, share


def approve_allotment(at: Desk, allotment: str) -> None:
    at.page.goto(allotment)
    assert at.page.get_by_role("button", name="Gửi cấp dưới").count() == 0
    at.click("Duyệt bảng giao")
    at.sees("Đã duyệt bảng giao.")


def send_allotment(at: Desk, allotment: str) -> None:
    at.page.goto(allotment)
    at.click("Gửi cấp dưới")
    at.sees("Đã gửi bảng giao.")


def acknowledge_share(
    at: Desk, share: str, counted: dict[str, Decimal], commune: str = COMMUNE, own: int = OWN
) -> None:
    """The commune's officer, who has so many communes, sees their shares only; says of one, what it has being known, that it came."""
    at.menu("Biểu, báo cáo", "Số được giao")
    rows = at.page.locator("main table tbody tr", has_text=INDICATOR)
    expect(rows).to_have_count(own)
    rows.filter(has_text=commune).get_by_role("link").first.click()
    at.page.wait_for_url(re.compile(f"{share}$"))
    assert stat(at, "Đang có") == counted[commune]
    assert stat(at, "Còn cách phần giao") == max(counted[commune] - stat(at, "Phần giao"), 0)
    at.fill("Ý kiến", "Xã nhận số này.")
    at.click("Xác nhận đã nhận")
    at.sees("Đã xác nhận nhận phần giao.")
    expect(at.page.locator("main")).to_contain_text("Xã nhận số này.")
    assert at.page.get_by_role("button", name="Xác nhận đã nhận").count() == 0


def finish(at: Desk, plan: str) -> None:
    """Done needs what shows it."""
    at.page.goto(f"{plan}?view=tasks")
    at.page.locator("main").get_by_role("link", name=TASK).click()
    choose(at, "to", "done")
    at.fill("Ngày", "20/06/2023")
    at.click("Ghi")
    expect(at.page.get_by_text("Hãy ghi bằng chứng việc đã xong").first).to_be_visible()
    choose(at, "to", "done")
    at.fill("Bằng chứng hoặc lý do", "Danh sách 15/DS-UBND gửi ngày 20/06/2023")
    at.click("Ghi")
    at.sees("Đã ghi tình trạng của việc.")
    expect(at.page.locator("main")).to_contain_text("chưa làm → đã xong. Danh sách 15/DS-UBND")


def draft_report(at: Desk, poor: Decimal, year: str = "2022") -> str:
    """The annual report of the version's year, in the place of the one that was issued; submitted."""
    at.page.goto("/written-reports")
    at.follow("Soạn văn bản")
    choose(at, "kind", "annual")
    at.fill("Năm có số liệu", year)
    at.fill("Lý do lập bản thay thế", "Bổ sung nhận xét về đợt Sao Mai")
    at.click("Điền số liệu và soạn")
    at.sees("Đã điền số liệu. Hãy viết nội dung từng mục rồi trình.")
    for area in at.page.locator("textarea[name^=text_]").all():
        area.fill("Nhận xét của đợt Sao Mai.")
    at.click("Lưu nội dung")
    at.sees("Đã lưu nội dung.")
    shown = f"{poor:,.0f}".replace(",", ".")
    article = at.page.locator("main article")
    expect(article.get_by_role("link", name=shown, exact=True).first).to_be_visible()
    expect(article).to_contain_text("Nhận xét của đợt Sao Mai.")
    expect(at.page.locator("main dl").first).to_contain_text(f"phiên bản 1 của Huyện Thuỷ Nguyên, kỳ {year}")
    at.looks_well()
    at.click("Trình duyệt")
    at.confirm("Trình duyệt")
    at.sees("Đã trình để duyệt.")
    return at.page.url


def issue_report(at: Desk) -> None:
    at.page.goto("/written-reports")
    row = at.page.locator("main table tbody tr", has_text="chờ duyệt").first
    row.get_by_role("link").first.click()
    expect(at.page.locator("main article")).to_contain_text("Nhận xét của đợt Sao Mai.")
    at.click("Duyệt và ban hành")
    at.confirm("Duyệt và ban hành")
    at.sees("Đã duyệt và ban hành.")


def taken_down(at: Desk, folder: Path) -> None:
    at.follow("Văn bản đã ban hành (Word, PDF)")
    with at.page.expect_download() as download:
        at.follow("Tải PDF")
    download.value.save_as(folder / "bao-cao.pdf")
    assert (folder / "bao-cao.pdf").read_bytes().startswith(b"%PDF")
