"""Writes Vietnamese the old ways, from tables of its own: what the reader is judged against."""

import random
import subprocess
import unicodedata

_TONE_OF_VNI = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_CIRCUMFLEX = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_I = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}
_VIQR_TONE = {"\u0301": "'", "\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0323": "."}
_VIQR_SHAPE = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}
_TONES = "\u0301\u0300\u0309\u0303\u0323"

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Vàng",
    "Giàng",
    "Lò",
    "Nông",
    "Sùng",
    "Thào",
    "Hờ",
]
MIDDLE = [
    "Thị",
    "Văn",
    "Đức",
    "Minh",
    "Ngọc",
    "Quang",
    "Hữu",
    "Xuân",
    "Thanh",
    "Thu",
    "Hồng",
    "Kim",
    "Mạnh",
    "Công",
    "Đình",
    "Bích",
    "Diệu",
    "Trọng",
]
GIVEN = [
    "Anh",
    "Bảo",
    "Châu",
    "Dũng",
    "Đạt",
    "Giang",
    "Hà",
    "Hạnh",
    "Hiếu",
    "Hòa",
    "Hùng",
    "Hương",
    "Huyền",
    "Khánh",
    "Kiên",
    "Lan",
    "Liên",
    "Linh",
    "Loan",
    "Long",
    "Lộc",
    "Lượng",
    "Mai",
    "Mỹ",
    "Nam",
    "Nga",
    "Nghĩa",
    "Nhung",
    "Oanh",
    "Phúc",
    "Phượng",
    "Quân",
    "Quý",
    "Quỳnh",
    "Sơn",
    "Tài",
    "Tâm",
    "Thắng",
    "Thảo",
    "Thịnh",
    "Thủy",
    "Tiến",
    "Toàn",
    "Trí",
    "Trường",
    "Tuấn",
    "Tuyết",
    "Tú",
    "Uyên",
    "Vân",
    "Việt",
    "Vĩnh",
    "Yến",
    "Ân",
    "Ước",
    "Ổn",
    "Ủng",
]
PLACES = [
    "Thôn Đông Hải",
    "Bản Nà Pục",
    "Tổ dân phố 3",
    "Khu phố Mỹ Độ",
    "Xóm Giữa",
    "Ấp Bình Thạnh",
    "Làng Rẫy",
]


def corpus(cells: int, seed: int = 1) -> list[str]:
    """Invented names and places, most with marks."""
    choose = random.Random(seed).choice
    return [
        choose(PLACES) if index % 5 == 0 else f"{choose(FAMILY)} {choose(MIDDLE)} {choose(GIVEN)}"
        for index in range(cells)
    ]


def _parts(letter: str) -> tuple[str, str, str]:
    base, *marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _TONES), "")
    return base, "".join(mark for mark in marks if mark not in _TONES), tone


def vni(text: str) -> str:
    """The text as VNI fonts hold it, in the letters of Windows 1252."""
    return "".join(_vni_letter(letter) for letter in unicodedata.normalize("NFC", text))


def _vni_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    low = letter.lower()
    base, shape, tone = _parts(low)
    if low in _I:
        out = _I[low]
    elif shape == "\u031b":
        out = {"o": "ô", "u": "ö"}[base] + (_TONE_OF_VNI[tone] if tone else "")
    elif shape:
        out = base + (_CIRCUMFLEX if shape == "\u0302" else _BREVE)[tone]
    else:
        out = base + _TONE_OF_VNI[tone]
    return out.upper() if letter != low else out


def viqr(text: str) -> str:
    """The text in VIQR."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in "đĐ":
            out.append("dd" if letter == "đ" else "DD")
            continue
        base, shape, tone = _parts(letter)
        out.append(base + _VIQR_SHAPE.get(shape, "") + _VIQR_TONE.get(tone, ""))
    return "".join(out)


def tcvn3(text: str) -> bytes:
    """The text in TCVN by the C library. Raises FileNotFoundError where there is no iconv."""
    lower = "".join(
        c if c in "ĂÂÊÔƠƯĐ" or c.isascii() else c.lower() for c in unicodedata.normalize("NFC", text)
    )
    done = subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", "TCVN"], input=lower.encode(), capture_output=True, check=True
    )
    return done.stdout


def cp1258(text: str) -> bytes:
    """The text in Windows 1258: shape within the letter, tone after it."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        if letter.isascii() or letter in "đĐ":
            out.append(letter)
            continue
        base, shape, tone = _parts(letter)
        out.append(unicodedata.normalize("NFC", base + shape) + tone)
    return "".join(out).encode("cp1258")
