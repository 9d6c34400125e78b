"""Messages inside the system: sent by a person or the system to people, read or not, answered."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from ansinh.access.models import RoleHolding
from ansinh.access.queries import holdings_on
from ansinh.access.roles import ROLES
from ansinh.accounts.actor import Actor
from ansinh.accounts.models import User
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound, Refused
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold
from ansinh.places.models import Unit
from ansinh.work.models import Delivery, Message, ReminderSwitch

MOST_RECEIVERS = 500


@action(EventName.MESSAGE_SENT)
def send_message(
    *,
    to: Collection[User],
    to_words: str,
    subject: str,
    body: str,
    by: Actor,
    href: str = "",
    reply_to: Message | None = None,
) -> Message:
    """Put a message in the boxes of active people, once each.

    Refused: nobody to send to, too many, no subject.
    """
    receivers = {user.pk for user in to if user.is_active}
    if not receivers:
        said = _("Không có ai đang giữ vai trò hay tài khoản ấy để nhận tin. Hãy chọn lại người nhận.")
        raise Refused(said, code="nobody")
    if len(receivers) > MOST_RECEIVERS:
        said = _("Tin này đến hơn {most} người. Hãy chọn địa bàn hẹp hơn.")
        raise Refused(said.format(most=MOST_RECEIVERS), code="too_many_receivers")
    if not clean(subject):
        raise Refused(_("Hãy ghi tiêu đề của tin."), code="no_subject")
    sender = User.objects.filter(pk=by.user_id).first()
    words = sender.full_name or sender.username if sender else by.label
    message = _put(receivers, sender, words, to_words, clean(subject), body.strip(), href, reply_to)
    note(subject=f"message:{message.pk}", receivers=len(receivers))
    return message


def _put(
    receivers: Collection[int], sender: User | None, words: str, to_words: str, subject: str, body: str, href: str,
    reply_to: Message | None, *, kind: str = "", key: str | None = None,
) -> Message:  # fmt: skip
    at = now()
    message = Message(
        id=mint_id(),
        sender=sender,
        sender_words=words,
        to_words=to_words[:200],
        kind=kind,
        key=key,
        subject=subject[:200],
        subject_fold=f" {fold(subject[:200])}",
        body=body,
        href=href[:200],
        sent_at=at,
        reply_to=reply_to,
    )
    message.save(force_insert=True)
    Delivery.objects.bulk_create(
        Delivery(id=mint_id(), message=message, user_id=user, sent_at=at) for user in sorted(receivers)
    )
    return message


def put_reminder(*, user: User, kind: str, key: str, subject: str, body: str, href: str) -> Message | None:
    """A reminder from the system in somebody's box; nothing where one with that key was put already. Called within the
    action that reminds everybody (``reminding``)."""
    if Message.objects.filter(key=key).exists():
        return None
    return _put(
        [user.pk],
        None,
        "An Sinh",
        user.full_name or user.username,
        subject,
        body,
        href,
        None,
        kind=kind,
        key=key,
    )


def box_of(actor: Actor) -> QuerySet[Delivery]:
    """What lies in somebody's box."""
    return Delivery.objects.filter(user_id=actor.user_id).select_related("message")


def sent_by(actor: Actor) -> QuerySet[Message]:
    """What somebody sent."""
    return Message.objects.filter(sender_id=actor.user_id)


def unread_count(actor: Actor) -> int:
    """How many messages lie unread in somebody's box."""
    return Delivery.objects.filter(user_id=actor.user_id, read_at__isnull=True).count()


def message_for(actor: Actor, key: UUID) -> Message:
    """A message that somebody got or sent; raises ``NotFound`` for any other."""
    found = Message.objects.select_related("reply_to", "sender").filter(pk=key).first()
    own = found is not None and (
        found.sender_id == actor.user_id is not None or box_of(actor).filter(message=found).exists()
    )
    if found is None or not own:
        raise NotFound(_("Không có tin này trong hộp tin của anh/chị."), code="no_such_message")
    return found


def mark_read(*, message: Message, by: Actor) -> None:
    """Remember that its receiver opened it: a mark of one's own box, no change that others see."""
    box_of(by).filter(message=message, read_at__isnull=True).update(read_at=now())


def holders_of(role: str, unit: Unit) -> list[User]:
    """Who holds a role at a unit today. Raises ``NotFound`` for an unknown role."""
    if role not in ROLES:
        raise NotFound(_("Không có vai trò «{role}».").format(role=role))
    holdings = holdings_on(RoleHolding.objects.filter(role=role, unit=unit), today()).select_related("user")
    return list({one.user_id: one.user for one in holdings}.values())


@action(EventName.REMINDER_SWITCHED)
def switch_reminders(*, off: Collection[str], kinds: Collection[str], by: Actor) -> None:
    """Be reminded of all of ``kinds`` but those ``off``. By a person only."""
    before = kinds_off(by)
    wanted = set(off) & set(kinds)
    if before & set(kinds) == wanted:
        nothing_changed()
        return
    for kind in kinds:
        ReminderSwitch.objects.update_or_create(
            user_id=by.user_id, kind=kind, defaults={"off": kind in wanted}
        )
    note(off=sorted(wanted))


def kinds_off(by: Actor) -> frozenset[str]:
    """The kinds of work that somebody is not reminded of."""
    rows = ReminderSwitch.objects.filter(user_id=by.user_id, off=True)
    return frozenset(rows.values_list("kind", flat=True))
