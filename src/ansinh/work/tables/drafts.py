"""Files that appear whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ansinh.kernel.language import _
from ansinh.work.tables.refusals import refusal


@contextmanager
def whole_or_not(path: Path) -> Iterator[Path]:
    """A draft beside ``path`` that takes its place, synced, when the block ends well and vanishes when it does not."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise refusal(
            _("thư mục không có hoặc không ghi được."),
            code="no_folder",
            advice=_("Hãy tạo thư mục, hoặc chọn nơi khác."),
            file=path.name,
        ) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb") as stream:
            os.fsync(stream.fileno())
        draft.chmod(0o600)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
