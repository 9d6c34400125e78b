"""All rules over all tables, and what they say together."""

from collections.abc import Sequence
from pathlib import Path

from ansinh.kernel.language import _
from ansinh.reports.reconcile.findings import RULES, Report, TableFinding, note
from ansinh.reports.reconcile.flows import balances, closings, cross_form_flows
from ansinh.reports.reconcile.published import Published
from ansinh.reports.reconcile.rates import (
    CUT,
    HALF_UP,
    missing_bases,
    parts_above_base,
    rates_of_counts,
    rates_of_summary,
    rates_over_100,
    roundings,
)
from ansinh.reports.reconcile.reading import read_published
from ansinh.reports.reconcile.sums import fewer_than_three, parents_and_children, row_sums

# So many examples of each kind of rounding are named in the note on a document that mixes them.
_EXAMPLES = 3


def reconcile(files: Sequence[Path], standard: str | None = None) -> Report:
    """Check published tables against themselves, all ``files`` read together.

    ``standard`` (a code such as ``vn-2022``) says how many indicators forms 4 and 6 have and whether each
    poor household lacks three or more; without it the tables themselves tell. Raises ``UnusableInput`` or
    ``UnreadableTable`` where a file cannot be read without guessing.
    """
    tables, notes = read_published([Path(file) for file in files])
    return check(tables, standard, notes)


def check(tables: Published, standard: str | None = None, notes: Sequence[TableFinding] = ()) -> Report:
    """The rules of ``RULES`` in order, then the notes."""
    made = {
        "rate_over_100": rates_over_100(tables),
        "no_base": missing_bases(tables),
        "parts_exceed_base": parts_above_base(tables),
        "rate_mismatch": rates_of_summary(tables),
        "balance": balances(tables),
        "cross_form_flow": cross_form_flows(tables),
        "closing_mismatch": closings(tables),
        "row_sum": row_sums(tables, standard),
        "rate_of_count": rates_of_counts(tables),
        "fewer_than_three": fewer_than_three(tables, standard),
        "parent_children": parents_and_children(tables),
    }
    findings: list[TableFinding] = []
    checked: dict[str, int] = {}
    for rule in RULES:
        results = list(made[rule])
        checked[rule] = len(results)
        findings += [found for found in results if found is not None]
    rounding, mixed = _rounding(tables)
    return Report((*findings, *mixed, *notes), checked, rounding)


def _rounding(tables: Published) -> tuple[dict[str, str], list[TableFinding]]:
    """How each document rounds, and one note for each that does it both ways."""
    said: dict[str, str] = {}
    notes = []
    for file, kinds in roundings(tables).items():
        present = [kind for kind in (HALF_UP, CUT) if kinds[kind]]
        said[file] = "mixed" if len(present) == 2 else present[0] if present else "either"
        if len(present) == 2:
            notes.append(
                note(
                    "rate_mismatch",
                    _(
                        "{file}: có tỷ lệ làm tròn ({half_up}) và có tỷ lệ cắt bỏ ({cut}) trong cùng một "
                        "văn bản."
                    ).format(
                        file=file,
                        half_up="; ".join(kinds[HALF_UP][:_EXAMPLES]),
                        cut="; ".join(kinds[CUT][:_EXAMPLES]),
                    ),
                )
            )
    return said, notes
