"""The three kinds of plot, as Vega-Lite made by Altair: dots with intervals, bars by month, spans between readings."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from auditor.reports.months import Mark
from auditor.reports.shares import Share

INK = {
    "breach": "#8d1b1b", "possible": "#c98a0b", "kept": "#2b6a4d", "ink": "#1b2025", "soft": "#4e575f",
    "line": "#d9d5cb",
}  # fmt: skip
"""The colors that the style of the page knows by these values."""

READINGS = {"Strict": INK["soft"], "This report": INK["breach"], "Broad": INK["possible"]}
SHAPES = {"Strict": "square", "This report": "circle", "Broad": "diamond"}

Spec = dict[str, Any]
Draw = Callable[[int], Spec]


def dots(rows: Sequence[tuple[str, Share]], color: str, width: int) -> Spec:
    """A dot a row for its share and a line for its interval, from 0 to 100 %; `rows` are labels with shares."""
    alt = _altair()
    data = [
        {"label": label, "share": share.value, "low": share.interval[0], "high": share.interval[1]}
        for label, share in rows
        if share.interval is not None
    ]
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], title=None)
    x = alt.X("low:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)
    base = alt.Chart(alt.Data(values=data)).encode(y=_labels("label", width))
    line = base.mark_rule(color=color, strokeWidth=2).encode(x=x, x2="high:Q")
    dot = base.mark_point(color=color, fill=color, size=70, opacity=1).encode(x="share:Q")
    return _finished(alt.layer(line, dot).properties(width=width, height=alt.Step(26)))


def bars(
    months: Sequence[tuple[str, Mapping[str, int]]],
    colors: Mapping[str, str],
    marks: Sequence[Mark],
    width: int,
) -> Spec:
    """Bars by month, the parts of each stacked in the order of `colors`, under the days of `marks` in their span."""
    alt = _altair()
    data = [
        {"month": f"{month}-01", "count": n, "kind": kind, "order": list(colors).index(kind)}
        for month, counts in months
        for kind, n in counts.items()
    ]
    step = max(1, math.ceil(max(sum(counts.values()) for _, counts in months) / 4))
    ticks = [step * i for i in range(5) if step * (i - 1) < max(sum(c.values()) for _, c in months)]
    legend = alt.Legend(orient="top", direction="horizontal") if len(colors) > 1 else None
    plot = (
        alt.Chart(alt.Data(values=data))
        .mark_bar(width=min(18.0, max(1.0, width // len(months) - 1)))
        .encode(
            x=alt.X(
                "yearmonth(month):T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False)
            ),
            y=alt.Y(
                "count:Q",
                title=None,
                axis=alt.Axis(values=ticks, format="d"),
                scale=alt.Scale(domain=[0, ticks[-1]]),
            ),
            color=alt.Color("kind:N", title=None, legend=legend, scale=_scale(alt, colors)),
            order="order:O",
        )
    )
    plot = plot.properties(width=width, height=150)
    days = [m for m in marks if months[0][0] <= m.day[:7] <= months[-1][0]]
    return _finished(_under(alt, plot, days, width) if days else plot)


def _under(alt: Any, plot: Any, days: Sequence[Mark], width: int) -> Any:
    """The plot with a line at each day, under a row of words for each."""
    data = [{"day": m.day, "says": f"{m.day}: {m.says}", "row": i} for i, m in enumerate(days)]
    marked = alt.Chart(alt.Data(values=data)).encode(x=alt.X("day:T", title=None))
    line = marked.mark_rule(color=INK["ink"], strokeDash=[3, 3])
    told = alt.Chart(alt.Data(values=data)).encode(
        x=alt.X("day:T", title=None, axis=None), y=alt.Y("row:O", axis=None), text="says:N"
    )
    words = told.mark_text(align="left", dx=4, color=INK["ink"]).properties(
        width=width, height=17 * len(days)
    )
    return alt.vconcat(words, alt.layer(plot, line), spacing=2).resolve_scale(x="shared")


def spans(rows: Sequence[tuple[str, int, int, int]], width: int) -> Spec:
    """A line from the strict to the broad count of a rule, with the tool's own between; `rows` are in that order."""
    alt = _altair()
    ends = [{"rule": rule, "strict": strict, "broad": broad} for rule, strict, _, broad in rows]
    points = [
        {"rule": rule, "count": count, "reading": reading}
        for rule, strict, tool, broad in rows
        for reading, count in (("Strict", strict), ("Broad", broad), ("This report", tool))
    ]
    y = _labels("rule", width)
    axis = alt.Axis(tickMinStep=1, format="d")
    line = alt.Chart(alt.Data(values=ends)).mark_rule(color=INK["soft"], strokeWidth=2)
    line = line.encode(y=y, x=alt.X("strict:Q", title=None, axis=axis), x2="broad:Q")
    legend = alt.Legend(orient="top", direction="horizontal")
    base = alt.Chart(alt.Data(values=points)).encode(
        y=y,
        x="count:Q",
        color=alt.Color("reading:N", title=None, legend=legend, scale=_scale(alt, READINGS)),
        shape=alt.Shape("reading:N", title=None, legend=legend, scale=_scale(alt, SHAPES)),
    )
    sizes = {"Strict": 170, "Broad": 90, "This report": 40}
    layers = [
        base.transform_filter(f"datum.reading == '{reading}'").mark_point(filled=True, size=size, opacity=1)
        for reading, size in sizes.items()
    ]
    return _finished(alt.layer(line, *layers).properties(width=width, height=alt.Step(26)))


def _altair() -> Any:
    import altair

    return altair


def _labels(column: str, width: int) -> Any:
    """Labels beside the plot, in the order of the data."""
    alt = _altair()
    axis = alt.Axis(labelLimit=width // 2 + 60, labelPadding=12, ticks=False, domain=False)
    return alt.Y(f"{column}:N", sort=None, title=None, axis=axis)


def _scale(alt: Any, values: Mapping[str, str]) -> Any:
    return alt.Scale(domain=list(values), range=list(values.values()))


def _finished(chart: Any) -> Spec:
    """The specification without frame and background, in the page's inks."""
    axis = {"labelColor": INK["soft"], "labelFontSize": 12, "tickColor": INK["line"], "domainColor": INK["line"],
            "gridColor": INK["line"]}  # fmt: skip
    spec: Spec = chart.to_dict()
    spec["config"] = {
        "background": None,
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"labelColor": INK["ink"], "labelFontSize": 12, "symbolOpacity": 1},
        "text": {"fontSize": 12},
        "padding": {"left": 14, "top": 4, "right": 14, "bottom": 4},
    }
    return spec
