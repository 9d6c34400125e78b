"""Papers of support: the decision on a pay run, the plan of a household, the list 03/TD, the acceptance of a house, a handover."""
