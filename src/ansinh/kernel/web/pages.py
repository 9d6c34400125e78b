"""Answers: a page, a part of one, a redirect that says something once."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.urls import reverse

from ansinh.kernel.errors import AnSinhError

T = TypeVar("T")


def asks_for_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page it is on (and not for a whole page in its place)."""
    return request.headers.get("HX-Request-Type") == "partial"


def page(
    request: HttpRequest, template: str, /, *, part: str | None = None, status: int = 200, **context: Any
) -> HttpResponse:
    """``template`` rendered with ``context``; only its block ``part`` where htmx asks for part of the page."""
    found = engines["pages"].get_template(template)
    if part is None or not asks_for_part(request):
        return HttpResponse(found.render(context, request), status=status)
    return HttpResponse(_block(found, part, context, request), status=status)


def _block(found: Any, part: str, context: dict[str, Any], request: HttpRequest) -> str:
    """One block of a template with the same context as the whole page."""
    whole: dict[str, Any] = {
        "request": request,
        "csrf_token": csrf_token_lazy(request),
        "csrf_input": csrf_input_lazy(request),
    }
    for processor in found.backend.template_context_processors:
        whole.update(processor(request))
    whole.update(context)
    made = found.template.new_context(whole)
    return "".join(found.template.blocks[part](made))


def see_other(
    request: HttpRequest,
    route: str,
    /,
    *,
    said: str | None = None,
    kind: str = "success",
    query: dict[str, str] | None = None,
    **named: Any,
) -> HttpResponse:
    """303 to a page, which says ``said`` once (``kind``: success, info, warning or error)."""
    if said:
        messages.add_message(request, messages.constants.DEFAULT_LEVELS[kind.upper()], said)
    answer = HttpResponseRedirect(reverse(route, kwargs=named or None, query=query))
    answer.status_code = 303
    return answer


def attempt(form: BaseForm, action: Callable[..., T], **named: Any) -> T | bool | None:
    """Call ``action``; a refusal becomes an error of the form and gives ``None``."""
    try:
        return action(**named) or True
    except AnSinhError as refusal:
        form.add_error(None, refusal.message)
        return None
