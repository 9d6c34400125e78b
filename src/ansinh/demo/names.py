"""Invented names. Family, middle and given names are met separately in every phone book; the people are
nobody."""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

_FAMILIES = {
    "Nguyễn": 38, "Trần": 11, "Lê": 9, "Phạm": 8, "Hoàng": 5, "Vũ": 5, "Đỗ": 4, "Bùi": 4, "Đặng": 3,
    "Đinh": 2, "Ngô": 2, "Dương": 2, "Lương": 2, "Đào": 2, "Đoàn": 2, "Trịnh": 1, "Phùng": 1, "Tạ": 1,
    "Cao": 1, "Mạc": 1,
}  # fmt: skip
_MIDDLES = (
    ("Văn", "Đức", "Hữu", "Quang", "Xuân", "Đình", "Công", "Minh", "Duy", "Trọng", "Bá", "Ngọc"),
    ("Thị", "Thị", "Thị", "Thị", "Thu", "Ngọc", "Thanh", "Minh", "Bích", "Kim", "Diệu", "Thùy"),
)
_GIVENS = (
    ("Anh", "Bình", "Chiến", "Cường", "Dũng", "Duy", "Đạt", "Định", "Giang", "Hà", "Hải", "Hậu",
     "Hiếu", "Hòa", "Hoàn", "Hùng", "Huy", "Hưng", "Khánh", "Khoa", "Kiên", "Lâm", "Long", "Lực",
     "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Quý", "Sơn", "Tài", "Thái", "Thắng", "Thành",
     "Thịnh", "Tiến", "Toàn", "Trung", "Tuấn", "Vinh"),
    ("An", "Ánh", "Bảo", "Chi", "Cúc", "Dung", "Duyên", "Đào", "Gấm", "Hà", "Hạnh", "Hằng", "Hiền",
     "Hoa", "Hồng", "Huệ", "Hương", "Hường", "Khuyên", "Lan", "Liên", "Linh", "Loan", "Lý", "Mai",
     "Mận", "Nga", "Ngân", "Nhàn", "Nhung", "Oanh", "Phương", "Quyên", "Sen", "Tâm", "Thảo", "Thơm",
     "Thúy", "Trang", "Tuyết", "Vân", "Yến"),
)  # fmt: skip


@cache
def _full_names() -> pl.Series:
    """Every full name once, addressed by (sex, family, middle, given) in that order."""
    return pl.Series(
        [
            f"{family} {middle} {given}"
            for sex in (0, 1)
            for family in _FAMILIES
            for middle in _MIDDLES[sex]
            for given in _GIVENS[sex]
        ]
    )


def draw_families(rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Family names as indexes, as often as they are met in the Red River delta."""
    odds = np.array(list(_FAMILIES.values()), dtype=float)
    return rng.choice(odds.size, size=size, p=odds / odds.sum())


def full_names(rng: np.random.Generator, families: NDArray[np.int64], female: NDArray[np.bool_]) -> pl.Series:
    """A full name for each person of family ``families[i]``; shape (n,)."""
    middles, givens = len(_MIDDLES[0]), len(_GIVENS[0])
    middle = rng.integers(0, middles, families.size)
    given = rng.integers(0, givens, families.size)
    sex = female.astype(np.int64)
    index = ((sex * len(_FAMILIES) + families) * middles + middle) * givens + given
    return _full_names().gather(pl.Series(index))
