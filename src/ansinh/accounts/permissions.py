"""Everything a person may be allowed to do: one closed list, roles are made of it."""

from enum import StrEnum


class Permission(StrEnum):
    SEE_HOUSEHOLDS = "see_households"
    EDIT_HOUSEHOLDS = "edit_households"
    DECIDE_DUPLICATES = "decide_duplicates"
    IMPORT_FILES = "import_files"
    OPEN_ROUNDS = "open_rounds"
    RUN_CLASSIFICATION = "run_classification"
    RECOGNISE_CLASSES = "recognise_classes"
    APPROVE_ROUNDS = "approve_rounds"
    PRINT_FORMS = "print_forms"
    EDIT_PLACES = "edit_places"
    RECORD_POPULATIONS = "record_populations"
