"""Papers as other papers cite them: found in a text, and what is wrong with them. Nothing is refused: a real paper says what it says.

No table is read here: the same rules serve a form, a whole plan and a command.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.kernel.dates import shown_date
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.plans.enums import DocumentKind

# What a paper calls itself, and the letters its kind has in a number (Decree 30/2020, Law 2015 on legal documents).
KIND_WORDS = {
    "nghị định": (DocumentKind.DECREE, "NĐ"),
    "nghị quyết": (DocumentKind.RESOLUTION, "NQ"),
    "quyết định": (DocumentKind.DECISION, "QĐ"),
    "thông tư liên tịch": (DocumentKind.JOINT_CIRCULAR, "TTLT"),
    "thông tư": (DocumentKind.CIRCULAR, "TT"),
    "chỉ thị": (DocumentKind.DIRECTIVE, "CT"),
    "kế hoạch": (DocumentKind.PLAN, "KH"),
    "công văn": (DocumentKind.DISPATCH, ""),
    "thông báo": (DocumentKind.NOTICE, "TB"),
    "báo cáo": (DocumentKind.REPORT, "BC"),
}
_LETTERS = {letters for _kind, letters in KIND_WORDS.values() if letters} | {"CTr", "PL", "L"}
# Who issues, in the letters of a number. One that is not here is asked about, not refused.
_ISSUERS = {
    "CP", "TTg", "UBND", "HĐND", "TU", "TW", "HU", "QH", "UBTVQH", "VPCP", "BCĐ", "SLĐTBXH",
    "BLĐTBXH", "BTTTT", "BTC", "BYT", "BGDĐT", "BNNPTNT", "BNNMT", "BXD", "BTP", "BNV", "BKHĐT", "BCT", "BTNMT",
    "BVHTTDL", "BCA", "BQP", "NHNN", "NHCS", "BHXH", "MTTW", "BKHCN", "BGTVT",
}  # fmt: skip
# These numbers always carry the year: decrees and circulars are legal documents.
_WITH_YEAR = {"NĐ", "TT", "TTLT"}

_CITED = re.compile(
    r"(?P<kind>(?i:" + "|".join(sorted(KIND_WORDS, key=len, reverse=True)) + r"))\s+(?:số\s+)?"
    r"(?P<number>\d+(?:/\d{4})?[/-][A-ZĐ][A-Za-zĐđ&0-9]*(?:[-/][A-ZĐ][A-Za-zĐđ&0-9]*)*)"
    r"(?:\s*ngày\s+(?P<dated>\d{1,2}[/-]\d{1,2}[/-]\d{4}))?"
)
_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_PLAN_OF_YEAR = re.compile(
    r"ke hoach thuc hien chuong trinh muc tieu quoc gia giam ngheo(?: ben vung)? nam (\d{4})"
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A paper as another writes it. ``line`` is that of the text it stands in; ``paper`` the code of who cites it."""

    words: str
    kind: DocumentKind | None
    number: str
    dated: str
    line: int | None = None
    paper: str = ""

    @property
    def day(self) -> date | None:
        """The day it is dated; nothing where none is written or there is no such day."""
        found = _DAY.fullmatch(self.dated)
        if not found:
            return None
        day, month, year = map(int, found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None

    @property
    def parts(self) -> tuple[str, str, str]:
        """Number, year and letters: ``14/2022/TT-BTTTT`` → ``14, 2022, TT-BTTTT``; the year is blank where none is written."""
        found = re.fullmatch(r"(\d+)(?:/(\d{4}))?[/-](.+)", self.number)
        return (found[1], found[2] or "", found[3]) if found else (self.number, "", "")


def kind_of(words: str) -> DocumentKind | None:
    """What a citation calls the paper, by its first words."""
    head = words.lower()
    longest_first = sorted(KIND_WORDS, key=len, reverse=True)
    return next((KIND_WORDS[one][0] for one in longest_first if head.startswith(one)), None)


def named_as(kind: str, number: str, on: date | None, title: str = "") -> str:
    """A paper as papers name it, in Vietnamese whoever reads: ``Quyết định số 1/QĐ-UBND ngày 02/03/2025``; by its title without a
    number."""
    words = next((one for one, (known, _letters) in KIND_WORDS.items() if known.value == kind), "văn bản")
    name = f"{words.capitalize()} số {number}" if number else title
    return f"{name} ngày {shown_date(on)}" if on else name


def citations_in(text: str, *, line: int | None = None, paper: str = "") -> list[Cited]:
    """The papers that a text names by number, in its order; one named twice with the same day once."""
    found, seen = [], set()
    for match in _CITED.finditer(text):
        kind, _letters = KIND_WORDS[match["kind"].lower()]
        one = Cited(match[0].strip(), kind, match["number"].strip(" -/"), match["dated"] or "", line, paper)
        if (one.number, one.dated) not in seen:
            seen.add((one.number, one.dated))
            found.append(one)
    return found


def findings_of(cited: Cited, *, on: date | None = None) -> list[Finding]:
    """What one citation says wrongly by itself. ``on``: the day of the paper that cites, where it has one."""
    number, year, letters = cited.parts
    found: list[Finding] = []
    if cited.dated and cited.day is None:
        said = _("Không có ngày {day} trong lịch.").format(day=cited.dated)
        found.append(_finding("impossible_day", Level.ERROR, said, cited))
    if cited.day and on and cited.day > on:
        said = _("Văn bản ngày {day} được dẫn trong văn bản ra trước đó, ngày {on}.").format(
            day=shown_date(cited.day), on=shown_date(on)
        )
        found.append(_finding("cited_before_its_day", Level.ERROR, said, cited))
    if year and cited.day and cited.day.year != int(year):
        said = _("Số ghi năm {year} nhưng ngày ký thuộc năm {other}.").format(year=year, other=cited.day.year)
        found.append(_finding("year_differs", Level.ERROR, said, cited))
    return found + _letters_wrong(cited, number, year, letters)


def _letters_wrong(cited: Cited, number: str, year: str, letters: str) -> list[Finding]:
    found: list[Finding] = []
    if not letters or letters[:2].upper() == "QH":
        return found
    kind_letters, _dash, issuer = re.sub(r"\s+", "", letters).partition("-")
    if cited.kind is DocumentKind.DISPATCH:
        return found
    if "/" in kind_letters or "/" in issuer:
        # Papers of the Party: 19-NQ/TU.
        kind_letters, _slash, issuer = letters.partition("/")
    expected = next((words for kind, words in KIND_WORDS.values() if kind is cited.kind), "")
    if kind_letters not in _LETTERS:
        said = _("Không có loại văn bản nào mang ký hiệu «{letters}».").format(letters=kind_letters)
        found.append(_finding("unknown_kind", Level.WARNING, said, cited))
    elif expected and kind_letters != expected:
        said = _("Gọi là «{kind}» nhưng ký hiệu là «{letters}».").format(
            kind=cited.words.split(" số")[0], letters=kind_letters
        )
        found.append(_finding("kind_differs", Level.WARNING, said, cited))
    if kind_letters in _WITH_YEAR and not year:
        said = _("Số của loại văn bản này luôn có năm: viết số/năm/ký hiệu.")
        found.append(_finding("no_year", Level.WARNING, said, cited))
    heads = {part for part in re.split(r"[-/]", issuer) if part}
    known = {re.sub(r"\d+$", "", part) for part in heads}
    if heads and not known <= _ISSUERS:
        said = _("Không có cơ quan nào viết tắt là «{letters}» trong số văn bản.{near}").format(
            letters=issuer, near=_near(known - _ISSUERS)
        )
        found.append(_finding("wrong_suffix", Level.WARNING, said, cited))
    return found


def _near(unknown: set[str]) -> str:
    """`` Có phải là TTg?``, where another way of writing it is known."""
    plain = {fold(one).replace("&", "").upper(): one for one in _ISSUERS}
    near = sorted(
        plain[fold(one).replace("&", "").upper()]
        for one in unknown
        if fold(one).replace("&", "").upper() in plain
    )
    return _(" Có phải là {near}?").format(near=", ".join(near)) if near else ""


def compared(cited: Sequence[Cited]) -> list[Finding]:
    """What citations of the same paper say differently: another day, or with and without the year."""
    found: list[Finding] = []
    same: dict[tuple[str, str], list[Cited]] = defaultdict(list)
    for one in cited:
        number, _year, letters = one.parts
        same[number, fold(letters)].append(one)
    for group in same.values():
        found += _days_apart(group) + _years_apart(group)
    return found


def _days_apart(group: Sequence[Cited]) -> list[Finding]:
    """One number, two days: within one year (numbers begin anew each year)."""
    by_year: dict[str, dict[str, Cited]] = defaultdict(dict)
    for one in group:
        if one.dated:
            by_year[one.dated[-4:]].setdefault(one.dated, one)
    return [
        _finding(
            "days_differ",
            Level.WARNING,
            _("Cùng số này có nơi ghi ngày {days}.").format(
                days=", ".join(day for day in days if day != one.dated)
            ),
            one,
        )
        for days in by_year.values()
        if len(days) > 1
        for one in days.values()
    ]


def _years_apart(group: Sequence[Cited]) -> list[Finding]:
    """The same paper by its day, here without the year in the number and there with it."""
    with_year = {one.dated: one for one in group if one.parts[1] and one.dated}
    return [
        _finding(
            "no_year",
            Level.WARNING,
            _("Thiếu năm trong số; nơi khác ghi «{number}».").format(number=with_year[one.dated].number),
            one,
        )
        for one in group
        if not one.parts[1] and one.dated in with_year
    ]


def other_year(text: str, years: Iterable[int], *, line: int | None = None, paper: str = "") -> list[Finding]:
    """A plan that names itself by another year than its own."""
    return [
        Finding(
            "plan_of_other_year",
            Level.WARNING,
            _("Văn bản của năm khác nhắc «kế hoạch … năm {year}».").format(year=year),
            paper,
            row=line or 0,
        )
        for year in sorted({int(found) for found in _PLAN_OF_YEAR.findall(fold(text))} - set(years))
    ]


def _finding(rule: str, level: Level, message: str, cited: Cited) -> Finding:
    return Finding(
        rule,
        level,
        f"{cited.words}: {message}",
        cited.paper,
        row=cited.line or 0,
        facts={"number": cited.number, "dated": cited.dated},
    )
