"""The 54 ethnic groups by their official names (Decision 121-TCTK/PPCĐ of 1979, not read; spellings as in use), Kinh first."""

from ansinh.kernel.text import fold

KINH = "Kinh"
# Nearly all who live in the delta are Kinh; the first of these are met more often there than the rest.
MET_OFTEN = ("Tày", "Mường", "Thái", "Hoa", "Nùng", "Sán Dìu", "Dao", "Sán Chay", "Mông", "Khmer")
MET_SELDOM = (
    "Gia Rai", "Ê Đê", "Ba Na", "Chăm", "Cơ Ho", "Xơ Đăng", "Hrê", "Ra Glai", "Mnông", "Xtiêng",
    "Bru Vân Kiều", "Thổ", "Khơ Mú", "Cơ Tu", "Giáy", "Giẻ Triêng", "Tà Ôi", "Mạ", "Co", "Chơ Ro",
    "Xinh Mun", "Hà Nhì", "Chu Ru", "Lào", "Kháng", "La Chí", "Phù Lá", "La Hủ", "La Ha", "Pà Thẻn",
    "Chứt", "Lự", "Lô Lô", "Mảng", "Cờ Lao", "Bố Y", "Cống", "Ngái", "Si La", "Pu Péo", "Rơ Măm", "Brâu",
    "Ơ Đu",
)  # fmt: skip
NAMES = (KINH, *MET_OFTEN, *MET_SELDOM)

# What a survey may say besides: none of the 54.
OTHER = "khác"


def _plain(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter.isalpha())


_KNOWN = {_plain(name) for name in (*NAMES, OTHER)}


def is_official(name: str) -> bool:
    """Whether a name is one of the 54 or ``khác``, whatever its capitals, hyphens and spaces."""
    return _plain(name) in _KNOWN
