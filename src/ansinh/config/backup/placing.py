"""Where a restored system goes: into an empty data folder, in one renaming, and back out where the end fails."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ansinh.config.backup.errors import TargetNotEmpty
from ansinh.config.backup.kept_files import is_empty
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _


@dataclass(frozen=True)
class Target:
    """The data folder and the keys folder of a system that is to be."""

    data: Path
    keys: Path

    @property
    def keys_apart(self) -> bool:
        """Whether the keys lie elsewhere than in the data folder."""
        return not self.keys.is_relative_to(self.data)

    def check_empty(self) -> None:
        """Raise ``TargetNotEmpty`` where a system lives there, ``UnusableInput`` where nothing can be renamed to."""
        if not is_empty(self.data, self.keys):
            said = _(
                "Thư mục {folder} đã có dữ liệu; chỉ phục hồi vào hệ thống trống. Hãy đặt ANSINH_DATA là thư mục khác."
            )
            raise TargetNotEmpty(said.format(folder=self.data))
        if self.data.is_mount() or (self.keys_apart and self.keys.is_mount()):
            said = _("{folder} là điểm gắn ổ đĩa. Hãy đặt ANSINH_DATA là một thư mục con của nó.")
            raise UnusableInput(said.format(folder=self.data), code="mount_point")

    def beside(self) -> Path:
        """The nearest folder above the data folder that exists: on the same disk, so that renaming is enough."""
        return next(folder for folder in self.data.parents if folder.is_dir())


def write_keys(folder: Path, keys: Mapping[str, bytes]) -> None:
    """Key files into a folder, readable by its owner only, kept by the disk."""
    folder.mkdir(mode=0o700)
    for name, body in keys.items():
        path = folder / Path(name).name
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())


class Placement:
    """``move_in`` renames the opened folders to where the system will live; ``undo`` takes them out again."""

    def __init__(self, target: Target, files: Path, keys: Path, aside: Path) -> None:
        self._moves: list[tuple[Path, Path]] = []
        self._aside = aside
        aside.mkdir()
        if target.keys_apart:
            self._moves.append((keys, target.keys))
        else:
            inside = files / target.keys.relative_to(target.data)
            inside.parent.mkdir(parents=True, exist_ok=True)
            os.replace(keys, inside)
        self._moves.append((files, target.data))
        self._done: list[tuple[Path, Path]] = []

    def move_in(self) -> None:
        """What a program made there at its start goes aside, the restored folder takes its name."""
        try:
            for number, (source, name) in enumerate(self._moves):
                _sync_tree(source)
                name.parent.mkdir(parents=True, exist_ok=True)
                if name.exists():
                    self._move(name, self._aside / str(number))
                self._move(source, name)
                _sync(name.parent)
        except BaseException:
            self.undo()
            raise

    def _move(self, source: Path, name: Path) -> None:
        os.rename(source, name)
        self._done.append((source, name))

    def undo(self) -> None:
        """Everything back where it was."""
        while self._done:
            source, name = self._done.pop()
            os.rename(name, source)


def _sync_tree(folder: Path) -> None:
    for root, _folders, _files in os.walk(folder):
        _sync(Path(root))


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
