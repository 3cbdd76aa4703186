"""What is shown of a minor does not depend on what a rule asks."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from auditor import Options, audit
from auditor.policy.library import load_pack

DEMO = Path(__file__).parents[2] / "fixtures" / "sf-demo"


def cells_of(findings) -> list[str]:
    return [json.dumps(row["cells"]) for f in findings for c in f["conditions"] for row in c["evidence"]]


def test_a_rule_that_does_not_ask_whether_someone_is_a_minor_masks_them_too() -> None:
    pack = load_pack("sf-2017")
    rules = tuple(
        dataclasses.replace(rule, shows=tuple(c for c in rule.shows if c.name != "minor"))
        for rule in pack.rules
    )
    silent = dataclasses.replace(pack, rules=rules)
    options = Options(jurisdiction="US-CA-SF")
    asking, unasked = (audit(DEMO, [p], options=options).finding_list for p in (pack, silent))
    assert any("masked (minor)" in cells for cells in cells_of(asking))
    assert any("masked (minor)" in cells for cells in cells_of(unasked))
