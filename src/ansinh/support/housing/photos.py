"""Photos of a house: checked by what they are and not by their name, freed of what a camera writes into them (where it stood,
whose it is), sealed on the disk, given back only to who may see the work."""

import hashlib
import secrets
import struct
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.sealed_files import open_bytes, seal_bytes
from ansinh.support.delivery.policies import check_proposes, check_reason
from ansinh.support.housing.building import held_work
from ansinh.support.models import HousingPhoto, HousingWork
from ansinh.support.models.housing_enums import WorkState

LARGEST = 8 * 1024 * 1024
"""Bytes of a photo: a phone's at full size is below."""
MOST = 40
"""Photos of one work."""
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM")
# Application segments and comments: where cameras write the place, the time and the owner. The first is needed by no reader.
_JPEG_DROPPED = {*range(0xE1, 0xF0), 0xFE}
_START_OF_SCAN, _END, _STANDALONE = 0xDA, 0xD9, {0x01, *range(0xD0, 0xD8)}


def unusable_photo() -> UnusableInput:
    """What a person is told of a file that is no photo."""
    return UnusableInput(
        _("Tệp này không phải ảnh JPEG hoặc PNG dùng được. Hãy chụp lại hoặc lưu ảnh dạng JPEG rồi tải lên."),
        code="not_a_photo",
    )


def cleaned_photo(content: bytes) -> tuple[str, bytes]:
    """The type of a photo and its bytes without what a camera wrote beside the picture. Raises ``UnusableInput`` for what is no
    JPEG or PNG, is cut off, or larger than ``LARGEST``."""
    if len(content) > LARGEST:
        raise UnusableInput(
            _("Ảnh lớn quá {limit} MB. Hãy giảm cỡ ảnh rồi tải lên.").format(limit=LARGEST // 1024 // 1024),
            code="photo_too_large",
        )
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return "image/jpeg", _jpeg(content)
        if content.startswith(_PNG):
            return "image/png", _png(content)
    except (struct.error, IndexError) as failure:
        raise unusable_photo() from failure
    raise unusable_photo()


def _jpeg(content: bytes) -> bytes:
    out, at, size = [content[:2]], 2, len(content)
    while at < size:
        if content[at] != 0xFF:
            raise unusable_photo()
        mark = content[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if mark in _STANDALONE:
            out.append(content[at : at + 2])
            at += 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2:
            raise unusable_photo()
        if mark == _START_OF_SCAN:
            end = content.rfind(b"\xff\xd9")
            if end < at:
                raise unusable_photo()
            # What is hung on behind the picture is not part of it.
            return b"".join([*out, content[at : end + 2]])
        if mark == _END:
            break
        if mark not in _JPEG_DROPPED:
            out.append(content[at : at + 2 + length])
        at += 2 + length
    raise unusable_photo()


def _png(content: bytes) -> bytes:
    out, at = [_PNG], len(_PNG)
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content) or (len(out) == 1 and kind != b"IHDR"):
            raise unusable_photo()
        if kind in _PNG_KEPT:
            out.append(content[at:end])
        if kind == b"IEND":
            return b"".join(out)
        at = end


def kept_at(name: str) -> Path:
    """Where the sealed file of a photo lies."""
    return Path(settings.DATA_FOLDER) / "photos" / name[:2] / name


@action(EventName.HOUSING_PHOTO_ADDED)
def add_photo(*, work: HousingWork, content: bytes, taken_on: date, by: Actor) -> HousingPhoto:
    """Keep a photo of a work at the stage it is at. The file is whole and sealed on the disk before its row is written.

    Raises ``UnusableInput`` for what is no photo or too large, or a day that does not fit; ``Refused`` without the right, for the
    own household, a withdrawn work, the same photo again, or too many.
    """
    held = held_work(work)
    check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    if held.state == WorkState.WITHDRAWN.value:
        raise Refused(_("Hộ đã rút khỏi danh sách: không thêm ảnh."), code="ended")
    if taken_on > today() or taken_on < held.programme.begins_on:
        raise UnusableInput(
            _("Ngày chụp phải trong thời gian chương trình, không sau hôm nay."), code="day_outside"
        )
    rows = HousingPhoto.objects.everywhere().filter(work=held, withdrawn_at=None)
    if rows.count() >= MOST:
        raise Refused(
            _("Nhà này đã có {most} ảnh. Hãy gỡ ảnh không cần trước.").format(most=MOST), code="too_many"
        )
    kind, clean = cleaned_photo(content)
    digest = hashlib.sha256(clean).hexdigest()
    if rows.filter(digest=digest).exists():
        raise Refused(_("Ảnh này đã có ở nhà này."), code="photo_known")
    name = secrets.token_hex(16)
    place = kept_at(name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seal_bytes(clean, place, keyring(keys_folder()))
    made = HousingPhoto.objects.create(
        work=held,
        stage=held.state,
        taken_on=taken_on,
        content_type=kind,
        size=len(clean),
        digest=digest,
        kept_as=name,
        at=now(),
        by=by.label,
    )
    note(subject=f"housing:{held.pk}", digest=digest, stage=held.state)
    return made


def photo_content(photo: HousingPhoto) -> bytes:
    """The picture of a photo that was reached through a scope before. Raises ``NotFound`` for one that was taken away."""
    if photo.withdrawn_at is not None or not kept_at(photo.kept_as).exists():
        raise NotFound(_("Ảnh này không còn được giữ."))
    return open_bytes(kept_at(photo.kept_as), keyring(keys_folder()))


@action(EventName.HOUSING_PHOTO_WITHDRAWN)
def withdraw_photo(*, photo: HousingPhoto, reason: str, by: Actor) -> HousingPhoto:
    """Take a photo away that shows something else, with the reason; its row stays, and its file is shown no more."""
    work = held_work(photo.work)
    check_proposes(by, work.unit_id)
    check_not_close([work.household_id], by)
    held = HousingPhoto.objects.everywhere().select_for_update(of=("self",)).get(pk=photo.pk)
    if held.withdrawn_at is not None:
        raise Refused(_("Ảnh này đã gỡ."), code="answered")
    if work.state == WorkState.ACCEPTED.value:
        raise Refused(_("Nhà đã nghiệm thu: ảnh được giữ nguyên."), code="ended")
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = now(), by.label, check_reason(reason)
    try:
        with transaction.atomic():
            held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    except IntegrityError as failure:
        raise Refused(_("Ảnh này vừa được gỡ."), code="answered") from failure
    note(subject=f"housing:{work.pk}", digest=held.digest, reason=held.withdrawn_reason)
    return held
