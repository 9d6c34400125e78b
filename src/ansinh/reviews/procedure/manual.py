"""The manual's page of the procedure: every regime's diagram and table, printed from the table itself."""

from ansinh.kernel.language import _, current_language
from ansinh.reviews.procedure.diagram import conditions_said, mermaid, rows_of
from ansinh.reviews.procedure.moves import state_said
from ansinh.reviews.procedure.regime import Regime, Source, regimes


def procedure_manual() -> str:
    """The page as Markdown, in the reader's language."""
    parts = [
        f"# {_('Các bước của hồ sơ rà soát')}",
        _("Trang này được in từ bảng các bước (`ansinh procedure diagram`)."),
    ]
    for law in regimes().values():
        parts.append(f"## {law.said}")
        parts.append(law.note.in_language(current_language()))
        parts.append(f"```mermaid\n{mermaid(law, in_year=False)}\n```")
        parts.append(_table(law))
    return "\n\n".join(parts) + "\n"


def _table(law: Regime) -> str:
    heads = (_("Từ"), _("Việc"), _("Đến"), _("Quyền"), _("Điều kiện"), _("Thời hạn"), _("Căn cứ"))
    rows = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for one, states in rows_of(law, in_year=False):
        source = dict(law.steps).get(one.step)
        cells = (
            ", ".join(state_said(state) for state in states),
            one.verb.words,
            "–" if one.stays else state_said(one.target),
            one.permission.words,
            conditions_said(one) or "–",
            clock_said(law, one.clock),
            known_said(source) if source else "–",
        )
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def clock_said(law: Regime, code: str) -> str:
    """A clock in words: how many days, and whether somebody read it."""
    if not code:
        return "–"
    clock = law.clock(code)
    said = _("{days} ngày làm việc") if clock.working else _("{days} ngày")
    return said.format(days=clock.days) + (f" ({_('chưa kiểm chứng')})" if clock.unverified else "")


def known_said(source: Source) -> str:
    return source.article + (f" ({_('chưa kiểm chứng')})" if source.unverified else "")
