"""What support in kind can be (``kinds.toml``): what its quantity counts and what its form and file ask."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.standards.words import Words, words_of

_FILE = Path(__file__).with_suffix(".toml")
_RESULTS = "results"
# What a kind may ask beside what every delivery has.
ASKABLE = ("hours", "course", "term", "result", "area", "amount")


@dataclass(frozen=True)
class DeliveryKind:
    """One kind. ``asks``: which of ``ASKABLE``; ``needs``: of these what may not be blank; ``policies``: whose usual kind it is
    (none: of any)."""

    code: str
    called: Words
    counts: Words
    asks: tuple[str, ...]
    needs: tuple[str, ...]
    policies: tuple[str, ...]
    attended: bool

    @property
    def words(self) -> str:
        """The name in the reader's language."""
        return self.called.in_language(current_language())

    @property
    def counted_words(self) -> str:
        """What its quantity counts, in the reader's language."""
        return self.counts.in_language(current_language())


@cache
def _read() -> tuple[Mapping[str, DeliveryKind], Mapping[str, Words]]:
    raw: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    results = {code: words_of(one) for code, one in raw.pop(_RESULTS).items()}
    kinds = {
        code: DeliveryKind(
            code,
            Words(one["vi"], one["en"]),
            words_of(one["counts"]),
            tuple(one.get("asks", ())),
            tuple(one.get("needs", ())),
            tuple(one.get("policies", ())),
            one.get("attended", False),
        )
        for code, one in raw.items()
    }
    return kinds, results


def delivery_kinds() -> Mapping[str, DeliveryKind]:
    """Every kind by its code, in the order of the file."""
    return _read()[0]


def results() -> Mapping[str, Words]:
    """What can come of it, by code."""
    return _read()[1]


def result_words(code: str) -> str:
    """A result for people; blank for none."""
    return results()[code].in_language(current_language()) if code else ""


def kinds_of(policy: str) -> list[DeliveryKind]:
    """The kinds a policy may give: its usual one first, then those of any policy."""
    usual = [one for one in delivery_kinds().values() if policy in one.policies]
    return usual + [one for one in delivery_kinds().values() if not one.policies]


def kind_of(policy: str, code: str = "") -> DeliveryKind:
    """The kind of that code; without one the usual kind of the policy. Raises ``UnusableInput`` for one that does not fit."""
    found = kinds_of(policy)
    if not code:
        return found[0]
    for one in found:
        if one.code == code:
            return one
    raise UnusableInput(
        _("Loại hỗ trợ này không đi với chính sách {policy}. Hãy chọn lại.").format(policy=policy),
        code="kind_wrong",
    )


def check_told(kind: DeliveryKind, told: Mapping[str, Any]) -> None:
    """Raise ``UnusableInput`` where a kind lacks what it needs, or something is told that it does not ask."""
    for name in ASKABLE:
        given = told.get(name) not in (None, "")
        if given and name not in kind.asks:
            raise UnusableInput(
                _("Loại «{kind}» không hỏi mục «{name}». Hãy để trống.").format(
                    kind=kind.words, name=asked_words(name)
                ),
                code="not_asked",
            )
        if not given and name in kind.needs:
            raise UnusableInput(
                _("Loại «{kind}» cần ghi mục «{name}».").format(kind=kind.words, name=asked_words(name)),
                code="needed",
            )
    if told.get("result") and told["result"] not in results():
        raise UnusableInput(_("Kết quả này không có trong danh mục."), code="result_wrong")


def asked_words(name: str) -> str:
    """What a kind asks, for people."""
    return {
        "hours": _("Số giờ"),
        "course": _("Khóa, lớp"),
        "term": _("Học kỳ, năm học"),
        "result": _("Kết quả"),
        "area": _("Diện tích (m²)"),
        "amount": _("Trị giá (đồng), nếu biết"),
    }[name]
