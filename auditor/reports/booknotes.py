"""The first sheet of the workbook: what was audited, what must be said first, the words, how to send it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.reports import method, overview, readers, words
from auditor.reports.shares import Share, total
from auditor.reports.views import View, views
from auditor.reports.visible import prose
from auditor.reports.vocabulary import Vocabulary
from auditor.reports.worksheets import Sheet
from auditor.runs.reading import Run

_STEPS = (
    "On the sheets of breaches choose a finding for each row in “Reviewer's finding”, and fill in who reviewed it, on "
    "which day, and why.",
    "Sort and filter as you like. Leave the column “Finding id” as it is: by it a row is known when the file comes "
    "back.",
    "Save as .xlsx under a name of your own, and send it back the way it came, to where the records are kept.",
)


@dataclass(frozen=True)
class Note:
    """A line of the notes: what it is about, what it says; a `title` heads what follows, `loud` must be seen.

    `page` marks a title that opens a printed page.
    """

    about: str
    says: str = ""
    title: bool = False
    loud: bool = False
    page: bool = False


def opening(run: Run, told: Sequence[Sheet]) -> list[Note]:
    """What stands above the reviewer's words: the result, what must be known first, the sheets."""
    empty = "The record does not say, or it does not apply"
    withheld = ", or it is withheld" if run.audience == "public" else ""
    return [
        *_result(run),
        *_directives(run),
        *_gaps(run),
        *_sheets(told),
        Note("An empty cell", f"{empty}{withheld}."),
    ]


def review(vocabulary: Vocabulary) -> list[Note]:
    """How to fill in a sheet and send it back."""
    return [
        Note("Review, and send back", title=True, page=True),
        *(Note(str(number), says) for number, says in enumerate(_STEPS, 1)),
        Note("Whose words", f"{vocabulary.body}. Read in: {vocabulary.source} (confidence: {vocabulary.confidence})."),
    ]  # fmt: skip


def dispositions(vocabulary: Vocabulary) -> list[Note]:
    """A line for each finding that a reviewer can choose."""
    return [
        Note(one.finding, one.meaning + (f" Formerly: {one.formerly}." if one.formerly else ""))
        for one in vocabulary.findings
    ]


def limits(cut: int, signs: int, rows: Mapping[str, int]) -> list[Note]:
    """What the sheets could not hold as it is, counted; nothing where they hold everything.

    Every text is whole in findings.jsonl of the run folder.
    """
    if not (cut or signs or rows):
        return []
    return [
        Note("What is not shown as it is", title=True),
        Note("Texts cut", f"{cut:,}, each with its length or an ellipsis at its end"),
        Note("Texts with signs", f"{signs:,}, in which a sign such as ⟨U+202E⟩ stands for what cannot be seen"),
        *(Note("Rows left out", f"{left:,} of “{title}”, since a sheet holds no more") for title, left in rows.items()),
        Note("Where they are whole", "In findings.jsonl and coverage.json of the run folder, and in --format parquet."),
    ]  # fmt: skip


def closing(run: Run) -> list[Note]:
    """The method, the words, and what the run was asked."""
    counted = {**readers.counted(run.audience), "95 % interval": f"Wilson's: {method.INTERVAL}"}
    terms = {
        **readers.terms(run.audience),
        **{term: says[:1].upper() + says[1:] for term, says in counted.items()},
    }
    readings = {
        f"{name} reading": f"It {says}"
        for name, says in readers.readings(run.audience).items()
        if name != "This report"
    }
    return [
        Note("Method and words", title=True, page=True),
        Note("Method", method.METHOD),
        *(Note(*term) for term in (terms | readings).items()),
        Note("What a finding is", method.LEAD),
        Note("What was asked", title=True),
        *(Note(*told) for told in overview.asked(run.manifest)),
        Note("Made by", f"auditor {run.manifest['tool']['version']}, from a run folder."),
    ]


def _result(run: Run) -> Iterator[Note]:
    totals, export = run.summary["totals"], run.summary["export"]
    every: Share = total(view.every for view in views(run) if view.counted).share_kept
    yield Note("Audit of police records", title=True)
    for notice in overview.notices(run.summary, run.coverage):
        yield Note(notice.title, prose(notice.text), loud=True)
    if run.audience == "oversight":
        says = readers.PSEUDONYMS.format(key=run.made_for["key_id"])
        yield Note("Ids are pseudonyms", says, loud=True)
    if run.audience == "public":
        yield Note("Small numbers are withheld", readers.suppressed(run.made_for), loud=True)
    else:
        yield Note("Keep this safe", readers.KEEP_SAFE, loud=True)
    days = f", reported {export['first_report']} to {export['last_report']}" if export["first_report"] else ""
    yield Note("For whom", f"{readers.READERS[run.audience]}.")
    yield Note("Audited", f"{words.counted(export['incidents'], 'incident')}{days}")
    yield Note("Apparent breaches", words.number(totals["breach"]))
    yield Note("Possible breaches, for review", words.number(totals["possible"]))
    if totals["cases"] is not None:
        yield Note("Cases", f"{totals['cases']:,}, each one person in one incident")
    yield Note("Kept", _kept(every))


def _kept(share: Share) -> str:
    if share.value is None:
        return "No rate of rules kept can be computed or told."
    return f"{share.percent}, in {share.base} times that a rule applied (95 % interval {share.between})"


def _directives(run: Run) -> Iterator[Note]:
    yield Note("Under whose directive", title=True)
    for view in views(run):
        yield Note(view.policy["policy"], _directive(view))


def _directive(view: View) -> str:
    pack = view.pack
    bound = "" if view.policy["bound"] else "What-if: not known to bind this export. "
    if not view.counted:
        return prose(f"{bound}{pack['title']}. {readers.ONE_DIRECTIVE}")
    found = " and ".join(
        (
            words.counted(view.every.breach, "apparent breach", "apparent breaches"),
            words.counted(view.every.possible, "possible one"),
        )
    )
    return prose(
        f"{bound}{pack['title']}. {pack['authority']}; {words.in_force(view.policy['in_force'])}. "
        f"{found[:1].upper()}{found[1:]}. "
        f"{_kept(view.every.share_kept)}"
    )


def _gaps(run: Run) -> Iterator[Note]:
    yield Note("Could not be audited", title=True)
    unaudited = overview.unaudited(run.summary)
    if not unaudited:
        yield Note("Nothing", "The records hold what each rule asks for.")
    for rule, title, lacks in unaudited:
        yield Note(rule, f"{title}. The export lacks {lacks}.")


def _sheets(told: Sequence[Sheet]) -> Iterator[Note]:
    yield Note("Sheets", title=True)
    for sheet in told:
        rows = words.counted(len(sheet.table.rows), "row") if sheet.table.rows else "No row"
        yield Note(sheet.title, f"{sheet.table.says} {rows}{'' if sheet.shown else ', so no sheet'}.")
