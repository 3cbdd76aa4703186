"""Key files: random bytes that turn ids into pseudonyms, and that nobody but their owner may read."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from auditor.errors import UsageError, WriteError
from auditor.runs.publish import write_file

LEAST = 32
"""The fewest bytes of a key."""

MOST = 4096
"""More than so many bytes are no key, but another file."""


@dataclass(frozen=True)
class Key:
    """A key. Its bytes are in no text that is made of it."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """16 hexadecimal digits that name the key and tell nothing of it."""
        return self.digest("key", "id")[:16]

    def digest(self, kind: str, value: str) -> str:
        """HMAC-SHA-256 of a value, in 64 hexadecimal digits; values of two kinds never share one."""
        text = f"auditor/1\0{kind}\0{value}".encode("utf-8", errors="surrogatepass")
        return hmac.new(self.secret, text, hashlib.sha256).hexdigest()


def make_key(path: Path) -> Key:
    """Write a new random key, 0600; a `WriteError` where something is there already."""
    if path.exists() or path.is_symlink():
        raise WriteError.at(
            str(path), "something is there, and a key is never overwritten", "a new file",
            "Choose another --out. What was made with a lost key cannot be made again.",
        )  # fmt: skip
    key = Key(secrets.token_bytes(LEAST))
    write_file(path, key.secret)
    return key


def read_key(path: Path) -> Key:
    """Read a key; a `UsageError` where it is not there, too short or long, or open to others than its owner."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            secret = file.read(MOST + 1)
    except OSError as error:
        raise UsageError.at(
            str(path), f"cannot be read ({error.strerror})", "a key file", "Make one: auditor keygen"
        ) from error
    if not LEAST <= len(secret) <= MOST:
        raise UsageError.at(
            str(path), f"{len(secret):,}{' or more' * (len(secret) > MOST)} bytes",
            f"a key of {LEAST} to {MOST:,} random bytes", "Make one: auditor keygen",
        )  # fmt: skip
    if stat.S_IMODE(mode) & 0o077:
        raise UsageError.at(
            str(path), f"others than its owner may use it (mode {stat.S_IMODE(mode):04o})", "mode 0600",
            f"If nobody has read it: chmod 600 {path}. Otherwise make another: auditor keygen",
        )  # fmt: skip
    return Key(secret)
