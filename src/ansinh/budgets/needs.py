"""What allocation rules go by: poor households of each commune in a sealed version, on the communes of the day money is handed out."""

from datetime import date

import polars as pl

from ansinh.budgets.enums import Rule
from ansinh.budgets.ruling import Need, Share, by_poor_households, by_rate
from ansinh.datasets.models import Version
from ansinh.datasets.queries import communes_of, cube_of
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import lineages, population_at, units_under

_TOLD = 5


def versions_for(unit: Unit) -> list[Version]:
    """The newest sealed version of each period and standard of a place, the newest first."""
    rows = Version.objects.filter(unit=unit).order_by("-list_year", "standard", "-number")
    newest: dict[tuple[str, str], Version] = {}
    for one in rows:
        newest.setdefault((one.period, one.standard), one)
    return list(newest.values())


def needs_of(unit: Unit, version: Version, on: date) -> list[Need]:
    """The communes that lie in ``unit`` on a day with their poor households by ``version`` and all households by the population
    recorded by the version's day. A commune that was merged since counts where its people are now.

    Raises ``Refused`` where the version is of another place, or a commune of it was divided since so that nobody can say where its
    poor households are.
    """
    if version.unit_id != unit.pk:
        raise Refused(_("Phiên bản này là của địa bàn khác."), code="other_place")
    cube = cube_of(version).filter(
        (pl.col("measure") == "total")
        & (pl.col("class") == "poor")
        & (pl.col("standard") == version.standard)
    )
    poor = dict(cube.group_by("unit_code").agg(pl.col("households").sum()).rows())
    then = {one.unit.pk: one.unit for one in communes_of(version)}
    known = population_at(then.values(), version.as_of).filter(pl.col("households").is_not_null())
    people: dict[str, int] = dict(known.select("unit_code", "households").rows())
    now = units_under(unit, on, UnitLevel.COMMUNE.value)
    grounds = lineages(now, on)
    lost = {key: one for key, one in then.items() if not any(key in ids for ids in grounds.values())}
    if any(poor.get(one.code) for one in lost.values()):
        names = ", ".join(sorted(one.name for one in lost.values())[:_TOLD])
        said = _(
            "Sau phiên bản này có xã đã chia tách nên không biết hộ nghèo ở xã nào: {places}. Hãy chọn phiên bản mới hơn, hoặc nhập số "
            "theo văn bản."
        )
        raise Refused(said.format(places=names), code="divided_since")
    return [_need(one, [then[key] for key in grounds[one.pk] & then.keys()], poor, people) for one in now]


def _need(unit: Unit, before: list[Unit], poor: dict[str, int], people: dict[str, int]) -> Need:
    counts = [people.get(one.code) for one in before]
    whole = None if not counts or None in counts else sum(one for one in counts if one is not None)
    return Need(unit.pk, unit.code, sum(poor.get(one.code, 0) for one in before), whole)


def shares_by_rule(
    *, unit: Unit, rule: Rule, version: Version, amount: int, each: int | None, on: date
) -> list[Share]:
    """What the communes of a place get of ``amount`` đồng by a rule and a frozen version; ``each``: the most of one commune, for the
    order by rate. Raises ``UnusableInput`` without what the rule needs, ``Refused`` where rates are not known or nobody is poor."""
    if amount <= 0 or (rule is Rule.COMMUNE_RATE and (each is None or each <= 0)):
        raise UnusableInput(
            _("Hãy ghi tổng số tiền và mức của mỗi xã, lớn hơn không."), code="amount_missing"
        )
    needs = needs_of(unit, version, on)
    if rule is Rule.COMMUNE_RATE:
        _check_rates(needs)
        shares = by_rate(needs, amount, each or 0)
    else:
        shares = by_poor_households(needs, amount)
    if not shares:
        raise Refused(_("Phiên bản này không có hộ nghèo nào trong địa bàn."), code="nobody_poor")
    return shares


def _check_rates(needs: list[Need]) -> None:
    unknown = [one.code for one in needs if one.poor and not one.households]
    if unknown:
        said = _(
            "Chưa biết tỷ lệ hộ nghèo của {count} xã vì chưa ghi tổng số hộ (mã {codes}…). Hãy ghi dân số của các xã ấy, hoặc phân bổ theo "
            "số hộ nghèo."
        )
        raise Refused(
            said.format(count=len(unknown), codes=", ".join(unknown[:_TOLD])), code="rates_not_known"
        )
