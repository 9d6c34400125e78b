"""Refusals as a program reads them: a status, a code, the words in both languages, and what is wrong at which path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.http import JsonResponse

from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import LANGUAGES, current_language, speaking
from ansinh.kernel.web.middleware import status_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """One value at fault: ``path`` as ``members[2].birth_date``, the rule, and what is wrong by language."""

    path: str
    rule: str
    words: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """The fault as plain values."""
        return {"path": self.path, "rule": self.rule, **self.words}


@dataclass(frozen=True)
class ApiRefusal(Exception):
    """What is answered instead of a receipt."""

    status: int
    code: str
    words: dict[str, str]
    faults: Sequence[Fault] = ()
    more: dict[str, Any] = field(default_factory=dict)

    def answer(self) -> JsonResponse:
        """The refusal as JSON; one is never kept by whoever asked."""
        error = {
            "code": self.code,
            **self.words,
            "details": [one.as_json() for one in self.faults],
            **self.more,
        }
        return JsonResponse({"error": error}, status=self.status, json_dumps_params={"ensure_ascii": False})


def both(words: Callable[[], str]) -> dict[str, str]:
    """Words in every language."""
    said = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = words()
    return said


def said_in_both(check: Callable[[], T], path: str = "") -> T:
    """What ``check`` gives; its refusal becomes one in both languages, at ``path`` where that is what is at fault. It is asked again for the other language's words, so it
    must only look."""
    try:
        return check()
    except AnSinhError as failure:
        words = dict.fromkeys(LANGUAGES, failure.message)
        for language in LANGUAGES:
            if language == current_language():
                continue
            with speaking(language):
                try:
                    check()
                except AnSinhError as again:
                    words[language] = again.message
        status = status_of(failure)
        faults = [Fault(path, failure.code, words)] if path and status == 422 else []
        raise ApiRefusal(status, failure.code, words, faults) from failure
