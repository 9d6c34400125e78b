"""Named refusals of backing up and restoring. Each is raised before anything of the target was touched."""

from ansinh.kernel.errors import Refused, UnusableInput


class DamagedBackup(UnusableInput):
    """A bit, a tail or a part of the backup is not what was written."""

    code = "damaged_backup"


class WrongKey(UnusableInput):
    """The key file is not this backup's, or is damaged."""

    code = "wrong_key"


class TargetNotEmpty(Refused):
    """A system lives already where the backup should go: nothing is ever restored over it."""

    code = "target_not_empty"
