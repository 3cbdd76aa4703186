"""What a report says of the whole run: what must be said first, the rules' counts, the gaps, the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.reports import readers, words
from auditor.reports.shares import Group

Plain = Mapping[str, Any]

MOST_VALUES = 12
"""The most values of a column that are listed; the rest are counted."""

ODDITIES = {
    "unrecognised": "not recognised",
    "vague": "too vague to say",
    "unreadable": "not readable",
}
"""Why values of a column were not taken, by their list in coverage.json."""


class Notice(NamedTuple):
    """What a reader must know before anything else."""

    title: str
    text: str


def notices(summary: Plain, coverage: Plain) -> list[Notice]:
    """What stands above everything: what-ifs, the mapping's notes, failures, directives out of reach."""
    titles = {p["policy"]: p["title"] for p in summary["policies"]}
    told = [_what_if(titles[policy], summary["export"]["jurisdiction"]) for policy in summary["what_if"]]
    told += [Notice("About this export", note) for note in summary["export"]["notes"]]
    told += [Notice("Incomplete", f"{failure}.") for failure in coverage.get("failed", ())]
    for policy in summary["policies"]:
        told += _out_of_reach(policy, summary["export"])
    return told


def _what_if(title: str, place: str | None) -> Notice:
    if place is None:
        known = (
            f"Whether “{title}” binds this export is not known, since the export does not say whose it is."
        )
    else:
        known = f"“{title}” does not bind an export of {place}: nobody there was under it."
    return Notice("What-if", f"{known} Read every finding as “if it had applied here”.")


def _out_of_reach(policy: Plain, export: Plain) -> Iterable[Notice]:
    if policy["dates"] in ("before", "after"):
        reports = f"{export['first_report']} to {export['last_report']}"
        yield Notice(
            "Nothing could be found",
            f"All reports of this export ({reports}) lie {policy['dates']} the dates of “{policy['title']}” "
            f"({words.in_force(policy['in_force'])}).",
        )
    if not any(rule["auditable"] for rule in policy["rules"]):
        yield Notice("Not audited", f"No rule of “{policy['title']}” could be audited on this export.")


def headline(summary: Plain, every: Group) -> str:
    """What the public learns first: `every` holds the counts of the report, those withheld being None."""
    if not any(rule["auditable"] for rule in _rules(summary)):
        return "Nothing could be audited"
    if every.breach is not None:
        found = words.counted(every.breach, "apparent breach", "apparent breaches")
        return f"{found} and {words.number(every.possible)} possible"
    if every.kept is not None:
        return f"Rules kept in {every.share_kept.base} of the times that they applied"
    if every.applied is not None:
        return f"Rules applied {words.counted(every.applied, 'time')}; how often they were kept is withheld"
    return "The numbers of this audit are too small to print"


def unaudited(summary: Plain) -> list[tuple[str, str, str]]:
    """The rules of a report that could not be audited: rule, title, what the export lacks."""
    return [
        (rule["rule"], rule["title"], lacking(rule["missing"]))
        for rule in _rules(summary)
        if not rule["auditable"]
    ]


def rules(summary: Plain) -> int:
    """How many rules a report has results of; for the public those of one directive alone."""
    return len(_rules(summary))


def _rules(summary: Plain) -> list[Plain]:
    told = (policy for policy in summary["policies"] if policy.get("counted", True))
    return [rule for policy in told for rule in policy["rules"]]


def lacking(missing: Iterable[str]) -> str:
    """What is missing, in one phrase."""
    return "; ".join(words.need(what) for what in missing)


def cleared(coverage: Plain) -> list[tuple[str, str, int]]:
    """What assumptions cleared: rule, what was taken, how many charges or reports would be findings without it."""
    return [
        (rule["rule"], words.QUESTIONS.get(name, words.plain(name)), count)
        for policy in coverage["policies"]
        for rule in policy["rules"]
        for name, count in rule.get("cleared_by_assumption", {}).items()
        if count
    ]


def reasons(counts: Mapping[str, int]) -> str:
    """Rejected or set-aside rows by reason."""
    return "; ".join(f"{words.plain(reason)}: {count:,}" for reason, count in counts.items())


def oddities(coverage: Plain) -> list[tuple[str, str, list[tuple[str, int]], int]]:
    """Values that were not taken, by column: column, why, the most frequent with counts, rows of the others."""
    found = []
    for table, told in coverage["tables"].items():
        for column, of in told["columns"].items():
            for key, why in ODDITIES.items():
                if told_values := of.get(key, ()):
                    found.append((f"{table}.{column}", why, *_most(told_values)))
            if of.get("stands_for_no_one"):
                found.append((f"{table}.{column}", "stands for no one", [], of["stands_for_no_one"]))
    return found


def _most(values: Sequence[Plain]) -> tuple[list[tuple[str, int]], int]:
    """The most frequent values, and the rows of the others (which may already be counted under null)."""
    named = [(v["value"], v["count"]) for v in values if v["value"] is not None][:MOST_VALUES]
    return named, sum(v["count"] for v in values) - sum(count for _, count in named)


def asked(manifest: Plain) -> list[tuple[str, str]]:
    """What the run was told: every option of it in words."""
    options = manifest["options"]
    period = (options["from"] or "the first day", options["to"] or "the last")
    taken = [
        f"{words.QUESTIONS.get(f, words.plain(f))} {'yes' if v else 'no'}"
        for f, v in options["assume"].items()
    ]
    dates = [
        f"{pack}: {name} {day or 'open'}"
        for pack, days in options["dates"].items()
        for name, day in days.items()
    ]
    logs = [f"{log}: {' to '.join(day or 'open' for day in days)}" for log, days in options["covers"].items()]
    shown = [
        name for name, on in (("names", options["show_names"]), ("minors", options["show_minors"])) if on
    ]
    return [
        *((readers.MADE_FOR[name], _made(value)) for name, value in manifest.get("made_for", {}).items()),
        ("Directives", ", ".join(f"{p['id']} {p['version']}" for p in manifest["packs"])),
        ("Jurisdiction", options["jurisdiction"] or "as the mapping says"),
        ("Days of acts", f"{period[0]} to {period[1]}"),
        ("Logs said to be complete", ", ".join(options["complete"]) or "none"),
        ("Days that logs cover", "; ".join(logs) or "those of their rows"),
        ("Taken where silent", "; ".join(taken) or "nothing but what a rule says"),
        ("Dates of directives set", "; ".join(dates) or "none"),
        ("Private columns shown", ", ".join(shown) or "none"),
        ("Mapping", manifest["mapping"]["name"]),
    ]


def _made(value: str | int | None) -> str:
    return words.number(value) if isinstance(value, int) else value or "none"


def people(coverage: Plain) -> list[tuple[str, str]]:
    """What could be told of people, in words; how far ids reach only where there are ids."""
    told = coverage["people"]
    return [
        (words.PEOPLE.get(name, words.plain(name)), _told(value))
        for name, value in told.items()
        if isinstance(value, bool | int | str) and not (name == "person_id_scope" and told.get("screening"))
    ]


def _told(value: bool | int | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:,}"
