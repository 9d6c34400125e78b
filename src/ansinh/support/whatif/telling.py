"""What a draft came to, as lines for the console: who changes, a year by source, a year by commune."""

from collections.abc import Iterator

from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.support.whatif.comparing import Compared
from ansinh.support.whatif.people import change_words
from ansinh.support.whatif.sources import WORDS, source_remark


def told(found: Compared, price_missing: str = "") -> Iterator[str]:
    """The lines."""
    sums = found.sums()
    yield _("Hộ được hưởng: {before} trước, {after} sau; chưa rõ {unknown}.").format(
        before=shown_number(sums["households_before"]),
        after=shown_number(sums["households_after"]),
        unknown=shown_number(sums["unknown_after"]),
    )
    for change, many in found.by_change().items():
        if many:
            yield f"    {change_words(change)[1]}: {shown_number(many)}"
    yield _("Một năm theo nguồn (đồng)")
    for source, pair in found.by_source().items():
        if any(pair):
            yield "    " + _span(str(WORDS[source]), *pair)
    yield "    " + _span(_("Cộng"), sums["year_before"], sums["year_after"])
    if price_missing:
        yield price_missing
    if sums["unsaid_before"] or sums["unsaid_after"]:
        yield source_remark()
    yield _("Theo xã")
    for row in found.by_unit.iter_rows(named=True):
        parts = ", ".join(
            f"{words} {shown_number(row[f'{source}_after'])}"
            for source, words in WORDS.items()
            if row[f"{source}_after"]
        )
        line = _span(row["unit_code"], row["year_before"], row["year_after"])
        yield f"    {line}" + (f" ({parts})" if parts else "")


def _span(words: str, before: int, after: int) -> str:
    return f"{words}: {shown_number(before)} → {shown_number(after)}"
