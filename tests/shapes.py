"""What findings say, without the place in a file where each cell was read."""

import json


def content_of(findings):
    """The findings in their order, evidence without file and row and in an order of its content."""
    return [_content(finding) for finding in findings]


def _content(value):
    if isinstance(value, dict):
        return {k: _sorted(v) if k == "evidence" else _content(v) for k, v in value.items()}
    return [_content(item) for item in value] if isinstance(value, list) else value


def _sorted(witnesses):
    told = [{k: v for k, v in w.items() if k not in ("file", "row")} for w in witnesses]
    return sorted(told, key=lambda w: json.dumps(w, sort_keys=True, default=str))
