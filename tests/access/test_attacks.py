"""What somebody tries who wants in, or wants somebody else out. Each guard has a control: with it switched off, the attack
succeeds, so the test that it fails means something."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpRequest
from django.test import Client
from tests.access.conftest import PASSWORD, SECRET, guess, is_in

from ansinh.access import routes
from ansinh.access.actions import end_role, give_role
from ansinh.access.models import RoleHolding
from ansinh.access.policies import Refused
from ansinh.accounts import guessing, links, second_factors, tokens
from ansinh.accounts.actions import (
    change_password,
    deactivate_user,
    register_user,
    reset_second_factors,
)
from ansinh.accounts.actor import CONSOLE, SYSTEM, actor_of
from ansinh.accounts.credentials import address_of
from ansinh.accounts.links import make_sign_in_link
from ansinh.accounts.models import ApiToken, Door, OneTimeCodes, RecoveryCode, Session, User
from ansinh.accounts.tokens import make_token
from ansinh.kernel.errors import UnusableInput

pytestmark = pytest.mark.django_db


# ---- guesses -----------------------------------------------------------------------------------------------------


def attack(clock, guesses: int, addresses: int = 100) -> int:
    """Guess at Lan's password from many addresses in turn; how many came in."""
    came_in = 0
    for number in range(guesses):
        if number % addresses == 0:
            clock.passes(seconds=1)
        client = Client()
        answer = guess(client, f"guess {number}", address=f"198.51.100.{number % addresses}")
        came_in += answer.status_code in (302, 303)
    return came_in


# More than five from each address, or no door would ever shut.
@pytest.mark.parametrize(
    "guesses, addresses", [(300, 15), pytest.param(10_000, 100, marks=pytest.mark.long)], ids=["ci", "long"]
)
def test_thousands_of_guesses_let_nobody_in_and_keep_nobody_out(lan, clock, guesses, addresses, capsys):
    own = Client()
    guess(own, PASSWORD, address="198.51.100.7")
    own.post("/sign-out")
    verified = []
    original = MD5PasswordHasher.verify
    MD5PasswordHasher.verify = lambda *given: verified.append(1) or original(*given)
    try:
        assert attack(clock, guesses, addresses) == 0
    finally:
        MD5PasswordHasher.verify = original
    longest = max(door.shut_until for door in Door.objects.exclude(shut_until=None)) - clock.now()
    with capsys.disabled():
        print(
            f"\n{guesses} guesses from {addresses} addresses: 0 in, {len(verified)} verified, shut {longest} at most"
        )
    # From elsewhere, from the own browser behind an attacked address, and from that address once its door opens again.
    assert guess(Client(), PASSWORD, address="192.0.2.9").status_code == 302
    assert guess(own, PASSWORD, address="198.51.100.7").status_code == 302
    assert longest <= timedelta(minutes=15)
    clock.passes(minutes=15)
    assert guess(Client(), PASSWORD, address="198.51.100.8").status_code == 302


def test_without_doors_every_guess_is_verified(lan, clock, monkeypatch):
    """Control."""
    from ansinh.portal.accounts import views

    monkeypatch.setattr(views, "knock", lambda doors: None)
    verified = []
    original = MD5PasswordHasher.verify
    monkeypatch.setattr(MD5PasswordHasher, "verify", lambda *given: verified.append(1) or original(*given))
    attack(clock, 100, addresses=1)
    assert len(verified) == 100


def test_a_door_of_a_name_alone_would_keep_its_owner_out(lan, clock, monkeypatch):
    """Control: the same counting without the address locks the approver out from everywhere."""
    from ansinh.portal.accounts import views

    monkeypatch.setattr(views, "doors_of_password", lambda request, name: [guessing.DoorKey("name", name, 5)])
    attack(clock, 100)
    assert guess(Client(), PASSWORD, address="192.0.2.9").status_code == 429


