"""The work that waits in support, part by part: read with every domain's finders."""

from ansinh.support.credit import todo as credit
from ansinh.support.delivery import todo as delivery
from ansinh.support.gaps import todo as gaps
from ansinh.support.housing import todo as housing
from ansinh.support.insurance import todo as insurance

__all__ = ["credit", "delivery", "gaps", "housing", "insurance"]
