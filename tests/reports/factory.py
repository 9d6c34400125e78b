"""Invented outcomes that hold together, and the context of a district's forms made from them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import numpy as np
import polars as pl
from tests.reports.plain_cube import plain_cube

from ansinh.reports.context import (
    DatasetVersion,
    FormContext,
    Place,
    ReportingUnit,
    ReviewRound,
    StandardWords,
)

SEALED = datetime(2022, 12, 20, 3, 4, tzinfo=UTC)
COMMUNES = (
    Place("11473", "Xã Lại Xuân"),
    Place("11476", "Xã An Sơn"),
    Place("11479", "Xã Kỳ Sơn"),
    Place("11482", "Xã Liên Khê"),
)
WORDS_2022 = StandardWords(
    "vn-2022",
    [
        ("employment", "Việc làm", "Employment"),
        ("dependants", "Người phụ thuộc", "Dependants"),
        ("nutrition", "Dinh dưỡng", "Nutrition"),
        ("health_insurance", "Bảo hiểm y tế", "Health insurance"),
        ("adult_education", "Trình độ giáo dục của người lớn", "Adult education"),
        ("school_attendance", "Tình trạng đi học của trẻ em", "School attendance"),
        ("housing_quality", "Chất lượng nhà ở", "Housing quality"),
        ("housing_area", "Diện tích nhà ở bình quân đầu người", "Housing area"),
        ("water", "Nguồn nước sinh hoạt", "Water"),
        ("sanitation", "Nhà tiêu hợp vệ sinh", "Sanitation"),
        ("telecom", "Sử dụng dịch vụ viễn thông", "Telecom"),
        ("information", "Phương tiện phục vụ tiếp cận thông tin", "Information"),
    ],
    [
        ("no_land", "Không có đất sản xuất", "No land"),
        ("no_capital", "Không có vốn sản xuất, kinh doanh", "No capital"),
        ("no_labour", "Không có lao động", "No labour"),
        ("no_tools", "Không có công cụ, phương tiện sản xuất", "No tools"),
        ("no_knowledge", "Không có kiến thức về sản xuất", "No knowledge"),
        ("no_skills", "Không có kỹ năng lao động, sản xuất", "No skills"),
        ("illness", "Có người ốm đau, bệnh nặng, tai nạn", "Illness"),
        ("other", "Nguyên nhân khác", "Other"),
    ],
)
# opening class, class now, movement, share among the households of the dossier
_PATHS = [
    ("poor", "poor", "stay_poor", 20),
    ("poor", "near_poor", "poor_to_near", 8),
    ("poor", "not_poor", "poor_out", 6),
    ("poor", "", "other_out", 2),
    ("near_poor", "poor", "near_to_poor", 3),
    ("near_poor", "near_poor", "stay_near", 20),
    ("near_poor", "average", "near_out", 6),
    ("near_poor", "", "other_out", 2),
    ("", "poor", "relapse_poor", 2),
    ("", "poor", "new_poor", 4),
    ("", "poor", "other_in", 2),
    ("", "near_poor", "relapse_near", 2),
    ("", "near_poor", "new_near", 5),
    ("", "near_poor", "other_in", 2),
    ("", "average", "", 10),
    ("", "not_poor", "", 6),
]
_ETHNICITIES = ("Kinh", "Tày", "Nùng", "Hoa", "khác")


def outcomes(
    seed: int, households: int = 400, communes: Sequence[Place] = COMMUNES, words: StandardWords = WORDS_2022
) -> pl.DataFrame:
    """An outcome frame in which every household's past, present and persons agree."""
    rng = np.random.default_rng(seed)
    weights = np.array([path[3] for path in _PATHS], float)
    picks = rng.choice(len(_PATHS), households, p=weights / weights.sum())
    return pl.DataFrame(
        [_household(rng, n, _PATHS[pick], communes, words) for n, pick in enumerate(picks)],
        infer_schema_length=None,
    )


