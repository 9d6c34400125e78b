"""The catalogue of policies, one policy, and who is entitled to it within one's places."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import Nothing, Open, route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.models import Household, Person
from ansinh.households.search import inhabited
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later, read_day
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.places.models import Unit
from ansinh.reviews.decisions.views.frames import answer_frame_export
from ansinh.support.catalogue.adopted import policies_in_use, policy_in_use
from ansinh.support.catalogue.numbers import number
from ansinh.support.catalogue.policy import Policy, Rule
from ansinh.support.catalogue.registry import UnknownPolicy
from ansinh.support.catalogue.telling import (
    agency_words,
    amount_words,
    kind_words,
    numbers_of,
    span_words,
    territory_words,
)
from ansinh.support.catalogue.words import BENEFITS, GROUPS, PER, known_words, state_words, target_words
from ansinh.support.entitling.entitlements import entitlements
from ansinh.support.entitling.one import missing_words
from ansinh.support.policies.examples import examples_of


def _cell(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda row: row[key]


def _on(key: str) -> Callable[[pl.DataFrame, str], pl.DataFrame]:
    return lambda rows, value: rows.filter(pl.col(key) == value)


def _by_words(rows: pl.DataFrame, words: str) -> pl.DataFrame:
    for word in fold(words).split(" "):
        rows = rows.filter(pl.col("search").str.contains(word, literal=True))
    return rows


def _page_of_policy(row: dict[str, Any]) -> str:
    return reverse("policies:policy", kwargs={"code": row["code"]})


def _agencies(_request: HttpRequest) -> list[tuple[str, str]]:
    codes = dict.fromkeys(one.agency for one in policies_in_use())
    return sorted(((code, agency_words(code)) for code in codes), key=lambda pair: pair[1])


POLICIES = Listing(
    "policies",
    columns=(
        Column("code", later("Mã"), _cell("code"), order="rank", link=_page_of_policy),
        Column("name", later("Chính sách"), _cell("name"), order="name_sort", link=_page_of_policy),
        Column("group", later("Nhóm"), _cell("group_words"), order="group_words"),
        Column("benefit", later("Hình thức"), _cell("benefit_words"), order="benefit_words", shown=False),
        Column("agency", later("Cơ quan"), _cell("agency_words"), order="agency_words"),
        Column("territory", later("Địa bàn"), _cell("territory_words"), order="territory_words", shown=False),
        Column("span", later("Hiệu lực"), _cell("span"), order="since"),
        Column("known", later("Kiểm chứng"), lambda row: tuple(row["status"]), kind="status", order="known"),
        Column("target", later("Cho ai"), _cell("target_words"), shown=False),
        Column("source", later("Căn cứ"), _cell("source"), shown=False),
    ),
    filters=(
        Filter("q", later("Tìm chính sách"), _by_words),
        Filter(
            "group", later("Nhóm"), _on("group"), choices=lambda _r: [(k, str(w)) for k, w in GROUPS.items()]
        ),
        Filter("agency", later("Cơ quan"), _on("agency"), choices=_agencies),
        Filter(
            "known",
            later("Kiểm chứng"),
            _on("known"),
            choices=lambda _r: [
                ("1", _("đã đọc văn bản hoặc bài dẫn lại")),
                ("2", _("chưa kiểm chứng")),
                ("3", _("thiếu số hoặc văn bản")),
            ],
        ),
        Filter(
            "where",
            later("Địa bàn"),
            _on("where"),
            choices=lambda _r: [("country", _("cả nước")), ("place", _("riêng một địa bàn"))],
        ),
        Filter(
            "now",
            later("Hiệu lực"),
            _on("now"),
            choices=lambda _r: [
                ("1", _("còn hiệu lực hôm nay")),
                ("0", _("không còn, hoặc chưa có hiệu lực")),
            ],
        ),
    ),
    sort="code",
)


def _status(one: Policy) -> tuple[str, list[str]]:
    if not one.computable:
        return "3", ["warning", _("thiếu số hoặc văn bản")]
    if not one.verified:
        return "2", ["warning", _("chưa kiểm chứng")]
    return "1", ["ok", _("đã đối chiếu")]


def _frame(on: date) -> pl.DataFrame:
    language = current_language()
    rows = []
    for rank, one in enumerate(policies_in_use()):
        known, status = _status(one)
        name = one.name.in_language(language)
        rows.append(
            {
                "id": one.code,
                "rank": rank,
                "code": one.code,
                "name": name,
                "name_sort": fold(name),
                "search": fold(f"{one.code} {one.name.vi} {one.name.en} {one.source.vi}"),
                "group": one.group,
                "group_words": str(GROUPS[one.group]),
                "benefit_words": str(BENEFITS[one.benefit]),
                "agency": one.agency,
                "agency_words": agency_words(one.agency),
                "territory_words": territory_words(one.territory),
                "where": "place" if one.territory else "country",
                "since": one.valid_from,
                "span": span_words(one.valid_from, one.valid_until),
                "now": "1" if one.holds_on(on) else "0",
                "known": known,
                "status": status,
                "target_words": target_words(one.target),
                "source": one.source.in_language(language),
            }
        )
    return pl.DataFrame(rows)


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy of law, of plans and of places."""
    asked = POLICIES.asked(request)
    frame = _frame(today())
    if asked.export:
        return answer_frame_export(asked, frame, name="policies", by=request.actor)
    return page(
        request, "support/policies/list.html", part="list", listing=asked.page_of(frame), permission=P
    )


