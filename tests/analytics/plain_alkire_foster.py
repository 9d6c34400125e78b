"""The slow twin: Alkire and Foster 2011 written out cell by cell in exact fractions, as a reader of the paper would."""

from collections.abc import Sequence
from fractions import Fraction


def plain_measures(
    rows: Sequence[Sequence[int]],
    weights: Sequence[Fraction],
    cutoff: Fraction,
    sample: Sequence[Fraction] | None = None,
) -> dict[str, object]:
    """H, A, M0, headcounts and contributions as fractions; A and contributions are 0 where nobody is poor."""
    sample = [Fraction(1)] * len(rows) if sample is None else sample
    shares = [weight / sum(weights) for weight in weights]
    scores = [
        sum((share for share, cell in zip(shares, row, strict=True) if cell), Fraction(0)) for row in rows
    ]
    poor = [score >= cutoff for score in scores]
    everybody = sum(sample)
    among = sum((carried for carried, is_poor in zip(sample, poor, strict=True) if is_poor), Fraction(0))
    lacked = Fraction(0)
    for carried, score, is_poor in zip(sample, scores, poor, strict=True):
        lacked += carried * score if is_poor else 0
    raw, censored = [], []
    for at in range(len(weights)):
        raw.append(sum((n for n, row in zip(sample, rows, strict=True) if row[at]), Fraction(0)) / everybody)
        both = [n for n, row, is_poor in zip(sample, rows, poor, strict=True) if row[at] and is_poor]
        censored.append(sum(both, Fraction(0)) / everybody)
    m0 = lacked / everybody
    return {
        "H": among / everybody,
        "A": lacked / among if among else Fraction(0),
        "M0": m0,
        "uncensored": raw,
        "censored": censored,
        "contributions": [s * c / m0 if m0 else Fraction(0) for s, c in zip(shares, censored, strict=True)],
    }
