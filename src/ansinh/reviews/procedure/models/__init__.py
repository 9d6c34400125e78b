"""What the steps of a dossier leave behind. Nothing here is changed in place but by the verb that owns it."""

from ansinh.reviews.procedure.models.meetings import Attendee, Meeting, Supervision, Vote
from ansinh.reviews.procedure.models.moves import DossierMove, LocalClock
from ansinh.reviews.procedure.models.opinions import Opinion, OpinionRemark
from ansinh.reviews.procedure.models.posting import PostedHousehold, Posting, Recheck
from ansinh.reviews.procedure.models.work import (
    QuickIdentification,
    QuickMarker,
    QuickTick,
    WorkItem,
    WorkStep,
)

__all__ = [
    "Attendee",
    "DossierMove",
    "LocalClock",
    "Meeting",
    "Opinion",
    "OpinionRemark",
    "PostedHousehold",
    "Posting",
    "QuickIdentification",
    "QuickMarker",
    "QuickTick",
    "Recheck",
    "Supervision",
    "Vote",
    "WorkItem",
    "WorkStep",
]
