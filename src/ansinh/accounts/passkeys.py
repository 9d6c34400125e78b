"""Passkeys (WebAuthn): a key on the person's own device that signs for this site alone, behind a finger, a face or a PIN.

One passkey is both factors at once: something held and something known. It cannot be guessed, so no door slows it.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ansinh.accounts.actor import Actor
from ansinh.accounts.enums import Factor
from ansinh.accounts.models import Passkey, User
from ansinh.accounts.second_factors import end_access, has_second_factor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel import dates
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean

_STATE = "passkey"
_MOST = 10


def origin_of(request: HttpRequest) -> str:
    """The site as browsers name it: the configured one, else this machine's."""
    return settings.ORIGIN or f"http://{request.get_host()}"


def passkeys_work_here(request: HttpRequest) -> bool:
    """Whether browsers allow passkeys on this site: over https, or on ``localhost`` by that name."""
    parts = urlsplit(origin_of(request))
    return parts.scheme == "https" or parts.hostname == "localhost"


def _server(request: HttpRequest) -> Fido2Server:
    origin = origin_of(request)
    site = PublicKeyCredentialRpEntity(id=urlsplit(origin).hostname or "", name="An Sinh")
    return Fido2Server(site, verify_origin=lambda said: said == origin)


def _public_halves(user: User) -> list[AttestedCredentialData]:
    rows = Passkey.objects.filter(user=user, removed_at__isnull=True)
    return [AttestedCredentialData(bytes(row.credential)) for row in rows]


def passkeys_of(user: User) -> list[Passkey]:
    """The user's passkeys, the oldest first."""
    return list(Passkey.objects.filter(user=user, removed_at__isnull=True).order_by("pk"))


def ask_for_new_passkey(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser is asked to make; the challenge stays in the session."""
    options, request.session[_STATE] = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=f"ansinh:{user.pk}".encode(), name=user.username, display_name=user.full_name
        ),
        credentials=_public_halves(user),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options.public_key)


def ask_for_passkey(request: HttpRequest, user: User | None = None) -> dict[str, Any]:
    """What the browser is asked to sign: with a passkey of ``user``, or of whoever it is."""
    options, request.session[_STATE] = _server(request).authenticate_begin(
        _public_halves(user) if user is not None else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options.public_key)


def read_new_passkey(request: HttpRequest, answer: dict[str, Any]) -> AttestedCredentialData:
    """The public half of the passkey that the browser made. Raises ``UnusableInput`` where the answer does not fit what was
    asked, once."""
    state = request.session.pop(_STATE, None)
    try:
        made = _server(request).register_complete(state, answer).credential_data
    except (ValueError, TypeError, KeyError) as error:
        raise UnusableInput(_unfit(), code="passkey_unfit") from error
    if made is None:
        raise UnusableInput(_unfit(), code="passkey_unfit")
    return made


@action(EventName.PASSKEY_ADDED)
def add_passkey(*, user: User, name: str, made: AttestedCredentialData, by: Actor) -> Passkey:
    """Keep a passkey of one's own. Raises ``Refused`` for one too many, or one that is there already."""
    if len(passkeys_of(user)) >= _MOST:
        raise Refused(_("Mỗi người có nhiều nhất 10 khóa truy cập. Hãy gỡ khóa không dùng nữa."))
    key = websafe_encode(made.credential_id)
    if Passkey.objects.filter(credential_id=key).exists():
        raise Refused(_("Khóa truy cập này đã được đăng ký."), code="passkey_already_there")
    note(subject=f"user:{user.pk}", factor=Factor.PASSKEY.value)
    first = not has_second_factor(user)
    passkey = Passkey.objects.create(
        user=user,
        name=clean(name) or _("Khóa truy cập"),
        credential=bytes(made),
        credential_id=key,
        made_at=dates.now(),
    )
    if first:
        end_access(user)
    return passkey


def take_passkey(request: HttpRequest, answer: dict[str, Any], user: User | None = None) -> User:
    """Whose passkey signed what was asked (``user``'s, where one is given). Raises ``UnusableInput`` for any other answer:
    of another site, to another question, to the same question again, by a copied or removed key."""
    state = request.session.pop(_STATE, None)
    try:
        read = AuthenticationResponse.from_dict(answer)
        row = _row_of(websafe_encode(read.raw_id), user)
        data = AttestedCredentialData(bytes(row.credential))
        _server(request).authenticate_complete(state, [data], answer)
    except (ValueError, TypeError, KeyError, Passkey.DoesNotExist) as error:
        raise UnusableInput(_unfit(), code="passkey_unfit") from error
    count = read.response.authenticator_data.counter
    # Keys that count must count upwards: a count that stands still is a copy. Synchronised passkeys always say 0.
    if count or row.sign_count:
        fresh = Passkey.objects.filter(pk=row.pk, sign_count__lt=count)
    else:
        fresh = Passkey.objects.filter(pk=row.pk)
    if not fresh.update(sign_count=count, used_at=dates.now()):
        raise UnusableInput(_unfit(), code="passkey_unfit")
    return row.user


def _row_of(credential_id: str, user: User | None) -> Passkey:
    rows = Passkey.objects.filter(
        credential_id=credential_id, removed_at__isnull=True, user__is_active=True
    ).select_related("user")
    return (rows if user is None else rows.filter(user=user)).get()


def _unfit() -> str:
    return _("Khóa truy cập không được chấp nhận. Hãy thử lại, hoặc dùng mã của ứng dụng xác thực.")
