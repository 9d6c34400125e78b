"""Ids that a device may mint too: UUIDs of version 7, which sort by time; and the form of citizen ids."""

import time
import uuid

import numpy as np
import polars as pl


def mint_ids(count: int) -> pl.Series:
    """``count`` fresh UUIDv7 as 32 hex digits each, rising within one call."""
    raw = np.frombuffer(np.random.default_rng().bytes(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    # 48 bits of time in ms; then a counter of 12 + 14 bits keeps the order of one call.
    stamp = int(time.time() * 1000)
    raw[:, :6] = np.frombuffer(stamp.to_bytes(6, "big"), dtype=np.uint8)
    counter = np.arange(count, dtype=np.uint32)
    raw[:, 6] = 0x70 | ((counter >> 22) & 0x0F)
    raw[:, 7] = (counter >> 14) & 0xFF
    raw[:, 8] = 0x80 | ((counter >> 8) & 0x3F)
    raw[:, 9] = counter & 0xFF
    return pl.Series("id", [row.tobytes().hex() for row in raw], dtype=pl.String)


def mint_id() -> uuid.UUID:
    """One fresh UUIDv7."""
    return uuid.UUID(mint_ids(1)[0])


def citizen_id_wellformed(value: str) -> bool:
    """Twelve digits whose fourth says sex and century (0-9) and whose first three a province (001-096).

    A wrong id never blocks saving; it is only marked (Circular 59/2021/TT-BCA, article 4 on the structure: unverified).
    """
    return len(value) == 12 and value.isascii() and value.isdigit() and 1 <= int(value[:3]) <= 96
