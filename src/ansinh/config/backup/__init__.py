"""Backing up the whole system into one file, and restoring it: the database, what the data folder keeps, the keys apart."""
