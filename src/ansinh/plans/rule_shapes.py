"""What each rule of measuring takes, so that a person can choose one: composed from choices, taken apart again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.words import role_words
from ansinh.plans.measuring import split_rule
from ansinh.standards.adopted import standard_in_use
from ansinh.support.catalogue.adopted import policies_in_use

CLASSES = ("poor", "near_poor")
_NEEDED = "needed"


@dataclass(frozen=True, slots=True)
class Shape:
    """``takes``: the parts of a rule in the order in which it reads them; those of ``may`` can be left out; ``starts``: it counts
    from a baseline."""

    takes: tuple[str, ...] = ()
    may: frozenset[str] = frozenset()
    starts: bool = False


SHAPES: Mapping[str, Shape] = {
    "rate": Shape(("classes",)),
    "count": Shape(("classes",)),
    "fall": Shape(("classes",), starts=True),
    "rate_fall": Shape(("classes",), starts=True),
    "falling": Shape(("classes",), starts=True),
    "reached": Shape(("indicators", "classes")),
    "attending": Shape(("classes",)),
    "served": Shape(("policies", "needed", "classes"), frozenset({"needed", "classes"})),
    "needed": Shape(("policies", "classes"), frozenset({"classes"})),
    "borrowers": Shape(("policies",)),
    "attendances": Shape(("policies",)),
    "housed": Shape(("policies",)),
    "houses": Shape(("policies",)),
    "legal_aid": Shape(),
    "in_charge": Shape(),
    "broadcasting": Shape(),
    "trained": Shape(),
    "in_post_trained": Shape(("roles",)),
}


def rule_name_words(name: str) -> str:
    """What a rule counts, to be chosen by."""
    return {
        "rate": _("Tỷ lệ hộ của các diện trên tổng số hộ dân cư"),
        "count": _("Số hộ của các diện"),
        "fall": _("Số hộ của các diện giảm so với kỳ xuất phát"),
        "rate_fall": _("Tỷ lệ hộ của các diện giảm bao nhiêu điểm so với kỳ xuất phát"),
        "falling": _("Bao nhiêu chỉ số thiếu hụt của hộ các diện đã giảm"),
        "reached": _("Hộ của các diện không thiếu hụt các chỉ số"),
        "attending": _("Trẻ 3 đến dưới 16 tuổi của hộ các diện đang đi học"),
        "served": _("Đã được hỗ trợ theo các chính sách, trên số đủ điều kiện"),
        "needed": _("Đã được hỗ trợ theo các chính sách, trên số có nhu cầu đã ghi"),
        "borrowers": _("Số hộ được vay theo các chương trình trong năm"),
        "attendances": _("Số lượt tham dự đã xác nhận theo các chính sách trong năm"),
        "housed": _("Nhà đã nghiệm thu trên nhà trong danh sách được duyệt"),
        "houses": _("Số nhà đã nghiệm thu"),
        "legal_aid": _("Yêu cầu trợ giúp pháp lý đã được đáp ứng"),
        "in_charge": _("Hộ trong danh sách có người phụ trách"),
        "broadcasting": _("Xã có phát thanh, truyền thông trong năm, trên mọi xã"),
        "trained": _("Số người đã dự tập huấn từ đầu kế hoạch"),
        "in_post_trained": _("Người đang giữ việc đã dự tập huấn, trên mọi người giữ việc"),
    }[name]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A rule as it was chosen: its name and its parts."""

    name: str
    classes: Sequence[str] = ()
    indicators: Sequence[str] = ()
    policies: Sequence[str] = ()
    needed: bool = False
    roles: Sequence[str] = ()


def compose_rule(chosen: Chosen, standard: str) -> str:
    """The rule as ``measuring`` reads it. Raises ``UnusableInput`` for a part that is missing, too much or not known."""
    if chosen.name not in SHAPES:
        raise UnusableInput(_("Hãy chọn một cách tính có trong danh sách."), code="unknown_rule")
    shape = SHAPES[chosen.name]
    given: dict[str, Sequence[str]] = {
        "classes": chosen.classes,
        "indicators": chosen.indicators,
        "policies": chosen.policies,
        "needed": [_NEEDED] if chosen.needed else [],
        "roles": chosen.roles,
    }
    for part, values in given.items():
        if values and part not in shape.takes:
            said = _("Cách tính «{rule}» không dùng {part}. Hãy bỏ chọn.")
            raise UnusableInput(
                said.format(rule=rule_name_words(chosen.name), part=_part_words(part)), code="part_too_much"
            )
        if not values and part in shape.takes and part not in shape.may:
            said = _("Cách tính «{rule}» cần {part}. Hãy chọn.")
            raise UnusableInput(
                said.format(rule=rule_name_words(chosen.name), part=_part_words(part)), code="part_missing"
            )
    _check_known(given, standard)
    parts = [",".join(given[part]) for part in shape.takes]
    while parts and not parts[-1]:
        parts.pop()
    return ":".join([chosen.name, *parts])


def _check_known(given: Mapping[str, Iterable[str]], standard: str) -> None:
    known: dict[str, Collection[str]] = {
        "classes": CLASSES,
        "indicators": standard_in_use(standard).codes if given["indicators"] else (),
        "policies": {one.code for one in policies_in_use()} if given["policies"] else (),
        "roles": {one.value for one in StaffRole},
    }
    for part, values in known.items():
        if strange := [one for one in given[part] if one not in values]:
            said = _("Không có {part}: {codes}.")
            raise UnusableInput(
                said.format(part=_part_words(part), codes=", ".join(strange)), code="part_unknown"
            )


def _part_words(part: str) -> str:
    return {
        "classes": _("diện hộ"),
        "indicators": _("chỉ số thiếu hụt"),
        "policies": _("chính sách"),
        "needed": _("điều kiện có nhu cầu"),
        "roles": _("việc đang giữ"),
    }[part]


def chosen_in(rule: str) -> Chosen:
    """A rule taken apart into its choices."""
    name, said = split_rule(rule)
    parts = dict(zip(SHAPES[name].takes, said, strict=False))
    return Chosen(
        name,
        parts.get("classes", []),
        parts.get("indicators", []),
        parts.get("policies", []),
        bool(parts.get("needed")),
        parts.get("roles", []),
    )


def rule_words(rule: str) -> str:
    """A rule with its parts: what is counted, of whom."""
    chosen = chosen_in(rule)
    classes = {"poor": _("hộ nghèo"), "near_poor": _("hộ cận nghèo")}
    parts = [classes.get(one, one) for one in chosen.classes]
    parts += [*chosen.indicators, *chosen.policies, *map(role_words, chosen.roles)]
    if chosen.needed:
        parts.append(_("có nhu cầu"))
    return rule_name_words(chosen.name) + (f" ({', '.join(parts)})" if parts else "")
