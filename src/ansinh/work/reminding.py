"""Reminders: once a day, to each person, of what is late or soon to be done, as far as it was not said and left unread."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ansinh.access.models import RoleHolding
from ansinh.access.queries import holdings_on
from ansinh.accounts.actor import Actor, actor_of
from ansinh.accounts.models import User
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import LANGUAGES, _, speaking
from ansinh.kernel.progress import Progress, silent
from ansinh.work.messages import kinds_off, put_reminder
from ansinh.work.models import Delivery
from ansinh.work.todo import Todo, todo_kinds, todos_of

# So many days before its last day somebody hears of a work.
SOON = 3


@dataclass(frozen=True)
class Reminder:
    """What one person is to hear of one kind of work."""

    user: User
    kind: str
    key: str
    subject: str
    body: str
    href: str


def reminders_for(day: date, progress: Progress = silent) -> list[Reminder]:
    """What everybody who holds a role on a day is to be reminded of. Reads only, some for each person, outside of any
    transaction."""
    held = holdings_on(RoleHolding.objects.all(), day).values("user")
    people = list(User.objects.active().filter(pk__in=held).order_by("pk"))
    found: list[Reminder] = []
    for done, user in enumerate(people):
        progress("remind", done, len(people))
        with speaking(user.language if user.language in LANGUAGES else "vi"):
            found += _reminders_of(user, day)
    return found


@action(EventName.REMINDERS_SENT)
def send_reminders(*, reminders: Sequence[Reminder], by: Actor) -> int:
    """Put reminders in their boxes; the number of messages. What was put already is not put again."""
    put = [
        put_reminder(
            user=one.user, kind=one.kind, key=one.key, subject=one.subject, body=one.body, href=one.href
        )
        for one in reminders
    ]
    sent = sum(message is not None for message in put)
    if not sent:
        nothing_changed()
    note(messages=sent)
    return sent


def _reminders_of(user: User, day: date) -> Iterator[Reminder]:
    actor = actor_of(user)
    unread = Delivery.objects.filter(user=user, read_at__isnull=True).exclude(message__kind="")
    quiet = kinds_off(actor) | set(unread.values_list("message__kind", flat=True))
    by_kind: dict[str, list[Todo]] = defaultdict(list)
    for one in todos_of(actor):
        if _is_near(one, day) and one.kind not in quiet:
            by_kind[one.kind].append(one)
    words = {kind.name: kind.words for kind in todo_kinds()}
    for kind, items in sorted(by_kind.items()):
        yield Reminder(
            user,
            kind,
            f"{kind}:{user.pk}:{day.isoformat()}",
            _("Nhắc việc: {what}").format(what=words[kind]()),
            "\n".join(_line(one) for one in items),
            items[0].href,
        )


def _is_near(one: Todo, day: date) -> bool:
    return bool(one.late) or (one.due is not None and one.due <= day + timedelta(days=SOON))


def _line(one: Todo) -> str:
    said = _("{words}: {count}").format(words=one.words, count=one.count)
    if one.due is None:
        return said
    return _("{said} (hạn gần nhất {day})").format(said=said, day=shown_date(one.due))
