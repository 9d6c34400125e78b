"""The standards once more, slowly: plain Python, one household at a time, written from the text.

It judges the fast engine and shares nothing with it. ``classify`` gives every column of the result table.
"""

from tests.plain.judge import classify, standard_named

__all__ = ["classify", "standard_named"]
