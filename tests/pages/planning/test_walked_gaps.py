"""The gaps of many places are walked in their order; what a list shows is the same as where they are gathered and sorted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.pages.conftest import COMMUNE

from ansinh.kernel.web.sealed import seal_words
from ansinh.support.gaps import queries
from ansinh.support.models import Gap

pytestmark = pytest.mark.django_db
ASKED = (
    {},
    {"sort": "-since"},
    {"sort": "village"},
    {"sort": "policy"},
    {"sort": "name"},
    {"kind": "entitled_not_served", "by": "law"},
    {"kind": "served_twice"},
    {"reply": "none"},
    {"reply": "will_serve"},
)


@pytest.fixture
def gaps(planned, signed_in):
    """What a list shows of the gaps: the addresses of its rows in order, and how many queries it asked."""
    client = signed_in("commune_officer", COMMUNE)

    def shown(**asked: str) -> tuple[list[str], int]:
        with CaptureQueriesContext(connection) as counted:
            answer = client.get(reverse("gaps:list"), asked)
        assert answer.status_code == 200
        page = answer.content.decode()
        keys = Gap.objects.everywhere().values_list("pk", flat=True)
        here = {key: page.find(f'href="{reverse("gaps:gap", kwargs={"gap_id": key})}"') for key in keys}
        return sorted((key for key, at in here.items() if at >= 0), key=here.__getitem__), len(counted)

    return shown


def named(planned, name: str, fold: str) -> None:
    type(planned["home"]).objects.everywhere().filter(pk=planned["home"].pk).update(
        head_name=name, head_name_fold=fold
    )


def test_who_bears_no_such_name_is_not_found_and_the_middle_of_a_word_finds_nobody(
    planned, gaps, monkeypatch
):
    named(planned, "Bùi Thị Hường", "bui thi huong")
    for gathered in (20, 0):
        monkeypatch.setattr(queries, "_GATHERED", gathered)
        assert gaps(q=seal_words("xyzq"))[0] == []
        assert gaps(q=seal_words("uong"))[0] == []


@pytest.mark.parametrize("few", [None, "own", "others"])
def test_names_are_found_by_the_beginnings_of_their_words_whether_walked_or_not(
    planned, gaps, monkeypatch, few
):
    """``few``: nobody knows who bears the words, it is this household, or only others: then a list may lose rows, never gain them."""
    named(planned, "Bùi Thị Hường", "bui thi huong")
    own = set(Gap.objects.everywhere().filter(household=planned["home"]).values_list("pk", flat=True))
    assert own, "without a gap nothing could be found"
    bearers = {None: None, "own": [planned["home"].pk], "others": []}[few]
    monkeypatch.setattr(queries, "few_bearing", lambda _words, _scope: bearers)
    monkeypatch.setattr(queries, "_GATHERED", 0)
    assert set(gaps(q=seal_words("hướng bùi"))[0]) == (set() if few == "others" else own)
    monkeypatch.setattr(queries, "_GATHERED", 20)
    assert set(gaps(q=seal_words("Hường Bùi"))[0]) == own


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_walked_list_shows_what_a_gathered_one_shows_by_as_many_queries(planned, gaps, monkeypatch, asked):
    first = gaps(**asked)
    monkeypatch.setattr(queries, "_GATHERED", 0)
    assert gaps(**asked) == first
    assert first[0] or "served_twice" in asked.values() or "will_serve" in asked.values()
