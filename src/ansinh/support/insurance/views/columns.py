"""What lists of people with a card have in common: columns, filters."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter
from ansinh.support.delivery.views.shared import name_of
from ansinh.support.delivery.words import policy_words
from ansinh.support.insurance.owing import card_policies
from ansinh.support.insurance.words import (
    answer_words,
    refused_words,
)
from ansinh.support.models import CardLine
from ansinh.support.models.health_card_enums import (
    COVERED_BY,
    Answer,
    RefusedFor,
)


def _line_page(row: CardLine) -> str:
    return reverse("insurance:line", kwargs={"card_line_id": row.pk})


def by_person(rows: QuerySet, words: str) -> QuerySet:
    """Lines whose person, or head of household, has all of these words in the name, without regard to accents."""
    for word in fold(words).split(" "):
        rows = rows.filter(person__full_name_fold__contains=word) | rows.filter(
            household__head_name_fold__contains=word
        )
    return rows


def _policies(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.code, policy_words(one.code)) for one in card_policies()]


PEOPLE = (
    Column("name", later("Họ tên"), name_of, order="person__full_name_fold", link=_line_page),
    Column("head", later("Chủ hộ"), lambda row: row.household.head_name, order="household__head_name_sort"),
    Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
    Column("place", later("Xã"), lambda row: row.unit.name, shown=False),
    Column("policy", later("Nhóm"), lambda row: row.policy, order="policy"),
    Column("groups", later("Các nhóm cùng thuộc"), lambda row: row.groups.replace(";", ", "), shown=False),
    Column("from", later("Từ ngày"), lambda row: row.valid_from, kind="day", order="valid_from"),
    Column("until", later("Đến ngày"), lambda row: row.ended_on or row.valid_until, kind="day"),
    Column("state_share", later("Nhà nước (đồng)"), lambda row: row.state_amount, kind="number"),
    Column("local_share", later("Địa phương (đồng)"), lambda row: row.local_amount, kind="number"),
    Column("own_share", later("Tự đóng (đồng)"), lambda row: row.own_amount, kind="number"),
)


ANSWER = Column(
    "answer", later("Kết quả"), lambda row: answer_words(row.answer) if row.change in COVERED_BY else None,
    kind="status", order="answer",
)  # fmt: skip


REFUSED = Column(
    "refused", later("Vì sao không cấp"), lambda row: refused_words(row.refused_for), shown=False
)


FILTERS = (
    Filter("q", later("Tìm người, chủ hộ"), by_person, sealed=True),
    Filter("policy", later("Nhóm"), lambda rows, value: rows.filter(policy=value), choices=_policies),
    Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
)


def _answers(_request: HttpRequest) -> list[tuple[str, str]]:
    return [
        ("none", answer_words("")[1]),
        *((one.value, answer_words(one.value)[1]) for one in Answer),
        ("unsettled", _("không cấp, xã chưa trả lời")),
        *((one.value, refused_words(one.value)) for one in RefusedFor),
    ]


def _by_answer(rows: QuerySet, value: str) -> QuerySet:
    if value == "none":
        return rows.filter(answer="", change__in=COVERED_BY)
    if value == "unsettled":
        return rows.filter(answer=Answer.REFUSED.value, settled="")
    if value in set(RefusedFor):
        return rows.filter(refused_for=value)
    return rows.filter(answer=value)


BY_ANSWER = Filter("answer", later("Kết quả"), _by_answer, choices=_answers)


def with_people(rows: QuerySet) -> QuerySet:
    return rows.select_related("household", "person", "unit")
