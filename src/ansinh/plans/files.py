"""Files of a paper: known by their bytes and not by their name, sealed on the disk, given back to who reads the paper."""

import hashlib
import secrets
import zipfile
from io import BytesIO
from pathlib import Path

from django.conf import settings

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.sealed_files import open_bytes, seal_bytes
from ansinh.kernel.text import clean
from ansinh.plans.correcting import held_to_write
from ansinh.plans.models import Attachment, Document
from ansinh.work.uploads import safe_name

LARGEST = 20 * 1024 * 1024
"""Bytes of a file: a scanned plan of a hundred pages is below."""
MOST = 50
"""Files of one paper."""
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAGIC = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
SUFFIXES = dict(
    zip([*_MAGIC.values(), *_OFFICE.values()], (".pdf", ".png", ".jpg", ".docx", ".xlsx"), strict=True)
)


def type_of(content: bytes) -> str:
    """What a file is, by its bytes. Raises ``UnusableInput`` for anything but PDF, PNG, JPEG, DOCX and XLSX: what a browser or an
    office program would run (pages, macros, old binary formats) is not taken."""
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            return kind
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(BytesIO(content)) as packed:
                names = set(packed.namelist())
        except zipfile.BadZipFile as failure:
            raise _unusable() from failure
        if not any(name.lower().endswith("vbaproject.bin") for name in names):
            for name, kind in _OFFICE.items():
                if name in names:
                    return kind
    raise _unusable()


def _unusable() -> UnusableInput:
    return UnusableInput(
        _(
            "Chỉ nhận tệp PDF, DOCX, XLSX (không có macro), PNG hoặc JPEG. Hãy lưu tệp ở một trong các dạng ấy."
        ),
        code="not_a_paper",
    )


def kept_at(name: str) -> Path:
    """Where the sealed file lies."""
    return Path(settings.DATA_FOLDER) / "papers-of-plans" / name[:2] / name


@action(EventName.DOCUMENT_FILE_ADDED)
def add_file(
    *,
    document: Document,
    content: bytes,
    name: str,
    by: Actor,
    remark: str = "",
    replaces: Attachment | None = None,
) -> Attachment:
    """Keep a file of a paper; it is whole and sealed on the disk before its row is written. ``replaces``: an earlier file that was
    wrong, which stays, marked as replaced.

    Raises ``Refused`` for who does not keep the paper, the same file again, one that was replaced, too many; ``UnusableInput`` for
    another type, an empty or too large one, or where a file is replaced without a remark.
    """
    held = held_to_write(document, by)
    if not content or len(content) > LARGEST:
        raise UnusableInput(
            _("Tệp trống hoặc lớn quá {limit} MB. Hãy chọn tệp khác.").format(limit=LARGEST // 1024 // 1024),
            code="file_too_large",
        )
    kind = type_of(content)
    if held.attachments.count() >= MOST:
        raise Refused(_("Văn bản đã có {most} tệp.").format(most=MOST), code="too_many")
    digest = hashlib.sha256(content).hexdigest()
    if held.attachments.filter(digest=digest).exists():
        raise Refused(_("Tệp này đã có ở văn bản."), code="file_known")
    if replaces is not None:
        if replaces.document_id != held.pk or replaces.replaced_by.exists():
            raise Refused(_("Tệp cũ đã được thay. Hãy tải lại trang."), code="file_replaced")
        if not clean(remark):
            raise UnusableInput(_("Hãy ghi vì sao thay tệp cũ."), code="remark_missing")
    key = secrets.token_hex(16)
    place = kept_at(key)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seal_bytes(content, place, keyring(keys_folder()))
    made = Attachment.objects.create(
        document=held,
        titled=safe_name(name)[:110].rsplit(".", 1)[0] + SUFFIXES[kind],
        content_type=kind,
        size=len(content),
        digest=digest,
        kept_as=key,
        remark=clean(remark)[:300],
        replaces=replaces,
        added_at=now(),
        added_by=by.label,
    )
    unit = held.keeper or held.issuer_unit
    note(subject=f"document:{held.pk}", place=unit.code if unit else "", digest=digest, size=len(content))
    return made


def content_of(attachment: Attachment) -> bytes:
    """The file as it came. Raises ``NotFound`` where it lies there no more, ``UnusableInput`` where it was damaged."""
    place = kept_at(attachment.kept_as)
    if not place.exists():
        raise NotFound(_("Tệp không còn trong kho. Hãy khôi phục từ bản sao lưu."), code="files_gone")
    return open_bytes(place, keyring(keys_folder()))
