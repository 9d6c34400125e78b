"""Lists are paged by key: every row once, forwards and backwards, whatever the order and however many are equal."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from ansinh.accounts.models import User
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.sealed import open_words, seal_words

pytestmark = pytest.mark.django_db
PEOPLE = Listing(
    "people",
    columns=(
        Column("name", "Tên", lambda user: user.full_name, order="full_name"),
        Column("username", "Đăng nhập", lambda user: user.username, order="username"),
        Column("made", "Ngày", lambda user: user.created_at, kind="moment", shown=False),
    ),
    filters=(
        Filter("q", "Tìm", lambda rows, text: rows.filter(full_name__icontains=text), sealed=True),
        Filter(
            "active",
            "Đang hoạt động",
            lambda rows, value: rows.filter(is_active=value == "yes"),
            choices=lambda _request: [("yes", "Có"), ("no", "Không")],
        ),
    ),
    sort="name",
    size=3,
)


@pytest.fixture
def people() -> list[User]:
    """Ten people, of whom four have the same name."""
    names = ["An", "Bình", "Bình", "Bình", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh"]
    made = [
        User.objects.create(username=f"u{9 - number}", full_name=name, is_active=number % 2 == 0)
        for number, name in enumerate(names)
    ]
    return made


def ask(address: str = "/", posted: dict | None = None):
    factory = RequestFactory()
    return PEOPLE.asked(factory.post(address, posted) if posted is not None else factory.get(address))


def walk(first: str, way: str = "next") -> list[list[str]]:
    """The usernames of page after page from an address on."""
    pages, address = [], first
    while address:
        page = ask(address).page(User.objects.all())
        pages.append([user.username for user in page.rows])
        address = getattr(page, way)
    return pages


def test_an_unknown_order_column_or_value_is_refused():
    for address in ("/?sort=password", "/?columns=password", "/?active=perhaps", "/?sort=made"):
        with pytest.raises(UnusableInput):
            ask(address)


def test_a_mark_that_is_not_ours_is_refused(people):
    with pytest.raises(UnusableInput):
        ask("/?after=abc").page(User.objects.all())


@pytest.mark.parametrize("sort", ["name", "-name", "username", "-username"])
def test_every_row_comes_once_in_order(people, sort):
    field = {"name": "full_name", "username": "username"}[sort.lstrip("-")]
    whole = sorted(people, key=lambda user: (getattr(user, field), user.pk), reverse=sort.startswith("-"))
    pages = walk(f"/?sort={sort}")
    assert [name for page in pages for name in page] == [user.username for user in whole]
    assert [len(page) for page in pages] == [3, 3, 3, 1]


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_going_back_shows_the_same_pages(people, sort):
    forward = walk(f"/?sort={sort}")
    address = f"/?sort={sort}"
    while (page := ask(address).page(User.objects.all())).next:
        address = page.next
    assert walk(address, "previous")[::-1] == forward


def test_the_first_page_has_none_before_it_and_the_last_none_after(people):
    first = ask("/").page(User.objects.all())
    assert (first.previous, first.next is not None) == (None, True)
    only = ask("/?active=no&sort=-name").page(User.objects.filter(full_name="Hà"))
    assert (only.rows, only.previous, only.next) == ([], None, None)


def test_a_deep_page_asks_as_much_as_the_first_and_counts_nothing(people):
    second = ask("/").page(User.objects.all()).next
    for address in ("/", second):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ask(address).page(User.objects.all())
        assert len(asked) == 1
        assert "COUNT(" not in asked[0]["sql"]
        assert "OFFSET" not in asked[0]["sql"]


def test_a_filter_stays_while_pages_are_turned(people):
    page = ask("/?active=yes").page(User.objects.all())
    assert "active=yes" in page.next
    assert {user.is_active for user in ask(page.next).page(User.objects.all()).rows} == {True}


def test_searched_words_and_sort_values_never_stand_in_an_address(people):
    answer = ask("/?sort=name&after=x", {"q": "Bình"}).sealed_away()
    assert answer.status_code == 303
    assert "inh" not in answer.headers["Location"].replace("sort=name", "")
    assert "after" not in answer.headers["Location"]
    found = ask(answer.headers["Location"])
    assert found.values == {"q": "Bình"}
    page = found.page(User.objects.all())
    assert [user.full_name for user in page.rows] == ["Bình"] * 3
    assert "nh" not in page.next.split("after=")[1]


def test_an_empty_search_takes_the_filter_away():
    assert ask(f"/?q={seal_words('Bình')}", {"q": " "}).sealed_away().headers["Location"] == "/"


def test_sealed_words_open_and_others_do_not():
    assert open_words(seal_words("Nguyễn Văn Bình")) == "Nguyễn Văn Bình"
    assert seal_words("Bình") != seal_words("Bình")
    assert [open_words(text) for text in ("", "abc", "ký tự lạ", seal_words("x")[:-3] + "AAA")] == [None] * 4


def test_an_export_has_every_filtered_row_in_order(people, monkeypatch):
    monkeypatch.setattr("ansinh.kernel.web.listing._CHUNK", 2)
    rows = list(ask("/?sort=-username&active=yes").everything(User.objects.all()))
    assert [user.username for user in rows] == ["u9", "u7", "u5", "u3", "u1"]


def test_a_head_sorts_and_sorts_the_other_way():
    by_name = PEOPLE.column("name")
    assert ask("/").sorted_href(by_name) == "/?sort=-name"
    assert ask("/?sort=-name").sorted_href(by_name) == "/?sort=name"
    assert ask("/?after=x").sorted_href(PEOPLE.column("username")) == "/?sort=username"