def _household(rng, n, path, communes, words):
    opening, now, movement, _share = path
    opened = int(rng.integers(1, 7)) if opening else 0
    gone = movement == "other_out"
    gained = int(rng.integers(0, 3)) if opening and not gone else 0
    lost = int(rng.integers(0, opened)) if opening and not gone else 0
    persons = 0 if gone else opened + gained - lost if opening else int(rng.integers(1, 7))
    ethnicity = str(rng.choice(_ETHNICITIES, p=[0.6, 0.15, 0.1, 0.1, 0.05]))
    minority = int(ethnicity != "Kinh")
    minorities = min(persons, int(rng.integers(0, 2))) if not minority else persons
    children = int(rng.integers(0, max(1, persons)))
    fewest, most = {"poor": (3, 7), "near_poor": (0, 3)}.get(now, (0, 2))
    lacking = set(rng.choice(len(words.indicators), int(rng.integers(fewest, most)), replace=False).tolist())
    causes = rng.choice([cause[0] for cause in words.causes], int(rng.integers(0, 3)), replace=False)
    row = {
        "household_id": f"HH-{n:05d}",
        "unit_code": communes[n % len(communes)].code,
        "village": f"Thôn {1 + n % 3}",
        "area_type": "rural",
        "standard": words.code,
        "class": now or None,
        "class_detail": now or None,
        "computed_class": now or None,
        "movement": movement,
        "opening_class": opening,
        "persons": persons,
        "opening_persons": opened,
        "persons_gained": gained,
        "persons_lost": lost,
        "head_ethnicity": ethnicity,
        "head_sex": str(rng.choice(["m", "f"])),
        "minority": minority,
        "merit": int(rng.random() < 0.05),
        "no_labour_capacity": int(rng.random() < 0.3),
        "primary_sector": str(rng.choice(["agriculture", "fishery", "other"])),
        "causes": ";".join(causes),
        "persons_kinh": persons - minorities,
        "persons_minority": minorities,
        "children": children,
        "children_no_insurance": int(rng.integers(0, children + 1)),
        "children_malnourished": int(rng.integers(0, children + 1)),
        "children_not_at_school": int(rng.integers(0, children + 1)),
    }
    return row | {word[0]: int(i in lacking) for i, word in enumerate(words.indicators)}


def populations(
    seed: int, communes: Sequence[Place] = COMMUNES, least: int = 2000, most: int = 5000
) -> pl.DataFrame:
    """The population frame of ``communes``: Kinh and minority add up."""
    rng = np.random.default_rng(seed)
    rows = []
    for place in communes:
        households, minority = int(rng.integers(least, most)), int(rng.integers(100, 600))
        rows.append(
            {
                "unit_code": place.code,
                "households": households,
                "persons": households * 4,
                "households_kinh": households - minority,
                "households_minority": minority,
                "persons_kinh": (households - minority) * 4,
                "persons_minority": minority * 4,
                "date": date(2022, 12, 14),
                "source": "Báo cáo dân số của xã",
            }
        )
    return pl.DataFrame(rows)


def members(outcome: pl.DataFrame, seed: int = 1) -> pl.DataFrame:
    """Invented members of every household, the head first."""
    rng = np.random.default_rng(seed)
    family, middle, given = ("Nguyễn", "Trần", "Đặng"), ("Văn", "Thị", "Hữu"), ("An", "Ước", "Bình", "Yến")
    relations = ("head", "spouse", "child", "child", "parent", "grandchild", "sibling", "other")
    rows = []
    for household, persons in outcome.select("household_id", "persons").iter_rows():
        for number in range(persons):
            name = f"{rng.choice(family)} {rng.choice(middle)} {rng.choice(given)}"
            sex, year = str(rng.choice(["m", "f"])), int(rng.integers(1940, 2020))
            person = (household, number + 1, name, sex, year, "Kinh", relations[number])
            rows.append(person)
    columns = ["household_id", "member_no", "full_name", "sex", "birth_year", "ethnicity", "relation"]
    return pl.DataFrame(rows, schema=columns, orient="row")


@cache
def _base(seed: int, households: int) -> FormContext:
    outcome = outcomes(seed, households)
    return FormContext(
        unit=ReportingUnit(
            "311", "Huyện Thủy Nguyên", "district", "ỦY BAN NHÂN DÂN HUYỆN THỦY NGUYÊN", "", "31"
        ),
        rows=COMMUNES,
        round=ReviewRound(2022, date(2022, 12, 14), 2023),
        standard=WORDS_2022,
        version=DatasetVersion("311-2022-1", "a1" * 32, SEALED),
        cube=plain_cube(outcome, [i[0] for i in WORDS_2022.indicators], [c[0] for c in WORDS_2022.causes]),
        populations=populations(seed),
        row_of={place.code: place.code for place in COMMUNES},
        unit_set="ngày 14/12/2022",
        outcome=outcome,
        members=members(outcome),
    )


def context(seed: int = 7, households: int = 400, **changes: object) -> FormContext:
    """The forms of an invented district of four communes."""
    return replace(_base(seed, households), **changes)
