"""Words of households for people: events, verbs, relations, and what the log says of one."""

from datetime import date

from ansinh.households.models import Household, Membership, Person
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _, current_language
from ansinh.standards.questions import MEMBERS


def event_words(kind: str) -> str:
    """A kind of life event; of a membership, how it ended."""
    return {
        "born": _("Sinh"),
        "died": _("Mất"),
        "joined": _("Vào hộ"),
        "left": _("Rời hộ"),
        "moved": _("Chuyển nơi ở"),
        "split": _("Tách hộ"),
        "merged": _("Nhập vào hộ khác"),
        "head_changed": _("Đổi chủ hộ"),
        "dissolved": _("Hộ kết thúc"),
    }[kind]


def verb_words(verb: str) -> str:
    """A verb done by hand, by the name of its action."""
    return {
        "register_household": _("Lập hộ mới"),
        "record_birth": _("Ghi sinh"),
        "record_death": _("Ghi mất"),
        "member_joins": _("Ghi người vào hộ"),
        "member_leaves": _("Ghi người rời hộ"),
        "change_head": _("Đổi chủ hộ"),
        "correct_person": _("Sửa thông tin thành viên"),
        "move_household": _("Ghi chuyển nơi ở"),
        "place_household": _("Xếp hộ vào xã"),
        "correct_placement": _("Sửa nơi ở đã ghi"),
        "split_household": _("Tách hộ"),
        "join_households": _("Nhập hộ"),
        "dissolve_household": _("Kết thúc hộ"),
        "decide_duplicate": _("Quyết định người trùng"),
    }[verb]


def log_words(name: str) -> str:
    """An event of the log about one household; one that has no words here is shown by its name."""
    return {
        "households.registered": _("Lập hộ mới"),
        "households.moved": _("Ghi chuyển nơi ở"),
        "households.split": _("Tách hộ"),
        "households.joined": _("Nhập hộ"),
        "households.head_changed": _("Đổi chủ hộ"),
        "households.member_born": _("Ghi sinh"),
        "households.member_died": _("Ghi mất"),
        "households.member_joined": _("Ghi người vào hộ"),
        "households.member_left": _("Ghi người rời hộ"),
        "households.dissolved": _("Kết thúc hộ"),
        "households.placed": _("Xếp hộ vào xã"),
        "households.placement_corrected": _("Sửa nơi ở đã ghi"),
        "households.person_corrected": _("Sửa thông tin thành viên"),
        "households.citizen_id_revealed": _("Xem số định danh cá nhân"),
        "households.change_taken_back": _("Hoàn tác một thay đổi"),
        "surveys.answers_entered": _("Nhập hoặc sửa phiếu rà soát"),
    }.get(name, name)


def relation_words(code: str) -> str:
    """The relation to the head; blank where nobody said."""
    return MEMBERS["relation"].code_label(code, current_language()) if code else ""


def sex_words(code: str) -> str:
    """``nam``, ``nữ`` or blank."""
    return MEMBERS["sex"].code_label(code, current_language()) if code else ""


def birth_words(person: Person) -> str:
    """The day of birth, or the year alone where only that is known."""
    return shown_date(person.birth_date) if person.birth_date else str(person.birth_year or "")


def member_words(member: Membership) -> str:
    """A member as one chooses it in a form: number, name, relation, birth."""
    parts = [relation_words(member.relation), birth_words(member.person)]
    told = ", ".join(part for part in parts if part)
    name = member.person.full_name or _("(chưa có tên)")
    return f"{member.member_ref}. {name}" + (f" ({told})" if told else "")


def home_words(home: Household) -> str:
    """A household by its head; one known from lists alone by its number."""
    return home.head_name or _("Hộ {number}").format(number=home.source_ref)


def title_words(home: Household) -> str:
    """The title of a household's page."""
    return _("Hộ {head}").format(head=home.head_name) if home.head_name else home_words(home)


def place_words(home: Household) -> str:
    """Village and commune, or that the household waits to be placed."""
    if home.unit is None:
        above = home.placed_under.name if home.placed_under else "–"
        return _("Chờ xếp vào xã thuộc {place}").format(place=above)
    return ", ".join(part for part in (home.village, home.unit.name) if part)


def span_words(first: date | None, last: date | None) -> str:
    """A span of days; what is not known stays open in words."""
    if first and last:
        return f"{shown_date(first)} – {shown_date(last)}"
    if first:
        return _("từ {day}").format(day=shown_date(first))
    return _("đến {day}").format(day=shown_date(last)) if last else _("từ trước khi ghi")
