"""Pages of health insurance."""
