"""Style sheets, scripts and fonts: under names that carry their digest, compressed once, kept by browsers for ever.

They are gathered into the data folder when the server starts and something of them is new, so a fresh clone just works.
Where nothing was gathered (tests, one command) a file has its own name.
"""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

_STAMP = ".gathered"


class Gathered(CompressedManifestStaticFilesStorage):
    """Names with digests once gathered, plain ones before."""

    def stored_name(self, name: str) -> str:
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))


def gather() -> None:
    """Bring the gathered files up to date with the program's."""
    stamp = Path(settings.STATIC_ROOT) / _STAMP
    state = _state()
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state, encoding="ascii")


def _state() -> str:
    """A digest over every file of the program that is to be gathered."""
    digest = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                digest.update(path.encode() + b"\0" + sha256(file.read()).digest())
    return digest.hexdigest()
