"""Which old table a text was written with, judged by whether its words become Vietnamese syllables.

One table must explain nearly all words and clearly better than any other, else a person is asked: a wrong guess
turns every name into another name. Cells that the table leaves doubtful are reported, and nothing is guessed twice.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.work.tables.cells import listed
from ansinh.work.tables.legacy import OF_BYTES, OF_LETTERS, VIQR_SIGN, Decoder, from_viqr
from ansinh.work.tables.refusals import refusal
from ansinh.work.tables.syllables import marked_syllables

# Names of minority people are not Vietnamese syllables, so a right table explains most words, not all.
_ENOUGH, _CLEARLY = 0.75, 0.25
# Letters that Vietnamese in Unicode does not use and old fonts do.
_SUSPICIOUS = r"[\x{80}-\x{BF}ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñöøûüþÿ÷ŠšŸŽžŒœƒ†‡‰‹›€™ˆ\x{01}-\x{06}\x{11}-\x{17}]"
_SUSPICIOUS_SIGN = re.compile(re.sub(r"\\x\{([0-9A-F]{2})\}", r"\\x\1", _SUSPICIOUS))
_SIGN_IN_WORD = re.compile(r"[^\W\d_][\x80-\x9f¡-©¬-¯±´-¸¼-¾]|[\x80-\x9f¡-§©¬-¯±´-¸¼-¾][^\W\d_]")
_BEYOND_ASCII = r"[^\x00-\x7F]|[\x{01}-\x{06}\x{11}-\x{17}]"
_WORD = re.compile(r"\S+")
_VIQR_WORDS = 3
# Index in the column, the column's name (blank for the whole file), the rule.
Report = tuple[int, str, str]
_DOUBTFUL_END = re.compile(r"[.'?]$")


@dataclass(frozen=True, slots=True)
class Reading:
    """How one cell reads: its text under the file's table, and whether a person should look at it."""

    text: str
    doubtful: bool = False
    other_table: bool = False


def read_as_vietnamese(
    texts: list[pl.Series], path: Path, *, of_bytes: bool, stated: str | None = None
) -> tuple[list[pl.Series], str, list[Report]]:
    """Columns of strings in Unicode, the table found (blank: nothing to do), and what to report.

    ``of_bytes``: each character stands for one byte. Raises ``UnusableInput`` (``ambiguous_encoding``).
    """
    if stated == "viqr" or (stated is None and not of_bytes):
        viqr = _viqr(texts, stated)
        if viqr is not None:
            return viqr
    if not of_bytes and not _has(texts, _SUSPICIOUS):
        return texts, "", []
    cells = _cells(texts, _BEYOND_ASCII)
    decoders: dict[str, Decoder] = dict(OF_BYTES) if of_bytes else {"unicode": _as_it_is, **OF_LETTERS}
    if stated in decoders:
        decoders = {stated: decoders[stated]}
    main = stated if stated in decoders else _judged(cells, decoders, path)
    readings = _readings(cells, main, decoders)
    new, reports = _rewritten(texts, readings)
    if main == "tcvn3":
        reports.append((0, "", "capitals_unknown"))
    return new, "" if main == "unicode" else main, reports


def findings_of(reports: list[Report], table: str, file: str, sheet: str) -> list[Finding]:
    """The reports as findings. Their index is here the row of the file, 0 for the whole file."""
    messages = {
        "doubtful_text": (
            Level.ERROR,
            _("Không chắc đã đọc đúng dấu tiếng Việt ở ô này. Hãy đối chiếu với bản gốc."),
        ),
        "other_encoding": (
            Level.WARNING,
            _(
                "Ô này dùng bảng mã khác với cả tệp và đã được chuyển sang Unicode. Hãy đối chiếu với bản gốc."
            ),
        ),
        "capitals_unknown": (
            Level.WARNING,
            _("Phông TCVN3 không ghi chữ hoa có dấu; chữ hoa, chữ thường cần đối chiếu với bản gốc."),
        ),
    }
    found = []
    if table:
        message = _("Văn bản dùng bảng mã cũ {table} và đã được chuyển sang Unicode.").format(table=table)
        found.append(Finding("old_encoding", Level.WARNING, message, file, sheet, 0, "", {"encoding": table}))
    found += listed(Finding(rule, *messages[rule], file, sheet, row, column) for row, column, rule in reports)
    return found


def _as_it_is(text: str) -> str | None:
    """Unicode, unless it has a sign of old fonts within a word."""
    return None if _SIGN_IN_WORD.search(text) else text


def _has(texts: list[pl.Series], pattern: str) -> bool:
    return any(series.str.contains(pattern).any() for series in texts)


def _cells(texts: list[pl.Series], pattern: str) -> list[str]:
    found: set[str] = set()
    for series in texts:
        found.update(series.filter(series.str.contains(pattern).fill_null(False)).unique().to_list())
    return sorted(found)


