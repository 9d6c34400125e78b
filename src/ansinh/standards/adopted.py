"""Standards as the system uses them: national ones, and those that places adopted."""

from collections import defaultdict

from ansinh.standards.models import LocalStandard, ScoreRow
from ansinh.standards.registry import standard
from ansinh.standards.scores import ScoreTable
from ansinh.standards.standard import Overlay, Standard


def standard_in_use(code: str) -> Standard:
    """The standard ``code``; of ``vn-2022+<place code>`` the newest one that the place adopted.

    Raises ``UnknownStandard`` for a code that names none.
    """
    base, _plus, place = code.partition("+")
    if not place:
        return standard(code)
    adopted = LocalStandard.objects.filter(base=base, place_code=place).order_by("-pk").first()
    return standard(code) if adopted is None else standard(code, overlay=overlay_of(adopted))


def overlay_of(adopted: LocalStandard) -> Overlay:
    """The overlay that an adopted local standard is."""
    return Overlay(
        place=adopted.place_code,
        verified=adopted.verified,
        numbers={name: (float(value), adopted.act) for name, value in adopted.numbers.items()},
        indicators=None if adopted.indicators is None else tuple(adopted.indicators),
        indicators_act="" if adopted.indicators is None else adopted.act,
    )


def score_table(standard_code: str) -> ScoreTable | None:
    """The table of points loaded last for a standard; none is shipped, none is invented."""
    last = ScoreRow.objects.filter(standard=standard_code).order_by("-pk").first()
    if last is None:
        return None
    points: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in ScoreRow.objects.filter(standard=standard_code, checksum=last.checksum).order_by("pk"):
        points[row.region][row.item][row.option] = row.points
    return ScoreTable(standard_code, last.source, last.checksum, points)
