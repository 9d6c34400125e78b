"""The database is away while somebody who is signed in asks for a page: told in words, in both languages, when to try again."""

import pytest
from django.db import OperationalError, connection

pytestmark = pytest.mark.django_db


def away(*_args: object) -> None:
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Hệ thống tạm thời chưa phục vụ được"), ("en", "The system cannot serve for the moment")],
)
@pytest.mark.parametrize("path", ["/", "/households"])
def test_a_page_without_its_database_says_so_and_when_to_try_again(commune_officer, path, language, words):
    commune_officer.cookies["ansinh_language"] = language
    commune_officer.raise_request_exception = False
    with connection.execute_wrapper(away):
        answer = commune_officer.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert words in answer.content.decode()


def test_with_its_database_the_same_page_is_there(commune_officer):
    """The control."""
    assert commune_officer.get("/households").status_code == 200
