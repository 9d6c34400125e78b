"""The long work of support, part by part: read with every domain's handlers."""

from ansinh.support.delivery import jobs as delivery
from ansinh.support.gaps import jobs as gaps
from ansinh.support.insurance import jobs as insurance
from ansinh.support.papers import jobs as papers
from ansinh.support.policies import jobs as policies
from ansinh.support.whatif import jobs as whatif

__all__ = ["delivery", "gaps", "insurance", "papers", "policies", "whatif"]
