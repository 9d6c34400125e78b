"""Coming in: by password, by a link that works once; and going out."""

from datetime import timedelta

import pytest
from django.test import Client

from ansinh.accounts.actions import change_password, register_user
from ansinh.accounts.actor import SYSTEM
from ansinh.accounts.links import make_sign_in_link
from ansinh.accounts.models import SignInLink, User
from ansinh.audit.models import Event
from ansinh.kernel.errors import Refused, UnusableInput

pytestmark = pytest.mark.django_db
PASSWORD = "một câu dài dễ nhớ 2022"


@pytest.fixture
def lan() -> User:
    user = register_user(username="lan", full_name="Trần Thị Lan", by=SYSTEM)
    change_password(user=user, password=PASSWORD, by=SYSTEM)
    return user


def test_a_wrong_password_and_a_wrong_name_are_told_the_same(lan):
    answers = [
        Client().post("/sign-in", {"username": name, "password": word})
        for name, word in (("lan", "sai"), ("không có", PASSWORD))
    ]
    said = "Tên đăng nhập hoặc mật khẩu không đúng."
    assert [said in answer.content.decode() for answer in answers] == [True, True]


def test_who_is_no_longer_active_stays_out(lan):
    User.objects.filter(pk=lan.pk).update(is_active=False)
    assert Client().post("/sign-in", {"username": "lan", "password": PASSWORD}).status_code == 200


def test_a_password_opens_the_page_that_was_asked_for(lan):
    answer = Client().post("/sign-in", {"username": "lan", "password": PASSWORD, "next": "/password"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/password")


def test_nobody_is_sent_to_another_site(lan):
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = Client().post("/sign-in", {"username": "lan", "password": PASSWORD, "next": elsewhere})
        assert answer.headers["Location"] == "/"


def test_a_link_signs_in_once(lan):
    token = make_sign_in_link(user=lan, by=SYSTEM)
    first, second = Client(), Client()
    assert first.get(f"/sign-in/link/{token}").status_code == 303
    assert first.get("/").status_code == 200
    assert second.get(f"/sign-in/link/{token}").status_code == 404
    assert second.get("/").status_code == 302


def test_an_old_link_signs_nobody_in(lan):
    token = make_sign_in_link(user=lan, by=SYSTEM)
    for link in SignInLink.objects.all():
        link.expires_at -= timedelta(days=2)
        link.save()
    assert Client().get(f"/sign-in/link/{token}").status_code == 404


def test_the_token_itself_is_kept_nowhere(lan):
    token = make_sign_in_link(user=lan, by=SYSTEM)
    kept = [str(row) for model in (SignInLink, Event) for row in model.objects.values()]
    assert [row for row in kept if token in row] == []


def test_coming_in_and_going_out_are_in_the_log(lan):
    client = Client()
    client.post("/sign-in", {"username": "lan", "password": PASSWORD})
    client.post("/sign-out")
    names = list(Event.objects.order_by("pk").values_list("name", flat=True))[-2:]
    assert names == ["accounts.signed_in", "accounts.signed_out"]
    assert client.get("/").status_code == 302


def test_a_weak_password_is_refused_with_the_reason(lan):
    with pytest.raises(UnusableInput) as refusal:
        change_password(user=lan, password="12345", by=SYSTEM)
    assert "15" in refusal.value.message


def test_a_taken_name_is_refused(lan):
    with pytest.raises(Refused):
        register_user(username="LAN", full_name="Người khác", by=SYSTEM)


def test_the_language_is_kept_and_the_page_stays(lan):
    client = Client()
    answer = client.post("/language", {"language": "en", "next": "/sign-in"})
    assert answer.headers["Location"] == "/sign-in"
    assert client.cookies["ansinh_language"].value == "en"


def test_every_answer_carries_the_strict_policy():
    answer = Client().get("/sign-in")
    assert answer.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self';"
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
