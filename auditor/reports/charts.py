"""The charts of the report: Altair to inline SVG by vl-convert, which needs neither a browser nor a network.

Each chart is drawn wide and narrow, and the page shows the one that fits. Its colors are those of `plots.INK`,
which the page's style turns into its own for light and dark.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.errors import UsageError
from auditor.reports import plots
from auditor.reports.shares import OTHERS, Share
from auditor.reports.svg import inline
from auditor.reports.views import View
from auditor.reports.visible import visible

WIDE, NARROW = 660, 290
MOST_MONTHS, MOST_ROWS = 400, 40
"""More than so many months or rows have a table alone."""

LABEL = 40
"""The most characters of a label."""

BEYOND = re.compile("[\U00010000-\U0010ffff]")
"""Characters that are two units of UTF-16. A label too wide is cut between units, and what draws it fails on a half."""


@dataclass(frozen=True)
class Chart:
    """A chart as two SVG elements, under its title."""

    title: str
    wide: str
    narrow: str


def with_charts(view: View) -> View:
    """The view with its charts; a `UsageError` where the libraries that draw them are not installed."""
    try:
        import altair  # noqa: F401
        import vl_convert  # noqa: F401
    except ImportError as error:
        raise UsageError.at(
            "--format html", f"{error.name} is not installed, and it draws the charts", "the extra `report`",
            "Install it: pip install 'auditor[report]'. The page without charts is report.html in the run folder.",
        ) from error  # fmt: skip
    drawn = {
        "rules": _rules(view),
        "readings": _readings(view),
        "months": _months(view),
        "districts": _districts(view),
        "came": _came(view),
        **{f"people-{i}": _people(view, i) for i in range(len(view.kinds))},
    }
    return dataclasses.replace(
        view, drawn={name: chart for name, chart in drawn.items() if chart is not None}
    )


def _rules(view: View) -> Chart | None:
    rows = [(rule, share) for rule, share in view.rates.items() if share.whole]
    return _dots(view, "rules", "How often each rule was kept", rows, "kept", "of the times it applied")


def _districts(view: View) -> Chart | None:
    rows = [(g.label or "not recorded", g.share_kept) for g in view.districts if g.applied]
    title, of = "How often the rules were kept, by district", "of the times they applied"
    return _dots(view, "districts", title, rows, "kept", of) if len(rows) > 1 else None


def _people(view: View, index: int) -> Chart | None:
    kind = view.kinds[index]
    shown = [line.group for line in kind.lines if line.shown and line.group.broken is not None]
    rows = [((g.label or "not recorded").replace("_", " "), g.share_breach) for g in shown]
    title, of = f"Apparent breaches by {kind.title.lower()}", "of the times the rules applied"
    return (
        _dots(view, f"people-{index}", title, rows, "breach", of) if kind.recorded and len(rows) > 1 else None
    )


def _dots(
    view: View, name: str, title: str, rows: Iterable[tuple[str, Share]], color: str, of: str
) -> Chart | None:
    some = [
        (f"{BEYOND.sub('□', visible(label, LABEL))}  ({share.base})", share)
        for label, share in rows
        if share.value is not None
    ]
    if not 0 < len(some) <= MOST_ROWS:
        return None
    values = [(share.value or 0, label) for label, share in some]
    (low, lowest), (high, highest) = min(values), max(values)
    says = (
        f"A dot for the share {of}, a line for its 95 % interval. From {100 * low:.0f} % ({lowest}) to "
        f"{100 * high:.0f} % ({highest})."
    )
    return _chart(
        view, name, title, says, lambda width: plots.dots(some, plots.INK[color], width), beside=0.42
    )


def _months(view: View) -> Chart | None:
    groups = [g for g in view.months if g.label is not None]
    found = [(g.breach or 0, g.possible or 0) for g in groups]
    unknown = any(g.breach is None or g.label == OTHERS for g in groups)
    if unknown or not any(map(any, found)) or len(groups) > MOST_MONTHS:
        return None
    bars = [(str(g.label), {"Apparent": n, "Possible": m}) for g, (n, m) in zip(groups, found, strict=True)]
    counts = [sum(n for n, _ in found), sum(m for _, m in found)]
    says = f"{_from_to(bars)}, with {counts[0]:,} apparent breaches below and {counts[1]:,} possible ones on top."
    colors = {"Apparent": plots.INK["breach"], "Possible": plots.INK["possible"]}
    title = "Apparent and possible breaches by month"
    return _chart(view, "months", title, says, lambda width: plots.bars(bars, colors, view.marks, width))


def _came(view: View) -> Chart | None:
    bars = [(m["month"], {"Reports": m["reports"]}) for m in view.came if m["month"] is not None]
    counts = [n["Reports"] for _, n in bars]
    together = any(len(month) > len("2018-03") for month, _ in bars)
    if together or not any(counts) or len(bars) > MOST_MONTHS:
        return None
    says = f"{_from_to(bars)}; {sum(counts):,} reports, at most {max(counts):,} in a month."
    title, colors = (
        "Reports of listed crimes by people recorded in the sex trade",
        {"Reports": plots.INK["kept"]},
    )
    return _chart(view, "came", title, says, lambda width: plots.bars(bars, colors, view.marks, width))


def _from_to(bars: Sequence[tuple[str, object]]) -> str:
    return f"Bars by month from {bars[0][0]} to {bars[-1][0]}"


def _readings(view: View) -> Chart | None:
    rules = [r for r in view.policy["rules"] if r["readings"] is not None]
    rows = [
        (r["rule"], *(r["readings"][reading]["found"] for reading in ("strict", "tool", "broad")))
        for r in rules
    ]
    if not any(broad for *_, broad in rows):
        return None
    told = (f"{rule} {strict:,}, {tool:,} and {broad:,}" for rule, strict, tool, broad in rows)
    says = f"Breaches in the strict reading, in this report and in the broad reading: {'; '.join(told)}."
    title = "Breaches in three readings of the same records"
    return _chart(view, "readings", title, says, lambda width: plots.spans(rows, width), beside=0.15)


def _chart(view: View, name: str, title: str, says: str, draw: plots.Draw, beside: float = 0.05) -> Chart:
    """Draw wide and narrow; `beside` is the share of the width that labels beside the plot take."""
    import vl_convert

    def svg(width: int, kind: str) -> str:
        spec = draw(int(width * (1 - beside)))
        return inline(vl_convert.vegalite_to_svg(spec), f"chart-{view.number}-{name}-{kind}", title, says)

    return Chart(title, svg(WIDE, "wide"), svg(NARROW, "narrow"))
