"""Who does something: a user, the console, or the system itself. Passed to every action as ``by``."""

from dataclasses import dataclass
from enum import StrEnum

from ansinh.accounts.models import User
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _


class ActorKind(StrEnum):
    USER = "user"
    CONSOLE = "console"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. ``ref`` is the user's id, or the kind; ``label`` what the log shows."""

    kind: ActorKind
    ref: str
    label: str
    user_id: int | None = None


CONSOLE = Actor(ActorKind.CONSOLE, "console", "console")
SYSTEM = Actor(ActorKind.SYSTEM, "system", "system")


def actor_of(user: User) -> Actor:
    """The actor that a signed-in user is."""
    return Actor(ActorKind.USER, str(user.pk), user.username, user.pk)


def actor_named(username: str | None) -> Actor:
    """The active user of that name, or the recorded console where no name is given.

    Raises ``NotFound`` for an unknown or inactive name: an unknown actor never becomes the console.
    """
    if username is None:
        return CONSOLE
    user = User.objects.active().filter(username=username).first()
    if user is None:
        raise NotFound(_("Không có người dùng đang hoạt động với tên này. Hãy kiểm tra lại --as."))
    return actor_of(user)
