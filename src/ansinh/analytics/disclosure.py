"""Small counts are not made public: whoever knows the place would know the household.

No text of law gives the number; it is our own choice, as statistical offices make it, and stands here once.
"""

from collections.abc import Mapping, Sequence

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


def hidden_counts(
    counts: Mapping[str, int | None], rest: Mapping[str, int | None] | None = None
) -> tuple[frozenset[str], bool]:
    """Which places of a table are not told in public, by code, and whether their sum is not told either.

    ``counts``: households by place, nothing where not known (that place tells nothing anyway); ``rest``: how many are not among
    them. A count of few is hidden, or one that leaves few; none is no secret. Where what is hidden would follow from the sum
    (one place alone, or few households together) the next smallest is hidden too; where nothing is left to hide, the sum is.
    """
    known = {code: count for code, count in counts.items() if count is not None}
    others = rest or {}
    hidden = {
        code for code, count in known.items() if 0 < count < FEWEST or 0 < (others.get(code) or 0) < FEWEST
    }
    if not hidden:
        return frozenset(), False
    left = sorted((count, code) for code, count in known.items() if code not in hidden and count)
    while left and (len(hidden) < 2 or sum(known[code] for code in hidden) < FEWEST):
        hidden.add(left.pop(0)[1])
    return frozenset(hidden), len(hidden) < 2 or sum(known[code] for code in hidden) < FEWEST
