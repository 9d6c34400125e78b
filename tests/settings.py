"""Settings of the tests: the program's own, with a data folder of this process and nothing of anybody else's."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="ansinh-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["ANSINH_DATA"] = _folder
os.environ.pop("ANSINH_KEYS", None)

from jinja2 import FileSystemBytecodeCache  # noqa: E402

from ansinh.config.settings import *  # noqa: E402, F403
from ansinh.config.settings import TEMPLATES  # noqa: E402

if shared := os.environ.get("ANSINH_TEST_TEMPLATES"):
    TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(shared)

# Nothing is gathered in a test; WhiteNoise only wants to find the folder.
(DATA_FOLDER / "static").mkdir()  # noqa: F405
