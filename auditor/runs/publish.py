"""Publishing a run folder: written beside its final place, then put there by one rename.

A crash leaves the old run or nothing. Files are 0600 in a 0700 folder. A folder that is not a run of ours is
never replaced.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from auditor.errors import LockedError, WriteError

MANIFEST = "manifest.json"
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_AT_FDCWD = -100


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the lock of a run folder, again if it is held here; another run that holds it is a `LockedError`.

    The lock's file is gone afterwards: it is removed while held, and whoever opened it before looks for it anew.
    """
    path = target.parent / f".{target.name}.lock"
    lock = FileLock(path, timeout=0, mode=0o600, is_singleton=True)
    try:
        with as_write_error(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
    except Timeout:
        raise LockedError.at(
            str(target), "another run is writing to this folder", "one run at a time",
            f"Wait for it, or choose another --out. The lock is {path}.",
        ) from None  # fmt: skip
    try:
        yield
    finally:
        if lock.lock_counter == 1:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        lock.release()


@contextlib.contextmanager
def staged(target: Path, mark: str = MANIFEST) -> Iterator[Path]:
    """A new folder beside `target`; published as `target` when the block ends well, else removed.

    It may replace only an empty folder or one with a file named `mark`.
    """
    with as_write_error(target):
        _refuse_foreign(target, mark)
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    try:
        yield stage
        with as_write_error(target):
            _publish(stage, target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def write_file(path: Path, content: bytes | Iterable[bytes]) -> str:
    """Write one file of a run, whole or piece by piece, 0600, see it on the disk, and return its SHA-256."""
    digest = hashlib.sha256()
    with as_write_error(path):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in (content,) if isinstance(content, bytes) else content:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    return digest.hexdigest()


def write_report(target: Path, content: bytes | Mapping[str, bytes], apart_from: Path) -> None:
    """Publish a report by one rename: a file, or a folder of files; never inside the run folder `apart_from`.

    A folder may replace one that has its last file, which is thus the mark of its kind.
    """
    if target.resolve().is_relative_to(apart_from.resolve()):
        raise WriteError.at(
            str(target), "lies in the run folder, which its manifest describes", "a place outside of it",
            "Choose another --out.",
        )  # fmt: skip
    with locked(target):
        if isinstance(content, bytes):
            _replace_file(target, content)
            return
        with staged(target, mark=list(content)[-1]) as stage:
            for name, one in content.items():
                write_file(stage / name, one)


def _replace_file(target: Path, content: bytes) -> None:
    if target.is_dir():
        raise WriteError.at(str(target), "a folder", "the name of a file", "Choose another --out.")
    stage = target.with_name(f".{target.name}.partial")
    try:
        with as_write_error(target):
            stage.unlink(missing_ok=True)
        write_file(stage, content)
        with as_write_error(target):
            stage.replace(target)
            _sync_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            stage.unlink(missing_ok=True)


def _refuse_foreign(target: Path, mark: str) -> None:
    if not target.exists() or (target / mark).is_file():
        return
    if target.is_dir() and not any(target.iterdir()):
        return
    raise WriteError.at(
        str(target), f"something is in the way that is not ours (it has no {mark})",
        "a new folder, or one that the same command wrote", "Choose another --out.",
    )  # fmt: skip


def _publish(stage: Path, target: Path) -> None:
    if not target.exists():
        stage.rename(target)
    elif not _exchange(stage, target):
        old = stage.with_suffix(".old")
        target.rename(old)
        stage.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    _sync_folder(target.parent)


def _exchange(one: Path, two: Path) -> bool:
    """Swap two folders in one step where the system can (Linux); say whether it could."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(two), _EXCHANGE)
    return done == 0


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def as_write_error(path: Path) -> Iterator[None]:
    """Turn what keeps a file from being written into a `WriteError`."""
    try:
        yield
    except Timeout:
        raise
    except OSError as error:
        raise WriteError.at(
            str(error.filename or path), error.strerror or str(error), "a place that can be written",
            "Check the folder's permissions and the free space, or choose another --out.",
        ) from error  # fmt: skip
