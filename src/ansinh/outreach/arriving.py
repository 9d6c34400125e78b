"""A table that a person sends with a form: at a path of its own for as long as it is read, and what is remembered of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile

from ansinh.work.uploads import safe_name


@dataclass(frozen=True)
class FromFile:
    """Where rows came from: a file's name and SHA-256, blank where no person sent one."""

    name: str = ""
    digest: str = ""


NO_FILE = FromFile()


def told_of(path: Path) -> FromFile:
    """What is remembered of a sent file."""
    return FromFile(path.name[-160:], sha256(path.read_bytes()).hexdigest())


@contextmanager
def as_path(file: UploadedFile) -> Iterator[Path]:
    """The sent file on disk, gone again after the block."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / safe_name(file.name or "")
        path.write_bytes(file.read())
        yield path
