"""The fund for the poor: years, pledges, receipts, uses."""
