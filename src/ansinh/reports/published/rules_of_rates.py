"""Rules on rates: what explains a printed one, of which base it is, how its paper rounds."""

from decimal import Decimal
from math import ceil, floor

from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.reports.published.figures import RATE, Figure
from ansinh.reports.published.findings import Findings, Group, found
from ansinh.reports.published.rounding import WAYS, interval_of_base, rounded, ways_of, words_of_way

STOCKS = ("poor", "near_poor")
DIVISIONS = (("poor_income", "poor_deprivation"), ("no_labour_capacity", "labour_capacity"))
"""Kinds of household into which the poor are divided without remainder."""


def shown(value: Decimal, decimals: int = 0) -> str:
    """A number as a message writes it."""
    return shown_number(value, decimals)


def change_of_rate(group: Group, _communes: int | None) -> Findings:
    """A change of a rate is the difference of the two rates it names."""
    for stock in STOCKS:
        names = (f"change:{stock}", f"opening_rate:{stock}", f"{RATE}{stock}")
        if any(name not in group for name in names):
            continue
        change, before, now = (group[name] for name in names)
        computed = before.value - now.value
        if computed != change.value:
            said = _("Mức giảm in {printed}; {before} − {now} = {computed} điểm phần trăm.")
            message = said.format(
                printed=change.printed, before=before.printed, now=now.printed, computed=computed
            )
            yield found("change_of_rate", Level.ERROR, message, [change, before, now], computed)


def base_of(group: Group, rate: Figure) -> tuple[Figure, Figure] | None:
    """The count and the base of a printed rate, where the paper gives both."""
    counted = rate.statistic.removeprefix(RATE)
    part = group.get(counted)
    if counted in STOCKS:
        base = group.get("households")
    elif counted.startswith("fall:"):
        base = group.get(f"opening:{counted.removeprefix('fall:')}")
    else:
        base = group.get("poor")
    return (part, base) if part is not None and base is not None and base.value else None


def _rates(group: Group) -> list[tuple[Figure, Figure, Figure]]:
    rates = [one for name, one in group.items() if name.startswith(RATE)]
    return [(one, *pair) for one in rates if (pair := base_of(group, one)) is not None]


def rate_unexplained(group: Group, _communes: int | None) -> Findings:
    """A rate is its count in a hundred of its base, by some way of rounding; forced to sum to 100 it is by none. TN23: 36,86."""
    for rate, part, base in _rates(group):
        ways = ways_of(rate.value, rate.decimals, part.value, base.value)
        forced = None if set(ways) - {"up"} else _complement_of(group, rate)
        if ways and forced is None:
            continue
        own = rounded(part.value, base.value, rate.decimals, "half_up")
        if forced is not None:
            said = _(
                "{printed} không phải là {part}/{base} làm tròn hay cắt bỏ ({own}); đó là 100 trừ {other}. "
                "Không ép hai tỷ lệ cho đủ 100."
            )
            message = said.format(
                printed=rate.printed,
                part=shown(part.value),
                base=shown(base.value),
                own=shown(own, rate.decimals),
                other=forced.printed,
            )
            yield found("forced_complement", Level.ERROR, message, [rate, part, base, forced], own)
            continue
        said = _("{printed} không phải là {part}/{base} theo cách làm tròn nào; làm tròn được {own}.")
        message = said.format(
            printed=rate.printed,
            part=shown(part.value),
            base=shown(base.value),
            own=shown(own, rate.decimals),
        )
        yield found("rate_unexplained", Level.ERROR, message, [rate, part, base], own)


def _complement_of(group: Group, rate: Figure) -> Figure | None:
    for names in DIVISIONS:
        for one, other in (names, names[::-1]):
            printed = group.get(RATE + other)
            if rate.statistic == RATE + one and printed is not None and 100 - printed.value == rate.value:
                return printed
    return None


def rounding_mixed(group: Group, _communes: int | None) -> Findings:
    """One paper rounds one way. HD20: 1,85 rounded, 24,89 cut; TN23: 63,14 cut, the rest rounded."""
    told = {"half_up": [], "cut": []}  # type: dict[str, list[Figure]]
    for rate, part, base in _rates(group):
        ways = set(ways_of(rate.value, rate.decimals, part.value, base.value))
        for way, other in (("half_up", "cut"), ("cut", "half_up")):
            if way in ways and other not in ways:
                told[way].append(rate)
    if told["half_up"] and told["cut"]:
        said = _("Cùng một văn bản: {rounded} là {half_up}, {truncated} là {cut}.")
        message = said.format(
            rounded=", ".join(one.printed for one in told["half_up"]),
            half_up=words_of_way("half_up"),
            truncated=", ".join(one.printed for one in told["cut"]),
            cut=words_of_way("cut"),
        )
        yield found("rounding_mixed", Level.WARNING, message, [*told["half_up"], *told["cut"]])


def bases_disagree(group: Group, _communes: int | None) -> Findings:
    """Two rates of one base leave the base some number in common."""
    if "households" in group:
        return
    told = []
    for stock in STOCKS:
        part, rate = group.get(stock), group.get(RATE + stock)
        if part is not None and rate is not None:
            between = interval_of_base(part.value, rate.value, rate.decimals)
            if between is not None:
                told.append((rate, between))
    if len(told) < 2:
        return
    low, high = max(one[0] for _rate, one in told), min(one[1] for _rate, one in told)
    said = _("Văn bản không in tổng số hộ; các tỷ lệ cho biết nó từ {low} đến {high}.")
    level = Level.INFO
    if ceil(low) > floor(high):
        said, level = (
            _("Các tỷ lệ không thể cùng một tổng số hộ: một cho từ {low}, một cho đến {high}."),
            Level.ERROR,
        )
    message = said.format(low=shown_number(ceil(low)), high=shown_number(floor(high)))
    yield found(
        "bases_disagree", level, message, [rate for rate, _between in told], low=ceil(low), high=floor(high)
    )


def rounding_of(group: Group, rate: Figure) -> tuple[str, ...] | None:
    """The ways that explain a printed rate; none of them where it is forced or wrong; nothing where its base is not printed."""
    pair = base_of(group, rate) if rate.statistic.startswith(RATE) else None
    if pair is None:
        return None
    part, base = pair
    return tuple(way for way in WAYS if way in ways_of(rate.value, rate.decimals, part.value, base.value))


def rounding_declared(group: Group, _communes: int | None) -> Findings:
    """A paper that says how it rounds does so: a rate labelled one way that another way made. TN23: 63,14 rounded is 63,15."""
    for rate, part, base in _rates(group):
        if not rate.rounding:
            continue
        own = rounded(part.value, base.value, rate.decimals, rate.rounding)
        if own != rate.value:
            said = _("{printed} ghi là {way}; {part}/{base} {way} được {own}.")
            message = said.format(
                printed=rate.printed,
                way=words_of_way(rate.rounding),
                part=shown(part.value),
                base=shown(base.value),
                own=shown(own, rate.decimals),
            )
            yield found("rounding_declared", Level.WARNING, message, [rate, part, base], own)
