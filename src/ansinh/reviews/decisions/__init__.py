"""What the chair of the commune decides, and what follows: lists, certificates, clocks, reports."""
