"""Vietnamese before Unicode: TCVN3 (.VnTime), VNI, VIQR, Windows 1258, and UTF-8 read as something else.

Every decoder takes text in which each character stands for one byte (as Windows 1252 shows it), because that is how
such text meets us: as bytes of a file, or typed in an old font and saved by a program that believed it was Latin.
"""

import re
import unicodedata
from collections.abc import Callable

# Windows 1252 with its five holes filled: every byte is one character and back.
_HOLES = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
BYTES = "".join(chr(b) if b in _HOLES else bytes([b]).decode("cp1252") for b in range(256))
_BYTE_OF = {character: byte for byte, character in enumerate(BYTES)}

# TCVN 5712:1993 from byte 0xA1; a space where the standard has a combining mark or nothing.
_TCVN_UPPER = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ     àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
# Its capitals with tones, at bytes of control characters (VN1; the fonts of VN3 do without).
_TCVN_CAPITALS = (
    {0x01: "Ú", 0x02: "Ụ", 0x04: "Ừ", 0x05: "Ử", 0x06: "Ữ"}
    | dict(enumerate("ỨỰỲỶỸÝỴ", start=0x11))
    | dict(enumerate("ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ", start=0x80))
)
_TCVN = {BYTES[0xA1 + i]: letter for i, letter in enumerate(_TCVN_UPPER) if letter != " "} | {
    BYTES[byte]: letter for byte, letter in _TCVN_CAPITALS.items()
}

# VNI: a vowel, then one sign for its shape and tone together; ơ, ư, đ and the tones of i stand alone.
_VNI_ALONE = dict(zip("ñÑôÔöÖíÍìÌæÆóÓòÒîÎ", "đĐơƠưƯíÍìÌỉỈĩĨịỊỵỴ", strict=True))
_VNI_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_SHAPES = {
    **dict(zip("âáàåãä", ("\u0302" + tone for tone in ("", *"\u0301\u0300\u0309\u0303\u0323")), strict=True)),
    **dict(zip("êéèúüë", ("\u0306" + tone for tone in ("", *"\u0301\u0300\u0309\u0303\u0323")), strict=True)),
}

_VIQR_SHAPES = {"^": "\u0302", "(": "\u0306", "+": "\u031b"}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR = re.compile(
    r"([aA])([\^(]?)(['`?~.]?)|([eE])(\^?)(['`?~.]?)|([oO])([\^+]?)(['`?~.]?)|"
    r"([uU])(\+?)(['`?~.]?)|([iIyY])()(['`?~.]?)|([dD])[dD]|\\(.)"
)
# A shape sign within a word: what plain text hardly ever has.
VIQR_SIGN = re.compile(r"[aA][\^(]|[eE]\^|[oO][\^+]|[uU]\+|\b[dD][dD]")


def from_utf8(text: str) -> str | None:
    """UTF-8 that was taken for Windows 1252."""
    return _through_bytes(text, "utf-8")


def from_cp1258(text: str) -> str | None:
    """Windows 1258: letters with shape, then the tone as a combining mark."""
    return _through_bytes(text, "cp1258")


def from_tcvn3(text: str) -> str | None:
    """TCVN3 and TCVN 5712. Its capitals depend on the font, so capitals are only those the bytes state."""
    letters = [_TCVN.get(c) or (c if c.isascii() and c >= " " else None) for c in text]
    return None if None in letters else "".join(letter for letter in letters if letter)


def from_vni(text: str) -> str | None:
    """VNI for Windows."""
    out: list[str] = []
    for char in text:
        lower = char.lower()
        base = out[-1].lower() if out else ""
        if char.isascii():
            out.append(char)
        elif lower in _VNI_TONES and base and base in "aeouyơư":
            out[-1] += _VNI_TONES[lower]
        elif lower in _VNI_SHAPES and base in ("a", "e", "o") and not (lower in "êéèúüë" and base != "a"):
            out[-1] += _VNI_SHAPES[lower]
        elif char in _VNI_ALONE:
            out.append(_VNI_ALONE[char])
        else:
            return None
    return unicodedata.normalize("NFC", "".join(out))


def from_viqr(text: str) -> str | None:
    """VIQR (RFC 1456): marks typed after the letter; a backslash keeps a sign as it is."""
    return unicodedata.normalize("NFC", _VIQR.sub(_viqr_letter, text)) if text.isascii() else None


def _viqr_letter(match: re.Match[str]) -> str:
    if match[17]:
        return match[17]
    if match[16]:
        return "đ" if match[16] == "d" else "Đ"
    base, shape, tone = next(match.group(i, i + 1, i + 2) for i in (1, 4, 7, 10, 13) if match[i])
    return base + _VIQR_SHAPES.get(shape, "") + _VIQR_TONES.get(tone, "")


def _through_bytes(text: str, codec: str) -> str | None:
    try:
        return unicodedata.normalize("NFC", bytes(_BYTE_OF[c] for c in text).decode(codec))
    except (KeyError, UnicodeDecodeError):
        return None


Decoder = Callable[[str], str | None]
# What bytes can be, and what the letters of a Unicode file can be.
OF_BYTES: dict[str, Decoder] = {
    "utf-8": from_utf8,
    "cp1258": from_cp1258,
    "tcvn3": from_tcvn3,
    "vni": from_vni,
}
OF_LETTERS: dict[str, Decoder] = {"utf-8-twice": from_utf8, "tcvn3": from_tcvn3, "vni": from_vni}