def policy_named(code: str) -> Policy:
    """The policy of an address; raises ``NotFound``."""
    try:
        return policy_in_use(code)
    except UnknownPolicy as unknown:
        raise NotFound(unknown.message, code=unknown.code) from unknown


def day_asked(request: HttpRequest) -> date:
    """The day of the address: today unless it names one; raises ``UnusableInput``."""
    given = request.GET.get("on", "")
    day = read_day(given) if given else today()
    if day is None:
        said = _("«{value}» không phải là ngày: viết ngày/tháng/năm, ví dụ 15/09/2022.")
        raise UnusableInput(said.format(value=given))
    return day


def _rule_lines(rules: Sequence[Rule], on: date) -> list[dict[str, Any]]:
    language = current_language()
    return [
        {
            "words": rule.words.in_language(language),
            "article": rule.article.in_language(language),
            "known": known_words(rule.known),
            "unverified": rule.unverified,
            "span": span_words(rule.valid_from, rule.valid_until),
            "territory": territory_words(rule.territory),
            "conditions": [one.words() for one in rule.conditions],
            "amount": amount_words(rule.amount) if rule.amount else "",
            "per": str(PER[rule.per]) if rule.per else "",
            "share": rule.share,
            "percent": rule.percent,
            "kind": kind_words(rule.kind),
            "remark": rule.remark.in_language(language) if rule.remark else "",
            "now": rule.holds_on(on),
        }
        for rule in sorted(rules, key=lambda rule: (not rule.holds_on(on), rule.valid_from))
    ]


def _number_lines(found: Policy, on: date) -> list[dict[str, Any]]:
    language = current_language()
    lines = []
    for name in numbers_of(found):
        one = number(name)
        now = one.rows_on(on)
        for row in one.rows or now:
            lines.append(
                {
                    "label": one.label.in_language(language),
                    "value": row.parameter.on(on),
                    "unit": row.parameter.unit,
                    "span": span_words(row.parameter.since, row.until),
                    "territory": territory_words(row.territory),
                    "article": row.parameter.article.in_language(language),
                    "known": known_words(row.parameter.known),
                    "unverified": row.parameter.unverified,
                    "remark": row.remark.in_language(language) if row.remark else "",
                    "now": row in now,
                }
            )
    return lines


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """One policy: what the law owes and what plans promise side by side, over time, with its numbers."""
    found, on = policy_named(code), day_asked(request)
    language = current_language()
    return page(
        request,
        "support/policies/policy.html",
        policy=found,
        permission=P,
        examples=examples_of(found, language),
        on=on,
        shown_on=shown_date(on),
        name=found.name.in_language(language),
        source=found.source.in_language(language),
        why_not=found.why_not.in_language(language) if found.why_not else "",
        group=str(GROUPS[found.group]),
        benefit=str(BENEFITS[found.benefit]),
        agency=agency_words(found.agency),
        known=known_words(found.known),
        span=span_words(found.valid_from, found.valid_until),
        territory=territory_words(found.territory),
        target=target_words(found.target),
        standing=_status(found)[1],
        law=_rule_lines(found.law, on),
        promises=_rule_lines(found.promises, on),
        numbers=_number_lines(found, on),
    )


def _states(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(one, state_words(one)) for one in ("entitled", "unknown")]


def _household_page(row: dict[str, Any]) -> str:
    return reverse("owed:household", kwargs={"household_id": UUID(row["home"])})


def _by_village(rows: pl.DataFrame, words: str) -> pl.DataFrame:
    return rows.filter(pl.col("village_fold").str.contains(fold(words), literal=True))


