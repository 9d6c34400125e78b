"""Credit of the Bank for Social Policies: who may borrow, lists 03/TD, loans, what is owed, entrusted capital."""
