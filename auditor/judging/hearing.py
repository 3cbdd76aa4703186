"""A hearing: the incidents of an export that can hold a finding, judged batch by batch by every rule that can be.

Findings and counts of the batches add up, so that what is in memory follows the size of a batch.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from auditor.intake.export import Export
from auditor.judging.docket import Docket, make_docket
from auditor.judging.evidence import Shown
from auditor.judging.facts import asked
from auditor.judging.findings import Finding, Period, make_findings
from auditor.judging.ground import make_base
from auditor.judging.groups import counted_units, race_names
from auditor.judging.logs import Log
from auditor.judging.persons import Scope
from auditor.judging.shared import Grounds, Known, Laws
from auditor.judging.sifting import BOTH, Batch
from auditor.judging.tally import Outcome, PackOutcome, Tally
from auditor.judging.trend import reporting_trend, reports_in_trade
from auditor.judging.verdicts import judge

FAILED = ("the rule failed; see the log",)


@dataclass
class Hearing:
    """What judging takes from the whole export, and what it has found so far.

    `outcomes` are those of the packs, in their order; `judged` counts incidents, `contradictory` the person ids
    among them that were set aside; `failures` say which rules failed after they began.
    """

    export: Export
    scope: Scope
    logs: Mapping[str, Log]
    laws: Laws
    outcomes: list[PackOutcome]
    assumed: Mapping[str, bool]
    shown: Shown
    period: Period
    findings: list[Finding] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    judged: int = 0
    contradictory: int = 0

    def hear(self, batches: list[Batch] | None, say: Callable[[str], None]) -> None:
        """Judge the incidents of some batches, or (None) all incidents at once."""
        races = race_names(self.export)
        trends: list[list[pl.DataFrame]] = [[] for _ in self.outcomes]
        done, total = 0, sum(len(batch.own) for batch in batches or ())
        for batch in (None,) if batches is None else batches:
            say(f"judging {done:,} of {total:,} incidents" if batch else "judging all incidents")
            own, met, each = (batch.own, batch.met, batch.each) if batch else (None, None, BOTH)
            docket = make_docket(self.export, own, self.scope, met)
            grounds = self._grounds(docket)
            for number, outcome in enumerate(self.outcomes):
                if any(not rule.missing and rule.rule.each in each for rule in outcome.rules):
                    known = grounds.of(outcome.pack, each)
                    self.outcomes[number] = self._judge(outcome, known, races)
                    if "charge" in each:
                        trends[number].append(reports_in_trade(known["report"].ground))
            self.judged += docket.incidents.filter("judged").height
            self.contradictory += docket.contradictory
            done += 0 if own is None else len(own)
        for number, outcome in enumerate(self.outcomes):
            if not all(rule.missing for rule in outcome.rules):
                trend = reporting_trend(self.export, trends[number])
                self.outcomes[number] = dataclasses.replace(outcome, trend=trend)

    def _grounds(self, docket: Docket) -> Grounds:
        charges, offenses = self.laws.charges.statutes, self.laws.offenses.statutes
        return Grounds(make_base(docket, self.logs, charges, offenses), self.laws)

    def _judge(self, outcome: PackOutcome, known: Mapping[str, Known], races: pl.DataFrame) -> PackOutcome:
        """Judge by the auditable rules of one pack on these kinds of unit; where one fails, the others go on."""
        live = [rule.rule for rule in outcome.rules if not rule.missing]
        facts = {each: one.facts(asked(live, each)) for each, one in known.items()}
        rules: list[Outcome] = []
        for rule in outcome.rules:
            each = rule.rule.each
            if rule.missing or each not in known:
                rules.append(rule)
                continue
            try:
                ground, pack = known[each].ground, outcome.pack
                judged = judge(ground, facts[each], pack, rule.rule, self.assumed)
                found = make_findings(ground, judged, self.shown, self.period, bound=outcome.bound)
                units = counted_units(ground, judged, self.period, races)
            except Exception as error:
                self.failures.append(f"{outcome.pack.id} {rule.rule.id} failed: {type(error).__name__}")
                rules.append(Outcome(rule.rule, FAILED))
                continue
            self.findings += found
            tally = Tally.of(judged, units)
            rules.append(Outcome(rule.rule, (), tally if rule.tally is None else rule.tally + tally))
        return dataclasses.replace(outcome, rules=tuple(rules))
