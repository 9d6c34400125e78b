"""What the database itself refuses once a dossier is approved, by whatever path it is tried: pages, commands, imports, jobs,
bulk updates or SQL by hand. Only a recorded correction opens a dossier again, and each correction opens it once.

Kept here as SQL, because a check in Python is only as good as the paths that call it.
"""

from ansinh.kernel.triggers import Locked
from ansinh.reviews.enums import FROZEN_STATES

_STATES = ", ".join(f"'{state.value}'" for state in FROZEN_STATES)
IS_FROZEN = f"{{row}}.state IN ({_STATES})"


def _frozen_dossier(condition: str, also: str = "") -> str:
    """Whether a frozen dossier ``d`` (of the round ``r``) exists under a condition."""
    return (
        f"EXISTS (SELECT 1 FROM reviews_dossier d JOIN reviews_round r ON r.id = d.round_id {also} "
        f"WHERE {condition} AND d.state IN ({_STATES}))"
    )


# Of the dossier itself.
_MOVED = "(NEW.state <> OLD.state OR NEW.round_id <> OLD.round_id OR NEW.unit_id <> OLD.unit_id OR NEW.openings <> OLD.openings)"
_BY_CORRECTION = (
    f"(NEW.state NOT IN ({_STATES}) AND NEW.round_id = OLD.round_id AND NEW.unit_id = OLD.unit_id "
    "AND NEW.openings = OLD.openings + 1 AND EXISTS (SELECT 1 FROM reviews_correction c "
    "WHERE c.dossier_id = OLD.id AND c.number = NEW.openings))"
)
_SEALED = (
    "EXISTS (SELECT 1 FROM datasets_version v JOIN reviews_round r ON r.period = v.period "
    "WHERE r.id = NEW.round_id AND v.unit_id = NEW.unit_id AND v.number > NEW.openings)"
)

OF_DOSSIERS = (
    Locked(
        "left_by_correction", f"OLD.state IN ({_STATES}) AND {_MOVED} AND NOT {_BY_CORRECTION}", ("UPDATE",)
    ),
    Locked(
        "opened_by_correction", f"OLD.state NOT IN ({_STATES}) AND NEW.openings <> OLD.openings", ("UPDATE",)
    ),
    Locked(
        "approved_with_version",
        f"NEW.state IN ({_STATES}) AND OLD.state NOT IN ({_STATES}) AND NOT {_SEALED}",
        ("UPDATE",),
    ),
    Locked("begins_open", f"NEW.state IN ({_STATES}) OR NEW.openings <> 0", ("INSERT",)),
    Locked("approved_stays", f"OLD.state IN ({_STATES})", ("DELETE",)),
    # What earlier domains hold, and only this one knows to be approved.
    Locked(
        "approved",
        "EXISTS (SELECT 1 FROM reviews_outcome o JOIN reviews_dossier d ON d.id = o.dossier_id "
        f"WHERE o.answer_id = {{row}}.id AND d.state IN ({_STATES}))",
        ("UPDATE", "DELETE"),
        on="surveys.HouseholdAnswer",
    ),
    Locked(
        "approved",
        _frozen_dossier("d.unit_id = NEW.unit_id AND r.period = NEW.period")
        + " OR "
        + _frozen_dossier(
            "o.household_id = NEW.household_id AND r.period = NEW.period",
            also="JOIN reviews_outcome o ON o.dossier_id = d.id",
        ),
        ("INSERT",),
        on="surveys.HouseholdAnswer",
    ),
    Locked(
        "approved",
        "EXISTS (SELECT 1 FROM reviews_outcome o JOIN reviews_dossier d ON d.id = o.dossier_id "
        f"WHERE o.answer_id = {{row}}.answer_id AND d.state IN ({_STATES}))",
        on="surveys.MemberAnswer",
    ),
    Locked(
        "approved",
        _frozen_dossier("d.unit_id = NEW.unit_id AND r.period = NEW.period"),
        ("INSERT",),
        on="datasets.Version",
    ),
)

OF_ROUNDS = (
    Locked(
        "approved",
        "(NEW.unit_id <> OLD.unit_id OR NEW.period <> OLD.period OR NEW.as_of <> OLD.as_of "
        "OR NEW.list_year <> OLD.list_year OR NEW.standards <> OLD.standards) "
        f"AND EXISTS (SELECT 1 FROM reviews_dossier d WHERE d.round_id = OLD.id AND d.state IN ({_STATES}))",
        ("UPDATE",),
    ),
)

OF_OUTCOMES = (
    Locked(
        "approved",
        f"EXISTS (SELECT 1 FROM reviews_dossier d WHERE d.id = {{row}}.dossier_id AND d.state IN ({_STATES}))",
    ),
)

OF_LIST_ENTRIES = (
    Locked(
        "approved",
        "NEW.version_id IS NOT NULL AND "
        + _frozen_dossier(
            "v.id = NEW.version_id AND r.period = v.period",
            also="JOIN datasets_version v ON v.unit_id = d.unit_id",
        ),
        ("INSERT",),
    ),
)

# A correction is written for the opening that follows, and of a frozen dossier only: none lies in store.
OF_CORRECTIONS = (
    Locked(
        "of_approved",
        "NOT EXISTS (SELECT 1 FROM reviews_dossier d WHERE d.id = NEW.dossier_id "
        f"AND d.state IN ({_STATES}) AND d.openings + 1 = NEW.number)",
        ("INSERT",),
    ),
)
