"""What cannot be audited on an export, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.intake.export import Export
from auditor.intake.said import said
from auditor.policy.pack import Pack, Rule

PROSECUTORS = frozenset({"filed", "declined", "dismissed", "convicted"})
ALWAYS = ("incidents", "involvements", "offenses")


def missing(export: Export, used: Mapping[str, int], stages: frozenset[str], rule: Rule) -> list[str]:
    """The tables and columns that a rule needs and the export has not at all; empty where it is auditable.

    `used` counts the rows of each table that were not rejected; `stages` are those of the charges. A rule that
    binds the prosecutor alone also needs a charge that a prosecutor decided.
    """
    tables = [*ALWAYS, *(["charges"] if rule.each == "charge" else [])]
    lacks = [need for need in dict.fromkeys([*tables, *rule.needs]) if not _has(export, used, need)]
    if rule.binds == "prosecutor" and "charges" not in lacks and not stages & PROSECUTORS:
        lacks.append(f"charges at a prosecutor's stage ({', '.join(sorted(PROSECUTORS))})")
    return lacks


def stages_of(export: Export) -> frozenset[str]:
    """The stages that charges of the export are at."""
    return frozenset(said(export, "charges", "stage")["stage"])


def _has(export: Export, used: Mapping[str, int], need: str) -> bool:
    table, _, column = need.partition(".")
    if not used.get(table):
        return False
    return not column or column in export.present.get(table, frozenset())


def uncovered(pack: Pack, systems: Iterable[str]) -> list[str]:
    """What is missing where the pack's list covers none of the export's code systems; empty where it covers one."""
    found = set(systems)
    if found & pack.offenses.systems:
        return []
    covered = " or ".join(sorted(pack.offenses.systems))
    if not found:
        return [f"a citation that can be read (the pack's list covers {covered})"]
    return [f"citations of {covered} (those of the export are {' and '.join(sorted(found))})"]


def binds(pack: Pack, jurisdiction: str | None) -> bool:
    """The pack is bound to the jurisdiction of the export, or to one that contains it."""
    if jurisdiction is None:
        return False
    place = jurisdiction.upper()
    return any(place == j.upper() or place.startswith(f"{j.upper()}-") for j in pack.bound.jurisdictions)
