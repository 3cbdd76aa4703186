"""A hearing: the incidents of an export that can hold a finding, judged batch by batch by every rule that can be.

Batches know nothing of one another, so two are judged at a time; what they found and counted is added up in
their order. What is in memory follows the size of a batch.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import polars as pl

from auditor.intake.export import Export
from auditor.judging.docket import make_docket
from auditor.judging.evidence import Shown
from auditor.judging.facts import asked
from auditor.judging.findings import Finding, Period, make_findings
from auditor.judging.ground import make_base
from auditor.judging.groups import counted_units
from auditor.judging.logs import Log
from auditor.judging.persons import Scope
from auditor.judging.shared import Grounds, Known, Laws
from auditor.judging.sifting import BOTH, Batch
from auditor.judging.tally import Outcome, PackOutcome, Tally
from auditor.judging.trend import reporting_trend, reports_in_trade
from auditor.judging.verdicts import judge

FAILED = ("the rule failed; see the log",)
AT_ONCE = 2
"""Batches that are judged at a time: one is in Python while the other is in the engine."""
NOTICE = 0.2
"""Seconds after which a signal is noticed: the engine's handler does not wake a thread that waits."""


@dataclass
class Heard:
    """What judging found and counted so far.

    `tallies` and `failures` are by pack and rule, `trends` by pack. `judged` counts incidents, `contradictory` the
    person ids among them that were set aside; `failures` say which rules failed after they began.
    """

    findings: list[Finding] = field(default_factory=list)
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    trends: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    judged: int = 0
    contradictory: int = 0

    def add(self, other: Heard) -> None:
        """Add what another batch gave."""
        self.findings += other.findings
        for key, tally in other.tallies.items():
            self.tallies[key] = self.tallies[key] + tally if key in self.tallies else tally
        for pack, reports in other.trends.items():
            self.trends.setdefault(pack, []).extend(reports)
        for key, why in other.failures.items():
            self.failures.setdefault(key, why)
        self.judged += other.judged
        self.contradictory += other.contradictory

    def outcome(self, plan: PackOutcome, export: Export) -> PackOutcome:
        """What became of a pack that was to be judged."""
        rules = tuple(self._of_rule(plan, rule) for rule in plan.rules)
        if all(rule.missing for rule in plan.rules):
            return plan
        trend = reporting_trend(export, self.trends.get(plan.pack.id, []))
        return dataclasses.replace(plan, rules=rules, trend=trend)

    def _of_rule(self, plan: PackOutcome, rule: Outcome) -> Outcome:
        key = (plan.pack.id, rule.rule.id)
        if key in self.failures:
            return Outcome(rule.rule, FAILED)
        return Outcome(rule.rule, rule.missing, self.tallies.get(key))


@dataclass(frozen=True)
class Hearing:
    """What judging takes from the whole export; `plan` says what can be audited under each pack."""

    export: Export
    scope: Scope
    logs: Mapping[str, Log]
    laws: Laws
    plan: Sequence[PackOutcome]
    assumed: Mapping[str, bool]
    shown: Shown
    period: Period
    races: pl.DataFrame

    def hear(self, batches: Sequence[Batch] | None, say: Callable[[str], None]) -> Heard:
        """Judge the incidents of some batches, or (None) all incidents at once."""
        if batches is None:
            say("judging all incidents")
            return self._hear(None)
        heard, done, total = Heard(), 0, sum(len(batch.own) for batch in batches)
        say(f"judging {total:,} incidents")
        judges = ThreadPoolExecutor(AT_ONCE)
        try:
            for batch, one in [(batch, judges.submit(self._hear, batch)) for batch in batches]:
                while not wait([one], NOTICE).done:
                    pass
                heard.add(one.result())
                done += len(batch.own)
                say(f"judging {done:,} of {total:,} incidents")
        finally:
            judges.shutdown(wait=False, cancel_futures=True)
        return heard

    def _hear(self, batch: Batch | None) -> Heard:
        own, met, each = (batch.own, batch.met, batch.each) if batch else (None, None, BOTH)
        docket = make_docket(self.export, own, self.scope, met)
        judged = docket.incidents.filter("judged").height
        heard = Heard(judged=judged, contradictory=docket.contradictory)
        charges, offenses = self.laws.charges.statutes, self.laws.offenses.statutes
        grounds = Grounds(make_base(docket, self.logs, charges, offenses), self.laws)
        for outcome in self.plan:
            if any(not rule.missing and rule.rule.each in each for rule in outcome.rules):
                known = grounds.of(outcome.pack, each)
                self._judge(outcome, known, heard)
                if "charge" in each:
                    heard.trends[outcome.pack.id] = [reports_in_trade(known["report"].ground)]
        return heard

    def _judge(self, outcome: PackOutcome, known: Mapping[str, Known], heard: Heard) -> None:
        """Judge by the auditable rules of one pack on these kinds of unit; where one fails, the others go on."""
        live = [rule.rule for rule in outcome.rules if not rule.missing]
        facts = {each: one.facts(asked(live, each)) for each, one in known.items()}
        for rule in live:
            if rule.each not in known:
                continue
            key = (outcome.pack.id, rule.id)
            try:
                ground = known[rule.each].ground
                judged = judge(ground, facts[rule.each], outcome.pack, rule, self.assumed)
                found = make_findings(ground, judged, self.shown, self.period, bound=outcome.bound)
                units = counted_units(ground, judged, self.period, self.races)
            except Exception as error:
                heard.failures[key] = f"{outcome.pack.id} {rule.id} failed: {type(error).__name__}"
                continue
            heard.findings += found
            heard.tallies[key] = Tally.of(judged, units)
