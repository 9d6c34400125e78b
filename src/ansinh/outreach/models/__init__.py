"""The tables of outreach, by concept."""

from ansinh.outreach.models.awards import Award, AwardFile
from ansinh.outreach.models.campaigns import Campaign, Message
from ansinh.outreach.models.files import TakenFile
from ansinh.outreach.models.fund import FundUse, FundYear, Pledge, Receipt
from ansinh.outreach.models.gifts import Gift
from ansinh.outreach.models.staff import Course, Participant, StaffPerson, StaffPosting, StaffPosts

__all__ = [
    "Award",
    "AwardFile",
    "Campaign",
    "Course",
    "FundUse",
    "FundYear",
    "Gift",
    "Message",
    "Participant",
    "Pledge",
    "Receipt",
    "StaffPerson",
    "StaffPosting",
    "StaffPosts",
    "TakenFile",
]
