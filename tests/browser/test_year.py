"""A commune's year in a browser, each step by who does it in law: the officer, the village's head, the chair, the province's
officer and its chair. The days are those of 2025 and 2026, typed in from papers as a commune types them in.
"""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import _python, environment
from tests.browser.desk import Desk

STAYS, LEAVES, OBJECTS, ASKS, LATER = (
    "Bùi Văn Ở",
    "Bùi Thị Ra",
    "Bùi Văn Phản",
    "Bùi Thị Xin",
    "Bùi Văn Sau",
)
# What a surveyor sees in a house that is poor, and in one that is not.
IN_NEED = {
    "income_score": "100",
    "floor_area_m2": "5",
    "wall_durable": "0",
    "column_durable": "0",
    "roof_durable": "0",
    "water_source": "surface",
    "toilet": "none",
}
WELL_OFF = {"income_score": "300"}
PRESENT = 50
Office = Callable[[str], Desk]


@pytest.fixture(scope="module")
def ways_in(site) -> dict[str, str]:
    """The people of the commune and their ways in, made once: a link signs in once."""
    env = environment(site.folder) | {"DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
    return json.loads(_python(env, "tests.browser.year_people"))


@pytest.fixture
def office(site, browse, ways_in) -> Office:
    """``office("canbo")``: the screen of one of the commune's people, who stays signed in."""
    desks: dict[str, Desk] = {}

    def of(name: str) -> Desk:
        if name not in desks:
            page = browse()
            page.goto(ways_in[name])
            desks[name] = Desk(page, "vi")
        return desks[name]

    return of


def test_a_commune_goes_through_its_year(office):
    open_round(office("canbotinh"), "2025")
    dossier = find_dossier(office("canbo"), "2025")

    # 1. Who is reviewed: everybody on the list, and who asked. Each is given to the village's head, who surveys.
    receive(office("canbo"), ASKS, "Đề nghị rà soát hộ nghèo, hộ cận nghèo", "05/09/2025")
    draw_up(office("canbo"), dossier, expected=4)
    assign_and_close(office("canbo"), dossier, "Phạm Văn Thôn")
    for name, seen in ((STAYS, IN_NEED), (LEAVES, WELL_OFF), (OBJECTS, WELL_OFF), (ASKS, IN_NEED)):
        survey(office("truongthon"), name, seen)

    # 2. The rules, then the village. Without whom the law wants there it did not meet; who was not agreed to is met about again.
    classify(office("canbo"), dossier)
    meet(office("truongthon"), dossier, "01/10/2025", without="Ban Chỉ đạo giảm nghèo cấp xã")
    office("truongthon").sees("Biên bản còn thiếu thành phần: {who}.", who="Ban Chỉ đạo giảm nghèo cấp xã")
    meet(office("truongthon"), dossier, "01/10/2025", against=ASKS)
    cannot_conclude(office("canbo"), dossier)
    survey(office("truongthon"), ASKS, IN_NEED | {"floor_area_m2": "4"}, reason="Rà soát lại sau cuộc họp")
    meet(office("truongthon"), dossier, "08/10/2025")
    conclude(office("canbo"), dossier)

    # 3. Posted; somebody objects, is surveyed again and found poor, hears so in writing, and hangs out as such.
    post(office("canbo"), dossier, "09/10/2025")
    objection = object_to(office("canbo"), dossier, OBJECTS, "10/10/2025")
    cannot_settle(office("canbo"), dossier)
    recheck(office("canbo"), dossier)
    survey(office("truongthon"), OBJECTS, IN_NEED, reason="Phúc tra tại hộ")
    uphold(office, objection)
    post_again(office("canbo"), dossier, OBJECTS, "20/10/2025")
    settle(office("canbo"), dossier, "24/10/2025")

    # 4. The chair decides what the officer made; the officer answers who asked and gives the certificates.
    cannot_decide(office("canbo"), dossier)
    decision = decide(office("chutichxa"), dossier, "45/QĐ-UBND", "10/12/2025")
    assert lists_of(office("canbo"), decision) == {"Hộ nghèo": 3, "Hộ thoát nghèo": 1}
    answer_and_certify(office("canbo"), decision, answers=1, fresh=3)

    # 5. The province looks at all its communes, and its chair approves.
    consolidated(office("canbotinh"), "2025")
    approve(office("chutichtinh"), "2025", "900/QĐ-UBND", "18/12/2025")
    assert on_list(office("canbo"), "01/01/2026") == {STAYS, OBJECTS, ASKS}

    # 6. Within the year one comes and one goes.
    receive(office("canbo"), LATER, "Đề nghị rà soát hộ nghèo, hộ cận nghèo", "02/03/2026")
    receive(office("canbo"), STAYS, "Đề nghị thoát nghèo, thoát cận nghèo", "03/03/2026")
    open_round(office("canbo"), "2026-03")
    march = find_dossier(office("canbo"), "2026-03")
    draw_up(office("canbo"), march, expected=2)
    assign_and_close(office("canbo"), march, "Phạm Văn Thôn")
    survey(office("truongthon"), LATER, IN_NEED)
    survey(office("truongthon"), STAYS, WELL_OFF)
    through_to_decision(office, march, "16/03/2026", "17/03/2026", "23/03/2026")
    change = decide(office("chutichxa"), march, "90/QĐ-UBND", "25/03/2026")
    answer_and_certify(office("canbo"), change, answers=2, fresh=1, withdrawn=1)
    assert on_list(office("canbo"), "24/03/2026") == {STAYS, OBJECTS, ASKS}
    assert on_list(office("canbo"), "25/03/2026") == {LATER, OBJECTS, ASKS}

    # 7. After the approval an error comes to light: opened again with a reason, the steps again, the second version.
    open_again(office("chutichtinh"), "2025", "Thanh tra: kê khai sai")
    survey(office("truongthon"), ASKS, WELL_OFF, reason="Kê khai sai, theo kết luận thanh tra")
    through_to_decision(office, dossier, "04/01/2026", "05/01/2026", "12/01/2026")
    decide(
        office("chutichxa"), dossier, "12/QĐ-UBND", "20/01/2026", reason="Đính chính theo kết luận thanh tra"
    )
    approve(office("chutichtinh"), "2025", "30/QĐ-UBND", "30/01/2026", reason="Theo kết luận thanh tra")
    what_changed(office("canbotinh"), "2025", {ASKS: ("Nghèo", "Không nghèo")})


def open_round(at: Desk, period: str) -> None:
    at.menu("Rà soát", "Kỳ rà soát")
    at.follow("Mở kỳ rà soát")
    at.fill("Kỳ rà soát", period)
    at.page.get_by_label("Quy trình").select_option(
        label="Quyết định 24/2021, chính quyền hai cấp (từ 01/7/2025)"
    )
    at.click("Xem trước")
    at.sees("Kỳ sẽ mở")
    keep(at, "open-round")
    at.click("Mở kỳ này")
    at.sees("Đã mở kỳ rà soát {period}.", period=period)


def find_dossier(at: Desk, period: str) -> str:
    """The address of the commune's dossier, come to as a person does."""
    at.menu("Rà soát", "Kỳ rà soát")
    at.page.locator("main").get_by_role("link", name=period, exact=True).click()
    at.row("Xã Kiến Hải").get_by_role("link", name="Hồ sơ", exact=True).click()
    at.page.wait_for_url(re.compile(r"/communes/\d+$"))
    keep(at, "dossier")
    return at.page.url


def receive(at: Desk, name: str, kind: str, day: str) -> None:
    at.menu("Đơn, giấy tờ", "Tiếp nhận đơn")
    fill_request(at, name, kind, day)


def fill_request(at: Desk, name: str, kind: str, day: str) -> None:
    at.fill("Tìm hộ trong sổ", name)
    at.click("Tìm hộ")
    at.page.get_by_label(name).check()
    at.page.get_by_label("Loại đơn").select_option(label=kind)
    at.fill("Ngày nhận", day)
    at.fill("Họ tên người gửi", name)
    at.fill("Nội dung trình bày", "Đề nghị xem xét hoàn cảnh gia đình")
    at.click("Tiếp nhận")
    at.sees("Hãy in giấy tiếp nhận trao cho người gửi.")
    keep(at, "request")


def draw_up(at: Desk, dossier: str, expected: int) -> None:
    at.page.goto(dossier)
    at.follow("Danh sách rà soát")
    at.click("Lập danh sách")
    at.sees("Đã thêm {count} hộ vào danh sách rà soát.", count=expected)
    keep(at, "work-list")


def assign_and_close(at: Desk, dossier: str, surveyor: str) -> None:
    at.page.get_by_text("Phân công rà soát viên", exact=True).first.click()
    at.page.get_by_label("Rà soát viên").first.select_option(label=f"{surveyor} (truongthon)")
    at.click("Phân công")
    at.sees("Đã phân công")
    at.click("Chốt danh sách rà soát")
    at.confirm("Chốt danh sách rà soát")
    at.sees("Đã chốt danh sách rà soát; bắt đầu khảo sát.")


def survey(at: Desk, name: str, seen: dict[str, str], reason: str = "") -> None:
    at.menu("Rà soát", "Hộ tôi rà soát")
    keep(at, "my-households")
    at.page.get_by_role("link", name=name, exact=True).first.click()
    keep(at, "work-item")
    at.follow("Nhập phiếu rà soát")
    for column, value in seen.items():
        field = at.page.locator(f"[name=h-{column}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    if reason:
        at.page.locator("[name$=reason]").fill(reason)
    at.click("Lưu phiếu")
    at.sees("Đã lưu phiếu.")
    keep(at, "answers")


def classify(at: Desk, dossier: str) -> None:
    at.page.goto(f"{dossier}/work-list")
    at.click("Chạy phân loại")
    at.confirm("Chạy phân loại")
    at.sees("Đã xong")


def meet(at: Desk, dossier: str, day: str, *, without: str = "", against: str = "") -> None:
    """The village meets: all agree, but about ``against``; nobody came ``without`` whom the law names."""
    at.page.goto(f"{dossier}/meetings")
    at.follow("Ghi cuộc họp")
    told = {
        "Ngày họp": day,
        "Bắt đầu": "19 giờ",
        "Kết thúc": "21 giờ",
        "Nơi họp": "Nhà văn hóa Thôn Đông",
        "Người chủ trì": "Phạm Văn Thôn",
        "Chức vụ": "Trưởng thôn",
        "Thư ký": "Vũ Thị Ghi",
        "Đại diện hộ dân ký biên bản": "Trần Thị Ký",
        "Số người dự họp": str(PRESENT),
        "Trong đó số đại diện hộ": "40",
    }
    for words, text in told.items():
        at.fill(words, text)
    lines = at.page.locator("[name=attendees]").input_value().splitlines()
    came = [line.split(";")[0].strip() for line in lines if line.strip()]
    who = [f"{capacity}; Người dự họp" for capacity in came if capacity != without]
    at.page.locator("[name=attendees]").fill("\n".join(who))
    for row in at.page.locator("main table tbody tr").all():
        agree = PRESENT // 2 - 1 if against and against in row.inner_text() else PRESENT - 5
        row.locator("[name^=agree]").fill(str(agree))
        row.locator("[name^=disagree]").fill(str(PRESENT - agree))
    keep(at, "meeting-record")
    at.click("Lưu và lập biên bản")
    if not without:
        at.sees("Đã ghi biên bản họp")
        keep(at, "meeting")


def cannot_conclude(at: Desk, dossier: str) -> None:
    at.page.goto(f"{dossier}/meetings")
    keep(at, "meetings")
    at.sees("phải họp lại")
    at.sees("Chưa kết thúc được họp thôn")
    assert at.page.get_by_role("button", name="Kết thúc họp thôn").count() == 0


def conclude(at: Desk, dossier: str) -> None:
    at.page.goto(f"{dossier}/meetings")
    at.click("Kết thúc họp thôn")
    at.confirm("Kết thúc họp thôn")
    at.sees("Niêm yết công khai")


def post(at: Desk, dossier: str, day: str) -> None:
    at.page.goto(f"{dossier}/posting")
    at.fill("Ngày niêm yết", day)
    for box in at.page.locator("[name=places]").all():
        box.check()
    at.click("Ghi việc niêm yết và lập danh sách")
    at.sees("Đã ghi việc niêm yết; thời hạn bắt đầu tính.")
    keep(at, "posting")


def object_to(at: Desk, dossier: str, name: str, day: str) -> str:
    """Taken in from the page of the posting, so that it is to this list."""
    at.page.goto(f"{dossier}/posting")
    at.follow("Tiếp nhận ý kiến về danh sách")
    fill_request(at, name, "Ý kiến về danh sách niêm yết", day)
    return at.page.url


def cannot_settle(at: Desk, dossier: str) -> None:
    at.page.goto(f"{dossier}/posting")
    at.sees("Chưa kết thúc được niêm yết")
    assert at.page.get_by_role("button", name="Kết thúc niêm yết").count() == 0
    keep(at, "posting-objected")


def recheck(at: Desk, dossier: str) -> None:
    at.click("Mở phúc tra")
    at.confirm("Mở phúc tra")
    at.sees("Đã mở phúc tra, hạn đến hết ngày")


def uphold(office: Office, objection: str) -> None:
    """The officer checks and takes it up, the chair decides, the officer answers."""
    at = office("canbo")
    at.page.goto(objection)
    for verb in ("Kiểm tra, thụ lý", "Đưa vào xem xét"):
        at.follow(verb)
        at.click(verb)
        at.sees(f"Đã ghi: {verb}.")
    chair = office("chutichxa")
    chair.page.goto(objection)
    chair.follow("Quyết định")
    chair.page.locator("[name=outcome][value=upheld]").check()
    chair.fill("Lý do", "Phúc tra thấy phản ánh đúng")
    keep(chair, "request-decide")
    chair.click("Quyết định")
    chair.sees("Đã ghi: Quyết định.")
    at.page.goto(objection)
    at.follow("Trả lời bằng văn bản")
    at.fill("Số văn bản đã có", "12/UBND-VX")
    at.fill("Giao cho ai", "Trao tận tay")
    at.click("Trả lời bằng văn bản")
    at.sees("Đã ghi: Trả lời bằng văn bản.")
    keep(at, "request-answered")


def post_again(at: Desk, dossier: str, name: str, day: str) -> None:
    at.page.goto(f"{dossier}/posting")
    at.sees("Phải niêm yết lại")
    keep(at, "posting-again")
    again = at.page.locator("main form", has_text=name)
    again.get_by_label("Niêm yết lại từ ngày").fill(day)
    again.get_by_role("button", name="Niêm yết lại").click()
    at.sees("Đã niêm yết lại hộ này.")


def settle(at: Desk, dossier: str, day: str) -> None:
    at.page.goto(f"{dossier}/posting")
    at.fill("Ngày gỡ danh sách", day)
    at.click("Kết thúc niêm yết")
    at.confirm("Kết thúc niêm yết")
    at.sees("Đã kết thúc niêm yết.")


def cannot_decide(at: Desk, dossier: str) -> None:
    """Who made the dossier sees what would be decided, and no button."""
    at.page.goto(f"{dossier}/decision")
    at.sees("Các danh sách sẽ công nhận (Mẫu 02)")
    assert at.page.get_by_role("button", name="Quyết định công nhận").count() == 0


def decide(at: Desk, dossier: str, number: str, day: str, reason: str = "") -> str:
    at.page.goto(dossier)
    at.follow("Quyết định công nhận danh sách")
    at.fill("Số quyết định", number)
    at.fill("Ngày quyết định", day)
    at.fill("Người ký", "Đoàn Văn Quyết")
    if reason:
        at.fill("Lý do đính chính", reason)
    confirmed = at.page.get_by_label("Tôi đã xem danh sách các hộ ra khỏi danh sách")
    if confirmed.count():
        confirmed.check()
    keep(at, "decide")
    at.click("Quyết định công nhận")
    at.confirm("Quyết định")
    at.sees("Đã ghi quyết định {number}.", number=number)
    keep(at, "decision")
    return at.page.url


def lists_of(at: Desk, decision: str) -> dict[str, int]:
    """The lists of a decision that hold somebody."""
    at.page.goto(decision)
    found = {}
    for one in at.page.locator(".stat-one").all():
        number = int(one.locator(".stat-value").inner_text())
        if number:
            found[one.locator(".stat-words").inner_text()] = number
    return found


def answer_and_certify(at: Desk, decision: str, *, answers: int, fresh: int, withdrawn: int = 0) -> None:
    """The officer answers who asked by this decision, and gives the certificates: so many new, so many taken back."""
    at.page.goto(decision)
    for words, count in (("Cấp mới", fresh), ("Thu hồi vì ra khỏi danh sách", withdrawn)):
        fact = at.page.locator("dl > div", has=at.page.get_by_text(words, exact=True))
        expect(fact).to_contain_text(str(count))
    at.click("Trả lời các đơn này")
    at.confirm("Trả lời các đơn này")
    at.sees("Đã trả lời: {count} đơn được chấp nhận", count=answers)
    at.click("Cấp giấy chứng nhận")
    at.sees("Đã xong")
    at.page.goto(decision)
    at.sees("Mọi hộ của quyết định này đã có giấy chứng nhận.")


def consolidated(at: Desk, period: str) -> None:
    at.menu("Rà soát", "Kỳ rà soát")
    at.page.locator("main").get_by_role("link", name=period, exact=True).click()
    at.follow("Tổng hợp")
    expect(at.row("Xã Kiến Hải")).to_contain_text("45/QĐ-UBND")
    keep(at, "consolidation")


def approve(at: Desk, period: str, number: str, day: str, reason: str = "") -> None:
    at.menu("Rà soát", "Kỳ rà soát")
    at.page.locator("main").get_by_role("link", name=period, exact=True).click()
    at.row("Xã Kiến Hải").get_by_role("link", name="Phê duyệt").click()
    at.fill("Số quyết định", number)
    at.fill("Ngày quyết định", day)
    if reason:
        at.fill("Lý do đính chính", reason)
    keep(at, "approve")
    at.click("Phê duyệt và niêm phong")
    at.confirm("Phê duyệt")
    at.sees("Đã xong")


def on_list(at: Desk, day: str) -> set[str]:
    """The heads of the households on the list of a day."""
    at.menu("Hộ dân", "Danh sách của ngày")
    at.page.goto(f"/lists/of-day?day={day}")
    keep(at, "of-day")
    return set(at.page.locator("main table tbody tr a").all_inner_texts())


def through_to_decision(office: Office, dossier: str, met: str, posted: str, taken_down: str) -> None:
    """Rules, meeting, posting: nobody objects."""
    classify(office("canbo"), dossier)
    meet(office("truongthon"), dossier, met)
    conclude(office("canbo"), dossier)
    post(office("canbo"), dossier, posted)
    settle(office("canbo"), dossier, taken_down)


def open_again(at: Desk, period: str, reason: str) -> None:
    at.menu("Rà soát", "Kỳ rà soát")
    at.page.locator("main").get_by_role("link", name=period, exact=True).click()
    at.row("Xã Kiến Hải").get_by_role("link", name="Mở lại để đính chính").click()
    at.fill("Lý do", reason)
    at.click("Mở lại")
    at.confirm("Mở lại")
    at.sees("Đã xong")


def what_changed(at: Desk, period: str, moved: dict[str, tuple[str, str]]) -> None:
    at.menu("Rà soát", "Kỳ rà soát")
    at.page.locator("main").get_by_role("link", name=period, exact=True).click()
    at.row("Xã Kiến Hải").get_by_role("link", name="bản 2").click()
    keep(at, "version-2")
    at.follow("Mọi hộ thay đổi, lọc và xuất được")
    keep(at, "changes")
    assert len(at.page.locator("table.table-list tbody tr, #list table tbody tr").all()) >= 1
    for name, (was, now) in moved.items():
        row = at.row(name)
        expect(row).to_contain_text(was)
        expect(row).to_contain_text(now)


def keep(at: Desk, name: str) -> None:
    """A picture of the step, where somebody asked for pictures."""
    if folder := os.environ.get("ANSINH_SHOTS"):
        kept = len(list(Path(folder).iterdir()))
        at.page.wait_for_timeout(150)
        at.page.screenshot(path=Path(folder) / f"{kept:03d}-{name}.png", full_page=True)
