"""The closed list of what can happen. A name is a past participle of the verb that writes it."""

from enum import StrEnum


class EventName(StrEnum):
    UNITS_LOADED = "places.units_loaded"
    ACT_ENTERED = "places.act_entered"
    VILLAGES_REGISTERED = "places.villages_registered"
    POPULATIONS_RECORDED = "places.populations_recorded"
    USER_REGISTERED = "accounts.user_registered"
    SIGN_IN_LINK_MADE = "accounts.sign_in_link_made"
    SIGNED_IN = "accounts.signed_in"
    SIGNED_OUT = "accounts.signed_out"
    PASSWORD_CHANGED = "accounts.password_changed"
    USER_DEACTIVATED = "accounts.user_deactivated"
    USER_REACTIVATED = "accounts.user_reactivated"
    SESSION_ENDED = "accounts.session_ended"
    TOKEN_MADE = "accounts.token_made"
    TOKEN_REVOKED = "accounts.token_revoked"
    SECOND_FACTOR_ADDED = "accounts.second_factor_added"
    SECOND_FACTOR_REMOVED = "accounts.second_factor_removed"
    SECOND_FACTOR_RESET = "accounts.second_factor_reset"
    SECOND_FACTOR_SHOWN = "accounts.second_factor_shown"
    RECOVERY_CODES_MADE = "accounts.recovery_codes_made"
    GUESSES_SLOWED = "accounts.guesses_slowed"
    ROLE_GIVEN = "access.role_given"
    ROLE_ENDED = "access.role_ended"
    PAGE_SEEN = "access.page_seen"
    LIST_SEEN = "access.list_seen"
    LIST_EXPORTED = "work.list_exported"
    LIST_VIEW_SAVED = "work.list_view_saved"
    LIST_VIEW_RENAMED = "work.list_view_renamed"
    LIST_VIEW_DELETED = "work.list_view_deleted"
    JOB_STOPPED = "work.job_stopped"
    BATCH_UPLOADED = "work.batch_uploaded"
    BATCH_CHECKED = "work.batch_checked"
    BATCH_GIVEN_UP = "work.batch_given_up"
    BATCH_TAKEN_BACK = "work.batch_taken_back"
    HOUSEHOLD_REGISTERED = "households.registered"
    HOUSEHOLD_MOVED = "households.moved"
    HOUSEHOLD_SPLIT = "households.split"
    HOUSEHOLDS_JOINED = "households.joined"
    HEAD_CHANGED = "households.head_changed"
    MEMBER_BORN = "households.member_born"
    MEMBER_DIED = "households.member_died"
    MEMBER_JOINED = "households.member_joined"
    MEMBER_LEFT = "households.member_left"
    HOUSEHOLD_DISSOLVED = "households.dissolved"
    HOUSEHOLD_PLACED = "households.placed"
    PLACEMENT_CORRECTED = "households.placement_corrected"
    PERSON_CORRECTED = "households.person_corrected"
    CITIZEN_ID_REVEALED = "households.citizen_id_revealed"
    CHANGE_TAKEN_BACK = "households.change_taken_back"
    DUPLICATES_SOUGHT = "households.duplicates_sought"
    DUPLICATE_DECIDED = "households.duplicate_decided"
    EVENTS_IMPORTED = "households.events_imported"
    OVERLAY_ADOPTED = "standards.overlay_adopted"
    SCORE_TABLE_LOADED = "standards.score_table_loaded"
    SURVEY_IMPORTED = "surveys.imported"
    ANSWERS_ENTERED = "surveys.answers_entered"
    ROUND_OPENED = "reviews.round_opened"
    ROUND_CLASSIFIED = "reviews.round_classified"
    CLASSES_RECOGNISED = "reviews.classes_recognised"
    OUTCOMES_DECIDED = "reviews.outcomes_decided"
    DOSSIERS_APPROVED = "reviews.dossiers_approved"
    LISTS_IMPORTED = "reviews.lists_imported"
    EXPORT_IMPORTED = "exchange.review_export_imported"
    FORMS_PRINTED = "reports.forms_printed"
    TABLES_RECONCILED = "reports.tables_reconciled"
    TABLES_REMOVED = "reports.tables_removed"
    BACKUP_MADE = "config.backup_made"


# Events that are themselves the note of what somebody saw or took away.
SIGHTS = frozenset(
    {
        EventName.PAGE_SEEN,
        EventName.LIST_SEEN,
        EventName.LIST_EXPORTED,
        EventName.CITIZEN_ID_REVEALED,
        EventName.FORMS_PRINTED,
    }
)
