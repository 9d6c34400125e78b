"""The 54 ethnic groups by their official names, Kinh first, and how they are met in a delta province."""

import numpy as np
from numpy.typing import NDArray

KINH = "Kinh"
# Nearly all who live in the delta are Kinh; the first of these are met more often there than the rest.
_MET_OFTEN = ("Tày", "Mường", "Thái", "Hoa", "Nùng", "Sán Dìu", "Dao", "Sán Chay", "Mông", "Khmer")
_MET_SELDOM = (
    "Gia Rai", "Ê Đê", "Ba Na", "Chăm", "Cơ Ho", "Xơ Đăng", "Hrê", "Ra Glai", "Mnông", "Xtiêng",
    "Bru Vân Kiều", "Thổ", "Khơ Mú", "Cơ Tu", "Giáy", "Giẻ Triêng", "Tà Ôi", "Mạ", "Co", "Chơ Ro",
    "Xinh Mun", "Hà Nhì", "Chu Ru", "Lào", "Kháng", "La Chí", "Phù Lá", "La Hủ", "La Ha", "Pà Thẻn",
    "Chứt", "Lự", "Lô Lô", "Mảng", "Cờ Lao", "Bố Y", "Cống", "Ngái", "Si La", "Pu Péo", "Rơ Măm", "Brâu",
    "Ơ Đu",
)  # fmt: skip
NAMES = (KINH, *_MET_OFTEN, *_MET_SELDOM)


def draw_minorities(rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Indexes into ``NAMES`` of groups other than Kinh; shape (size,)."""
    odds = np.array([12.0] * len(_MET_OFTEN) + [0.6] * len(_MET_SELDOM))
    return 1 + rng.choice(odds.size, size=size, p=odds / odds.sum())
