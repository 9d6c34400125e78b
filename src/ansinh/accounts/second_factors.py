"""Second factors: an authenticator app (TOTP, RFC 6238) and recovery codes on paper. Passkeys stand in ``passkeys``."""

import base64
import hmac
import secrets
from datetime import datetime
from functools import cache
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

from ansinh.accounts.actor import Actor
from ansinh.accounts.enums import Factor
from ansinh.accounts.models import OneTimeCodes, Passkey, RecoveryCode, User
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel import dates
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _

_STEP = 30
_DIGITS = 6
_SECRET_BYTES = 20
_RECOVERY_CODES = 10
_NONCE = 12


def new_secret() -> str:
    """A fresh secret as base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def address_for_apps(user: User, secret: str) -> str:
    """The ``otpauth://`` address that an app reads from a QR code."""
    label = quote(f"An Sinh:{user.username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': 'An Sinh'})}"


def code_at(secret: str, step: int) -> str:
    """The six digits of a step (RFC 6238 with SHA-1 and 30 seconds: what every app speaks)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def step_at(moment: datetime) -> int:
    """The step of a moment."""
    return int(moment.timestamp()) // _STEP


def _step_of(secret: str, code: str, moment: datetime) -> int | None:
    """The step that ``code`` belongs to: this one, or the one before or after, for clocks that differ a little."""
    here = step_at(moment)
    for step in (here, here - 1, here + 1):
        if hmac.compare_digest(code_at(secret, step), code):
            return step
    return None


@cache
def _cipher() -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ansinh one-time codes")
    return AESGCM(derived.derive(settings.SECRET_KEY.encode()))


def _sealed(secret: str, user: User) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher().encrypt(nonce, secret.encode(), f"user:{user.pk}".encode())


def _opened(row: OneTimeCodes) -> str:
    sealed = bytes(row.secret)
    return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], f"user:{row.user_id}".encode()).decode()


def has_second_factor(user: User) -> bool:
    """Whether the user can be asked for one."""
    return (
        OneTimeCodes.objects.filter(user=user, removed_at__isnull=True).exists()
        or Passkey.objects.filter(user=user, removed_at__isnull=True).exists()
    )


def codes_of(user: User) -> OneTimeCodes | None:
    """The user's authenticator app."""
    return OneTimeCodes.objects.filter(user=user, removed_at__isnull=True).first()


def recovery_codes_left(user: User) -> int:
    """How many recovery codes the user has not used."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True, removed_at__isnull=True).count()


def end_access(user: User) -> None:
    """Every session and token of the user ends with this transaction. Within an action only."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.refresh_from_db(fields=["epoch"])


@action(EventName.SECOND_FACTOR_ADDED)
def add_one_time_codes(*, user: User, secret: str, code: str, by: Actor) -> None:
    """Set up an authenticator app with a first right code. Sessions without a second factor end.

    Raises ``UnusableInput`` for a wrong code, ``Refused`` where there is an app already.
    """
    if codes_of(user) is not None:
        raise Refused(_("Đã có một ứng dụng xác thực. Hãy gỡ ứng dụng cũ trước."), code="app_already_there")
    step = _step_of(secret, _digits(code), dates.now())
    if step is None:
        raise UnusableInput(
            _("Mã không đúng. Hãy xem giờ của điện thoại có đúng không rồi nhập mã đang hiện."),
            code="wrong_code",
        )
    note(subject=f"user:{user.pk}", factor=Factor.CODE.value)
    first = not has_second_factor(user)
    OneTimeCodes.objects.create(user=user, secret=_sealed(secret, user), last_step=step, made_at=dates.now())
    if first:
        end_access(user)


def show_code(*, user: User, text: str, by: Actor) -> Factor | None:
    """Which factor ``text`` shows: a code of the app or a recovery code, each once; nothing where it is neither.

    Of two uses at once one wins.
    """
    if len(_digits(text)) == _DIGITS == len("".join(text.split())):
        return Factor.CODE if _take_code(user, _digits(text)) else None
    digest = _digest_of_recovery(text)
    if not RecoveryCode.objects.filter(
        user=user, digest=digest, used_at__isnull=True, removed_at__isnull=True
    ):
        return None
    return Factor.RECOVERY if _take_recovery_code(user=user, digest=digest, by=by) else None


def _take_code(user: User, code: str) -> bool:
    row = codes_of(user)
    step = _step_of(_opened(row), code, dates.now()) if row is not None else None
    if row is None or step is None:
        return False
    return bool(OneTimeCodes.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step))


@action(EventName.RECOVERY_CODE_USED)
def _take_recovery_code(*, user: User, digest: str, by: Actor) -> bool:
    note(subject=f"user:{user.pk}", factor=Factor.RECOVERY.value)
    unused = RecoveryCode.objects.filter(digest=digest, used_at__isnull=True, removed_at__isnull=True)
    return bool(unused.update(used_at=dates.now()))


@action(EventName.RECOVERY_CODES_MADE)
def make_recovery_codes(*, user: User, by: Actor) -> list[str]:
    """Ten new codes, shown once; those before no longer work."""
    now = dates.now()
    RecoveryCode.objects.filter(user=user, removed_at__isnull=True).update(removed_at=now)
    codes = [_new_recovery_code() for _number in range(_RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest_of_recovery(code), made_at=now) for code in codes
    )
    note(subject=f"user:{user.pk}", codes=len(codes))
    return codes


def _new_recovery_code() -> str:
    """Fifty bits in two groups of letters and digits that nobody mistakes for each other."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _place in range(5)) for _group in range(2))


def _digest_of_recovery(text: str) -> str:
    bare = "".join(letter for letter in text.casefold() if letter.isalnum())
    return salted_hmac("ansinh.accounts.recovery", bare, algorithm="sha256").hexdigest()


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")


@action(EventName.SECOND_FACTOR_REMOVED)
def remove_one_time_codes(*, user: User, by: Actor) -> None:
    """Take one's authenticator app away."""
    note(subject=f"user:{user.pk}", factor=Factor.CODE.value)
    OneTimeCodes.objects.filter(user=user, removed_at__isnull=True).update(removed_at=dates.now())
    end_access(user)


@action(EventName.PASSKEY_REMOVED)
def remove_passkey(*, passkey: Passkey, by: Actor) -> None:
    """Take one of one's passkeys away."""
    note(subject=f"user:{passkey.user_id}", factor=Factor.PASSKEY.value, passkey=passkey.pk)
    passkey.removed_at = dates.now()
    passkey.save(update_fields=["removed_at"])
    end_access(passkey.user)


def take_away_second_factors(user: User) -> None:
    """Every app, passkey and recovery code of the user stops working. Within an action only."""
    now = dates.now()
    for model in (OneTimeCodes, Passkey, RecoveryCode):
        model.objects.filter(user=user, removed_at__isnull=True).update(removed_at=now)
    end_access(user)