PEOPLE = Listing(
    "entitled",
    columns=(
        Column("head", later("Chủ hộ"), _cell("head"), order="head_sort", link=_household_page),
        Column("name", later("Người"), _cell("name"), order="name_sort"),
        Column("village", later("Thôn"), _cell("village"), order="village"),
        Column("state", later("Kết quả"), lambda row: tuple(row["status"]), kind="status", order="state"),
        Column("amount", later("Mức (đồng)"), _cell("amount"), kind="number"),
        Column("per", later("Kỳ"), _cell("per")),
        Column("since", later("Từ ngày"), _cell("valid_from"), kind="day", order="valid_from"),
        Column("until", later("Đến ngày"), _cell("valid_until"), kind="day"),
        Column("missing", later("Cần biết thêm"), _cell("missing_words")),
    ),
    filters=(
        Filter("q", later("Tìm theo tên"), _by_words, sealed=True),
        Filter("state", later("Kết quả"), _on("state"), choices=_states),
        Filter("village", later("Thôn"), _by_village),
    ),
    sort="head",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who is, or may be, entitled to a policy at one commune today."""
    found, on = policy_named(code), today()
    units = communes_within(request.scope)
    unit = chosen_unit(units, request.GET.get("unit", ""))
    asked = PEOPLE.asked(request)
    if answer := asked.sealed_away():
        return answer
    frame = _people(found, unit, on, request.scope) if unit else _people_frame([])
    if asked.export:
        return answer_frame_export(asked, frame, name="entitled", by=request.actor)
    counts = {state: frame.filter(pl.col("state") == state).height for state in ("entitled", "unknown")}
    return page(
        request,
        "support/policies/people.html",
        part="list",
        policy=found,
        name=found.name.in_language(current_language()),
        listing=asked.page_of(frame),
        units=units,
        unit=unit,
        counts=counts,
        day=on,
        amount=int(frame.filter(pl.col("state") == "entitled")["amount"].sum() or 0),
    )


def communes_within(scope: Scope) -> list[Unit]:
    """The communes with households that a scope reaches, by name."""
    reached = inhabited(scope).touched or frozenset()
    return list(Unit.objects.filter(level="commune", pk__in=reached).order_by("sort_key", "code"))


def chosen_unit(units: Sequence[Unit], given: str) -> Unit | None:
    """The commune of the address, the only one where there is only one; raises ``NotFound`` for one out of the scope."""
    if not given:
        return units[0] if len(units) == 1 else None
    for one in units:
        if str(one.pk) == given:
            return one
    raise NotFound(_("Không có xã này trong địa bàn được giao."), code="no_such_commune")


def _people(found: Policy, unit: Unit, on: date, scope: Scope) -> pl.DataFrame:
    rows = entitlements([unit.pk], on, [found]).filter(
        pl.col("village").map_elements(
            lambda village: scope.covers(unit.pk, village), return_dtype=pl.Boolean
        )
    )
    heads = dict(Household.objects.within(scope).filter(unit=unit).values_list("pk", "head_name"))
    persons = dict(
        Person.objects.filter(memberships__household__unit=unit, memberships__valid_until=None).values_list(
            "pk", "full_name"
        )
    )
    named_heads = {key.hex: name for key, name in heads.items()}
    named_people = {key.hex: name for key, name in persons.items()}
    return _people_frame(
        [
            _person_row(row, named_heads, named_people, place)
            for place, row in enumerate(rows.iter_rows(named=True))
        ]
    )


_PEOPLE_SCHEMA = {
    "id": pl.Int64,
    "home": pl.String,
    "household_id": pl.String,
    "head": pl.String,
    "head_sort": pl.String,
    "name": pl.String,
    "name_sort": pl.String,
    "search": pl.String,
    "village": pl.String,
    "village_fold": pl.String,
    "state": pl.String,
    "status": pl.List(pl.String),
    "amount": pl.Int64,
    "per": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    "missing_words": pl.String,
}


def _people_frame(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_PEOPLE_SCHEMA, orient="row")


def _person_row(
    row: dict[str, Any], heads: dict[str, str], persons: dict[str, str], place: int
) -> dict[str, Any]:
    head = heads.get(row["household_id"]) or _("(chưa có tên)")
    name = persons.get(row["person_id"], "") if row["person_id"] else _("cả hộ")
    return {
        "id": place,
        "home": row["household_id"],
        "household_id": row["household_id"],
        "head": head,
        "head_sort": fold(head),
        "name": name,
        "name_sort": fold(name),
        "search": fold(f"{head} {name}"),
        "village": row["village"] or "",
        "village_fold": fold(row["village"] or ""),
        "state": row["state"],
        "status": ["ok" if row["state"] == "entitled" else "warning", state_words(row["state"])],
        "amount": row["amount"],
        "per": str(PER[row["amount_per"]]) if row["amount_per"] and row["amount"] is not None else "",
        "valid_from": row["valid_from"],
        "valid_until": row["valid_until"],
        "missing_words": "; ".join(missing_words(name) for name in row["missing"].split(";") if name),
    }
