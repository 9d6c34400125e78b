"""The fifteen official forms as data: number, title, columns, formulas, and where each figure comes from."""

from collections.abc import Callable, Sequence

from ansinh.kernel.language import _
from ansinh.reports.context import StandardWords
from ansinh.reports.errors import UnknownForm
from ansinh.reports.layouts.columns import Layout
from ansinh.reports.layouts.deprivations import deprivation_counts, deprivation_rates
from ansinh.reports.layouts.groups import causes, children, ethnic_groups, target_groups
from ansinh.reports.layouts.lists import household_list
from ansinh.reports.layouts.movements import near_poor_movements, poor_movements
from ansinh.reports.layouts.multidimensional import multidimensional
from ansinh.reports.layouts.summary import summary

FORM_NUMBERS = range(1, 16)
LIST_CLASSES = {14: "near_poor", 15: "poor"}

_Maker = Callable[[StandardWords, Sequence[str]], Layout]
_MAKERS: dict[int, _Maker] = {
    1: lambda words, groups: summary(),
    2: lambda words, groups: poor_movements(),
    3: lambda words, groups: near_poor_movements(),
    4: lambda words, groups: deprivation_counts(4, "poor", words),
    5: lambda words, groups: deprivation_rates(5, "poor", words),
    6: lambda words, groups: deprivation_counts(6, "near_poor", words),
    7: lambda words, groups: deprivation_rates(7, "near_poor", words),
    8: lambda words, groups: target_groups(),
    9: lambda words, groups: ethnic_groups(groups),
    10: lambda words, groups: causes(words),
    11: lambda words, groups: children(),
    12: lambda words, groups: multidimensional(12, "poor"),
    13: lambda words, groups: multidimensional(13, "near_poor"),
    14: lambda words, groups: household_list(14, "near_poor"),
    15: lambda words, groups: household_list(15, "poor"),
}


def layout(number: int, words: StandardWords, ethnicities: Sequence[str] = ()) -> Layout:
    """The layout of form ``number`` in the current language. ``ethnicities``: the groups present but Kinh,
    for form 9.

    Raises ``UnknownForm``.
    """
    maker = _MAKERS.get(number)
    if maker is None:
        raise UnknownForm(_("Không có biểu số {number}; có các biểu từ 1 đến 15.").format(number=number))
    return maker(words, ethnicities)
