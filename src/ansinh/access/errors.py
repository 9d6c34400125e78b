"""A query that nobody limited."""


class ScopeMissing(RuntimeError):
    """A scoped table was read without a scope: a fault of the program, never shown as data."""
