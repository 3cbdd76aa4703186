"""A pack in words, as plain data, for the reports."""

from __future__ import annotations

from auditor.policy.pack import Pack

WHO = {"police": "police", "prosecutor": "prosecutor", "both": "police and prosecutor"}


def in_words(pack: Pack) -> dict[str, object]:
    """What a report prints of a pack: who ordered what, when, for whom, and what cannot be tested."""
    return {
        "id": pack.id,
        "title": pack.title,
        "version": pack.version,
        "authority": pack.authority,
        "instrument": pack.instrument,
        "dates": pack.span.words(),
        "jurisdictions": list(pack.bound.jurisdictions),
        "authorities": [f"{WHO[who]}: {name}" for who, name in sorted(pack.bound.authorities.items())],
        "clauses": [
            {"id": c.id, "text": c.text, "source": c.source, "confidence": c.confidence} for c in pack.clauses
        ],
        "caveats": list(pack.caveats),
        "untested": [{"what": u.what, "why": u.why} for u in pack.untested],
    }


def in_full(pack: Pack) -> dict[str, object]:
    """Everything of a pack but its offense list, as plain data."""
    return in_words(pack) | {
        "digest": pack.digest,
        "parameters": dict(pack.parameters),
        "offenses": len(pack.offenses.rows),
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "binds": rule.binds,
                "each": rule.each,
                "clause": rule.clause.id,
                "needs": list(rule.needs),
                "conditions": [
                    {
                        "list": c.list,
                        "name": c.name,
                        "act": c.act,
                        "when_unknown": c.when_unknown,
                        "says": {"true": c.says[True], "false": c.says[False], "unknown": c.says[None]},
                    }
                    for c in rule.conditions
                ],
            }
            for rule in pack.rules
        ],
    }
