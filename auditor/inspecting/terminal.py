"""An inspection drawn for a terminal. Everything from an export is printed as plain text, unprintables out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

Plain = Mapping[str, Any]
MOST_FILES, MOST_GAPS = 40, 10
_MARKS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


def drawing(told: Plain) -> Group:
    """The inspection from top to bottom: files, mapping, rules, gaps."""
    return Group(*_files(told), *_mapping(told), *_rules(told), *_gaps(told))


def _plain(text: object, style: str = "") -> Text:
    return Text("".join(c if c.isprintable() else "�" for c in str(text)), style=style)


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _some(lines: Sequence[Any], most: int) -> tuple[Sequence[Any], str]:
    more = len(lines) - most
    return lines[:most], f"… and {more:,} more (--json lists them)" if more > 0 else ""


# ── Files ──────────────────────────────────────────────────────────────────────────────────────────────────


def _files(told: Plain) -> Iterator[Any]:
    files, more = _some(told["files"], MOST_FILES)
    for file in files:
        yield Text()
        yield _plain(file["file"], "bold")
        if "problem" in file:
            yield _plain(f"  not readable: {file['problem']}", "red")
            continue
        yield _plain(f"  {_form(file['form'])}")
        out = ", ".join(f"{n:,} {why}" for why, n in file["rejected"].items())
        yield _plain(f"  {file['read']:,} rows read = {file['used']:,} used + rejected: {out or 'none'}")
        yield _columns(file["columns"])
    if more:
        yield _plain(more)
    if told["files_not_read"]:
        yield Text()
    skipped = [f"{one['file']} ({one['why']})" for one in told["files_not_read"]]
    if skipped:
        yield _plain("Not read: " + "; ".join(skipped[:5]) + (" …" if len(skipped) > 5 else ""))


def _form(form: Plain) -> str:
    if form["format"] == "parquet":
        return f"Parquet, {form['columns']} columns"
    words = [
        "CSV" + (f" in {form['compression']}" if form["compression"] else ""),
        form["encoding"] + (" with a byte order mark" if form["byte_order_mark"] else ""),
        f"cells apart by {_MARKS.get(form['delimiter'], form['delimiter'])}",
        "the first record names the columns" if form["header"] else "no header",
        f"{form['columns']} columns",
    ]
    words += [f"{name!r} twice, {how}" for name, how in form["repeated_columns"].items()]
    words += [f"{form['unnamed_columns']} columns without a name"] if form["unnamed_columns"] else []
    return ", ".join(words)


def _columns(columns: Sequence[Plain]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("  column", max_width=30, overflow="ellipsis", no_wrap=True)
    table.add_column("type", no_wrap=True)
    table.add_column("null", justify="right", no_wrap=True, min_width=4)
    table.add_column("distinct", justify="right", no_wrap=True, min_width=8)
    table.add_column("samples", overflow="ellipsis", no_wrap=True, max_width=36)
    for column in columns:
        share = column["null_share"]
        about = "~" if column["distinct_is_estimate"] else ""
        table.add_row(
            _plain(f"  {column['name']}"),
            column["type"].replace("_", " "),
            "" if share is None else f"{share:.0%}",
            "" if column["distinct"] is None else f"{about}{column['distinct']:,}",
            _samples(column),
        )
    return table


def _samples(column: Plain) -> Text:
    if column["shown"] == "nothing" and column["type"] != "empty":
        return Text("not shown", style="dim")
    text = " · ".join(sample["value"] for sample in column["samples"])
    return _plain(text, "" if column["shown"] == "values" else "dim")


# ── What a mapping and the packs make of it ────────────────────────────────────────────────────────────────


def _mapping(told: Plain) -> Iterator[Any]:
    yield _title("Mapping")
    mapping = told["mapping"]
    if told["tables"] is not None:
        rows = ", ".join(f"{name} {table['rows']:,}" for name, table in told["tables"].items())
        yield _plain(f"  {mapping['name']} reads it: {rows or 'no rows'}")
        for note in told["notes"]:
            yield _plain(f"  Note: {note}")
        return
    yield _plain(f"  {mapping['why_not']}.", "yellow")
    for near in mapping["nearest"][:5]:
        lacks = ", ".join(near["missing"][:6]) + (" …" if len(near["missing"]) > 6 else "")
        has = f"{near['there']} of {near['of']} columns for {near['table']} in {near['file']}"
        yield _plain(f"  {near['mapping']}: {has}" + (f"; not {lacks}" if lacks else ""))


def _rules(told: Plain) -> Iterator[Any]:
    if not told["policies"]:
        return
    yield _title("What each rule could decide")
    for policy in told["policies"]:
        bound = "" if policy["bound"] else " (not bound to this export: a what-if)"
        yield _plain(f"  {policy['policy']}{bound}", "bold")
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
        for rule in policy["rules"]:
            unknown = ", ".join(rule["always_unknown"])
            can = "can be audited" + (f"; always unknown: {unknown}" if unknown else "")
            cannot = _plain("cannot: no " + ", no ".join(rule["missing"]), "dim")
            table.add_row(f"    {rule['rule']}", can if rule["can_be_audited"] else cannot)
        yield table
    if (most := told["would_settle_most"]) is not None:
        yield _plain(f"  What would settle most: {most['what']} ({len(most['rules'])} rules wait for it).")


# ── Gaps ───────────────────────────────────────────────────────────────────────────────────────────────────


def _gaps(told: Plain) -> Iterator[Any]:
    gaps = told["gaps"]
    if gaps is None:
        return
    yield _title("Gaps, against the export's own pattern")
    if gaps["days"] is None:
        yield _plain(f"  Days are not looked at: {gaps['why_not']}.")
    else:
        days = gaps["days"]
        yield _plain(f"  {days['reports']:,} reports, looked at from {days['first']} to {days['last']}.")
        yield from _told_days(gaps)
    for series in gaps["incident_numbers"]:
        yield from _series(series)


def _told_days(gaps: Plain) -> Iterator[Text]:
    lines = [
        f"silent {g['from']} to {g['to']}: {g['expected']:,} reports expected" for g in gaps["silent_days"]
    ]
    lines += [f"no report in the whole of {month}" for month in gaps["silent_months"]]
    for gap in gaps["districts"]:
        stops = "reports no more" if gap["to_the_end"] else "is silent"
        when = f"{gap['from']} to {gap['to']}: {gap['expected']:,} reports expected"
        lines.append(f"district {gap['district']} {stops} {when}")
    lines += [
        f"drop {g['from']} to {g['to']}: {g['weekly']:,} reports a week where {g['usual_weekly']:,} are usual"
        for g in gaps["drops"]
    ]
    shown, more = _some(
        lines or ["no silent stretch, no district that falls silent, no sudden drop"], MOST_GAPS
    )
    yield from (_plain(f"  {line}") for line in [*shown, *([more] if more else [])])


def _series(series: Plain) -> Iterator[Text]:
    of = [f"agency {series['agency']}"] if series["agency"] else []
    of += [f"year {series['year']}"] if series["year"] else []
    where = f"  numbers {series['scheme']}" + (f" ({', '.join(of)})" if of else "")
    held = f"{series['held']:,} held, {series['missing']:,} missing between {series['first']} and {series['last']}"
    yield _plain(f"{where}: {held}")
    if not series["dense"]:
        yield _plain("    too few follow one another to tell a missing stretch", "dim")
    shown, more = _some(series["stretches"], MOST_GAPS)
    for gap in shown:
        yield _plain(f"    {gap['missing']:,} numbers missing after {gap['after']}, before {gap['before']}")
    if more:
        yield _plain(f"    {more}")