def _judged(cells: list[str], decoders: dict[str, Decoder], path: Path) -> str:
    """The one table that explains the words; ``ambiguous_encoding`` where there is no such table."""
    words = {word for cell in cells for word in _WORD.findall(cell) if not word.isascii()}
    words |= {word for cell in cells for word in _WORD.findall(cell) if any(c < " " for c in word)}
    shares: dict[str, float] = {}
    for name, decoder in decoders.items():
        right = wrong = 0
        for word in words:
            text = decoder(word)
            syllables = marked_syllables(text) if text is not None else [False]
            right += all(syllables) and bool(syllables)
            wrong += not all(syllables)
        shares[name] = right / (right + wrong) if right + wrong else 0.0
    ranked = sorted(shares, key=lambda name: shares[name], reverse=True)
    if len(ranked) == 1:
        return ranked[0]
    first, second = ranked[0], ranked[1]
    if shares.get("unicode", -1.0) >= shares[first]:
        return "unicode"
    alone = shares[first] == 1.0 and shares[second] < 1.0 and len(words) < 20
    if alone or (shares[first] >= _ENOUGH and shares[first] - shares[second] >= _CLEARLY):
        return first
    if "unicode" in shares:
        # Letters of other languages, or too few words to tell: they stay as they are, and each is reported.
        return "unicode"
    raise refusal(
        _("không xác định được bảng mã tiếng Việt của tệp."),
        code="ambiguous_encoding",
        advice=_("Hãy lưu lại tệp với bảng mã UTF-8, hoặc nói rõ bảng mã (cp1258, tcvn3, vni)."),
        file=path.name,
    )


def _readings(cells: list[str], main: str, decoders: dict[str, Decoder]) -> dict[str, Reading]:
    """Each cell by the main table. Where another table alone makes sense of a cell, the file is mixed; in a mixed
    file a cell that several tables read differently is doubtful."""
    meanings = {cell: _meanings(cell, decoders) for cell in cells}
    odd = {cell for cell, found in meanings.items() if main not in found and len(set(found.values())) == 1}
    readings = {}
    for cell, found in meanings.items():
        if cell in odd:
            # In a Unicode file a word without signs of old fonts may be a name of another people: asked, not changed.
            keep = main == "unicode" and not _SUSPICIOUS_SIGN.search(cell)
            text = cell if keep else next(iter(found.values()))
            readings[cell] = Reading(text, doubtful=keep, other_table=not keep)
        elif main in found:
            several = len(set(found.values())) > 1 and (
                main != "unicode" or bool(_SUSPICIOUS_SIGN.search(cell))
            )
            readings[cell] = Reading(found[main], doubtful=bool(odd) and several)
        elif main == "unicode":
            readings[cell] = Reading(cell, doubtful=bool(found))
        else:
            text = decoders[main](cell)
            readings[cell] = Reading(cell if text is None else text, doubtful=_doubtful(text))
    return readings


def _doubtful(text: str | None) -> bool:
    """A cell that the table cannot read, or whose words with marks are no Vietnamese syllables."""
    return text is None or not all(marked_syllables(text))


def _meanings(cell: str, decoders: dict[str, Decoder]) -> dict[str, str]:
    """What the cell says under each table that makes every marked word of it a syllable."""
    found = {}
    for name, decoder in decoders.items():
        text = decoder(cell)
        if text is not None:
            syllables = marked_syllables(text)
            if syllables and all(syllables):
                found[name] = text
    return found


def _rewritten(texts: list[pl.Series], readings: dict[str, Reading]) -> tuple[list[pl.Series], list[Report]]:
    changed = {cell: reading.text for cell, reading in readings.items() if reading.text != cell}
    flagged = {
        cell: "doubtful_text" if reading.doubtful else "other_encoding"
        for cell, reading in readings.items()
        if reading.doubtful or reading.other_table
    }
    reports: list[Report] = []
    columns = []
    for series in texts:
        if flagged:
            hits = series.is_in(list(flagged)).fill_null(False).arg_true()
            reports += [(int(at), series.name, flagged[series[int(at)]]) for at in hits]
        columns.append(series.replace(changed) if changed else series)
    return columns, sorted(reports)


def _viqr(texts: list[pl.Series], stated: str | None) -> tuple[list[pl.Series], str, list[Report]] | None:
    """The frame read as VIQR, or nothing where too few of its words are."""
    if stated != "viqr" and not _has(texts, r"[aA][\^(]|[eE]\^|[oO][\^+]|[uU]\+"):
        return None
    signs = {
        w for cell in _cells(texts, r"[\^(+]|[dD][dD]") for w in _WORD.findall(cell) if VIQR_SIGN.search(w)
    }
    good = [
        w
        for w in signs
        if w.isascii() and (syllables := marked_syllables(from_viqr(w) or "")) and all(syllables)
    ]
    if stated != "viqr" and (len(good) < _VIQR_WORDS or len(good) < _ENOUGH * len(signs)):
        return None
    readings = {}
    for cell in _cells(texts, r"['`?~.^(+]|[dD][dD]"):
        text = from_viqr(cell)
        if text is None or text == cell:
            continue
        wrong = not all(marked_syllables(text))
        # A full stop or question mark after the last vowel may be a tone or an end.
        unsure = bool(_DOUBTFUL_END.search(cell)) and text[-1] != cell[-1]
        readings[cell] = Reading(cell if wrong else text, doubtful=wrong or unsure)
    new, reports = _rewritten(texts, readings)
    return new, "viqr", reports
