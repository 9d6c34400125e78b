"""Small counts are not made public: whoever knows the place would know the household.

No text of law gives the number; it is our own choice, as statistical offices make it, and stands here once.
"""

from collections.abc import Sequence

from ansinh.analytics.versions import Group

# Fewer households than this behind a number, or beside it, are not told in public.
FEWEST = 10


def small(group: Group) -> bool:
    """Whether a group would tell of few: few were measured, or few of them are poor, or few are not (and none is no secret)."""
    poor, rest = group.measures.poor, group.measures.population - group.measures.poor
    return group.measures.population < FEWEST or 0 < poor < FEWEST or 0 < rest < FEWEST


def hidden_groups(groups: Sequence[Group]) -> frozenset[str]:
    """The codes of the groups that are not told in public. Where one alone would be hidden, the total would tell it: the next
    smallest is hidden with it."""
    hidden = [one.code for one in groups if small(one)]
    told = [one for one in groups if one.code not in hidden]
    if len(hidden) == 1 and told:
        hidden.append(min(told, key=lambda one: (one.measures.poor, one.code)).code)
    return frozenset(hidden)
