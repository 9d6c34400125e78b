"""The rules: each has a code, each is a fault that a real paper made (requirements 5.5), each says it with the numbers.

They are run on what people enter and on what we publish. Nothing is refused for them: a paper says what it says.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor

from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.reports.published.figures import RATE, Figure, by_place
from ansinh.reports.published.findings import FigureFinding, Findings, Group, Rule, found
from ansinh.reports.published.rounding import WAYS, interval_of_base, rounded, ways_of, words_of_way
from ansinh.reports.published.statistics import words_of_statistic
from ansinh.standards.registry import CODES, standard

_STOCKS = ("poor", "near_poor")
_BANDS, _CAUSES, _INDICATORS = "band:", "cause:", "indicator:"
# Kinds of household into which the poor are divided without remainder.
_DIVISIONS = (("poor_income", "poor_deprivation"), ("no_labour_capacity", "labour_capacity"))


def parts_of_total(group: Group, _communes: int | None) -> Findings:
    """The parts of a total sum to it. HD20: 11.457 poor, of them 11.457 by income and 2 by deprivation."""
    whole = group.get("poor")
    for names in _DIVISIONS:
        parts = [group[name] for name in names if name in group]
        if whole is None or len(parts) < len(names):
            continue
        summed = sum((one.value for one in parts), Decimal(0))
        if summed != whole.value:
            said = _("Tổng in {whole}, nhưng các phần ({parts}) cộng lại {summed}: chênh {off}.")
            message = said.format(
                whole=_shown(whole.value),
                parts=" + ".join(_shown(one.value) for one in parts),
                summed=_shown(summed),
                off=_signed(whole.value - summed),
            )
            yield found("parts_of_total", Level.ERROR, message, [whole, *parts], summed)


def stock_flow(group: Group, _communes: int | None) -> Findings:
    """What there was, less who left, with who came back and who is new, is what there is. HD20: the poor lack 2, the near-poor
    1.928."""
    for stock in _STOCKS:
        names = (f"opening:{stock}", f"out:{stock}", f"relapse:{stock}", f"new:{stock}", stock)
        if any(name not in group for name in names):
            continue
        opening, out, relapse, new, closing = (group[name] for name in names)
        computed = opening.value - out.value + relapse.value + new.value
        residual = closing.value - computed
        if not residual:
            continue
        said = _(
            "{opening} − {out} + {relapse} + {new} = {computed}, in {closing}: phần dư {residual}.{hint}"
        )
        message = said.format(
            opening=_shown(opening.value),
            out=_shown(out.value),
            relapse=_shown(relapse.value),
            new=_shown(new.value),
            computed=_shown(computed),
            closing=_shown(closing.value),
            residual=_signed(residual),
            hint=_hint(group, stock, residual),
        )
        figures = [opening, out, relapse, new, closing]
        yield found("stock_flow", Level.ERROR, message, figures, computed, residual=int(residual))


def _hint(group: Group, stock: str, residual: Decimal) -> str:
    """What may explain a residual: never taken for true, only told."""
    same = [one for name, one in group.items() if one.value == abs(residual) and not name.startswith(RATE)]
    if same:
        said = _(" Đúng bằng {statistic} ({value}).")
        return said.format(statistic=words_of_statistic(same[0].statistic), value=_shown(same[0].value))
    left = group.get("out:poor")
    if stock == "near_poor" and residual > 0 and left is not None and left.value >= residual:
        said = _(
            " Văn bản không nêu hộ nghèo xuống hộ cận nghèo; nếu đó là phần dư thì bằng {share} % của {out} hộ thoát nghèo."
        )
        return said.format(share=shown_number(residual * 100 / left.value, 2), out=_shown(left.value))
    return ""


def fall_of_stock(group: Group, _communes: int | None) -> Findings:
    """A fall is what there was less what there is. HD20: 2.533 printed, 19.292 − 16.761 = 2.531."""
    for stock in _STOCKS:
        names = (f"fall:{stock}", f"opening:{stock}", stock)
        if any(name not in group for name in names):
            continue
        fall, opening, closing = (group[name] for name in names)
        computed = opening.value - closing.value
        if computed != fall.value:
            said = _("Số giảm in {printed}; {opening} − {closing} = {computed}.")
            message = said.format(
                printed=_shown(fall.value),
                opening=_shown(opening.value),
                closing=_shown(closing.value),
                computed=_shown(computed),
            )
            yield found("fall_of_stock", Level.ERROR, message, [fall, opening, closing], computed)


def change_of_rate(group: Group, _communes: int | None) -> Findings:
    """A change of a rate is the difference of the two rates it names."""
    for stock in _STOCKS:
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
    if counted in _STOCKS:
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
                part=_shown(part.value),
                base=_shown(base.value),
                own=_shown(own, rate.decimals),
                other=forced.printed,
            )
            yield found("forced_complement", Level.ERROR, message, [rate, part, base, forced], own)
            continue
        said = _("{printed} không phải là {part}/{base} theo cách làm tròn nào; làm tròn được {own}.")
        message = said.format(
            printed=rate.printed,
            part=_shown(part.value),
            base=_shown(base.value),
            own=_shown(own, rate.decimals),
        )
        yield found("rate_unexplained", Level.ERROR, message, [rate, part, base], own)


def _complement_of(group: Group, rate: Figure) -> Figure | None:
    for names in _DIVISIONS:
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


def bands_and_places(group: Group, communes: int | None) -> Findings:
    """Communes by band of rate are all the communes of the day. HD20: 257, of 235 that day."""
    bands = [one for name, one in group.items() if name.startswith(_BANDS)]
    summed = sum((one.value for one in bands), Decimal(0))
    if bands and communes is not None and summed != communes:
        said = _("Các nhóm cộng lại {summed} xã; ngày {day} địa bàn có {communes} xã, phường, thị trấn.")
        message = said.format(
            summed=_shown(summed), day=bands[0].on.strftime("%d/%m/%Y"), communes=shown_number(communes)
        )
        yield found("bands_and_places", Level.ERROR, message, bands, Decimal(communes))


def not_exclusive(group: Group, _communes: int | None) -> Findings:
    """Parts that sum to more than all are several answers a household, and the paper must say so. HD20: causes, 134 %."""
    whole = group.get("poor")
    parts = [one for name, one in group.items() if name.startswith(_CAUSES)]
    summed = sum((one.value for one in parts), Decimal(0))
    if whole is None or not whole.value or summed <= whole.value:
        return
    if any("multi_answer" in one.definition for one in parts):
        return
    said = _(
        "Các nguyên nhân cộng lại {summed}, bằng {share} % của {whole} hộ: một hộ có nhiều nguyên nhân, phải nói rõ."
    )
    message = said.format(
        summed=_shown(summed), share=shown_number(summed * 100 / whole.value, 2), whole=_shown(whole.value)
    )
    yield found("not_exclusive", Level.WARNING, message, [whole, *parts], summed)


def overlap(group: Group, _communes: int | None) -> Findings:
    """Who lacks work is able to work. TN23: 488 lack work, 412 have anybody able: at least 76 contradict each other."""
    names = ("poor", "no_labour_capacity", "indicator:employment")
    if any(name not in group for name in names):
        return
    whole, unable, lacking = (group[name] for name in names)
    least = lacking.value + unable.value - whole.value
    if least > 0:
        said = _(
            "{lacking} hộ thiếu hụt việc làm và {unable} hộ không có khả năng lao động trong {whole} hộ: "
            "ít nhất {least} hộ vừa không có ai lao động được vừa thiếu việc làm. Hãy kiểm tra phiếu của các hộ đó."
        )
        message = said.format(
            lacking=_shown(lacking.value),
            unable=_shown(unable.value),
            whole=_shown(whole.value),
            least=_shown(least),
        )
        yield found("overlap", Level.WARNING, message, [lacking, unable, whole], least)


def definition_missing(group: Group, _communes: int | None) -> Findings:
    """A household in which nobody can work has only dependants, so there are no fewer of the second. TN23: 494 with dependants, 706
    without labour: the label is not the indicator of the law."""
    names = ("no_labour_capacity", "indicator:dependants")
    if any(name not in group for name in names):
        return
    unable, dependants = (group[name] for name in names)
    if dependants.value < unable.value and not dependants.definition:
        said = _(
            "{dependants} hộ có người phụ thuộc nhưng {unable} hộ không còn khả năng lao động: không thể cùng theo định nghĩa của "
            "chuẩn (quá nửa số người là người phụ thuộc). Số này phải ghi kèm định nghĩa."
        )
        message = said.format(dependants=_shown(dependants.value), unable=_shown(unable.value))
        yield found("definition_missing", Level.WARNING, message, [dependants, unable])


def fewer_than_required(group: Group, _communes: int | None) -> Findings:
    """Each poor household lacks at least as many indicators as the standard asks. TN23: six indicators sum to 2.630 of 3.354, so the
    six that are not printed sum to 724 at least."""
    whole = group.get("poor")
    parts = [one for name, one in group.items() if name.startswith(_INDICATORS)]
    if whole is None or not parts or whole.standard not in CODES or whole.standard == "vn-2016":
        # Under the standard of 2016 one is poor by income alone: no number of deprivations is asked.
        return
    rules = standard(whole.standard)
    least = Decimal(int(rules.parameters["deprivations_for_poor"].on(whole.on))) * whole.value
    summed, absent = sum((one.value for one in parts), Decimal(0)), len(rules.codes) - len(parts)
    if summed >= least:
        return
    if absent:
        said = _(
            "{count} chỉ số in ra cộng lại {summed}; cả bộ phải ít nhất {least}, nên {absent} chỉ số không in phải từ {rest}."
        )
    else:
        said = _("{count} chỉ số cộng lại {summed}, ít hơn mức thấp nhất {least}: chênh {rest}.")
    message = said.format(
        count=len(parts),
        summed=_shown(summed),
        least=_shown(least),
        absent=absent,
        rest=_shown(least - summed),
    )
    level = Level.INFO if absent else Level.ERROR
    yield found("fewer_than_required", level, message, [whole, *parts], least - summed)


def marks_mixed(group: Group, _communes: int | None) -> Findings:
    """One paper writes numbers one way. TN23: 2.14% among commas."""
    ways: dict[str, list[Figure]] = {}
    for one in group.values():
        if one.marks:
            ways.setdefault(one.marks, []).append(one)
    if len(ways) > 1:
        few = min(ways.values(), key=len)
        said = _("Viết số theo hai cách: {few} dùng dấu chấm thập phân, các số khác dùng dấu phẩy.")
        if few[0].marks == "vietnamese":
            said = _("Viết số theo hai cách: {few} dùng dấu phẩy thập phân, các số khác dùng dấu chấm.")
        yield found("marks_mixed", Level.WARNING, said.format(few=", ".join(one.printed for one in few)), few)


def bases_disagree(group: Group, _communes: int | None) -> Findings:
    """Two rates of one base leave the base some number in common."""
    if "households" in group:
        return
    told = []
    for stock in _STOCKS:
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


RULES: dict[str, Rule] = {
    "parts_of_total": parts_of_total,
    "stock_flow": stock_flow,
    "fall_of_stock": fall_of_stock,
    "change_of_rate": change_of_rate,
    "rate_unexplained": rate_unexplained,
    "rounding_mixed": rounding_mixed,
    "bands_and_places": bands_and_places,
    "not_exclusive": not_exclusive,
    "overlap": overlap,
    "definition_missing": definition_missing,
    "fewer_than_required": fewer_than_required,
    "marks_mixed": marks_mixed,
    "bases_disagree": bases_disagree,
}


def sources_clash(figures: Sequence[Figure]) -> Findings:
    """Two papers that print one statistic of one place and day print one number; where they do not, both stay."""
    told: dict[tuple[object, ...], list[Figure]] = {}
    for one in figures:
        told.setdefault((one.unit_code, one.on, one.standard, one.statistic), []).append(one)
    for ones in told.values():
        if len({(one.value.normalize(), one.decimals) for one in ones}) > 1 and not _agree(ones):
            said = _("Cùng một số, các nguồn khác nhau: {all}.")
            listed = "; ".join(
                _("{printed} ({paper}, dòng {line})").format(
                    printed=one.printed, paper=one.paper, line=one.line
                )
                for one in ones
            )
            yield found("sources_clash", Level.WARNING, said.format(all=listed), ones)


def _agree(ones: Sequence[Figure]) -> bool:
    """Rates printed with more and with fewer decimals agree where both are one number, rounded or cut."""
    fewest = min(one.decimals for one in ones)
    values = [one.value for one in ones]
    return fewest < max(one.decimals for one in ones) and max(values) - min(values) < Decimal(1).scaleb(
        -fewest
    )


def check(
    figures: Sequence[Figure], communes: dict[tuple[str, object], int] | None = None
) -> list[FigureFinding]:
    """Every rule over every paper, place and day; then what several papers say of one thing. ``communes``: how many there were, by
    code of the place and day."""
    findings: list[FigureFinding] = []
    for group in by_place(figures):
        first = next(iter(group.values()))
        count = (communes or {}).get((first.unit_code, first.on))
        for rule in RULES.values():
            findings += rule(group, count)
    return [*findings, *sources_clash(figures)]


def rounding_of(group: Group, rate: Figure) -> tuple[str, ...] | None:
    """The ways that explain a printed rate; none of them where it is forced or wrong; nothing where its base is not printed."""
    pair = base_of(group, rate) if rate.statistic.startswith(RATE) else None
    if pair is None:
        return None
    part, base = pair
    return tuple(way for way in WAYS if way in ways_of(rate.value, rate.decimals, part.value, base.value))


def _shown(value: Decimal, decimals: int = 0) -> str:
    return shown_number(value, decimals)


def _signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else '−'}{_shown(abs(value))}"
