"""Pages of the official forms and of reconciling published tables."""
