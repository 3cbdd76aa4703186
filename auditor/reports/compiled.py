"""Compiled templates, kept beside their texts as Python keeps its own compiled modules.

They lie in `__pycache__` in the folder of the templates, or under `sys.pycache_prefix`, and are trusted as much as
the modules there. A template is compiled anew where its text, its settings or a version is another, where the
file is damaged, and where it cannot be read; what cannot be written is left.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from auditor import __version__

_DIGEST = hashlib.sha256().digest_size


class Compiled(BytecodeCache):
    """The templates in a folder, compiled with some settings; `settings` names them."""

    def __init__(self, folder: Path, settings: str) -> None:
        self._kept = Path(cache_from_source(str(folder / "template.py"))).parent
        self._settings = (settings, __version__, jinja2.__version__, MAGIC_NUMBER)

    def get_source_checksum(self, source: str) -> str:
        """What a compiled template was made from."""
        return hashlib.sha256(repr((self._settings, source)).encode("utf-8")).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what was kept whole; a file that is not leaves it empty."""
        with contextlib.suppress(OSError):
            kept = self._place(bucket).read_bytes()
            if hashlib.sha256(kept[_DIGEST:]).digest() == kept[:_DIGEST]:
                bucket.bytecode_from_string(kept[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what the bucket holds, whole or not at all, unless Python is told to keep nothing."""
        if sys.dont_write_bytecode:
            return
        code = bucket.bytecode_to_string()
        with contextlib.suppress(OSError):
            self._kept.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._kept) as apart:
                whole = Path(apart, "template")
                whole.write_bytes(hashlib.sha256(code).digest() + code)
                os.replace(whole, self._place(bucket))

    def _place(self, bucket: Bucket) -> Path:
        return self._kept / f"{bucket.key}.template"
