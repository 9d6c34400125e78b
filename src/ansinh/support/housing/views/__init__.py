"""Pages of housing works."""
