"""What a parameter of an address names: who, of those who hold the route's permission, reaches it.

A route with a parameter that is not here fails the matrix. To add one: a value of it for each place in ``world._records``,
and one line here that says whose it is.
"""

from enum import StrEnum


class Whose(StrEnum):
    """Who reaches what a parameter names."""

    VILLAGE = "village"  # a household's, a person's: whoever sees the village
    COMMUNE = "commune"  # the whole commune's: not who sees only a village of it
    SHARED = "shared"  # of every place that takes part (a round)
    MAKER = "maker"  # who made it alone
    PUBLIC = "public"  # no place's: units, acts, forms by number, words


PARAMETERS = {
    "household_id": Whose.VILLAGE,
    "person_id": Whose.VILLAGE,
    "member_ref": Whose.PUBLIC,
    "placement_id": Whose.VILLAGE,
    "answer_id": Whose.VILLAGE,
    "outcome_id": Whose.VILLAGE,
    "change_id": Whose.VILLAGE,
    "pair_id": Whose.VILLAGE,
    "request_id": Whose.VILLAGE,
    "version_id": Whose.COMMUNE,
    "batch_id": Whose.COMMUNE,
    # Its steps tell of nobody; of its households each page shows those of the villages one sees.
    "dossier_id": Whose.VILLAGE,
    "decision_id": Whose.COMMUNE,
    "certificate_id": Whose.VILLAGE,
    "case_id": Whose.VILLAGE,
    "side_id": Whose.VILLAGE,
    "report_id": Whose.COMMUNE,
    "marker_id": Whose.COMMUNE,
    "conflict_id": Whose.VILLAGE,
    "message_id": Whose.MAKER,
    "item_id": Whose.VILLAGE,
    "meeting_id": Whose.VILLAGE,
    "posting_id": Whose.VILLAGE,
    "objection_id": Whose.VILLAGE,
    "device_id": Whose.COMMUNE,
    "round_id": Whose.SHARED,
    "job_id": Whose.MAKER,
    "view_id": Whose.MAKER,
    "check_id": Whose.MAKER,
    "token_id": Whose.MAKER,
    "passkey_id": Whose.MAKER,
    "user_id": Whose.COMMUNE,
    "holding_id": Whose.COMMUNE,
    "proposal_id": Whose.COMMUNE,
    "enrolment_id": Whose.VILLAGE,
    "ask_id": Whose.VILLAGE,
    "run_id": Whose.COMMUNE,
    "line_id": Whose.VILLAGE,
    "correction_id": Whose.VILLAGE,
    "delivery_id": Whose.VILLAGE,
    "card_list_id": Whose.COMMUNE,
    "card_line_id": Whose.VILLAGE,
    "card_id": Whose.VILLAGE,
    "card_settlement_id": Whose.COMMUNE,
    "settled_card_id": Whose.VILLAGE,
    "case_of_aid_id": Whose.VILLAGE,
    "agency_id": Whose.COMMUNE,
    "fact_id": Whose.VILLAGE,
    "list_id": Whose.COMMUNE,
    "need_id": Whose.VILLAGE,
    "gap_id": Whose.VILLAGE,
    "plan_id": Whose.VILLAGE,
    "member_id": Whose.VILLAGE,
    "sponsor_id": Whose.VILLAGE,
    "solution_id": Whose.VILLAGE,
    # A programme tells of nobody: its sums are those of the places one sees.
    "programme_id": Whose.PUBLIC,
    "works_list_id": Whose.COMMUNE,
    "work_id": Whose.VILLAGE,
    "photo_id": Whose.VILLAGE,
    "money_id": Whose.VILLAGE,
    "group_id": Whose.VILLAGE,
    "loan_list_id": Whose.VILLAGE,
    "loan_request_id": Whose.VILLAGE,
    "loan_id": Whose.VILLAGE,
    # Of a commune here; plans of what lies above are read by everybody below, which the tests of plans show.
    "steering_plan_id": Whose.COMMUNE,
    "section_id": Whose.COMMUNE,
    "attachment_id": Whose.COMMUNE,
    "target_id": Whose.COMMUNE,
    "allotment_id": Whose.COMMUNE,
    "share_id": Whose.COMMUNE,
    # What a paper printed is public; who corrects it is not.
    "figure_id": Whose.PUBLIC,
    "task_id": Whose.COMMUNE,
    "document_id": Whose.COMMUNE,
    "fund_id": Whose.COMMUNE,
    "pledge_id": Whose.COMMUNE,
    "receipt_id": Whose.COMMUNE,
    "taken_file_id": Whose.COMMUNE,
    "use_id": Whose.COMMUNE,
    "gift_id": Whose.VILLAGE,
    # They tell of nobody: whoever sees a village of the commune reads them.
    "campaign_id": Whose.VILLAGE,
    "spread_id": Whose.VILLAGE,
    "award_id": Whose.VILLAGE,
    "staff_posting_id": Whose.COMMUNE,
    "course_id": Whose.COMMUNE,
    "participant_id": Whose.COMMUNE,
    "award_file_id": Whose.COMMUNE,
    "budget_line_id": Whose.COMMUNE,
    "budget_act_id": Whose.COMMUNE,
    "payment_id": Whose.COMMUNE,
    "settlement_id": Whose.COMMUNE,
    "written_id": Whose.COMMUNE,
    "written_figure_id": Whose.COMMUNE,
    "asked_id": Whose.COMMUNE,
    "inspection_id": Whose.COMMUNE,
    "finding_id": Whose.COMMUNE,
    "to": Whose.PUBLIC,
    "unit_id": Whose.COMMUNE,
    "paper_id": Whose.COMMUNE,
    "template_id": Whose.COMMUNE,
    "act_id": Whose.PUBLIC,
    "code": Whose.PUBLIC,
    "number": Whose.PUBLIC,
    "standard": Whose.PUBLIC,
    "shape": Whose.PUBLIC,
    "row": Whose.PUBLIC,
    "split": Whose.PUBLIC,
    "column": Whose.PUBLIC,
    "kind": Whose.PUBLIC,
    "role": Whose.PUBLIC,
    "verb": Whose.PUBLIC,
    "token": Whose.PUBLIC,
}
"""By name of the parameter; a route whose parameter means something else says so below."""

OF_A_ROUTE: dict[tuple[str, str], Whose] = {
    # Whoever may import there sees the job; the file that was made belongs to who asked for it.
    ("work:job", "job_id"): Whose.COMMUNE,
    ("work:job-stop", "job_id"): Whose.COMMUNE,
    # What is decided names every household of the commune.
    ("decisions:preview", "dossier_id"): Whose.COMMUNE,
    ("decisions:decide", "dossier_id"): Whose.COMMUNE,
    ("reports:figure-correct", "figure_id"): Whose.COMMUNE,
}

LACKING = frozenset({"item_id", "meeting_id", "posting_id"})
"""What an approved dossier takes in no more: where the world has none, their routes are asked for what is nowhere."""

ENDS_THE_SESSION = {"accounts:sign-out"}
"""Routes that would leave the rest of the walk without a session."""


def whose(route: str, parameter: str) -> Whose | None:
    """Whose the thing is that ``parameter`` names in the address of ``route``; nothing where nobody said."""
    return OF_A_ROUTE.get((route, parameter), PARAMETERS.get(parameter))
