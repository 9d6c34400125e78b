"""The policies in use: those of law and plans, and the local versions that a second person approved."""

from datetime import date

from ansinh.support.catalogue.policy import Policy
from ansinh.support.catalogue.registry import all_policies, policy
from ansinh.support.catalogue.templates import local_policy
from ansinh.support.models import PolicyVersion


def policies_in_use(on: date | None = None) -> tuple[Policy, ...]:
    """Law, plans and local policies; with a day, those in force on it. Of a local policy the newest approved version whose
    first day has come holds; without a day the newest approved one."""
    found = [*all_policies().values(), *_local(on)]
    return tuple(one for one in found if on is None or one.holds_on(on))


def _local(on: date | None) -> list[Policy]:
    rows = (
        PolicyVersion.objects.filter(approval__isnull=False).select_related("unit").order_by("code", "number")
    )
    newest: dict[str, PolicyVersion] = {}
    for row in rows:
        if on is None or row.valid_from <= on:
            newest[row.code] = row
    return [local_policy(row) for row in newest.values()]


def policy_in_use(code: str) -> Policy:
    """The policy of a code, of law or local; raises ``UnknownPolicy``."""
    if code in all_policies():
        return policy(code)
    for one in _local(None):
        if one.code == code:
            return one
    return policy(code)
