"""Closed vocabularies of households: kinds of life event, relations, sex."""

from enum import StrEnum


class LifeEventKind(StrEnum):
    BORN = "born"
    DIED = "died"
    JOINED = "joined"
    LEFT = "left"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    HEAD_CHANGED = "head_changed"
    DISSOLVED = "dissolved"


class Relation(StrEnum):
    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    OTHER = "other"


class DuplicateBasis(StrEnum):
    CITIZEN_ID = "citizen_id"
    NAME_BIRTH_PLACE = "name_birth_place"


class DuplicateDecision(StrEnum):
    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
