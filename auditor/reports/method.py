"""How an audit is made and what its words mean: said alike in every report."""

from __future__ import annotations

METHOD = (
    "Every row of the export was read into tables of incidents, people, offenses, arrests and charges; each written "
    "citation was read into the section that it names and looked up in dated statute tables and in the directive's "
    "own list. A rule is a set of conditions, and each of them is answered for every person by the rows of the "
    "record alone."
)

TERMS = {
    "Apparent breach": "The record shows all that the rule requires, no exception holds, and nothing asks for a "
    "second look.",
    "Possible breach, for review": "Nothing that the rule requires is ruled out, but a fact is missing, or something "
    "in the record asks a reader to look again.",
    "The record does not say": "A blank cell, a value that could not be read, or a row that is not there. It is never "
    "taken for “no”. Where a rule or this run takes a value in its place, the finding says so.",
    "Who is the same person": "Decided by id, else by name and birth date; where these leave it open, the link itself "
    "counts as not recorded.",
    "Rows and cells": "A row number counts the records of its file, without the header. A cell stands as it was "
    "exported.",
    "Names and other private columns": "Unless the run was told otherwise, names, birth dates, places and narratives "
    "are not printed, only whether they are the same as those of the person charged; and the person columns of minors "
    "are masked.",
}
"""The words of a report, and what they mean in it."""

LEAD = (
    "A finding is a lead for a reader, made from records. Whether anybody broke a rule is not for this tool to say: "
    "that is the task of the body that oversees them, after hearing those concerned."
)

COUNTED = {
    "Excepted": "all else could be a breach, but an exception holds, such as an arrest on a warrant.",
    "Applied": "the record shows that the rule protected somebody, whatever was then done.",
    "Kept": "it applied, and the act that it forbids was not done, or the one that it orders was. What applied and "
    "was neither kept nor an apparent breach is among the possible ones.",
}
"""What is counted of a rule besides breaches."""

INTERVAL = "shares that chance alone could turn into the one seen; the fewer times a rule applied, the wider."

READINGS = {
    "Strict": "counts only what the record answers by itself: every condition of the rule known, nothing taken for "
    "granted, nothing that asks for a second look.",
    "This report": "counts apparent breaches.",
    "Broad": "counts whatever the record does not rule out, as if every unknown were a breach.",
}
"""Three readings of the same records."""