def test_guesses_are_counted_where_every_process_sees_them(lan, clock):
    for number in range(5):
        assert guess(Client(), f"wrong {number}").status_code == 200
    answer = guess(Client(), PASSWORD)
    assert answer.status_code == 429
    assert "1 phút" in answer.content.decode()
    assert Door.objects.filter(shut_until__gt=clock.now()).count() == 1


def test_a_shut_door_is_not_kept_shut_by_knocking(lan, clock):
    for number in range(5):
        guess(Client(), f"wrong {number}")
    until = Door.objects.exclude(shut_until=None).get().shut_until
    for number in range(20):
        guess(Client(), f"again {number}")
    assert Door.objects.exclude(shut_until=None).get().shut_until == until
    clock.passes(seconds=31)
    assert guess(Client(), PASSWORD).status_code == 302


def test_the_log_of_doors_names_nobody(lan, clock):
    guess(Client(), "wrong")
    kept = " ".join(str(row) for row in Door.objects.values())
    assert "lan" not in kept and "203.0.113" not in kept


# ---- enumeration -------------------------------------------------------------------------------------------------


@pytest.fixture
def hashes(monkeypatch) -> list[str]:
    """How often a password is hashed."""
    counted: list[str] = []
    for name in ("encode", "verify"):
        original = getattr(MD5PasswordHasher, name)
        if name == "encode":
            monkeypatch.setattr(
                MD5PasswordHasher,
                name,
                lambda self, *given, _original=original: counted.append("hash") or _original(self, *given),
            )
    return counted


def body(answer) -> str:
    """The page without what differs each time, and without what was typed."""
    import re

    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r'name="username" value="[^"]*"', "", text)


def test_a_name_that_is_there_and_one_that_is_not_answer_alike_and_cost_alike(lan, hashes):
    gone = register_user(username="gone", full_name="Lê Văn Đi", by=SYSTEM)
    change_password(user=gone, password=PASSWORD, by=SYSTEM)
    deactivate_user(user=gone, reason="nghỉ việc", by=SYSTEM)
    register_user(username="linked", full_name="Lê Thị Mới", by=SYSTEM)
    seen = []
    for number, name in enumerate(("lan", "nobody", "gone", "linked")):
        hashes.clear()
        answer = guess(Client(), "wrong password", name=name, address=f"203.0.113.{number}")
        seen.append((answer.status_code, body(answer), len(hashes)))
    assert seen == [seen[0]] * 4
    assert seen[0][2] == 1


def test_shut_doors_look_the_same_for_names_that_are_not_there(lan, hashes):
    seen = []
    for name in ("lan", "nobody"):
        for number in range(5):
            guess(Client(), f"wrong {number}", name=name, address="203.0.113.40")
        hashes.clear()
        answer = guess(Client(), "wrong", name=name, address="203.0.113.40")
        seen.append((answer.status_code, body(answer), len(hashes)))
    assert seen[0] == seen[1]
    assert (seen[0][0], seen[0][2]) == (429, 0)


# ---- second factors ----------------------------------------------------------------------------------------------


def to_second(client: Client | None = None, address: str = "203.0.113.1") -> Client:
    """A browser that showed Lan's password."""
    client = client or Client()
    answer = guess(client, PASSWORD, address=address)
    assert answer.headers["Location"].startswith("/confirm")
    return client


def send_code(client: Client, code: str, address: str = "203.0.113.1"):
    return client.post("/confirm", {"code": code}, REMOTE_ADDR=address)


