"""Kept files: sealed whole, opened as they were, and whatever was changed is seen."""

import pytest

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.keys import Keyring
from ansinh.kernel.sealed_files import MAGIC, open_bytes, open_file, seal_bytes, seal_file

NUMBER = b"031080001234"
SIZES = [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (2 << 20) + 7]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_as_it_was_and_nobody_reads_it_meanwhile(tmp_path, size: int):
    plain, sealed, again = (tmp_path / name for name in ("plain", "sealed", "again"))
    content = (NUMBER * (size // len(NUMBER) + 1))[:size]
    plain.write_bytes(content)
    seal_file(plain, sealed, Keyring(tmp_path))
    open_file(sealed, again, Keyring(tmp_path))
    assert again.read_bytes() == content
    assert NUMBER not in sealed.read_bytes()
    assert (sealed.stat().st_mode & 0o777, again.stat().st_mode & 0o777) == (0o600, 0o600)


@pytest.mark.parametrize("harm", ["bit", "tail", "chunk", "order", "key"])
def test_a_changed_file_is_refused(tmp_path, harm: str):
    sealed = tmp_path / "sealed"
    seal_bytes(NUMBER * 300_000, sealed, Keyring(tmp_path))
    data, head, chunk = bytearray(sealed.read_bytes()), len(MAGIC) + 32, (1 << 20) + 16
    if harm == "bit":
        data[len(data) // 2] ^= 1
    elif harm == "tail":
        del data[-5:]
    elif harm == "chunk":
        del data[head + 3 * chunk :]
    elif harm == "order":
        data[head : head + 2 * chunk] = data[head + chunk : head + 2 * chunk] + data[head : head + chunk]
    else:
        (tmp_path / "kept-files.key").write_bytes(b"x" * 32)
    sealed.write_bytes(data)
    with pytest.raises(UnusableInput) as refused:
        open_bytes(sealed, Keyring(tmp_path))
    assert refused.value.code == "kept_file_damaged"


def test_a_file_kept_before_files_were_sealed_is_read_as_it_is(tmp_path):
    (tmp_path / "old").write_bytes(NUMBER)
    assert open_bytes(tmp_path / "old", Keyring(tmp_path)) == NUMBER
