"""How papers name what of support they are about, and what a page shows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from ansinh.access.policies import may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.papers.kinds import kind_named
from ansinh.papers.models import Paper
from ansinh.papers.queries import papers_about
from ansinh.papers.rendering import shown_number_of

MOST_LINES, LONGEST_LIST = 3_000, 10_000
"""Of a decision on a run: more lines than the first are made by a job; more than the second go on no paper (a Word table of so many rows
takes 500 MiB to make, and nobody signs in one of that length)."""


def run_subject(run_id: int) -> str:
    return f"pay_run:{run_id}"


def plan_subject(plan_id: int) -> str:
    return f"household_plan:{plan_id}"


def loan_list_subject(list_id: int) -> str:
    return f"loan_list:{list_id}"


def work_subject(work_id: int) -> str:
    return f"housing_work:{work_id}"


def delivery_subject(delivery_id: int) -> str:
    return f"delivery:{delivery_id}"


def handover_subject(unit_id: int, policy: str, kind: str, given_on: date, village: str) -> str:
    """What is handed over of one kind on a day, at a commune or one village of it."""
    part = sha256(village.encode()).hexdigest()[:8] if village else "all"
    return f"handover:{unit_id}:{policy}:{kind}:{given_on}:{part}"


@dataclass(frozen=True)
class ShownPaper:
    """One paper on the page of what it is about."""

    row: Paper
    words: str
    replaced: bool


@dataclass(frozen=True)
class PaperLinks:
    """The papers about one thing that a person may open, the newest first; ``issues``: whether the person may make one."""

    papers: Sequence[ShownPaper]
    issues: bool


def paper_links(actor: Actor, subject: str, unit_id: int) -> PaperLinks:
    """What the page of ``subject``, which was reached through a scope before, shows ``actor`` of its papers."""
    rows = papers_about(scope_of(actor, P.ISSUE_PAPERS), subject)
    return PaperLinks(
        papers=[ShownPaper(one, _words(one), hasattr(one, "replaced_by")) for one in rows],
        issues=may(actor, P.ISSUE_PAPERS, unit_id),
    )


def _words(paper: Paper) -> str:
    return shown_number_of(paper.number, paper.suffix) or str(kind_named(paper.kind).words)
