"""Words that people search for, sealed: names must not stand in URLs, which logs and histories keep."""

import base64
from functools import cache
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


@cache
def _cipher() -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ansinh search words").derive(
        settings.SECRET_KEY.encode()
    )
    return AESGCM(key)


def seal_words(words: str) -> str:
    """``words`` as text for a URL that tells nobody what was searched for."""
    nonce = token_bytes(_NONCE)
    sealed = nonce + _cipher().encrypt(nonce, words.encode(), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_words(sealed: str) -> str | None:
    """The words of ``seal_words``; nothing where the text is not one of ours."""
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except (ValueError, InvalidTag):
        return None
