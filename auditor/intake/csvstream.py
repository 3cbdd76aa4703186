"""The bytes of a CSV file as a stream of UTF-8: decompressed, decoded, and closed by a record of our own."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

import pyarrow as pa

from auditor.errors import ExportError
from auditor.intake.files import SourceFile

END = "\x1dend of file\x1d"
"""Stands in every cell of the record that ends the stream."""

BAD = "\x1dnot in the encoding\x1d"
"""Stands where bytes could not be decoded."""

LENIENT = "auditor_mark_bad"
HEAD = 1 << 20
_CHUNK = 1 << 20
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}

DAMAGED = (OSError, EOFError, zlib.error, pa.ArrowInvalid)
"""What a stream raises that is cut short, or not compressed as it says."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    return (BAD, error.end) if isinstance(error, UnicodeDecodeError) else ("", 0)


codecs.register_error(LENIENT, _mark)


def compression_of(file: SourceFile) -> str | None:
    """`gzip` or `zstd` by the first bytes of the file, whatever its name says; None where it is neither."""
    try:
        with file.path.open("rb") as raw:
            first = raw.read(4)
    except OSError as error:
        raise _unreadable(file, error) from error
    return next((name for magic, name in _MAGIC.items() if first.startswith(magic)), None)


def opened(file: SourceFile) -> BinaryIO:
    """The bytes of the file, decompressed."""
    compression = compression_of(file)
    if compression == "gzip":
        return cast(BinaryIO, gzip.open(file.path, "rb"))
    if compression == "zstd":
        return cast(BinaryIO, pa.CompressedInputStream(pa.OSFile(str(file.path)), "zstd"))
    return file.path.open("rb")


def head_of(file: SourceFile) -> bytes:
    """The first megabyte of the file, decompressed. Raises ExportError where it cannot be read."""
    try:
        with opened(file) as raw:
            return _filled(raw, HEAD)
    except DAMAGED as error:
        raise _unreadable(file, error) from error


def count_utf8(file: SourceFile) -> tuple[int, int]:
    """Over the whole file: characters beyond ASCII that are UTF-8, and stretches of bytes that are not."""
    decoder, valid, bad = codecs.getincrementaldecoder("utf-8")(LENIENT), 0, 0
    for chunk in _chunks(file):
        text = decoder.decode(chunk)
        found = text.count(BAD)
        bad += found
        valid += sum(not c.isascii() for c in text) if not text.isascii() else 0
    return valid, bad


def _chunks(file: SourceFile) -> Iterator[bytes]:
    with opened(file) as raw:
        while chunk := raw.read(_CHUNK):
            yield chunk


def _filled(raw: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end of the stream."""
    parts = []
    while size > 0 and (part := raw.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _unreadable(file: SourceFile, error: Exception) -> Exception:
    return ExportError.at(file.label, f"cannot be read: {str(error).splitlines()[0]}")


class Utf8Stream(io.RawIOBase):
    """A stream as UTF-8, followed by a line break and one record that says END in every cell.

    Strict streams raise UnicodeDecodeError; others hold BAD where bytes are not of the encoding, and say so
    in `bad`.
    """

    def __init__(self, raw: BinaryIO, encoding: str, end: str, *, strict: bool) -> None:
        self._raw, self._strict = raw, strict
        self._plain = encoding == "utf-8" and strict
        self._decoder = codecs.getincrementaldecoder(encoding)("strict" if strict else LENIENT)
        self._end = io.BytesIO(f"\n{end}\n".encode())
        self._ready = b""
        self._over = False
        self.bad = False

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer only at the end."""
        while len(self._ready) < size and not self._over:
            self._ready += self._next(max(size - len(self._ready), _CHUNK if not self._plain else 0))
        data, self._ready = self._ready[:size], self._ready[size:]
        return data + self._end.read(size - len(data)) if self._over else data

    def _next(self, size: int) -> bytes:
        data = _filled(self._raw, size)
        self._over = len(data) < size
        text = self._decoder.decode(data, final=self._over)
        if self._plain:
            return data
        self.bad = self.bad or BAD in text
        return text.encode()
