"""Messages and reminders: refusals first; sent, read, answered, put once a day and no more."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN, officer

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.accounts.models import User
from ansinh.audit.models import Event
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.kernel.dates import today
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.work.messages import send_message, switch_reminders, unread_count
from ansinh.work.models import Delivery, Job, Message
from ansinh.work.queue import ask_for_daily
from ansinh.work.reminding import reminders_for, send_reminders

pytestmark = pytest.mark.django_db


def sent(to: User, **more) -> Message:
    named = {"to": [to], "to_words": "x", "subject": "Nhờ xem hồ sơ", "body": "Xin xem", "by": SYSTEM}
    return send_message(**named | more)


def text(answer) -> str:
    return answer.content.decode()


def late_request() -> None:
    receive_request(
        unit=unit_at(COMMUNE, THEN),
        kind=GrievanceKind.OBJECTION,
        channel=Channel.DESK,
        asker_name="Hoàng Canary",
        content="Canary",
        received_on=THEN,
        by=SYSTEM,
    )


def remind(day: date | None = None) -> int:
    return send_reminders(reminders=reminders_for(day or today()), by=SYSTEM)


def test_somebody_elses_message_does_not_exist(signed_in, country):
    message = sent(officer("hai", "commune_officer", NEXT_DOOR))
    answer = signed_in("commune_officer", COMMUNE).get(f"/messages/{message.pk}")
    assert answer.status_code == 404
    assert "Xin xem" not in text(answer)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Hãy ghi một người, hoặc chọn một vai trò và địa bàn."),
        ({"person": "khong-co-ai"}, "Không có ai đang hoạt động với tên này."),
        ({"role": "commune_chair", "place": "Không Đâu Cả"}, "Không có địa bàn này hôm nay."),
        ({"person": "Nguyễn Thị Thử"}, "Có nhiều người tên như vậy."),
        ({"person": "hai", "href": "https://example.org/"}, "Chỉ dẫn tới trang trong hệ thống này"),
        ({"person": "hai", "href": "//example.org/"}, "Chỉ dẫn tới trang trong hệ thống này"),
        ({"person": "hai", "subject": ""}, "Tiêu đề"),
    ],
)
def test_what_cannot_be_sent_is_not(given, said, commune_officer):
    officer("hai", "commune_officer", NEXT_DOOR)
    answer = commune_officer.post("/messages/new", {"subject": "Chào"} | given)
    assert answer.status_code == 200
    assert said in text(answer)
    assert not Message.objects.exists()


def test_a_message_is_counted_until_it_is_read(signed_in, country):
    client = signed_in("commune_officer", COMMUNE)
    user = User.objects.get(username=f"commune_officer-{COMMUNE}")
    message = sent(user)
    assert "Tin chưa đọc: 1" in text(client.get("/"))
    assert "Xin xem" in text(client.get(f"/messages/{message.pk}"))
    assert "Tin chưa đọc" not in text(client.get("/"))
    assert unread_count(actor_of(user)) == 0


def test_a_message_goes_to_a_person_and_is_answered(signed_in, country):
    other = officer("hai", "commune_officer", NEXT_DOOR)
    client = signed_in("commune_officer", COMMUNE)
    assert client.post("/messages/new", {"person": "hai", "subject": "Chào"}).status_code == 303
    message = Message.objects.get()
    assert list(message.deliveries.values_list("user", flat=True)) == [other.pk]
    client.force_login(other)
    client.post(f"/messages/{message.pk}", {"body": "Vâng"})
    answer = Message.objects.get(reply_to=message)
    assert (answer.subject, answer.body, answer.sender) == ("Trả lời: Chào", "Vâng", other)
    assert unread_count(actor_of(message.sender)) == 1


def test_a_message_goes_to_a_role_at_a_place(commune_officer):
    place = Unit.objects.on(today()).filter(level="province").order_by("code").first()
    head = register_user(username="chu-tich", full_name="Nguyễn Thị Thử", by=SYSTEM)
    give_role(user=head, role="province_chair", unit=place, valid_from=date(2025, 7, 1), by=SYSTEM)
    given = {"role": "province_chair", "place": place.code, "subject": "Báo cáo"}
    commune_officer.post("/messages/new", given)
    assert list(Delivery.objects.values_list("user", flat=True)) == [head.pk]


def test_a_subject_is_found_without_accents(signed_in, country):
    client = signed_in("commune_officer", COMMUNE)
    user = User.objects.get(username=f"commune_officer-{COMMUNE}")
    sent(user)
    sent(user, subject="Họp giao ban")
    answer = client.post("/messages", {"q": "ho so"})
    assert "ho" not in answer.headers["Location"].partition("=")[0]
    shown = text(client.get(answer.headers["Location"]))
    assert "Nhờ xem hồ sơ" in shown
    assert "Họp giao ban" not in shown


def test_the_box_asks_as_much_for_one_as_for_many(signed_in, country):
    client = signed_in("commune_officer", COMMUNE)
    user = User.objects.get(username=f"commune_officer-{COMMUNE}")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/messages")
        return len(queries)

    sent(user)
    one = asked()
    for number in range(5):
        sent(user, subject=f"Tin {number}")
    assert asked() == one


def test_who_has_late_work_is_reminded_once_a_day_and_nobody_else(country):
    here = officer("mot", "commune_officer", COMMUNE)
    officer("hai", "commune_officer", NEXT_DOOR)
    late_request()
    assert remind() == 1
    (delivery,) = Delivery.objects.select_related("message")
    assert delivery.user == here
    assert "Canary" not in delivery.message.subject + delivery.message.body
    assert remind() == 0
    # The next day it still lies unread.
    assert remind(today() + timedelta(days=1)) == 0
    Delivery.objects.update(read_at=delivery.sent_at)
    assert remind() == 0
    assert remind(today() + timedelta(days=1)) == 1


def test_without_the_key_the_same_day_would_remind_twice(country):
    """The control."""
    officer("mot", "commune_officer", COMMUNE)
    late_request()
    first = reminders_for(today())
    assert send_reminders(reminders=first, by=SYSTEM) == 1
    assert send_reminders(reminders=first, by=SYSTEM) == 0
    keyless = [type(one)(**{**vars(one), "key": f"{one.key}-2"}) for one in first]
    assert send_reminders(reminders=keyless, by=SYSTEM) == 1


def test_a_reminder_is_in_the_language_its_reader_chose(signed_in, country):
    client, other = signed_in("commune_officer", COMMUNE), officer("mot", "commune_officer", COMMUNE)
    user = User.objects.get(username=f"commune_officer-{COMMUNE}")
    for _time in range(2):
        client.post("/language", {"language": "en"})
    client.post("/language", {"language": "xx"})
    assert Event.objects.filter(name="accounts.language_chosen").count() == 1
    late_request()
    assert remind() == 2
    words = {
        one.user: one.message.subject.split(":")[0] for one in Delivery.objects.select_related("message")
    }
    assert words == {user: "Reminder", other: "Nhắc việc"}


def test_a_kind_that_is_switched_off_stays_silent(signed_in, country):
    client = signed_in("commune_officer", COMMUNE)
    late_request()
    client.post("/messages/reminders", {"sent": "yes", "on": ["reviews.classify"]})
    assert remind() == 0
    client.post("/messages/reminders", {"sent": "yes", "on": ["grievances.receive"]})
    assert remind() == 1


def test_switching_to_what_is_already_so_is_no_event(country):
    user = officer("mot", "commune_officer", COMMUNE)
    for _time in range(2):
        switch_reminders(off={"a"}, kinds=["a", "b"], by=actor_of(user))
    assert Event.objects.filter(name="work.reminder_switched").count() == 1


def test_the_worker_asks_for_reminders_once_a_day(country):
    assert ask_for_daily() >= 1
    assert ask_for_daily() == 0
    assert Job.objects.filter(kind="portal.remind").count() == 1
