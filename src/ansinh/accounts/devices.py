"""Browsers: what to call one, and which of them somebody signed in with before."""

import secrets
from collections.abc import Mapping

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_YEAR = 365 * 24 * 60 * 60
_MOST = 5


def device_words(agent: str) -> str:
    """``Chrome, Windows``: enough for a person to know the own browser again, and no fingerprint."""
    found = [next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(one for one in found if one) or "?"


def _cookie() -> str:
    return "__Host-ansinh_device" if settings.SESSION_COOKIE_SECURE else "ansinh_device"


def _name_mark(username: str) -> str:
    return salted_hmac("ansinh.accounts.device", username.casefold(), algorithm="sha256").hexdigest()[:16]


def _known(cookies: Mapping[str, str]) -> list[str]:
    """The mark of the browser and those of the names that signed in with it; nothing where the cookie is not ours."""
    try:
        return Signer(salt="ansinh.accounts.device").unsign(cookies.get(_cookie(), "")).split(".")
    except BadSignature:
        return []


def known_device(request: HttpRequest, username: str) -> str:
    """The mark of this browser, where ``username`` signed in with it before; else blank."""
    device, *names = _known(request.COOKIES) or [""]
    return device if _name_mark(username) in names else ""


def remember_device(request: HttpRequest, answer: HttpResponse, username: str) -> None:
    """This browser is one that the user signs in with: others' guesses no longer slow it."""
    device, *names = _known(request.COOKIES) or [secrets.token_hex(8)]
    mark = _name_mark(username)
    kept = [mark, *(one for one in names if one != mark)][:_MOST]
    answer.set_cookie(
        _cookie(),
        Signer(salt="ansinh.accounts.device").sign(".".join([device, *kept])),
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
