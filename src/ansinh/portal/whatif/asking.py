"""What a person asks of a what-if: round, place and standard, other numbers, indicators left out; all of it in the
address, so that a result can be sent to somebody else. Nothing in it is personal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import NumberField, later
from ansinh.places.models import Unit
from ansinh.reviews.models import Round
from ansinh.reviews.queries import dossiers_within, places_of_round, rounds_within
from ansinh.reviews.whatif import assumed
from ansinh.standards.adopted import standard_in_use
from ansinh.standards.parameters import Parameter
from ansinh.standards.registry import CODES
from ansinh.standards.spoken import value_words
from ansinh.standards.standard import Standard
from ansinh.standards.wording import known_words

# The numbers that a decision about the line or the count changes; the others stand folded.
_FIRST = (
    "income_line",
    "minimum_line",
    "average_line",
    "score_line",
    "score_minimum",
    "deprivations_for_poor",
)


@dataclass(frozen=True)
class Asked:
    """A what-if as it is asked. ``numbers``: those that differ from the law's; ``without``: indicators left out;
    ``dropped``: names of another standard that this one does not have."""

    rounds: tuple[Round, ...]
    campaign: Round
    places: tuple[Unit, ...]
    unit: Unit
    rules: Standard
    numbers: Mapping[str, float]
    without: tuple[str, ...]
    dropped: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything differs from the standard."""
        return bool(self.numbers or self.without)

    @property
    def line_alone(self) -> bool:
        """Whether an income line is changed and the points that stand for it are not: who has points is on the side that
        the points say."""
        pairs = [
            (name, name.replace("income_", "score_").replace("minimum_line", "score_minimum"))
            for name in self.numbers
        ]
        return any(
            name.startswith(("income_line", "minimum_line"))
            and points in self.rules.parameters
            and points not in self.numbers
            for name, points in pairs
        )

    @property
    def other(self) -> Standard:
        """The standard under the assumption. Raises ``UnusableInput`` where no indicator is left."""
        return self.rules.with_overlay(assumed(self.rules, self.numbers, self.without))

    @property
    def standards(self) -> list[str]:
        """The standards that may be asked: those of the round first, then the other national ones."""
        return list(dict.fromkeys([*self.campaign.standards, *CODES]))

    def query(self) -> dict[str, str]:
        """This question as parameters of an address."""
        told = {"round": str(self.campaign.pk), "place": self.unit.code, "standard": self.rules.code}
        if self.numbers:
            told["set"] = ",".join(f"{name}:{_plain(value)}" for name, value in sorted(self.numbers.items()))
        if self.without:
            told["off"] = ",".join(self.without)
        return told

    def href(self, route: str = "whatif:ask", **more: str) -> str:
        """The address of this question on a page of the what-if."""
        return f"{reverse(route)}?{urlencode(self.query() | {name: text for name, text in more.items() if text})}"


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def read_asked(request: HttpRequest, scope: Scope) -> Asked | None:
    """What the address asks; nothing where no round lies within the scope.

    Raises ``NotFound`` for a round or place out of it, ``UnusableInput`` for numbers that cannot be read.
    """
    given = request.GET
    rounds = tuple(rounds_within(scope).order_by("-period", "pk"))
    if not rounds:
        return None
    campaign = _chosen_round(rounds, given.get("round", ""))
    places = tuple(places_of_round(campaign, scope, dossiers_within(scope, campaign)))
    unit = _chosen_place(places, given.get("place", ""))
    rules = standard_in_use(given.get("standard") or campaign.standards[0])
    numbers = _numbers(given.get("set", ""))
    without = [code for code in given.get("off", "").split(",") if code]
    dropped = [*(set(numbers) - set(rules.parameters)), *(set(without) - set(rules.codes))]
    return Asked(
        rounds,
        campaign,
        places,
        unit,
        rules,
        {name: value for name, value in numbers.items() if name in rules.parameters},
        tuple(code for code in rules.codes if code in without),
        tuple(sorted(dropped)),
    )


def _chosen_round(rounds: Collection[Round], given: str) -> Round:
    for campaign in rounds:
        if not given or str(campaign.pk) == given:
            return campaign
    raise NotFound(_("Không có kỳ rà soát này trong địa bàn được giao."), code="no_such_round")


def _chosen_place(places: Collection[Unit], given: str) -> Unit:
    for unit in places:
        if not given or unit.code == given:
            return unit
    raise NotFound(_("Địa bàn này không thuộc kỳ rà soát hoặc không được giao cho tài khoản này."))


def _numbers(text: str) -> dict[str, float]:
    numbers = {}
    for part in filter(None, text.split(",")):
        name, _colon, value = part.partition(":")
        try:
            numbers[name] = float(value)
        except ValueError:
            said = _("Không đọc được số giả định trong địa chỉ trang. Hãy nhập lại ở biểu mẫu.")
            raise UnusableInput(said) from None
    return numbers


@dataclass(frozen=True)
class NumberAsked:
    """One number of the form: its field, and what the law says beside it."""

    field: Any
    parameter: Parameter
    law: str
    changed: bool

    @property
    def papers(self) -> str:
        """Value, article and how well the number is known."""
        article = self.parameter.article.in_language(current_language())
        said = _("Theo chuẩn: {value} ({article}; {known})")
        return said.format(value=self.law, article=article, known=known_words(self.parameter.known))


class AssumedForm(forms.Form):
    """Every number of a standard, and the indicators that count."""

    counted = forms.MultipleChoiceField(
        label=later("Chỉ số thiếu hụt được tính"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": later("Cần giữ ít nhất một chỉ số thiếu hụt.")},
    )

    def __init__(self, asked: Asked, data: Any = None) -> None:
        language = current_language()
        super().__init__(data, initial={"counted": [c for c in asked.rules.codes if c not in asked.without]})
        self.asked = asked
        self.fields["counted"].choices = [
            (one.code, one.name.in_language(language)) for one in asked.rules.indicators
        ]
        for name, parameter in asked.rules.parameters.items():
            whole = float(parameter.value).is_integer()
            self.fields[name] = NumberField(
                label=parameter.words.in_language(language),
                decimals=0 if whole else 2,
                minimum=1 if name == "deprivations_for_poor" else 0,
                initial=asked.numbers.get(name, parameter.on(asked.campaign.as_of)),
            )

    def numbers(self, *, first: bool) -> list[NumberAsked]:
        """The numbers people change most (``first``), or the others."""
        return [
            NumberAsked(
                self[name],
                parameter,
                value_words(parameter, self.asked.campaign.as_of),
                name in self.asked.numbers,
            )
            for name, parameter in self.asked.rules.parameters.items()
            if name.startswith(_FIRST) is first
        ]

    def asks(self) -> Asked:
        """The question with what was typed."""
        rules = self.asked.rules
        typed = {name: self.cleaned_data[name] for name in rules.parameters}
        numbers = {
            name: float(value)
            for name, value in typed.items()
            if float(value) != rules.parameters[name].on(self.asked.campaign.as_of)
        }
        without = tuple(code for code in rules.codes if code not in self.cleaned_data["counted"])
        given = self.asked
        return Asked(given.rounds, given.campaign, given.places, given.unit, rules, numbers, without)
