"""Messages: the box, what was sent, one message with its answer, a new one, and of what one is reminded."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import Nothing, Open, route
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.portal.messages.forms import RemindersForm, ReplyForm, SendForm
from ansinh.work.messages import (
    box_of,
    kinds_off,
    mark_read,
    message_for,
    send_message,
    sent_by,
    switch_reminders,
)
from ansinh.work.models import Delivery, Message
from ansinh.work.todo import todo_kinds


def _read(row: Delivery) -> tuple[str, str]:
    return ("neutral", _("đã đọc")) if row.read_at else ("info", _("chưa đọc"))


def _page(row: Delivery) -> str:
    return reverse("messages:message", kwargs={"message_id": row.message_id})


def _sent_page(row: Message) -> str:
    return reverse("messages:message", kwargs={"message_id": row.pk})


def _words(path: str) -> Any:
    def by_words(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        for word in fold(text).split():
            rows = rows.filter(Q(**{f"{path}subject_fold__contains": f" {word}"}))
        return rows

    return by_words


def _states(_request: HttpRequest) -> list[tuple[str, str]]:
    return [("unread", _("Chưa đọc")), ("read", _("Đã đọc"))]


def _from(_request: HttpRequest) -> list[tuple[str, str]]:
    return [("people", _("Người gửi")), ("system", _("Hệ thống nhắc việc"))]


BOX = Listing(
    "messages",
    columns=(
        Column("subject", later("Tiêu đề"), lambda row: row.message.subject, link=_page),
        Column("state", later("Tình trạng"), _read, kind="status"),
        Column("sender", later("Từ"), lambda row: row.message.sender_words, order="message__sender_words"),
        Column("sent", later("Gửi lúc"), lambda row: row.sent_at, kind="moment", order="sent_at"),
    ),
    filters=(
        Filter("q", later("Tìm trong tiêu đề"), _words("message__"), sealed=True),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, state: rows.filter(read_at__isnull=state == "unread"),
            choices=_states,
        ),
        Filter(
            "from",
            later("Loại tin"),
            lambda rows, kind: (
                rows.filter(message__kind="") if kind == "people" else rows.exclude(message__kind="")
            ),
            choices=_from,
        ),
    ),
    sort="-sent",
)
SENT = Listing(
    "messages-sent",
    columns=(
        Column("subject", later("Tiêu đề"), lambda row: row.subject, link=_sent_page),
        Column("to", later("Đến"), lambda row: row.to_words),
        Column("sent", later("Gửi lúc"), lambda row: row.sent_at, kind="moment", order="sent_at"),
    ),
    filters=(Filter("q", later("Tìm trong tiêu đề"), _words(""), sealed=True),),
    sort="-sent",
)


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.OWN)
def box(request: HttpRequest) -> HttpResponse:
    """What came, the newest first."""
    asked = BOX.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = box_of(request.actor)  # type: ignore[attr-defined]
    return page(request, "portal/messages/list.html", part="list", listing=asked.page(rows), here="box")


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.OWN)
def sent(request: HttpRequest) -> HttpResponse:
    """What one sent."""
    asked = SENT.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = sent_by(request.actor)  # type: ignore[attr-defined]
    return page(request, "portal/messages/list.html", part="list", listing=asked.page(rows), here="sent")


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.OWN)
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message; a posted form answers its sender."""
    one = message_for(request.actor, message_id)  # type: ignore[attr-defined]
    mark_read(message=one, by=request.actor)  # type: ignore[attr-defined]
    answerable = one.sender is not None and one.sender_id != request.user.pk
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and answerable and form.is_valid():
        done = attempt(
            form,
            send_message,
            to=[one.sender],
            to_words=one.sender_words,
            subject=_("Trả lời: {subject}").format(subject=one.subject),
            body=form.cleaned_data["body"],
            href=one.href,
            reply_to=one,
            by=request.actor,  # type: ignore[attr-defined]
        )
        if done:
            return see_other(request, "messages:box", said=_("Đã gửi trả lời."))
    return page(request, "portal/messages/message.html", one=one, form=form, answerable=answerable)


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.OWN)
def new(request: HttpRequest) -> HttpResponse:
    """A message to a person, or to whoever holds a role at a place."""
    form = SendForm(request.POST or None, initial={"href": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            send_message,
            to=form.receivers,
            to_words=form.receiver_words,
            subject=given["subject"],
            body=given["body"],
            href=given["href"],
            by=request.actor,  # type: ignore[attr-defined]
        )
        if done:
            return see_other(request, "messages:sent", said=_("Đã gửi tin."))
    return page(request, "portal/messages/new.html", form=form)


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.OWN)
def reminders(request: HttpRequest) -> HttpResponse:
    """Of what one is reminded."""
    kinds = todo_kinds()
    names = [kind.name for kind in kinds]
    off = kinds_off(request.actor)  # type: ignore[attr-defined]
    form = RemindersForm(
        request.POST or None, kinds=kinds, initial={"on": [name for name in names if name not in off]}
    )
    if request.method == "POST" and form.is_valid():
        left_out = set(names) - set(form.cleaned_data["on"])
        switch_reminders(off=left_out, kinds=names, by=request.actor)  # type: ignore[attr-defined]
        return see_other(request, "messages:box", said=_("Đã ghi các loại nhắc việc."))
    return page(request, "portal/messages/reminders.html", form=form)
