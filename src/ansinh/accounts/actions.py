"""Registering people who sign in, and their passwords."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ansinh.accounts.actor import Actor
from ansinh.accounts.models import User
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
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
    """Give ``user`` a new password. Raises ``UnusableInput`` with the reasons where it is too weak."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise UnusableInput(" ".join(weak.messages), code="weak_password") from weak
    note(subject=f"user:{user.pk}")
    user.set_password(password)
    user.save(update_fields=["password"])
