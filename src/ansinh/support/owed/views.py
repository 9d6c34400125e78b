"""The page of one household: what it is owed, what it got, what is missing, what it needs, what is planned."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household, Membership, Placement
from ansinh.kernel.dates import today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import read_day
from ansinh.kernel.web.pages import page
from ansinh.support.caring.people import sponsor_words
from ansinh.support.caring.queries import plans_of
from ansinh.support.catalogue.words import PER
from ansinh.support.delivery.queries import served
from ansinh.support.entitling.one import Entitlement, entitlements_of, missing_words
from ansinh.support.facts.queries import facts_of
from ansinh.support.facts.registry import fact_kinds
from ansinh.support.gaps.queries import gaps_of
from ansinh.support.gaps.words import kind_words, policy_names, reply_words
from ansinh.support.models import Need
from ansinh.support.needs.queries import needs_of
from ansinh.support.needs.words import need_state, source_words

_BACK = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Line:
    """One entitlement with the name of whose it is."""

    one: Entitlement
    name: str

    @property
    def to_record(self) -> list[tuple[str, str | None, str]]:
        """What to find out in words, the code of the fact by which it is recorded (none: it is no fact), and of whom (blank: of the
        household, or of a member that is to be chosen)."""
        known, found = fact_kinds(), []
        for name in self.one.missing:
            of, _dot, code = name.rpartition(".")
            own = not of and code in known and known[code].of == "person" and self.one.person_id
            subject = str(UUID(self.one.person_id)) if own and self.one.person_id else ""
            found.append((missing_words(name), code if code in known else None, subject))
        return found


@dataclass(frozen=True)
class Got:
    """One thing that was given."""

    policy: str
    name: str
    valid_from: date
    valid_until: date | None
    amount: int | None
    kind: str


@route(P.SEE_HOUSEHOLDS)
def household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Everything of support about one household on a day (``?on=``, today unless asked)."""
    home = household_by_id(request.scope, household_id)
    on = _day(request.GET.get("on", ""))
    people = _people(home)
    lines = [Line(one, people.get(one.person_id or "", "")) for one in entitlements_of(home, on)]
    needs = needs_of(home)
    return page(
        request,
        "support/owed/household.html",
        home=home,
        on=on,
        groups=_grouped(lines),
        per=PER,
        got=_got(home, people, on),
        names=policy_names(),
        needs=[(one, need_state(one, on), _need_without_right(one, lines)) for one in needs],
        source_words=source_words,
        gaps=[(one, kind_words(one.kind), reply_words(one.reply)) for one in gaps_of(home)],
        facts=facts_of(home),
        plans=plans_of(home),
        sponsor_words=sponsor_words,
        served_words=served_words,
        permission=P,
    )


def _day(text: str) -> date:
    if not text:
        return today()
    day = read_day(text)
    if day is None:
        raise UnusableInput(_("Ngày không đúng: viết ngày/tháng/năm."))
    return day


def _people(home: Household) -> dict[str, str]:
    rows = Membership.objects.everywhere().filter(household=home)
    return {key.hex: name for key, name in rows.values_list("person_id", "person__full_name")}


def _grouped(lines: list[Line]) -> dict[str, list[Line]]:
    """What is owed, what a plan promises, what nobody can say yet, and what is not for this household."""
    found: dict[str, list[Line]] = {"owed": [], "promised": [], "unknown": [], "not": []}
    for line in lines:
        if line.one.state == "unknown":
            found["unknown"].append(line)
        elif line.one.state != "entitled":
            found["not"].append(line)
        else:
            found["owed" if line.one.kind == "law" else "promised"].append(line)
    return found


def _need_without_right(need: Need, lines: list[Line]) -> bool:
    """Whether the household needs what no rule or promise gives it, as far as anybody can say."""
    person = need.person_id.hex if need.person_id else None
    return not any(
        line.one.policy.code == need.policy
        and line.one.person_id == person
        and line.one.state in {"entitled", "unknown"}
        for line in lines
    )


def _got(home: Household, people: dict[str, str], on: date) -> list[Got]:
    """What was given to it or its members at the communes where it lived, the newest first."""
    lived = Placement.objects.everywhere().filter(household=home, in_force=True)
    units = set(lived.values_list("unit_id", flat=True)) | {home.unit_id}
    rows = served([unit for unit in units if unit is not None], on - _BACK, on)
    own = rows.filter(rows["household_id"] == home.pk.hex).sort("valid_from", descending=True)
    return [
        Got(
            row["policy"],
            people.get(row["person_id"] or "", ""),
            row["valid_from"],
            row["valid_until"],
            row["amount"],
            row["kind"],
        )
        for row in own.iter_rows(named=True)
    ]


def served_words(kind: str) -> str:
    """In what form something was given."""
    return {
        "payment": _("tiền"),
        "delivery": _("hiện vật, dịch vụ"),
        "card": _("thẻ bảo hiểm y tế"),
        "loan": _("khoản vay"),
        "housing": _("nhà ở"),
    }.get(kind, kind)
