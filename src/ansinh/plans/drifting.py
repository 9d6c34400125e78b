"""Scope drift: one support promised to fewer groups in one place of a plan than in another, or than a plan of a higher level says.

The groups are read where a paper names them, in the clause that names the support (``data/topics.toml``); nothing is guessed beyond
the words. A difference may be meant: it is shown with both places, never refused (requirements 5.5, number 15).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold
from ansinh.places.enums import UnitLevel
from ansinh.plans.models import Plan, Section

TOPICS = Path(__file__).with_name("data") / "topics.toml"
GROUPS: Mapping[str, re.Pattern[str]] = {
    "poor": re.compile(r"\b(?:ho|nguoi|gia dinh) ngheo\b"),
    "near_poor": re.compile(r"\bcan ngheo\b"),
    "newly_escaped": re.compile(r"\bmoi thoat ngheo\b"),
}
"""How each group is named, in folded spelling: ``cân nghèo`` of a paper is ``cận nghèo``."""

_CLAUSES = re.compile(r"[.;](?:\s+|$)|\n+")
_QUOTED = re.compile('[“"«]([^”"»]{12,200})[”"»]')
_ORDER = [UnitLevel.PROVINCE.value, UnitLevel.DISTRICT.value, UnitLevel.COMMUNE.value]
_SHOWN = 160
# Fewer words are the name of a fund or a month, that a longer name holds by itself.
_NAME = 6


@dataclass(frozen=True, slots=True)
class Named:
    """The groups that a clause of a section names for a support."""

    topic: str
    groups: frozenset[str]
    section: Section
    clause: str


def group_words(group: str) -> str:
    """A group of households."""
    return {
        "poor": _("hộ nghèo"),
        "near_poor": _("hộ cận nghèo"),
        "newly_escaped": _("hộ mới thoát nghèo"),
    }[group]


@lru_cache(maxsize=1)
def topics() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The kinds of support looked for: code, its words, and how a clause names it (folded)."""
    rows = tomllib.loads(TOPICS.read_text(encoding="utf-8"))["topic"]
    return {one["code"]: (one["words"], tuple(fold(name) for name in one["named"])) for one in rows}


def named_in(sections: Iterable[Section]) -> list[Named]:
    """What each clause of a plan promises to whom, in order; clauses that name no group are left out."""
    return [found for section in sections for found in _of_section(section)]


def _of_section(section: Section) -> Iterator[Named]:
    for clause in _CLAUSES.split(section.text):
        folded = fold(clause)
        groups = frozenset(name for name, pattern in GROUPS.items() if pattern.search(folded))
        if not groups:
            continue
        for code, (_words, names) in topics().items():
            if any(name in folded for name in names):
                yield Named(code, groups, section, clean(clause))


def drift_within(plan: Plan) -> list[Finding]:
    """One support, two scopes in one plan: the narrowest clause beside the widest. HD20: relief of fees for the poor, and for the
    poor and near-poor."""
    found = []
    for code, many in _by_topic(_named(plan)).items():
        widest = max(many, key=lambda one: len(one.groups))
        narrow = next((one for one in many if one.groups < widest.groups), None)
        if narrow is not None:
            said = _("{topic}: mục {narrow} chỉ nêu {few}, mục {wide} nêu {all}.")
            message = said.format(
                topic=topics()[code][0],
                narrow=_place(narrow),
                few=_groups(narrow.groups),
                wide=_place(widest),
                all=_groups(widest.groups),
            )
            found.append(_finding("scope_drift", Level.INFO, message, narrow, narrow.clause, widest.clause))
    return found


def drift_from_above(plan: Plan) -> list[Finding]:
    """One support, fewer groups than the plans of a higher level under the same standard. TN23 drops the newly escaped from
    nutrition. Against the plan it makes concrete it is a warning, against another place's a note."""
    mine = _by_topic(_named(plan))
    found: list[Finding] = []
    for above in _plans_above(plan):
        level = Level.WARNING if above.pk == plan.parent_id else Level.INFO
        for code, theirs in _by_topic(_named(above)).items():
            own = _union(mine.get(code, ()))
            missing = _union(theirs) - own
            if own and missing:
                said = _("{topic}: {plan} nêu cả {missing}, kế hoạch này chỉ nêu {own}.")
                message = said.format(
                    topic=topics()[code][0],
                    plan=_name(above),
                    missing=_groups(missing),
                    own=_groups(own),
                )
                wide = next(one for one in theirs if missing & one.groups)
                found.append(
                    _finding("scope_drift", level, message, mine[code][0], mine[code][0].clause, wide.clause)
                )
        found += list(_shortened(plan, above, level))
    return found


def _shortened(plan: Plan, above: Plan, level: Level) -> Iterator[Finding]:
    """Words that the plan above quotes in full and this one in part. TK23: half of the name of the emulation movement."""
    full = {fold(one): one for section in above.sections.all() for one in _QUOTED.findall(section.text)}
    for section in plan.sections.order_by("position"):
        for one in dict.fromkeys(_QUOTED.findall(clean(section.text))):
            own = fold(one)
            if own in full:
                continue
            if len(own.split()) < _NAME:
                continue
            longer = next((words for name, words in full.items() if own in name), None)
            if longer is not None:
                said = _("«{own}» trong {plan} là «{longer}».")
                message = said.format(own=one, plan=_name(above), longer=clean(longer))
                yield Finding(
                    "quote_shortened",
                    level,
                    message,
                    str(plan.pk),
                    row=section.line or 0,
                    column=section.number,
                )


def _named(plan: Plan) -> list[Named]:
    return named_in(plan.sections.order_by("position"))


def _by_topic(many: Iterable[Named]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for one in many:
        found.setdefault(one.topic, []).append(one)
    return found


def _union(many: Sequence[Named]) -> frozenset[str]:
    return frozenset().union(*(one.groups for one in many)) if many else frozenset()


def _plans_above(plan: Plan) -> list[Plan]:
    """Plans of a higher level under the same standard, that of the parent first."""
    higher = _ORDER[: _ORDER.index(plan.unit.level)]
    rows = Plan.objects.filter(standard=plan.standard, unit__level__in=higher, document__state="issued")
    found = list(rows.select_related("document", "unit").prefetch_related("sections").order_by("pk"))
    return sorted(found, key=lambda one: one.pk != plan.parent_id)


def _finding(rule: str, level: Level, message: str, at: Named, clause: str, other: str) -> Finding:
    return Finding(
        rule,
        level,
        message,
        str(at.section.plan_id),
        row=at.section.line or 0,
        column=at.section.number,
        facts={"clause": clause[:_SHOWN], "other": other[:_SHOWN]},
    )


def _place(one: Named) -> str:
    return one.section.number or _("mở đầu")


def _groups(groups: Iterable[str]) -> str:
    return ", ".join(group_words(one) for one in GROUPS if one in groups)


def _name(plan: Plan) -> str:
    return plan.code or plan.document.number or plan.document.title[:60]
