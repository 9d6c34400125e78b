"""Files from outside: to disk as they come, so that a large one costs no memory, and none larger than the limit."""

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

LIMIT = 300 * 1024 * 1024
"""Bytes of one file: a province's survey as a workbook is well below."""


class ToDisk(TemporaryFileUploadHandler):
    """Writes every file to the folder of arriving files, readable by this system only. One above the limit is dropped and
    noted on the request, because what reads the form first (the check of its token) has no words for it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LIMIT:
            self.request.upload_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)


def check_size(request: HttpRequest) -> None:
    """Raise ``UnusableInput`` where a file of the request was above the limit."""
    if getattr(request, "upload_too_large", False):
        said = _(
            "Tệp quá lớn: tối đa {limit} MB. Hãy chia tệp theo xã hoặc theo huyện rồi tải lên từng phần."
        )
        raise UnusableInput(said.format(limit=LIMIT // 1024 // 1024), code="upload_too_large")
