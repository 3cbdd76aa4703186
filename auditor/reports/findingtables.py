"""The findings of a run as tables: the findings, their conditions, and the cells of the record behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from auditor.reports.tables import FLAT
from auditor.reports.tabular import Column, Plain, Table, Value, declared, row

FINDINGS = declared("finding", "", *FLAT)
_ID = declared("finding", "", "finding_id")
_CONDITION = declared(
    "finding", "$defs/condition", "list", "name", "says", "value", "assumed", "reasons", "evidence_total", "searched"
)  # fmt: skip
_ROW = declared("finding", "$defs/row", "table", "file", "row")

_NUMBER = Column("number", "integer", "The place of the condition in the finding, from 1.")
_COLUMN = Column("column", "text", "The column of the record table.")
_CONTENT = Column(
    "content", "text", "The cell as exported; of a private column what is told of it instead.", nullable=True
)


def finding_tables(findings: Sequence[Plain]) -> list[Table]:
    """The three tables, in the order of the findings."""
    return [
        Table("findings", "One row a finding.", FINDINGS, [row(FINDINGS, f) for f in findings]),
        Table(
            "conditions", "One row a condition of a finding.",
            [*_ID, _NUMBER, *_CONDITION], [r for f in findings for r in _conditions(f)],
        ),
        Table(
            "cells", "One row a cell of the record that decided a condition.",
            [*_ID, _NUMBER, *_ROW, _COLUMN, _CONTENT], [r for f in findings for r in _cells(f)],
        ),
    ]  # fmt: skip


def _conditions(finding: Plain) -> Iterator[list[Value]]:
    for number, condition in enumerate(finding["conditions"], 1):
        searched = [f"{s['table']}: {s['rows']}" for s in condition["searched"]]
        yield [
            finding["finding_id"],
            number,
            *row(_CONDITION, {**condition, "searched": searched}),
        ]


def _cells(finding: Plain) -> Iterator[list[Any]]:
    for number, condition in enumerate(finding["conditions"], 1):
        for told in condition["evidence"]:
            start = [finding["finding_id"], number, told["table"], told["file"], told["row"]]
            for column, content in told["cells"].items():
                yield [*start, column, content]
