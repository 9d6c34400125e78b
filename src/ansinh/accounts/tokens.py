"""Tokens: credentials of programs. Shown once, kept as a digest, read-only or for sending surveys, never for ever."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db.models import F

from ansinh.accounts.actor import Actor
from ansinh.accounts.enums import TokenKind
from ansinh.accounts.models import ApiToken, User
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel import dates
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.patience import written_shortly
from ansinh.kernel.text import clean

PREFIX = "ansinh_"
LONGEST = timedelta(days=365)
MOST = 20
_NOTED_EVERY = timedelta(minutes=1)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@action(EventName.TOKEN_MADE)
def make_token(*, user: User, name: str, days: int, kind: TokenKind = TokenKind.READ, by: Actor) -> str:
    """The text of a new token of ``user``, which is kept nowhere. People make their own; the console may make anybody's.

    Raises ``UnusableInput`` without a name or for more days than a year, ``Refused`` for another's token or one too many.
    """
    if by.user_id is not None and by.user_id != user.pk:
        raise Refused(_("Chỉ chính người dùng mới tạo được mã truy cập của mình."), code="token_of_another")
    return keep_token(user=user, name=name, days=days, kind=kind, by=by)


def keep_token(*, user: User, name: str, days: int, kind: TokenKind, by: Actor) -> str:
    """Write a token of ``user`` within the action that asked who may, and give its text. Raises as ``make_token`` does."""
    name, lasts = clean(name), timedelta(days=days)
    if not name:
        raise UnusableInput(_("Hãy ghi mã truy cập dùng vào việc gì."), code="name_missing")
    if not timedelta(0) < lasts <= LONGEST:
        raise UnusableInput(_("Mã truy cập có hạn từ 1 đến 365 ngày."), code="token_too_long")
    if len(tokens_of(user)) >= MOST:
        raise Refused(
            _("Mỗi người có nhiều nhất 20 mã truy cập. Hãy thu hồi mã không dùng nữa."),
            code="too_many_tokens",
        )
    text, now = PREFIX + secrets.token_urlsafe(32), dates.now()
    token = ApiToken.objects.create(
        user=user,
        kind=kind.value,
        name=name,
        made_by=by.label,
        digest=_digest(text),
        epoch=User.objects.values_list("epoch", flat=True).get(pk=user.pk),
        made_at=now,
        expires_at=now + lasts,
    )
    note(subject=f"user:{user.pk}", token=token.pk, kind=kind.value, days=days)
    return text


@action(EventName.TOKEN_REVOKED)
def revoke_token(*, token: ApiToken, by: Actor) -> None:
    """End a token at once."""
    note(subject=f"user:{token.user_id}", token=token.pk)
    token.revoked_at = dates.now()
    token.save(update_fields=["revoked_at"])


def tokens_of(user: User) -> list[ApiToken]:
    """The tokens of a user that still work, the newest first."""
    return list(
        ApiToken.objects.filter(
            user=user, revoked_at__isnull=True, expires_at__gt=dates.now(), epoch=F("user__epoch")
        ).order_by("-pk")
    )


def own_token(user: User, key: int) -> ApiToken:
    """The working token of that key of this user. Raises ``NotFound``."""
    for token in tokens_of(user):
        if token.pk == key:
            return token
    raise NotFound(_("Không có mã truy cập này, hoặc mã đã hết hạn."))


def working_token(text: str) -> ApiToken | None:
    """The token of that text with its user, where it still works: not revoked, not over, of an active user whose rights did
    not change since it was made."""
    now = dates.now()
    token = (
        ApiToken.objects.filter(
            digest=_digest(text),
            revoked_at__isnull=True,
            expires_at__gt=now,
            user__is_active=True,
            epoch=F("user__epoch"),
        )
        .select_related("user")
        .first()
    )
    if token is not None and (token.used_at is None or token.used_at < now - _NOTED_EVERY):
        # Who reads does not wait for who writes: the next request notes it then.
        written_shortly(lambda: ApiToken.objects.filter(pk=token.pk).update(used_at=now))
    return token
