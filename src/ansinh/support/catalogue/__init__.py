"""Policies as data and rules: what law and plans give, since when, where, and how well it is known."""
