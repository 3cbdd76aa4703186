"""A hearing: the incidents of an export that can hold a finding, judged batch by batch by every rule that can be.

Batches know nothing of one another. One is judged beside another or beside other work, so that the engine has work
while Python tells findings; what each found and counted is added up in order. What is in memory follows the size of a
batch, and compressed that of those which are read together.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import polars as pl

from auditor.intake.export import Export
from auditor.judging.abreast import abreast
from auditor.judging.cells import Shown
from auditor.judging.docket import make_docket, read_rows
from auditor.judging.evidence import Witnesses
from auditor.judging.findings import Period, found_units, make_findings
from auditor.judging.ground import make_base
from auditor.judging.groups import counted_units
from auditor.judging.logs import Log
from auditor.judging.packed import Packed, pack_all
from auditor.judging.persons import Scope
from auditor.judging.shared import Grounds, Known, Laws
from auditor.judging.sifting import BOTH, Batch, Kept, on_reports
from auditor.judging.silent import count_silent
from auditor.judging.tally import Outcome, PackOutcome, Tally
from auditor.judging.trend import reporting_trend, reports_in_trade
from auditor.judging.verdicts import Judged, judge
from auditor.records.ranges import NUMBER

Verdicts = tuple[PackOutcome, Judged, pl.DataFrame]
"""What a rule of a pack found: all verdicts, and those to be told."""

FAILED = ("the rule failed; see the log",)
READ_AT_ONCE = 40
"""How many batches are read at once."""
AT_ONCE = 3
"""How many works are done at a time: silent reports; then counting, batches on charges, and those on reports."""


@dataclass
class Heard:
    """What judging found and counted so far.

    `tallies` and `failures` are by pack and rule, `trends` by pack. `judged` counts incidents, `contradictory` the
    person ids among them that were set aside, `counted` other incidents, of which only a silence was counted;
    `failures` say which rules failed after they began.
    """

    findings: list[Packed] = field(default_factory=list)
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    trends: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    judged: int = 0
    counted: int = 0
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
        self.counted += other.counted
        self.contradictory += other.contradictory

    def outcome(self, plan: PackOutcome, export: Export) -> PackOutcome:
        """What became of a pack that was to be judged."""
        if all(rule.missing for rule in plan.rules):
            return plan
        rules = tuple(self._of_rule(plan, rule) for rule in plan.rules)
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

    def hear(
        self, kept: Kept | None, say: Callable[[str], None], *, beside: Iterable[Callable[[], object]]
    ) -> Heard:
        """Judge what the sieve kept, with other work done `beside`, or (None) all incidents at once, and only that.

        Silent reports are counted first, and what is left of them is judged with the others.
        """
        if kept is None:
            say("judging all incidents")
            return self._hear(None)
        total, left = kept.incidents, [pl.Series(NUMBER, [], dtype=pl.String)]
        say(f"judging {total:,} incidents")
        heard = [Heard()]
        self._listen([self._of_silent(numbers, left) for numbers in kept.silent], heard, total, say)
        reports = [batch.own for batch in kept.batches if "charge" not in batch.each]
        batches = [batch for batch in kept.batches if "charge" in batch.each]
        batches += on_reports(pl.concat([*reports, *left]).sort())
        del kept  # the numbers of silent reports are not asked for again
        others = [_not_heard(work) for work in beside]
        for n in range(0, len(batches), READ_AT_ONCE):
            self._listen([*others, *self._of_batches(batches[n : n + READ_AT_ONCE])], heard, total, say)
            others = []
        for other in heard[1:]:
            heard[0].add(other)
        return heard[0]

    def _listen(
        self, works: Sequence[Iterator[Heard]], heard: list[Heard], total: int, say: Callable[[str], None]
    ) -> None:
        """Do works, some at a time, and add what each heard to those before, in their order; `say` how far it got."""
        before = len(heard)
        heard += (Heard() for _ in works)
        for nth, one in abreast(works, AT_ONCE):
            heard[before + nth].add(one)
            done = sum(each.judged + each.counted for each in heard)
            say(f"judging {min(done, total):,} of {total:,} incidents")  # agencies may share a number

    def _of_silent(self, numbers: pl.LazyFrame, left: list[pl.Series]) -> Iterator[Heard]:
        """Count silent reports; the numbers of those that are to be judged are added to `left`."""
        live = [(o.pack, self.laws.of(o.pack), o.live) for o in self.plan]
        counted = count_silent(self.export, numbers.collect()[NUMBER], live, self.period, self.assumed)
        left.append(counted.left)
        yield Heard(tallies=dict(counted.tallies), counted=counted.incidents)

    def _of_batches(self, batches: Sequence[Batch]) -> list[Iterator[Heard]]:
        """The works of judging batches, whose rows are read at once, since they lie all over the export.

        Those on charges, which take most of the memory, are judged one after another, those on reports beside them.
        """
        rows = read_rows(self.export, [pl.concat([batch.own, batch.met]).sort() for batch in batches])
        works: dict[bool, list[tuple[Batch, Export]]] = {True: [], False: []}
        for batch, export in zip(batches, rows, strict=True):
            works["charge" in batch.each].append((batch, export))
        return [self._in_turn(read) for read in works.values()]

    def _in_turn(self, read: list[tuple[Batch, Export]]) -> Iterator[Heard]:
        """Judge batches by the rows that were read for each; those of a judged one go."""
        while read:
            batch, export = read.pop(0)
            yield dataclasses.replace(self, export=export)._hear(batch)

    def _hear(self, batch: Batch | None) -> Heard:
        own, met, each = (batch.own, batch.met, batch.each) if batch else (None, None, BOTH)
        docket = make_docket(self.export, own, self.scope, met)
        judged = docket.incidents.filter("judged").height
        heard = Heard(judged=judged, contradictory=docket.contradictory)
        charges, offenses = self.laws.charges.statutes, self.laws.offenses.statutes
        grounds = Grounds(make_base(docket, self.logs, charges, offenses), self.laws)
        grounded: dict[int, tuple[Known, list[Verdicts]]] = {}
        for outcome in self.plan:
            if any(rule.each in each for rule in outcome.live):
                known = grounds.of(outcome.pack, each)
                for one in known.values():
                    grounded.setdefault(id(one), (one, []))[1].extend(self._judge(outcome, one, heard))
                if "charge" in each:
                    heard.trends[outcome.pack.id] = [reports_in_trade(known["report"].ground)]
        for one, verdicts in grounded.values():
            self._tell(one, verdicts, heard)
        return heard

    def _judge(self, outcome: PackOutcome, known: Known, heard: Heard) -> Iterator[Verdicts]:
        """Judge by the auditable rules of one pack on one kind of unit; where one fails, the others go on."""
        own = [rule for rule in outcome.live if rule.each == known.ground.each]
        facts = None
        with _noting(heard, [(outcome.pack.id, rule.id) for rule in own]):
            facts = known.facts({"minor"}.union(*(rule.facts for rule in own)))
        if facts is None:
            return
        for rule in own:
            with _noting(heard, [(outcome.pack.id, rule.id)]):
                verdicts = judge(known.ground, facts, outcome.pack, rule, self.assumed)
                yield outcome, verdicts, found_units(known.ground, verdicts, self.period)

    def _tell(self, known: Known, judged: Sequence[Verdicts], heard: Heard) -> None:
        """Tell and count what rules of all packs that stand on one ground found."""
        witnesses = None
        with _noting(heard, [(outcome.pack.id, verdicts.rule.id) for outcome, verdicts, _ in judged]):
            witnesses = _witnesses(known, judged, self.shown)
        if witnesses is None:
            return
        for outcome, verdicts, found in judged:
            with _noting(heard, [(outcome.pack.id, verdicts.rule.id)]):
                findings = make_findings(verdicts, found, witnesses, bound=outcome.bound)
                units = counted_units(known.ground, verdicts, self.period, self.races)
                heard.findings += pack_all(findings)
                heard.tallies[outcome.pack.id, verdicts.rule.id] = Tally.of(verdicts, units)


def _not_heard(work: Callable[[], object]) -> Iterator[Heard]:
    """A work that judges nothing."""
    work()
    yield Heard()


@contextmanager
def _noting(heard: Heard, rules: Iterable[tuple[str, str]]) -> Iterator[None]:
    """Note that rules fail, by pack and id, and go on."""
    try:
        yield
    except (Exception, pl.exceptions.PanicException) as error:
        for pack, rule in rules:
            heard.failures[pack, rule] = f"{pack} {rule} failed: {type(error).__name__}"


def _witnesses(known: Known, judged: Sequence[Verdicts], shown: Shown) -> Witnesses:
    """The witnesses of every fact, for the units found by the rules that ask for it."""
    people = known.facts({"minor"}).values.join(known.ground.units, on="unit")
    people = people.select(
        "unit", pl.col("minor").eq_missing(True), own_name="name_key", own_birth="birth_date"
    )
    return Witnesses(
        known.ground, shown, people, [(verdicts, found["unit"]) for _, verdicts, found in judged]
    )