def test_the_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, SHA-1, the last six of eight digits."""
    import base64

    secret = base64.b32encode(b"12345678901234567890").decode()
    written = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: second_factors.code_at(secret, at // 30) for at in written} == written


def test_a_password_alone_is_nobody(protected):
    client = to_second()
    assert not is_in(client)
    assert client.get("/people").status_code == 302


def test_a_code_lets_in_once(protected, code):
    first, second = to_second(), to_second()
    now = code()
    assert send_code(first, now).status_code == 303
    assert is_in(first)
    assert send_code(second, now).status_code == 200
    assert not is_in(second)


def test_without_the_step_kept_a_code_lets_in_twice(protected, code):
    """Control."""
    first, second = to_second(), to_second()
    send_code(first, code())
    OneTimeCodes.objects.update(last_step=0)
    assert send_code(second, code()).status_code == 303


def test_codes_of_two_steps_ago_are_refused_and_of_one_taken(protected, clock, code):
    old = code()
    clock.passes(seconds=61)
    assert send_code(to_second(), old).status_code == 200
    late = code()
    clock.passes(seconds=29)
    assert send_code(to_second(), late).status_code == 303


def test_codes_cannot_be_tried_from_many_addresses(protected, clock, code):
    for number in range(10):
        client = to_second(address=f"198.51.100.{number}")
        assert send_code(client, "000000", address=f"198.51.100.{number}").status_code == 200
    client = to_second(address="198.51.100.99")
    assert send_code(client, "000000", address="198.51.100.99").status_code == 429


def test_the_password_step_does_not_last(protected, clock, code):
    client = to_second()
    clock.passes(minutes=11)
    assert send_code(client, code()).headers["Location"].startswith("/sign-in")


def test_the_secret_lies_encrypted(protected):
    assert SECRET.encode() not in bytes(OneTimeCodes.objects.get().secret)


def test_a_recovery_code_works_once(protected):
    codes = second_factors.make_recovery_codes(user=protected, by=SYSTEM)
    assert codes[0].replace("-", "") not in " ".join(str(row) for row in RecoveryCode.objects.values())
    assert send_code(to_second(), codes[0].upper()).status_code == 303
    assert send_code(to_second(), codes[0]).status_code == 200


def test_who_administers_is_led_to_a_second_factor_first(lan):
    client = Client()
    guess(client, PASSWORD)
    answer = client.get("/people")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/security?next=%2Fpeople")


def test_deciding_asks_again_after_a_quarter_of_an_hour(protected, clock, code):
    client = to_second()
    send_code(client, code())
    assert client.get("/people/new").status_code == 200
    clock.passes(minutes=14)
    assert client.get("/people/new").status_code == 200
    clock.passes(minutes=2)
    asked = client.post("/people/new", {"username": "moi", "full_name": "Lê Mới"})
    assert asked.headers["Location"].startswith("/confirm?next=")
    assert not User.objects.filter(username="moi").exists()
    assert client.get("/people").status_code == 200


def test_without_assurance_a_password_administers(lan, monkeypatch):
    """Control."""
    monkeypatch.setattr(routes, "way_to_assurance", lambda *_given, **_named: None)
    client = Client()
    guess(client, PASSWORD)
    assert client.get("/people").status_code == 200


# ---- links -------------------------------------------------------------------------------------------------------


def test_a_link_does_not_stand_in_for_the_second_factor(protected, code):
    client = Client()
    token = make_sign_in_link(user=protected, by=SYSTEM)
    assert client.get(f"/sign-in/link/{token}").headers["Location"] == "/confirm"
    assert not is_in(client)
    assert send_code(client, code()).status_code == 303


def test_a_link_opens_once(lan, monkeypatch):
    token = make_sign_in_link(user=lan, by=SYSTEM)
    assert Client().get(f"/sign-in/link/{token}").status_code == 303
    assert Client().get(f"/sign-in/link/{token}").status_code == 404
    # Control: a link that is not used up opens again.
    token = make_sign_in_link(user=lan, by=SYSTEM)
    monkeypatch.setattr("ansinh.portal.accounts.views.use_sign_in_link", links.user_of_link)
    answers = [Client().get(f"/sign-in/link/{token}").status_code for _time in range(2)]
    assert answers == [303, 303]


def test_one_administrator_cannot_open_an_account_alone(protected):
    other = actor_of(register_user(username="quantri", full_name="Lê Quản Trị", by=SYSTEM))
    reset_second_factors(user=protected, reason="mất điện thoại", by=other)
    protected.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        make_sign_in_link(user=protected, by=other)
    assert refusal.value.code == "two_persons"


# ---- tokens ------------------------------------------------------------------------------------------------------


def bearing(text: str) -> Client:
    return Client(headers={"authorization": f"Bearer {text}"})


def test_a_token_reads_and_does_nothing_else(lan):
    client = bearing(make_token(user=lan, name="bảng", days=1, by=actor_of(lan)))
    assert client.get("/people").status_code == 200
    assert client.post("/people/new", {"username": "x", "full_name": "Lê X"}).status_code == 403
    assert not User.objects.filter(username="x").exists()
    assert client.get("/security").status_code == 403
    assert client.get("/security/app").status_code == 403
    assert Session.objects.count() == 0


def test_without_its_check_a_token_writes(lan, monkeypatch):
    """Control."""
    monkeypatch.setattr(routes, "check_credential", lambda *_given, **_named: None)
    client = bearing(make_token(user=lan, name="bảng", days=1, by=actor_of(lan)))
    assert client.post("/people/new", {"username": "x", "full_name": "Lê X"}).status_code == 303


def test_a_token_is_not_widened_by_a_session_sent_along(lan):
    client = Client()
    guess(client, PASSWORD)
    token = make_token(user=lan, name="bảng", days=1, by=actor_of(lan))
    answer = client.post("/password", {"password": "x" * 20}, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 403
    assert client.get("/security", headers={"authorization": "Bearer ansinh_wrong"}).status_code == 401


def test_a_token_made_before_a_role_does_not_grow_with_it(clock):
    user = register_user(username="nho", full_name="Lê Thị Nhỏ", by=SYSTEM)
    text = make_token(user=user, name="bảng", days=1, by=actor_of(user))
    assert bearing(text).get("/people").status_code == 403
    give_role(user=user, role="administrator", unit=None, valid_from=date(2020, 1, 1), by=SYSTEM)
    assert bearing(text).get("/people").status_code == 401


def test_without_epochs_an_old_token_would_grow(clock):
    """Control."""
    user = register_user(username="nho", full_name="Lê Thị Nhỏ", by=SYSTEM)
    text = make_token(user=user, name="bảng", days=1, by=actor_of(user))
    give_role(user=user, role="administrator", unit=None, valid_from=date(2020, 1, 1), by=SYSTEM)
    ApiToken.objects.update(epoch=User.objects.get(pk=user.pk).epoch)
    assert bearing(text).get("/people").status_code == 200


def test_tokens_end_by_their_day_and_by_hand(lan, clock):
    first, second = (make_token(user=lan, name=name, days=1, by=actor_of(lan)) for name in "ab")
    tokens.revoke_token(token=ApiToken.objects.order_by("pk").first(), by=SYSTEM)
    assert [bearing(text).get("/").status_code for text in (first, second)] == [401, 200]
    clock.passes(days=1, seconds=1)
    assert bearing(second).get("/").status_code == 401


def test_nobody_makes_a_token_of_somebody_else(lan):
    other = register_user(username="khac", full_name="Lê Khác", by=SYSTEM)
    with pytest.raises(Refused):
        make_token(user=lan, name="bảng", days=1, by=actor_of(other))


def test_the_token_is_kept_nowhere(lan):
    text = make_token(user=lan, name="bảng", days=1, by=actor_of(lan))
    assert text not in " ".join(str(row) for row in ApiToken.objects.values())


# ---- sessions ----------------------------------------------------------------------------------------------------


def test_a_session_fixed_before_signing_in_is_worth_nothing(lan):
    attacker, victim = Client(), Client()
    # A page that begins a session: the question for a passkey.
    attacker.post("/sign-in/passkey/question")
    victim.cookies["sessionid"] = attacker.cookies["sessionid"].value
    guess(victim, PASSWORD)
    assert is_in(victim)
    assert victim.cookies["sessionid"].value != attacker.cookies["sessionid"].value
    assert not is_in(attacker)


def test_what_the_table_holds_opens_no_session(lan):
    client, thief = Client(), Client()
    guess(client, PASSWORD)
    thief.cookies["sessionid"] = Session.objects.get(user=lan).session_key
    assert not is_in(thief)


def test_sessions_end_when_idle_and_after_half_a_day(lan, clock):
    idle, busy = Client(), Client()
    guess(idle, PASSWORD)
    guess(busy, PASSWORD)
    for _time in range(36):
        clock.passes(minutes=19)
        assert is_in(busy)
    assert not is_in(idle)
    clock.passes(minutes=19)
    clock.passes(minutes=19)
    assert not is_in(busy)


CHANGES = {
    "a role given": lambda user: give_role(
        user=user, role="auditor", unit=None, valid_from=date(2020, 1, 1), by=SYSTEM
    ),
    "a role ended": lambda user: end_role(
        holding=RoleHolding.objects.get(user=user), valid_until=date(2026, 11, 22), at_once=True, by=SYSTEM
    ),
    "another password": lambda user: change_password(user=user, password=PASSWORD + "!", by=SYSTEM),
    "deactivation": lambda user: deactivate_user(user=user, reason="nghỉ việc", by=SYSTEM),
    "second factors reset": lambda user: reset_second_factors(user=user, reason="mất máy", by=CONSOLE),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_rights_ends_every_credential_at_once(lan, change):
    """Not a second later: at the next request. The console names a user for one command."""
    session = Client()
    guess(session, PASSWORD)
    token = bearing(make_token(user=lan, name="bảng", days=1, by=actor_of(lan)))
    assert (is_in(session), token.get("/").status_code) == (True, 200)
    CHANGES[change](User.objects.get(pk=lan.pk))
    assert (is_in(session), token.get("/").status_code) == (False, 401)


def test_without_the_epoch_a_session_outlives_a_change_of_role(lan, monkeypatch):
    """Control."""
    session = Client()
    guess(session, PASSWORD)
    monkeypatch.setattr("ansinh.access.actions.end_access", lambda user: None)
    CHANGES["a role ended"](User.objects.get(pk=lan.pk))
    assert is_in(session)
    # Its rights are gone all the same: they are asked for at every request.
    assert session.get("/people").status_code == 403


def test_leaving_forgets_what_the_browser_kept(lan):
    client = Client()
    guess(client, PASSWORD)
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)
    assert Session.objects.filter(user=lan).count() == 0


def test_where_one_is_signed_in_is_shown_and_ended_from_afar(lan):
    here, there = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"}), Client()
    guess(here, PASSWORD)
    guess(there, PASSWORD)
    assert "Firefox, Windows" in here.get("/security").content.decode()
    assert here.post("/security/sessions/end").status_code == 303
    assert (is_in(here), is_in(there)) == (True, False)


# ---- addresses and redirects -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "///example.org",
        "/\\example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "http:example.org",
        " https://example.org",
        "/%09/example.org/../..//example.org".replace("%09", "\t"),
    ],
)
def test_nobody_is_sent_to_another_site(lan, elsewhere):
    answer = Client().post("/sign-in", {"username": "lan", "password": PASSWORD, "next": elsewhere})
    assert answer.headers["Location"] == "/"


def request_from(address: str, forwarded: str = "") -> HttpRequest:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": address} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    return request


def test_the_address_is_the_connections_unless_a_named_proxy_says_otherwise(settings):
    assert address_of(request_from("203.0.113.5", "192.0.2.1")) == "203.0.113.5"
    settings.PROXIES = frozenset({"10.0.0.1"})
    assert address_of(request_from("203.0.113.5", "192.0.2.1")) == "203.0.113.5"
    assert address_of(request_from("10.0.0.1", "6.6.6.6, 192.0.2.1")) == "192.0.2.1"
    assert address_of(request_from("10.0.0.1")) == "10.0.0.1"


def test_a_forged_address_opens_no_new_door(lan, clock):
    for number in range(5):
        Client().post(
            "/sign-in",
            {"username": "lan", "password": "wrong"},
            REMOTE_ADDR="203.0.113.1",
            headers={"x-forwarded-for": f"192.0.2.{number}"},
        )
    assert guess(Client(), PASSWORD).status_code == 429


# ---- the console -------------------------------------------------------------------------------------------------


def test_the_console_acts_as_nobody_who_was_deactivated(lan):
    from ansinh.accounts.actor import actor_named
    from ansinh.kernel.errors import NotFound

    assert actor_named("lan").user_id == lan.pk
    deactivate_user(user=lan, reason="nghỉ việc", by=SYSTEM)
    with pytest.raises(NotFound):
        actor_named("lan")


# ---- what is refused before anything is served ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"DEBUG": True}, "debug_on"),
        ({"ALLOWED_HOSTS": ["*"]}, "wildcard_host"),
        ({"ALLOWED_HOSTS": [".example.org"]}, "wildcard_host"),
        ({"SECRET_KEY": "django-insecure-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2}, "weak_key"),
        ({"SECRET_KEY": "short"}, "weak_key"),
        ({"SECRET_KEY": "a" * 64}, "weak_key"),
    ],
)
def test_unsafe_settings_serve_nothing(settings, changed, refusal):
    from ansinh.config.environment import refuse_unsafe

    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    refuse_unsafe(settings)
    for name, value in changed.items():
        setattr(settings, name, value)
    with pytest.raises(UnusableInput) as refused:
        refuse_unsafe(settings)
    assert refused.value.code == refusal


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ANSINH_HOSTS", "*"),
        ("ANSINH_HOSTS", "a.example.org,.example.org"),
        ("ANSINH_ORIGIN", "http://ansinh.example.org"),
        ("ANSINH_ORIGIN", "https://ansinh.example.org/path"),
        ("ANSINH_PROXIES", "everybody"),
    ],
)
def test_an_unsafe_environment_is_refused(monkeypatch, variable, value):
    from ansinh.config import environment

    monkeypatch.setenv(variable, value)
    with pytest.raises(UnusableInput):
        environment.served_hosts()
        environment.proxies()


def test_a_demonstration_is_one_on_this_machine_only(monkeypatch, tmp_path):
    from ansinh.config import environment

    monkeypatch.setenv("ANSINH_DATA", str(tmp_path))
    for name in ("ANSINH_HOSTS", "ANSINH_ORIGIN", "ANSINH_PROXIES"):
        monkeypatch.delenv(name, raising=False)
    assert not environment.demonstrates()
    (tmp_path / "demo").mkdir()
    assert environment.demonstrates()
    for name, value in (
        ("ANSINH_HOSTS", "0.0.0.0"),
        ("ANSINH_ORIGIN", "https://ansinh.example.org"),
        ("ANSINH_PROXIES", "10.0.0.1"),
    ):
        with monkeypatch.context() as served:
            served.setenv(name, value)
            assert not environment.demonstrates()


def test_a_demonstration_seen_from_elsewhere_asks_for_the_second_factor(lan, settings):
    client = Client()
    guess(client, PASSWORD)
    assert client.get("/people").status_code == 303
    settings.DEMONSTRATION = True
    assert client.get("/people").status_code == 200
    assert client.get("/people", REMOTE_ADDR="192.0.2.7").status_code == 303
    assert client.get("/people", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 303


def test_over_https_browsers_are_told_to_stay_there(settings):
    assert "Strict-Transport-Security" not in Client().get("/sign-in").headers
    settings.ORIGIN = "https://ansinh.example.org"
    assert Client().get("/sign-in").headers["Strict-Transport-Security"].startswith("max-age=31536000")
