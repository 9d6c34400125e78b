"""Printed figures by hand and from files: what is refused and where it says so, what a correction leaves; refusals first."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from tests.pages.conftest import COMMUNE, DISTRICT, PROVINCE, officer
from tests.roles import as_owner

from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.reports.models import PublishedFigure
from ansinh.reports.published.figures import Figure, seed_figures
from ansinh.reports.published.held import held_figures
from ansinh.reports.publishing import correct_figure, enter_figures, load_seed_figures, withdraw_figure

pytestmark = pytest.mark.django_db
HEAD = {"paper": "BC9", "unit_code": DISTRICT, "on": "14/12/2022", "list_year": "2023", "standard": "vn-2022"}
COLUMNS = "paper,line,unit_code,on,list_year,standard,statistic,printed,definition,rounding\n"


def table(*rows: tuple[str, str, str], **head: str) -> dict[str, str]:
    """A filled page: rows of line, statistic and printed."""
    told = HEAD | head | {"row-TOTAL_FORMS": str(len(rows)), "row-INITIAL_FORMS": "0"}
    for at, (line, statistic, printed) in enumerate(rows):
        told |= {f"row-{at}-line": line, f"row-{at}-statistic": statistic, f"row-{at}-printed": printed}
        told |= {f"row-{at}-definition": ""}
    return told


@pytest.fixture
def seeds(country) -> int:
    return load_seed_figures(by=SYSTEM)


@pytest.fixture
def maker(signed_in):
    return signed_in("province_officer", PROVINCE)


@pytest.mark.parametrize(
    ("row", "head", "said"),
    [
        (("1", "poor", "1.1.18"), {}, "không đọc được thành một số duy nhất"),
        (("1", "rate:poor", "1.118"), {}, "không đọc được thành một số duy nhất"),
        (("1", "rich", "5"), {}, "Không có loại số"),
        (("1", "poor", "5"), {"unit_code": "99999"}, "99999"),
        (("1", "poor", "5"), {"on": "31/11/2022"}, "không phải là ngày"),
        (("1", "poor", "5"), {"unit_code": "001", "on": "14/12/2022"}, "không có quyền"),
    ],
)
def test_a_fault_is_said_beside_its_row_and_nothing_is_written(maker, row, head, said):
    answer = maker.post("/published/enter", table(("1", "households", "100"), row, **head))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not PublishedFigure.objects.exists()


def test_a_commune_enters_nothing_of_its_district(signed_in, country):
    answer = signed_in("commune_officer", COMMUNE).post("/published/enter", table(("1", "poor", "5")))
    assert (answer.status_code, PublishedFigure.objects.count()) == (422, 0)


def test_a_table_is_entered_as_printed_and_not_twice(maker):
    sent = table(("24", "poor", "1.118"), ("24", "rate:poor", "1,35"), ("", "", ""), rounding="cut")
    assert maker.get("/published/enter").status_code == 200
    assert maker.post("/published/enter", sent).status_code == 303
    assert [(one.printed, one.value, one.rounding) for one in held_figures(["BC9"])] == [
        ("1.118", 1118, "cut"),
        ("1,35", round(held_figures(["BC9"])[1].value, 2), "cut"),
    ]
    again = maker.post("/published/enter", sent)
    assert (again.status_code, "đã nhập ngày" in again.content.decode()) == (422, True)
    assert "1,35" in maker.get("/published?paper=BC9").content.decode()


def test_a_file_tells_every_fault_by_row_and_column(maker):
    rows = [
        f"BC9,1,{DISTRICT},14/12/2022,2023,vn-2022,poor,1.118,,\n",
        f"BC9,2,{DISTRICT},30/02/2022,2023,vn-2022,poor,5,,\n",
        f"BC9,3,{DISTRICT},14/12/2022,,vn-2022,rate:poor,2.140,,\n",
        f"BC9,4,{DISTRICT},14/12/2022,2023,vn-2022,near_poor,7,,sideways\n",
    ]
    sent = {"file": SimpleUploadedFile("so.csv", (COLUMNS + "".join(rows)).encode())}
    text = maker.post("/published/file", sent).content.decode()
    for told in ("4 lỗi", ">3<", ">4<", ">5<", ">on<", ">list_year<", ">printed<", ">rounding<"):
        assert told in text
    assert not PublishedFigure.objects.exists()
    good = {"file": SimpleUploadedFile("so.csv", (COLUMNS + rows[0]).encode())}
    assert maker.post("/published/file", good).status_code == 303
    assert held_figures()[0].value == 1118


def test_the_shipped_figures_are_held_as_they_are_printed_and_loaded_once(seeds):
    held = held_figures()
    assert seeds == len(held) == len(seed_figures()) == 77
    bare = {(one.paper, one.line, one.statistic, one.printed, one.value, one.decimals) for one in held}
    assert bare == {
        (one.paper, one.line, one.statistic, one.printed, one.value, one.decimals) for one in seed_figures()
    }
    assert load_seed_figures(by=SYSTEM) == 0


def test_a_correction_and_a_withdrawal_leave_what_was_entered(maker, country):
    maker.post("/published/enter", table(("24", "poor", "1.118")))
    first = PublishedFigure.objects.get()
    by = actor_of(officer("hands", "province_officer", PROVINCE))
    other = actor_of(officer("commune-hands", "commune_officer", COMMUNE))
    given = {"rounding": "", "definition": "", "reason": "Chép nhầm"}
    for who, more, kind in (
        (other, {"printed": "1.119"}, Refused),
        (by, {"printed": "1.1.9"}, UnusableInput),
        (by, {"printed": "1.119", "reason": " "}, UnusableInput),
        (by, {"printed": "1.118"}, Refused),
    ):
        with pytest.raises(kind):
            correct_figure(figure=first, by=who, **given | more)
    address = f"/published/{first.pk}/correct"
    assert maker.post(address, given | {"printed": "1.119"}).status_code == 303
    later = PublishedFigure.objects.get(replaces=first)
    with pytest.raises(Refused):
        correct_figure(figure=first, by=by, **given | {"printed": "7"})
    with pytest.raises(IntegrityError), as_owner(), transaction.atomic():
        PublishedFigure.objects.filter(pk=first.pk).update(printed="7")
    text = maker.get(f"/published/{later.pk}").content.decode()
    assert "«1.118»" in text
    assert "Chép nhầm" in text
    withdraw_figure(figure=later, reason="Không có trong văn bản", by=by)
    assert held_figures() == []
    [back] = enter_figures(figures=[one_more(first)], by=by)
    assert (back.revision, PublishedFigure.objects.count()) == (3, 4)


def one_more(row: PublishedFigure):
    """The same figure as its paper prints it."""
    return Figure(
        row.paper,
        row.line,
        row.unit.code,
        row.on,
        row.list_year,
        row.standard,
        row.statistic,
        "1.120",
        1120,
        0,
        "",
    )


def test_who_corrects_elsewhere_does_not_find_it_and_everybody_reads_it(signed_in, seeds):
    row = PublishedFigure.objects.filter(paper="HD20").first()
    client = signed_in("commune_officer", COMMUNE)
    assert client.get(f"/published/{row.pk}").status_code == 200
    assert client.get(f"/published/{row.pk}/correct").status_code == 404
    assert client.get("/published/999999").status_code == 404


def test_a_declared_rounding_that_did_not_make_the_number_is_found(maker):
    sent = table(
        ("1", "households", "1.000"), ("1", "poor", "19"), ("2", "rate:poor", "1,8"), rounding="half_up"
    )
    maker.post("/published/enter", sent)
    text = maker.get("/published?paper=BC9").content.decode()
    assert "làm tròn khác cách đã ghi" in text


def test_a_place_is_chosen_by_its_name_and_a_name_of_several_is_refused(maker):
    offered = maker.get("/published/enter").content.decode()
    assert '<option value="Thành phố Hải Phòng (31)" label="thanh pho hai phong">' in offered
    answer = maker.post("/published/enter", table(("1", "poor", "5"), unit_code="tân tiến"))
    assert (answer.status_code, "Có nhiều nơi tên" in answer.content.decode()) == (422, True)
    assert not PublishedFigure.objects.exists()
    answer = maker.post("/published/enter", table(("1", "poor", "5"), unit_code="huyen thuy nguyen"))
    assert (answer.status_code, PublishedFigure.objects.get().unit.code) == (303, DISTRICT)
