"""YAML as mappings and packs use it, with the line of every value, so that an error can point at it.

A plain subset, without surprises: text stays text (`no`, `09A`, `2018-01-01`), only `true`, `false` and
`null` mean something else; no aliases, no tags, no key twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

from auditor.errors import Problem

__all__ = ["Lined", "Loader", "read_yaml"]

DEEPEST = 40
_MARKS = frozenset("&*!")
"""An anchor, alias or tag begins with one."""

Path = tuple[str | int, ...]


@dataclass
class Lined:
    """Data read from YAML, the line of each value by its path, and what was wrong with the text."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of the value at this path, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str, name: str) -> Lined:
    """Read one YAML document. Never raises: what is wrong is in `problems`, each under `name:line`."""
    lined = Lined()
    try:
        for token in yaml.scan(text, Loader=Loader) if _MARKS & set(text) else ():
            if isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
                where = f"{name}:{token.start_mark.line + 1}"
                lined.problems.append(Problem(where, "an anchor, alias or tag", "plain YAML without them"))
                return lined
        root = yaml.compose(text, Loader=Loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        lined.problems.append(Problem(where, f"not YAML: {getattr(error, 'problem', None) or 'unreadable'}"))
        return lined
    if root is not None:
        lined.data = _value(root, (), lined, name)
    return lined


def _value(node: yaml.Node, path: Path, lined: Lined, name: str) -> Any:
    line = node.start_mark.line + 1
    lined.lines[path] = line
    if len(path) > DEEPEST:
        lined.problems.append(Problem(f"{name}:{line}", "nested too deeply"))
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), lined, name) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lined, name)
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, lined: Lined, name: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in node.value:
        where = f"{name}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            lined.problems.append(Problem(where, "a key that is no text"))
        elif key.value in data:
            lined.problems.append(Problem(where, f"the key {key.value!r} twice", "each key once"))
        else:
            data[key.value] = _value(value, (*path, key.value), lined, name)
            lined.lines[*path, key.value] = key.start_mark.line + 1
    return data


def _scalar(node: Any) -> Any:
    if not node.style and node.value in ("null", "~", ""):
        return None
    if not node.style and node.value in ("true", "false"):
        return node.value == "true"
    return node.value
