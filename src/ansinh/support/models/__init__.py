"""The tables of support, by concept."""

from ansinh.support.models.policies import PolicyApproval, PolicyTrial, PolicyVersion

__all__ = [
    "PolicyApproval",
    "PolicyTrial",
    "PolicyVersion",
]
