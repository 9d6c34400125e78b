"""Registering people who sign in, their passwords, and taking the way in away from them."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ansinh.accounts.actor import Actor
from ansinh.accounts.links import APART
from ansinh.accounts.models import Session, SignInLink, User
from ansinh.accounts.second_factors import end_access, take_away_second_factors
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel import dates
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import LANGUAGES, _
from ansinh.kernel.text import clean


@action(EventName.USER_REGISTERED)
def register_user(*, username: str, full_name: str, by: Actor) -> User:
    """A new user, who has no password yet and comes in by a one-time link.

    Raises ``Refused`` where the name is taken, ``UnusableInput`` where it is empty.
    """
    username, full_name = clean(username), clean(full_name)
    if not username or not full_name:
        raise UnusableInput(_("Tên đăng nhập và họ tên không được để trống."), code="name_missing")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("Đã có người dùng với tên đăng nhập này. Hãy chọn tên khác."), code="username_taken")
    user = User(username=username, full_name=full_name)
    user.set_unusable_password()
    user.save()
    note(subject=f"user:{user.pk}")
    return user


@action(EventName.PASSWORD_CHANGED)
def change_password(*, user: User, password: str, by: Actor) -> None:
    """Give ``user`` a new password; every session and token of the user ends. Raises ``UnusableInput`` with the reasons where
    it is too weak."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise UnusableInput(" ".join(weak.messages), code="weak_password") from weak
    note(subject=f"user:{user.pk}")
    user.set_password(password)
    user.save(update_fields=["password"])
    end_access(user)


@action(EventName.LANGUAGE_CHOSEN)
def choose_language(*, user: User, language: str, by: Actor) -> None:
    """What the system writes to ``user`` by itself is in ``language`` from now on. Raises ``UnusableInput`` for one there is
    not."""
    if language not in LANGUAGES:
        raise UnusableInput(_("Không có ngôn ngữ này."), code="no_such_language")
    if not User.objects.filter(pk=user.pk).exclude(language=language).update(language=language):
        nothing_changed()
        return
    note(subject=f"user:{user.pk}", language=language)


@action(EventName.USER_DEACTIVATED)
def deactivate_user(*, user: User, reason: str, by: Actor) -> None:
    """Nobody signs in as ``user`` any more; sessions, tokens and links end at once. What the user did stays.

    Raises ``Refused`` for oneself, ``UnusableInput`` without a reason.
    """
    reason = _given(reason)
    if by.user_id == user.pk:
        raise Refused(
            _("Không ai tự ngừng tài khoản của mình. Hãy nhờ người quản trị khác."), code="own_account"
        )
    note(subject=f"user:{user.pk}", reason=reason)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _use_up_links(user)
    end_access(user)


@action(EventName.USER_REACTIVATED)
def reactivate_user(*, user: User, reason: str, by: Actor) -> None:
    """Let ``user`` sign in again, with the roles still held. Raises ``UnusableInput`` without a reason."""
    note(subject=f"user:{user.pk}", reason=_given(reason))
    user.is_active = True
    user.save(update_fields=["is_active"])
    end_access(user)


@action(EventName.SECOND_FACTOR_RESET)
def reset_second_factors(*, user: User, reason: str, by: Actor) -> None:
    """Take away every second factor of somebody who lost the device; a new one is set up at the next sign-in.

    Raises ``Refused`` for oneself (who still has a device takes it away on the own page), ``UnusableInput`` without a reason.
    """
    reason = _given(reason)
    if by.user_id == user.pk:
        raise Refused(
            _("Không ai tự đặt lại xác thực của mình bằng quyền quản trị. Hãy nhờ người quản trị khác."),
            code="own_account",
        )
    made = SignInLink.objects.filter(
        user=user, made_by=by.label, made_at__gt=dates.now() - APART, used_at__isnull=False
    )
    if by.user_id is not None and made.exists():
        raise Refused(
            _(
                "Bạn đã cấp liên kết đăng nhập cho người này trong 7 ngày qua và liên kết đã được dùng. Việc đặt lại xác thực phải do người quản trị khác làm."
            ),
            code="two_persons",
        )
    note(subject=f"user:{user.pk}", reason=reason)
    # A link that the same hands made before would now open the account by itself.
    _use_up_links(user)
    user.factors_reset_at, user.factors_reset_by = dates.now(), by.label
    user.save(update_fields=["factors_reset_at", "factors_reset_by"])
    take_away_second_factors(user)


@action(EventName.SESSION_ENDED)
def end_session(*, user: User, key: str, by: Actor) -> None:
    """Sign a user out of one browser."""
    note(subject=f"user:{user.pk}")
    Session.objects.filter(user=user, session_key=key).delete()


def _use_up_links(user: User) -> None:
    SignInLink.objects.filter(user=user, used_at__isnull=True).update(used_at=dates.now())


def _given(reason: str) -> str:
    reason = clean(reason)
    if not reason:
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    return reason
