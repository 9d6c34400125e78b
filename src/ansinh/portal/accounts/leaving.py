"""What comes with a form beside its fields: where the person was going, what the browser's passkey said."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _


def way_back(request: HttpRequest) -> str:
    """The page the person was on its way to; never another site."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"


def read_answer(text: str) -> dict[str, Any]:
    """What a browser says of a passkey. Raises ``UnusableInput`` for anything else."""
    try:
        read = json.loads(text)
    except ValueError as error:
        said = _("Trình duyệt không gửi khóa truy cập. Hãy thử lại.")
        raise UnusableInput(said, code="passkey_unfit") from error
    return read if isinstance(read, dict) else {}
