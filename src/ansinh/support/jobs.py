"""The long work of support, part by part: read with every domain's handlers."""

from ansinh.support.delivery import jobs as delivery

__all__ = ["delivery"]
