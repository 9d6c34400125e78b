"""Papers of support: the decision on a pay run, the plan of a household."""
