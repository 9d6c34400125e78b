"""A plan over two years, in a browser: what it promises stands unmeasured until the review of its year is there; that review and a
year of support run; the targets and a commune's share move by them; the year is closed with its report.

The review is the simulated one of ``ansinh demo --next-year``, run beside the served pages by the console, as an office would run a
long import. Long tier: it takes as long as the demonstration itself.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Site, add_officers, run, served
from tests.browser.desk import PATIENCE, Desk
from tests.browser.test_plans import (
    acknowledge_share,
    add_target,
    allot,
    approve_allotment,
    choose,
    draft_report,
    enter_paper,
    issue,
    issue_report,
    lay_down,
    measure,
    number,
    office,  # noqa: F401 - a fixture
    send_allotment,
    stat,
    taken_down,
)
from tests.reliability.ready import Original

pytestmark = pytest.mark.long
FALL = "Tỷ lệ hộ nghèo Sao Mai giảm trong năm"
POINTS = "0,25"
QUOTE = f"giảm ít nhất {POINTS} điểm phần trăm tỷ lệ hộ nghèo"
# The one commune of the officer ``xa``.
COMMUNE = "Thị trấn Minh Đức"
MOVED = re.compile(r"^\s*Từ \d")


@pytest.fixture(scope="module")
def site(demonstrated: Original, tmp_path_factory) -> Iterator[Site]:
    """The demonstration and its officers, without the round of 2023 that the other journeys go through."""
    folder = tmp_path_factory.mktemp("two-years") / "data"
    demonstrated.copy_files(folder)
    add_officers(folder)
    with served(folder) as one:
        yield one


def test_targets_move_as_the_next_review_and_a_year_of_support_run(office, site, tmp_path):  # noqa: F811
    officer, chair, commune = (office(name) for name in ("huyen", "duyet", "xa"))

    # 1. The plan of 2023 rests on the sealed review of 2022; of its own year nothing can be said yet.
    paper = enter_paper(officer)
    plan = lay_down(officer, f"Trong năm {QUOTE}.")
    count = add_target(officer, plan)
    fall = add_fall(officer, plan)
    issue(chair, paper)
    before = measure(officer, plan, count)
    unmeasured(officer, fall)
    allotment, share = allot(officer, count, COMMUNE)
    approve_allotment(chair, allotment)
    send_allotment(officer, allotment)
    acknowledge_share(commune, share, before, COMMUNE, 1)

    # 2. The year goes on: the next review, after a year of support.
    said = run(site.folder, "demo", "--no-serve", "--next-year")
    assert "mô phỏng" in said

    # 3. Both targets moved, each with the version it rests on; the fall is that of the two rates on the page.
    officer.page.goto(f"{plan}?view=targets")
    officer.click("Tính lại chỉ tiêu")
    officer.follow("Xem kết quả")
    officer.page.goto(count)
    expect(officer.page.locator("main")).to_contain_text("kỳ 2023, phiên bản 1", timeout=PATIENCE)
    poor = stat(officer, "Tính được")
    assert poor < before[""]
    moved = officer.page.locator("main p", has_text=MOVED).inner_text()
    assert [number(one) for one in moved.partition(": ")[2].split("→")] == [before[""], poor]
    officer.page.goto(fall)
    assert stat(officer, "Tính được") == difference_of_rates(officer)
    officer.looks_well()

    # 4. The commune's share moved too; what support came to stands at the gaps, whoever left the list among them.
    commune.page.goto(share)
    assert stat(commune, "Đang có") != before[COMMUNE]
    officer.page.goto("/gaps")
    assert officer.rows()

    # 5. The year is closed: its report, on the version of 2023, written by one and issued by another.
    draft_report(officer, poor, year="2023")
    issue_report(chair)
    taken_down(chair, tmp_path)


def add_fall(at: Desk, plan: str) -> str:
    """A fall of the rate in points, from the sealed version of 2022."""
    at.page.goto(f"{plan}?view=targets")
    at.follow("Ghi chỉ tiêu")
    at.fill("Chỉ tiêu", FALL)
    choose(at, "kind", "rate_change")
    choose(at, "relation", ">=")
    at.fill("Con số", POINTS)
    choose(at, "unit", "points")
    at.fill("Hạn", "31/12/2023")
    at.fill("Lời của văn bản", QUOTE)
    choose(at, "rule", "rate_fall")
    at.page.locator("[name=classes][value=poor]").check()
    at.page.locator("select[name=baseline]").select_option(label="kỳ 2022, phiên bản 1, ngày 14/12/2022")
    at.click("Ghi")
    expect(at.page.locator("h1")).to_contain_text(FALL, timeout=PATIENCE)
    return at.page.url


def unmeasured(at: Desk, target: str) -> None:
    """The page gives no number and says why."""
    at.page.goto(target)
    assert at.page.locator(".stat-one").count() == 0
    expect(at.page.locator("main .notice").first).to_contain_text(
        "Chưa có kết quả được phê duyệt của kỳ cần tính"
    )


def difference_of_rates(at: Desk) -> Decimal:
    """By how many points the rate fell, from the counts of both years that the page tells, as the page rounds."""
    told = at.page.locator("main p", has_text=MOVED).inner_text()
    found = re.search(r"tử số (\S+) → (\S+), mẫu số (\S+) → ([\d.]+)", told)
    assert found, told
    old, new, old_base, new_base = (number(one) for one in found.groups())
    return round(100 * old / old_base - 100 * new / new_base, 2)
