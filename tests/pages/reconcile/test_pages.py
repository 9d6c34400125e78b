"""Somebody's tables in; what contradicts itself beside its cell; our own figure beside that."""

import io
import re

import pytest
from tests.pages.conftest import COMMUNE, DISTRICT

from ansinh.audit.models import Event
from ansinh.kernel.sealed_files import MAGIC
from ansinh.reports.csv import csv_text
from ansinh.reports.kept_forms import kept_form
from ansinh.reports.laid_down import folder_of, kept_report
from ansinh.reports.models import CheckedTables

pytestmark = pytest.mark.django_db

# 1.118 of 110.320 is 1,01 and not 1,5; the flows of forms 2 and 3 differ.
WRONG = """form,unit_code,unit_name,parent_code,split,c1,c2,c3,c4,c5,c6,c7,c8,c9
1,311,Huyện Thử,31,,110320,,1118,1.50,,,,,
2,311,Huyện Thử,31,households,10,1,2,1,3,1,2,1,13
3,311,Huyện Thử,31,households,10,1,4,1,1,1,2,1,9
"""


def upload(client, content: str, name: str = "bang.csv", address: str = "/reconcile"):
    file = io.BytesIO(content.encode())
    file.name = name
    return client.post(address, {"files": file, "standard": "vn-2022"})


@pytest.fixture
def laid_down(commune_officer) -> CheckedTables:
    upload(commune_officer, WRONG)
    return CheckedTables.objects.get()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("một,hai\n1,2\n", "bang.csv", "form"),
        ("form,unit_code,c1\n1,311,mười\n", "bang.csv", "không phải là một số"),
        ("form,unit_code,c1\n1,311,10\n", "bang.doc", "csv, xlsx"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_kept(commune_officer, content, name, said):
    page = upload(commune_officer, content, name)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert CheckedTables.objects.count() == 0
    assert not Event.objects.filter(name="reports.tables_reconciled").exists()


def test_no_file_is_refused(commune_officer):
    assert CheckedTables.objects.count() == 0
    assert commune_officer.post("/reconcile", {"standard": ""}).status_code == 200
    assert CheckedTables.objects.count() == 0


def test_another_persons_tables_do_not_exist(laid_down, district_officer, commune_officer):
    for path in ("", "/1", "/remove", "?export=csv"):
        assert district_officer.get(f"/reconcile/{laid_down.pk}{path}").status_code == 404
    assert district_officer.post(f"/reconcile/{laid_down.pk}/remove").status_code == 404
    assert commune_officer.get(f"/reconcile/{laid_down.pk}").status_code == 200


def test_a_form_that_is_not_in_the_tables_is_not_found(laid_down, commune_officer):
    assert commune_officer.get(f"/reconcile/{laid_down.pk}/7").status_code == 404


def test_what_was_found_is_told_by_rule_and_one_by_one(laid_down, commune_officer):
    page = commune_officer.get(f"/reconcile/{laid_down.pk}").content.decode()
    assert laid_down.errors >= 2
    assert "Tỷ lệ bằng số đếm chia tổng số" in page
    assert len(set(re.findall(rf'href="/reconcile/{laid_down.pk}/\d+#f\d+"', page))) == laid_down.errors


def test_a_rule_is_shown_alone(laid_down, commune_officer):
    page = commune_officer.get(f"/reconcile/{laid_down.pk}?rule=rate_mismatch").content.decode()
    assert set(re.findall(rf'href="/reconcile/{laid_down.pk}/(\d+)#f', page)) == {"1"}


def test_a_contradiction_stands_at_its_cell(laid_down, commune_officer):
    page = commune_officer.get(f"/reconcile/{laid_down.pk}/1").content.decode()
    [cell] = re.findall(r'<td class="num" id="at(\d+)">', page)
    assert f'href="#f{cell}"' in page
    assert f'<li id="f{cell}"' in page


def test_the_findings_go_out_as_a_file(laid_down, commune_officer):
    answer = commune_officer.get(f"/reconcile/{laid_down.pk}?export=csv")
    assert len(answer.content.decode().strip().splitlines()) == laid_down.errors + laid_down.notes + 1


def test_removing_asks_first_and_leaves_nothing(laid_down, commune_officer):
    folder = folder_of(laid_down)
    assert "Không, để nguyên" in commune_officer.get(f"/reconcile/{laid_down.pk}/remove").content.decode()
    assert folder.exists()
    commune_officer.post(f"/reconcile/{laid_down.pk}/remove")
    assert (CheckedTables.objects.count(), folder.exists()) == (0, False)
    assert Event.objects.filter(name="reports.tables_removed").exists()


def test_our_own_forms_contradict_themselves_nowhere(sealed, district_officer):
    answer = district_officer.post(f"/reconcile/version/{sealed[DISTRICT].pk}")
    made = CheckedTables.objects.get()
    assert answer.headers["Location"] == f"/reconcile/{made.pk}"
    assert (made.errors, made.comparisons > 1000) == (0, True)


def test_a_version_of_another_place_is_neither_checked_nor_laid_beside(sealed, commune_officer):
    other = sealed[DISTRICT].pk
    assert commune_officer.post(f"/reconcile/version/{other}").status_code == 404
    assert commune_officer.get(f"/reconcile?version={other}").status_code == 404
    assert commune_officer.get(f"/reconcile?version={sealed[COMMUNE].pk}").status_code == 200


def test_a_figure_that_differs_from_ours_has_ours_beside_it(sealed, district_officer):
    version = sealed[DISTRICT]
    table = kept_form(version, 10)
    printed = csv_text([table]).splitlines()
    total = printed[-1].split(",")
    ours, total[5] = total[5], str(int(total[5]) + 3)
    content = "\n".join([*printed[:-1], ",".join(total)])
    upload(district_officer, content, address=f"/reconcile?version={version.pk}")
    page = district_officer.get(f"/reconcile/{CheckedTables.objects.get().pk}/10").content.decode()
    assert page.count(f"[{ours}]") == 1
    assert len(re.findall(r">\[[\d.,]+\]<", page)) == 1


def test_the_pages_speak_english(laid_down, commune_officer):
    commune_officer.cookies["ansinh_language"] = "en"
    for path in ("/reconcile", f"/reconcile/{laid_down.pk}", f"/reconcile/{laid_down.pk}/1"):
        assert 'lang="en"' in commune_officer.get(path).content.decode()


def test_the_tables_lie_sealed_and_are_read_again(laid_down, commune_officer):
    """A copied disk tells nothing of them; the page still does."""
    kept_report.cache_clear()
    [path] = folder_of(laid_down).iterdir()
    assert path.read_bytes().startswith(MAGIC)
    assert commune_officer.get(f"/reconcile/{laid_down.pk}").status_code == 200
    path.write_bytes(path.read_bytes()[:-1])
    kept_report.cache_clear()
    assert commune_officer.get(f"/reconcile/{laid_down.pk}").status_code == 422
