"""The rules: each has a code, each is a fault that a real paper made (requirements 5.5), each says it with the numbers.

They are run on what people enter and on what we publish. Nothing is refused for them: a paper says what it says.
"""

from collections.abc import Sequence
from decimal import Decimal

from ansinh.kernel.findings import Level
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.reports.published.figures import RATE, Figure, by_place
from ansinh.reports.published.findings import FigureFinding, Findings, Group, Rule, found
from ansinh.reports.published.rules_of_rates import (
    DIVISIONS,
    STOCKS,
    bases_disagree,
    change_of_rate,
    rate_unexplained,
    rounding_declared,
    rounding_mixed,
    shown,
)
from ansinh.reports.published.statistics import words_of_statistic
from ansinh.standards.registry import CODES, standard

_BANDS, _CAUSES, _INDICATORS = "band:", "cause:", "indicator:"


def parts_of_total(group: Group, _communes: int | None) -> Findings:
    """The parts of a total sum to it. HD20: 11.457 poor, of them 11.457 by income and 2 by deprivation."""
    whole = group.get("poor")
    for names in DIVISIONS:
        parts = [group[name] for name in names if name in group]
        if whole is None or len(parts) < len(names):
            continue
        summed = sum((one.value for one in parts), Decimal(0))
        if summed != whole.value:
            said = _("Tổng in {whole}, nhưng các phần ({parts}) cộng lại {summed}: chênh {off}.")
            message = said.format(
                whole=shown(whole.value),
                parts=" + ".join(shown(one.value) for one in parts),
                summed=shown(summed),
                off=_signed(whole.value - summed),
            )
            yield found("parts_of_total", Level.ERROR, message, [whole, *parts], summed)


def stock_flow(group: Group, _communes: int | None) -> Findings:
    """What there was, less who left, with who came back and who is new, is what there is. HD20: the poor lack 2, the near-poor
    1.928."""
    for stock in STOCKS:
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
            opening=shown(opening.value),
            out=shown(out.value),
            relapse=shown(relapse.value),
            new=shown(new.value),
            computed=shown(computed),
            closing=shown(closing.value),
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
        return said.format(statistic=words_of_statistic(same[0].statistic), value=shown(same[0].value))
    left = group.get("out:poor")
    if stock == "near_poor" and residual > 0 and left is not None and left.value >= residual:
        said = _(
            " Văn bản không nêu hộ nghèo xuống hộ cận nghèo; nếu đó là phần dư thì bằng {share} % của {out} hộ thoát nghèo."
        )
        return said.format(share=shown_number(residual * 100 / left.value, 2), out=shown(left.value))
    return ""


def fall_of_stock(group: Group, _communes: int | None) -> Findings:
    """A fall is what there was less what there is. HD20: 2.533 printed, 19.292 − 16.761 = 2.531."""
    for stock in STOCKS:
        names = (f"fall:{stock}", f"opening:{stock}", stock)
        if any(name not in group for name in names):
            continue
        fall, opening, closing = (group[name] for name in names)
        computed = opening.value - closing.value
        if computed != fall.value:
            said = _("Số giảm in {printed}; {opening} − {closing} = {computed}.")
            message = said.format(
                printed=shown(fall.value),
                opening=shown(opening.value),
                closing=shown(closing.value),
                computed=shown(computed),
            )
            yield found("fall_of_stock", Level.ERROR, message, [fall, opening, closing], computed)


def bands_and_places(group: Group, communes: int | None) -> Findings:
    """Communes by band of rate are all the communes of the day. HD20: 257, of 235 that day."""
    bands = [one for name, one in group.items() if name.startswith(_BANDS)]
    summed = sum((one.value for one in bands), Decimal(0))
    if bands and communes is not None and summed != communes:
        said = _("Các nhóm cộng lại {summed} xã; ngày {day} địa bàn có {communes} xã, phường, thị trấn.")
        message = said.format(
            summed=shown(summed), day=bands[0].on.strftime("%d/%m/%Y"), communes=shown_number(communes)
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
        summed=shown(summed), share=shown_number(summed * 100 / whole.value, 2), whole=shown(whole.value)
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
            lacking=shown(lacking.value),
            unable=shown(unable.value),
            whole=shown(whole.value),
            least=shown(least),
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
        message = said.format(dependants=shown(dependants.value), unable=shown(unable.value))
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
        summed=shown(summed),
        least=shown(least),
        absent=absent,
        rest=shown(least - summed),
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


RULES: dict[str, Rule] = {
    "parts_of_total": parts_of_total,
    "stock_flow": stock_flow,
    "fall_of_stock": fall_of_stock,
    "change_of_rate": change_of_rate,
    "rate_unexplained": rate_unexplained,
    "rounding_mixed": rounding_mixed,
    "rounding_declared": rounding_declared,
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


def _signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else '−'}{shown(abs(value))}"
