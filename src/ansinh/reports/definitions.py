"""What a cell counts, in words: every measure of the cube and every column of the population record."""

from collections.abc import Callable

from ansinh.kernel.language import _
from ansinh.reports.context import StandardWords, spoken
from ansinh.reports.layouts.columns import PERSONS, POPULATION, CellSource

_Said = Callable[[], str]


def class_words(code: str) -> str:
    """A class as forms write it in a sentence: ``hộ nghèo``."""
    return {
        "poor": _("hộ nghèo"),
        "near_poor": _("hộ cận nghèo"),
        "average": _("hộ có mức sống trung bình"),
    }[code]


_PLAIN: dict[str, _Said] = {
    "total": lambda: _("được công nhận là {class_} trong danh sách của phiên bản này"),
    "agricultural": lambda: _(
        "có mức sống trung bình và lĩnh vực thu nhập chính là nông, lâm, ngư nghiệp hoặc diêm nghiệp"
    ),
    "deprivations": lambda: _(
        "là {class_}; mỗi chỉ số chắc chắn thiếu hụt là một lượt, chỉ số chưa đủ câu trả lời không tính"
    ),
    "kinh": lambda: _("là {class_} có chủ hộ dân tộc Kinh"),
    "minority": lambda: _("là {class_} có chủ hộ dân tộc thiểu số"),
    "merit": lambda: _("là {class_} có thành viên là người có công với cách mạng"),
    "no_labour_capacity": lambda: _("là {class_} không có khả năng lao động"),
    "other_group": lambda: _(
        "là {class_}, không thuộc dân tộc thiểu số, có khả năng lao động, không có người có công"
    ),
    "female_head": lambda: _("là {class_} có chủ hộ là nữ"),
    "children": lambda: _("là {class_} có trẻ em dưới 16 tuổi"),
    "children:health_insurance": lambda: _(
        "là {class_} có trẻ em dưới 16 tuổi trả lời không có thẻ bảo hiểm y tế"
    ),
    "children:nutrition": lambda: _("là {class_} có trẻ em dưới 16 tuổi chắc chắn suy dinh dưỡng"),
    "children:school_attendance": lambda: _(
        "là {class_} có trẻ em dưới 16 tuổi chắc chắn không đi học đúng bậc, cấp học"
    ),
    "opening": lambda: _("là {class_} trong danh sách đầu kỳ"),
    "movement:poor_to_near": lambda: _("là hộ nghèo đầu kỳ và hộ cận nghèo cuối kỳ"),
    "movement:poor_out": lambda: _("là hộ nghèo đầu kỳ và không còn trong danh sách nào cuối kỳ"),
    "movement:near_to_poor": lambda: _("là hộ cận nghèo đầu kỳ và hộ nghèo cuối kỳ"),
    "movement:relapse_poor": lambda: _(
        "không có trong danh sách đầu kỳ, đã từng ra khỏi danh sách hộ nghèo theo quyết định, nay lại là hộ nghèo"
    ),
    "movement:new_poor": lambda: _("không có trong danh sách đầu kỳ, chưa từng là hộ nghèo, nay là hộ nghèo"),
    "movement:near_out": lambda: _("là hộ cận nghèo đầu kỳ và không còn trong danh sách nào cuối kỳ"),
    "movement:relapse_near": lambda: _(
        "không có trong danh sách đầu kỳ, đã từng ra khỏi danh sách theo quyết định, nay là hộ cận nghèo"
    ),
    "movement:new_near": lambda: _(
        "không có trong danh sách đầu kỳ, chưa từng có trong danh sách, nay là hộ cận nghèo"
    ),
    "movement:other_out": lambda: _("là {class_} đầu kỳ và đã chuyển đi, tách, nhập hoặc không còn người"),
    "movement:other_in": lambda: _("là {class_} cuối kỳ do chuyển đến, tách hoặc nhập hộ"),
    "persons_gained": lambda: _("có trong danh sách {class_} đầu kỳ, vẫn còn, và có thêm người trong kỳ"),
    "persons_lost": lambda: _("có trong danh sách {class_} đầu kỳ, vẫn còn, và bớt người trong kỳ"),
}

