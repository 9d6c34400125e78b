"""Settings of the tests: the program's own, with a data folder of this process and nothing of anybody else's."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="ansinh-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["ANSINH_DATA"] = _folder
os.environ.pop("ANSINH_KEYS", None)

from ansinh.config.settings import *  # noqa: E402, F403

# Nothing is gathered in a test; WhiteNoise only wants to find the folder.
(DATA_FOLDER / "static").mkdir()  # noqa: F405
