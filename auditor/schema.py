"""The JSON Schemas: inside the package where it was built, else in the repository's own folder."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of this name (`pack`, `mapping`, `finding`, …). Raises KeyError where there is none."""
    packaged = files("auditor").joinpath("schemas", f"{name}.schema.json")
    place = packaged if packaged.is_file() else Path(__file__).parents[1] / "schemas" / f"{name}.schema.json"
    if not place.is_file():
        raise KeyError(name)
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


@cache
def validator(name: str) -> Any:
    """A validator of JSON Schema 2020-12 for the schema of this name."""
    import jsonschema

    return jsonschema.Draft202012Validator(schema(name))