# What is added up of each household where people are counted; of the others it is all its members.
_OF_PERSONS: dict[str, _Said] = {
    "kinh": lambda: _("Số nhân khẩu dân tộc Kinh trong các {class_}, tính theo dân tộc của từng người."),
    "minority": lambda: _(
        "Số nhân khẩu dân tộc thiểu số trong các {class_}, tính theo dân tộc của từng người."
    ),
    "opening": lambda: _("Số nhân khẩu đầu kỳ của các {class_} trong danh sách đầu kỳ."),
    "movement:other_out": lambda: _(
        "Số nhân khẩu đầu kỳ của các {class_} đã chuyển đi, tách, nhập hoặc không còn người."
    ),
    "persons_gained": lambda: _(
        "Số người sinh ra hoặc đến trong những hộ có trong danh sách {class_} đầu kỳ và vẫn còn."
    ),
    "persons_lost": lambda: _(
        "Số người chết hoặc đi trong những hộ có trong danh sách {class_} đầu kỳ và vẫn còn."
    ),
    "children": lambda: _("Số trẻ em dưới 16 tuổi trong các {class_}."),
    "children:health_insurance": lambda: _(
        "Số trẻ em dưới 16 tuổi trong các {class_} được trả lời là không có thẻ bảo hiểm y tế."
    ),
    "children:nutrition": lambda: _("Số trẻ em dưới 16 tuổi trong các {class_} chắc chắn suy dinh dưỡng."),
    "children:school_attendance": lambda: _(
        "Số trẻ em dưới 16 tuổi trong các {class_} chắc chắn không đi học đúng bậc, cấp học."
    ),
}

_POPULATION: dict[str, _Said] = {
    "households": lambda: _("Tổng số hộ dân cư của địa bàn theo số dân cư đã ghi."),
    "persons": lambda: _("Tổng số nhân khẩu của địa bàn theo số dân cư đã ghi."),
    "households_kinh": lambda: _("Số hộ dân cư có chủ hộ dân tộc Kinh theo số dân cư đã ghi."),
    "households_minority": lambda: _("Số hộ dân cư có chủ hộ dân tộc thiểu số theo số dân cư đã ghi."),
    "persons_kinh": lambda: _("Số nhân khẩu dân tộc Kinh theo số dân cư đã ghi."),
    "persons_minority": lambda: _("Số nhân khẩu dân tộc thiểu số theo số dân cư đã ghi."),
}


def definition(source: CellSource, words: StandardWords) -> str:
    """What one source of a cell counts, as a sentence in the current language."""
    if source.measure.startswith(f"{POPULATION}:"):
        return _POPULATION[source.measure.partition(":")[2]]()
    class_ = class_words(source.class_)
    if source.split == PERSONS and source.measure in _OF_PERSONS:
        return _OF_PERSONS[source.measure]().format(class_=class_)
    which = _which(source.measure, words).format(class_=class_)
    if source.split == PERSONS:
        return _("Số nhân khẩu của những hộ {which}.").format(which=which)
    if source.measure == "deprivations":
        return _("Số lượt thiếu hụt của những hộ {which}.").format(which=which)
    return _("Số hộ {which}.").format(which=which)


def _which(measure: str, words: StandardWords) -> str:
    kind, _colon, code = measure.partition(":")
    if kind == "indicator":
        name = next(spoken(one) for one in words.indicators if one[0] == code)
        return _("là {class_} và chắc chắn thiếu hụt chỉ số «{name}»").replace("{name}", name)
    if kind == "cause":
        name = next(spoken(one) for one in words.causes if one[0] == code)
        return _("là {class_} có nguyên nhân nghèo «{name}»").replace("{name}", name)
    if kind == "ethnicity":
        return _("là {class_} có chủ hộ dân tộc {name}").replace("{name}", code)
    return _PLAIN[measure]()
