"""Tables of papers, plans and targets. None of them holds a person: offices and organisations act here, by their names."""

from ansinh.plans.models.cascade import Allotment, Share, ShareCorrection
from ansinh.plans.models.documents import Attachment, Citation, Correction, Document, Recipient
from ansinh.plans.models.plans import Plan, Section
from ansinh.plans.models.targets import Reading, Target, TargetChange
from ansinh.plans.models.tasks import Task, TaskAgency, TaskMove

__all__ = [
    "Allotment",
    "Attachment",
    "Citation",
    "Correction",
    "Document",
    "Plan",
    "Reading",
    "Recipient",
    "Section",
    "Share",
    "ShareCorrection",
    "Target",
    "TargetChange",
    "Task",
    "TaskAgency",
    "TaskMove",
]
