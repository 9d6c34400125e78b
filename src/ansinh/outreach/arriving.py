"""A table that a person sends with a form, at a path of its own for as long as it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile

from ansinh.work.uploads import safe_name


@contextmanager
def as_path(file: UploadedFile) -> Iterator[Path]:
    """The sent file on disk, gone again after the block."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / safe_name(file.name or "")
        path.write_bytes(file.read())
        yield path
