"""The vocabulary of the survey: every column of households and members, its kind, codes, order and labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ansinh.standards.codes import (
    AREA,
    ATTENDED,
    COMPLETED,
    EMPLOYMENT,
    RELATION,
    SECTOR,
    SEX,
    TOILET,
    WATER,
)
from ansinh.standards.engine.rules import Level
from ansinh.standards.words import Words


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    CODE = "code"
    DATE = "date"


@dataclass(frozen=True)
class Question:
    """One column of the survey format. ``codes`` of a code column in the order of the format, with their
    ``words``."""

    name: str
    level: Level
    kind: Kind
    label_vi: str
    label_en: str
    codes: tuple[str, ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict, hash=False)

    def label(self, language: str) -> str:
        """The column's name for people, ``vi`` or ``en``."""
        return self.label_vi if language == "vi" else self.label_en

    def code_label(self, code: str, language: str) -> str:
        """A code of this column for people; a code whose words nobody gave is shown as it is."""
        words = self.words.get(code)
        return code if words is None else words.in_language(language)


def _household(
    name: str, kind: Kind, label_vi: str, label_en: str, codes: Mapping[str, Words] | None = None
) -> Question:
    words = codes or {}
    return Question(name, Level.HOUSEHOLD, kind, label_vi, label_en, tuple(words), words)


def _member(
    name: str, kind: Kind, label_vi: str, label_en: str, codes: Mapping[str, Words] | None = None
) -> Question:
    words = codes or {}
    return Question(name, Level.MEMBER, kind, label_vi, label_en, tuple(words), words)


HOUSEHOLD_QUESTIONS = (
    _household("household_id", Kind.TEXT, "Mã hộ", "Household id"),
    _household("review_year", Kind.INTEGER, "Năm rà soát", "Year of the review"),
    _household("area_code", Kind.TEXT, "Mã xã", "Commune code"),
    _household("village", Kind.TEXT, "Thôn, bản, tổ dân phố", "Village"),
    _household("area_type", Kind.CODE, "Khu vực", "Area", AREA),
    _household("head_name", Kind.TEXT, "Họ tên chủ hộ", "Name of the head"),
    _household(
        "income_month_per_capita",
        Kind.INTEGER,
        "Thu nhập bình quân đầu người một tháng (đồng)",
        "Income per person and month (VND)",
    ),
    _household("income_score", Kind.INTEGER, "Điểm ước lượng thu nhập", "Income score (points)"),
    _household("wall_durable", Kind.YES_NO, "Tường bằng vật liệu bền chắc", "Wall of durable material"),
    _household("column_durable", Kind.YES_NO, "Cột bằng vật liệu bền chắc", "Columns of durable material"),
    _household("roof_durable", Kind.YES_NO, "Mái bằng vật liệu bền chắc", "Roof of durable material"),
    _household("floor_area_m2", Kind.DECIMAL, "Tổng diện tích nhà ở (m²)", "Total living area (m²)"),
    _household(
        "water_source",
        Kind.CODE,
        "Nguồn nước sinh hoạt chính",
        "Main source of water for daily life",
        WATER,
    ),
    _household(
        "toilet",
        Kind.CODE,
        "Loại nhà tiêu",
        "Kind of toilet",
        TOILET,
    ),
    _household("has_tv", Kind.YES_NO, "Có ti vi", "Has a television"),
    _household("has_radio", Kind.YES_NO, "Có radio", "Has a radio"),
    _household("has_desktop", Kind.YES_NO, "Có máy tính để bàn", "Has a desktop computer"),
    _household("has_phone", Kind.YES_NO, "Có điện thoại", "Has a telephone"),
    _household("has_laptop", Kind.YES_NO, "Có máy tính xách tay", "Has a laptop"),
    _household("has_tablet", Kind.YES_NO, "Có máy tính bảng", "Has a tablet"),
    _household("has_smartphone", Kind.YES_NO, "Có điện thoại thông minh", "Has a smartphone"),
    _household(
        "hears_loudspeaker",
        Kind.YES_NO,
        "Nghe được loa truyền thanh xã, thôn",
        "Hears the commune or village loudspeaker",
    ),
    _household("labour_capacity", Kind.YES_NO, "Hộ có khả năng lao động", "Household has capacity to work"),
    _household(
        "primary_sector",
        Kind.CODE,
        "Sinh kế chính",
        "Main livelihood",
        SECTOR,
    ),
    _household("causes", Kind.TEXT, "Nguyên nhân nghèo", "Causes of poverty"),
)

MEMBER_QUESTIONS = (
    _member("household_id", Kind.TEXT, "Mã hộ", "Household id"),
    _member("member_id", Kind.TEXT, "Mã thành viên", "Member id"),
    _member("full_name", Kind.TEXT, "Họ và tên", "Full name"),
    _member(
        "relation",
        Kind.CODE,
        "Quan hệ với chủ hộ",
        "Relation to the head",
        RELATION,
    ),
    _member("sex", Kind.CODE, "Giới tính", "Sex", SEX),
    _member("birth_date", Kind.DATE, "Ngày sinh", "Birth date"),
    _member("citizen_id", Kind.TEXT, "Số định danh cá nhân", "Citizen id"),
    _member("ethnicity", Kind.TEXT, "Dân tộc", "Ethnicity"),
    _member("able_to_work", Kind.YES_NO, "Có khả năng lao động", "Able to work"),
    _member(
        "employment",
        Kind.CODE,
        "Việc làm",
        "Employment",
        EMPLOYMENT,
    ),
    _member("monthly_allowance", Kind.YES_NO, "Hưởng trợ cấp xã hội hằng tháng", "Monthly social allowance"),
    _member("malnourished", Kind.YES_NO, "Suy dinh dưỡng", "Malnourished"),
    _member("health_insurance", Kind.YES_NO, "Có bảo hiểm y tế", "Health insurance"),
    _member("ill_untreated", Kind.YES_NO, "Ốm nặng không đi khám chữa bệnh", "Seriously ill and untreated"),
    _member("school_level", Kind.CODE, "Cấp học đang theo", "Level attended now", ATTENDED),
    _member(
        "highest_level",
        Kind.CODE,
        "Trình độ cao nhất đã hoàn thành",
        "Highest level completed",
        COMPLETED,
    ),
    _member("trained_on_job", Kind.YES_NO, "Được doanh nghiệp tuyển và cấp chứng nhận", "Trained on the job"),
    _member("uses_internet", Kind.YES_NO, "Sử dụng internet", "Uses the internet"),
    _member("uses_phone", Kind.YES_NO, "Sử dụng điện thoại", "Uses a telephone"),
    _member("merit", Kind.YES_NO, "Người có công", "Person of merit"),
)

HOUSEHOLDS = {question.name: question for question in HOUSEHOLD_QUESTIONS}
MEMBERS = {question.name: question for question in MEMBER_QUESTIONS}
