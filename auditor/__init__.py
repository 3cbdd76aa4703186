"""Audits police records for compliance with directives that protect people who report violent crime."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditor.api import Audit, Conversion, Options, audit, convert
    from auditor.intake.export import Export, read_export
    from auditor.law.citations import read_citation
    from auditor.policy.library import load_pack

__version__ = "0.1.0"
__all__ = [
    "Audit",
    "Conversion",
    "Export",
    "Options",
    "__version__",
    "audit",
    "convert",
    "load_pack",
    "read_citation",
    "read_export",
]

_HOMES = {
    "Audit": "auditor.api",
    "Options": "auditor.api",
    "audit": "auditor.api",
    "Conversion": "auditor.api",
    "convert": "auditor.api",
    "Export": "auditor.intake.export",
    "read_export": "auditor.intake.export",
    "read_citation": "auditor.law.citations",
    "load_pack": "auditor.policy.library",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `--help` imports nothing heavy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'auditor' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
