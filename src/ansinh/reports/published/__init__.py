"""Figures that authorities printed, each with its paper and line, and the rules that find where they contradict each other.

They are kept as printed, never corrected: ours stand beside them. No Django in reading and rules.
"""
