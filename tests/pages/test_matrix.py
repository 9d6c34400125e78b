"""Who gets what answer from which route: every route, asked by nobody, by somebody without a role, by the wrong method."""

import pytest
from django.test import Client
from tests.pages.routes import Route, routes

from ansinh.access.routes import Open
from ansinh.accounts.permissions import Permission

ROUTES = routes()
IDS = [route.name for route in ROUTES]
every_route = pytest.mark.parametrize("route", ROUTES, ids=IDS)


@every_route
def test_declares_its_policy_and_its_methods(route: Route):
    assert isinstance(route.policy, Permission | Open)
    assert set(route.methods) <= {"GET", "POST"}
    assert route.methods


def test_has_one_name_each():
    assert sorted(IDS) == sorted(set(IDS))


def is_read_by_a_program(route: Route) -> bool:
    """Under /api a refusal is JSON: a device has no page to sign in on."""
    return route.address().startswith("/api/")


@pytest.mark.django_db
@every_route
def test_sends_a_stranger_to_sign_in_unless_it_is_public(route: Route):
    method = route.methods[0]
    answer = Client().generic(method, route.address())
    if is_read_by_a_program(route):
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in")
    elif route.policy is Open.PUBLIC:
        assert not answer.headers.get("Location", "").startswith("/sign-in?next=")
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?")


@pytest.mark.django_db
@every_route
def test_refuses_who_has_the_permission_nowhere(route: Route, signed_in):
    if not isinstance(route.policy, Permission):
        pytest.skip("needs no permission")
    answer = signed_in().generic(route.methods[0], route.address())
    assert answer.status_code == 403
    if is_read_by_a_program(route):
        assert answer.json()["error"]["code"] == "permission_missing"
    else:
        assert route.policy.words in answer.content.decode()


@pytest.mark.django_db
@every_route
def test_takes_no_other_method(route: Route, signed_in):
    client = signed_in("province_officer", None)
    other = next(method for method in ("DELETE", "PUT") if method not in route.methods)
    assert client.generic(other, route.address()).status_code == 405


@pytest.mark.django_db
@every_route
def test_a_form_without_its_token_changes_nothing(route: Route, signed_in):
    if "POST" not in route.methods:
        pytest.skip("takes no form")
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in("province_officer", None).cookies
    assert client.post(route.address(), {}).status_code == 403
