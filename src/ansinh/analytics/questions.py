"""What is asked of a version: cutoff, weights, who counts as one, what becomes of the unknown, by which groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ansinh.analytics.alkire_foster.matrix import Missing
from ansinh.analytics.alkire_foster.weighing import Weights, poverty_cutoff, weights_of
from ansinh.datasets.models import Version
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.standards.adopted import standard_in_use

HOUSEHOLDS, PERSONS = "households", "persons"
COUNTED = {HOUSEHOLDS: later("Hộ"), PERSONS: later("Người (theo số nhân khẩu của hộ)")}
PLACE = "place"
GROUPS = {
    PLACE: later("Địa bàn bên dưới"),
    "class": later("Diện được công nhận"),
    "area_type": later("Thành thị, nông thôn"),
    "minority": later("Dân tộc của chủ hộ"),
    "head_sex": later("Giới tính của chủ hộ"),
    "no_labour_capacity": later("Khả năng lao động của hộ"),
}
RULES = {
    Missing.DROP: later("Bỏ các hộ còn chỉ tiêu chưa rõ"),
    Missing.NOT_DEPRIVED: later("Coi chưa rõ là không thiếu hụt (mức thấp nhất)"),
    Missing.DEPRIVED: later("Coi chưa rõ là thiếu hụt (mức cao nhất)"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One asking, as it was written and as it is counted with. ``weight_texts`` has one text an indicator."""

    indicators: tuple[str, ...]
    cutoff_text: str
    cutoff: Fraction
    weight_texts: tuple[str, ...]
    weights: Weights
    counted: str
    missing: Missing
    by: str

    @property
    def address(self) -> dict[str, str]:
        """The asking as it stands in an address; equal weights are left out."""
        told = {"k": self.cutoff_text, "count": self.counted, "missing": self.missing.value, "by": self.by}
        if set(self.weight_texts) != {"1"}:
            told["weights"] = ",".join(self.weight_texts)
        return {key: value for key, value in told.items() if value}


def cutoff_of_law(version: Version) -> str:
    """How many of the indicators, out of how many, make a household deprived enough to be poor in the version's standard."""
    standard = standard_in_use(version.standard)
    number = standard.parameters["deprivations_for_poor"].on(version.as_of)
    return f"{int(number)}/{len(standard.codes)}"


def question(version: Version, given: Mapping[str, str]) -> Question:
    """The asking written in ``given`` (``k``, ``weights`` with commas, ``count``, ``missing``, ``by``); what is left out is as the
    law has it: all indicators alike, its own cutoff, households, the unknown left out. Raises ``UnusableInput``."""
    indicators = standard_in_use(version.standard).codes
    texts = [one.strip() for one in given.get("weights", "").split(",")] if given.get("weights") else []
    texts = texts or ["1"] * len(indicators)
    weights = weights_of(texts, len(indicators))
    cutoff_text = given.get("k", "").strip() or cutoff_of_law(version)
    counted = given.get("count") or HOUSEHOLDS
    by = given.get("by", "")
    rule = given.get("missing") or Missing.DROP.value
    if counted not in COUNTED or (by and by not in GROUPS) or rule not in {one.value for one in RULES}:
        raise UnusableInput(
            _("Cách đo không có trong các lựa chọn. Hãy mở lại trang đo và chọn lại."), code="wrong_question"
        )
    return Question(
        tuple(indicators),
        cutoff_text,
        poverty_cutoff(cutoff_text, weights),
        tuple(texts),
        weights,
        counted,
        Missing(rule),
        by,
    )
