"""One-time links: made for a user, used once, for a day."""

import secrets
from datetime import timedelta
from hashlib import sha256

from ansinh.accounts.actor import Actor, actor_of
from ansinh.accounts.enums import Way
from ansinh.accounts.models import SignInLink, User
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel import dates
from ansinh.kernel.errors import NotFound, Refused
from ansinh.kernel.language import _, current_language

LASTS = timedelta(days=1)
# Who takes away a second factor does not also give the way in: together they would open anybody's account.
APART = timedelta(days=7)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@action(EventName.SIGN_IN_LINK_MADE)
def make_sign_in_link(*, user: User, by: Actor) -> str:
    """The token of a new link that signs ``user`` in once within a day; the token itself is kept nowhere.

    Raises ``Refused`` for who took the user's second factor away lately.
    """
    reset = user.factors_reset_at
    if (
        by.user_id is not None
        and user.factors_reset_by == by.label
        and reset is not None
        and reset > dates.now() - APART
    ):
        raise Refused(
            _(
                "Bạn đã đặt lại xác thực của người này trong 7 ngày qua. Liên kết đăng nhập phải do người quản trị khác cấp."
            ),
            code="two_persons",
        )
    token = secrets.token_urlsafe(24)
    note(subject=f"user:{user.pk}")
    SignInLink.objects.create(
        user=user,
        digest=_digest(token),
        made_at=dates.now(),
        made_by=by.label,
        expires_at=dates.now() + LASTS,
    )
    return token


def user_of_link(token: str) -> User:
    """Whom the link signs in. Raises ``NotFound`` for one that was used, is over, or never was."""
    link = (
        SignInLink.objects.filter(
            digest=_digest(token), used_at__isnull=True, expires_at__gt=dates.now(), user__is_active=True
        )
        .select_related("user")
        .first()
    )
    if link is None:
        raise NotFound(
            _(
                "Liên kết đăng nhập này đã dùng hoặc đã hết hạn. Hãy xin liên kết mới: ansinh accounts link TÊN."
            )
        )
    return link.user


def use_sign_in_link(*, token: str) -> User:
    """Use the link up and give its user. Raises ``NotFound`` as ``user_of_link`` does; of two uses at once one wins."""
    user = user_of_link(token)
    record_sign_in(user=user, token=token, by=actor_of(user))
    return user


@action(EventName.SIGNED_IN)
def record_sign_in(*, user: User, by: Actor, token: str = "", way: Way = Way.PASSWORD) -> None:
    """Note that a user came in; a link is used up in the same breath. The language of these pages is the user's."""
    note(subject=f"user:{user.pk}", way=(Way.LINK if token else way).value)
    User.objects.filter(pk=user.pk).exclude(language=current_language()).update(language=current_language())
    if token and not SignInLink.objects.filter(digest=_digest(token), used_at__isnull=True).update(
        used_at=dates.now()
    ):
        raise NotFound(_("Liên kết đăng nhập này vừa được dùng ở nơi khác."))


@action(EventName.SIGNED_OUT)
def record_sign_out(*, by: Actor) -> None:
    """Note that a user left."""
    note(subject=f"user:{by.user_id}")
