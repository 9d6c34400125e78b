"""Headers of every answer, the language of the person, and pages for what was refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from ansinh.kernel.errors import AnSinhError, NotFound, Refused, Unavailable
from ansinh.kernel.language import LANGUAGES, speaking
from ansinh.kernel.web.outages import outage_of, outage_page
from ansinh.kernel.web.pages import page

Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "ansinh_language"
# Nothing from another host, nothing inline. Pictures made by the program itself may be data.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Headers:
    """The strict content policy, and no page of a person's work kept by a shared machine."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cache-Control", "no-store")
        if settings.ORIGIN:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    with speaking(language), translation.override(language):
        yield


class Language:
    """Vietnamese, unless the person chose English."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.COOKIES.get(LANGUAGE_COOKIE, "vi")
        with _speaking(asked if asked in LANGUAGES else "vi"):
            response = self.answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "vi")
            return response


def status_of(failure: AnSinhError) -> int:
    """404 for what does not exist for this person, 403 where a right is missing, 409 where the state says no, 503 where the
    program cannot work now, else 422."""
    if isinstance(failure, Unavailable):
        return 503
    if isinstance(failure, NotFound):
        return 404
    if isinstance(failure, Refused):
        return 403 if failure.code == "permission_missing" else 409
    return 422


class Refusals:
    """An anticipated failure is a page that says why and what to do next."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if outage := outage_of(failure):
            return outage_page(request, outage)
        if isinstance(failure, Unavailable):
            return outage_page(request, status_of(failure), words=failure.message)
        if not isinstance(failure, AnSinhError):
            return None
        status = status_of(failure)
        return page(request, "portal/refused.html", status=status, failure=failure, code=status)
