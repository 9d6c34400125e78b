"""A draft as somebody asks for it: which policy, at which communes, what is changed. It stands in an address: nothing in it is
personal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.households.models import HouseholdLine
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.numbers import shown_number
from ansinh.places.models import Unit
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.catalogue.inputs import inputs
from ansinh.support.catalogue.policy import Policy
from ansinh.support.reached import communes_of
from ansinh.support.whatif.comparing import drafted

# As many households as a page can be waited for; more are counted by a job.
MOST_AT_ONCE = 30_000


@dataclass(frozen=True)
class Draft:
    """What is changed of which policy: ``unit`` is a commune's id, none for every commune within reach."""

    code: str
    unit: int | None = None
    amount: int | None = None
    times: float | None = None
    classes: tuple[str, ...] = ()

    def query(self) -> dict[str, str]:
        """The draft as parameters of an address, and as arguments of a job."""
        told = {
            "code": self.code,
            "unit": "" if self.unit is None else str(self.unit),
            "amount": "" if self.amount is None else str(self.amount),
            "times": "" if self.times is None else f"{self.times:g}",
            "classes": ",".join(self.classes),
        }
        return {name: text for name, text in told.items() if text}

    def href(self, route: str = "policies:whatif", **more: str) -> str:
        """The address of this draft on a page of the what-if."""
        return f"{reverse(route)}?{urlencode(self.query() | {name: text for name, text in more.items() if text})}"

    def changes(self) -> Iterator[str]:
        """What is changed, in words."""
        if self.amount is not None:
            yield _("mức mới {amount} đồng").format(amount=shown_number(self.amount))
        if self.times is not None:
            yield _("mức đang có nhân {times}").format(times=f"{self.times:g}".replace(".", ","))
        if self.classes:
            words = inputs()["class"].codes
            named = ", ".join(words[code].in_language(current_language()) for code in self.classes)
            yield _("cho diện hộ: {classes}").format(classes=named)


def draft_of(data: Mapping[str, Any]) -> Draft:
    """The draft of a form's clean data, or of the arguments of a job."""
    classes = data.get("classes") or ()
    return Draft(
        data["code"],
        int(data["unit"]) if data.get("unit") else None,
        int(data["amount"]) if data.get("amount") not in (None, "") else None,
        float(data["times"]) if data.get("times") not in (None, "") else None,
        tuple(classes.split(",") if isinstance(classes, str) else classes),
    )


def spread(given: QueryDict) -> QueryDict:
    """What an address says, its groups of households one by one as a form reads them."""
    read = given.copy()
    read.setlist("classes", [code for text in given.getlist("classes") for code in text.split(",") if code])
    return read


@dataclass(frozen=True)
class Asked:
    """A draft with the communes it is tried at and both policies."""

    draft: Draft
    on: date
    units: Sequence[Unit]
    before: Policy
    after: Policy = field(repr=False)

    @property
    def keys(self) -> list[int]:
        """The ids of its communes."""
        return [one.pk for one in self.units]

    @property
    def households(self) -> int:
        """How many households live there."""
        return HouseholdLine.objects.everywhere().filter(unit__in=self.keys).count()

    @property
    def name(self) -> str:
        """The policy in the reader's language."""
        return self.before.name.in_language(current_language())


def asked_of(draft: Draft, scope: Scope, on: date) -> Asked:
    """A draft at the whole communes within a scope: who sees a village of one gets no counts of it.

    Raises ``NotFound`` for a commune out of the scope, ``UnknownPolicy``, and ``UnusableInput`` for a draft that changes nothing.
    """
    units = communes_of(scope)
    if draft.unit is not None:
        units = [one for one in units if one.pk == draft.unit]
        if not units:
            raise NotFound(_("Không có xã này trong địa bàn được giao."), code="no_such_commune")
    if not units:
        raise UnusableInput(_("Không có xã nào trong địa bàn được giao có hộ để thử."), code="no_communes")
    before = policy_in_use(draft.code)
    after = drafted(before, amount=draft.amount, classes=draft.classes, times=draft.times)
    return Asked(draft, on, units, before, after)
