"""Writes rows one transaction each, the way the program does, and says outside of the disk under test which were acknowledged.

``writer.py sqlite PATH SYNCHRONOUS CHECKPOINT ACKS``, where the log is copied back after CHECKPOINT pages (0: never), or
``writer.py postgresql HOST PORT ACKS``; ends when it is killed.
"""

import os
import sqlite3
import sys

import psycopg

SETTINGS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous={}; PRAGMA wal_autocheckpoint={}; PRAGMA foreign_keys=ON"
)


def acknowledge(acks: str):
    """A function that notes an acknowledged row, on another disk than the one that is cut."""
    descriptor = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    return lambda number: os.write(descriptor, f"{number}\n".encode())


def sqlite(path: str, synchronous: str, checkpoint: str, acks: str) -> None:
    db = sqlite3.connect(path, isolation_level=None, timeout=60)
    db.executescript(SETTINGS.format(synchronous, checkpoint))
    db.execute("CREATE TABLE IF NOT EXISTS submission (id INTEGER PRIMARY KEY, body TEXT)")
    told, number = acknowledge(acks), 0
    while True:
        number += 1
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO submission VALUES (?, ?)", (number, "x" * 200))
        db.execute("COMMIT")
        told(number)


def postgresql(host: str, port: str, acks: str) -> None:
    db = psycopg.connect(host=host, port=port, user="ansinh", dbname="postgres", autocommit=True)
    db.execute("CREATE TABLE IF NOT EXISTS submission (id bigint PRIMARY KEY, body text)")
    told, number = acknowledge(acks), 0
    while True:
        number += 1
        db.execute("INSERT INTO submission VALUES (%s, %s)", (number, "x" * 200))
        told(number)


if __name__ == "__main__":
    {"sqlite": sqlite, "postgresql": postgresql}[sys.argv[1]](*sys.argv[2:])
