"""The line at the foot of a paper by which it is checked: the short form of its digest, and the head of the log."""

from ansinh.kernel.language import _, speaking

# 16 hexadecimal digits: 64 bits, more than enough to name one paper among a nation's; somebody types them.
SHORT = 16


def short(digest: str) -> str:
    """The first digits of a digest in groups of four, as people read them aloud."""
    digits = digest[:SHORT].upper()
    return " ".join(digits[at : at + 4] for at in range(0, SHORT, 4))


def check_words(digest: str, log_head: str) -> str:
    """The line itself, in Vietnamese."""
    with speaking("vi"):
        head = short(log_head) if log_head else _("chưa niêm phong")
        said = _("Mã kiểm tra: {code}. Nhật ký tại thời điểm ban hành: {head}.")
        return said.format(code=short(digest), head=head)


def digits_of(code: str) -> str:
    """What somebody typed as the digits of a code; blank where it is none."""
    digits = "".join(letter for letter in code.lower() if letter not in " .-:")
    wrong = len(digits) < SHORT or len(digits) > 64 or set(digits) - set("0123456789abcdef")
    return "" if wrong else digits
