"""What packs share: laws, grounds and facts, each made once for all that it depends on.

Packs with one offense list have one law; with the same parameters, and charges singled out by the same
conditions, one ground; and a fact of a ground is computed once, however many rules of however many packs ask.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import polars as pl

from auditor.judging.facts import Facts, make_fact
from auditor.judging.ground import Base, Ground, make_grounds
from auditor.judging.lawbook import Citations, Law, citation_conditions
from auditor.policy.pack import Pack


@dataclass(frozen=True)
class Known:
    """The facts of one ground that were asked for so far: `values` and `terms` as in `Facts`."""

    ground: Ground
    values: dict[str, pl.Series] = field(default_factory=dict)
    terms: dict[str, pl.DataFrame] = field(default_factory=dict)

    def facts(self, names: Iterable[str]) -> Facts:
        """The facts with these names."""
        asked = sorted(names)
        for name in asked:
            if name not in self.terms and (made := make_fact(self.ground, name)) is not None:
                self.values[name], self.terms[name] = made
        known = [name for name in asked if name in self.terms]
        units = self.ground.units.select("unit")
        values = units.with_columns(self.values[name].alias(name) for name in known)
        return Facts(values, {name: self.terms[name] for name in known})


@dataclass(frozen=True)
class Laws:
    """The laws that packs have in common; `charges` and `offenses` are the citations of an export."""

    charges: Citations
    offenses: Citations
    _laws: dict[Hashable, Law] = field(default_factory=dict, repr=False)

    def of(self, pack: Pack) -> Law:
        """What the pack and the statutes say of the citations."""
        key = pack.offenses.content
        if key not in self._laws:
            self._laws[key] = Law(self.charges.answers(pack), self.offenses.answers(pack))
        return self._laws[key]


@dataclass(frozen=True)
class Grounds:
    """The grounds that packs have in common over one base."""

    base: Base
    laws: Laws
    _known: dict[Hashable, dict[str, Known]] = field(default_factory=dict, repr=False)

    def of(self, pack: Pack, each: frozenset[str]) -> dict[str, Known]:
        """The grounds of the pack for these kinds of unit (the same whenever asked), with what is known of them."""
        key = _stands_on(pack)
        if key not in self._known:
            grounds = make_grounds(self.base, pack, self.laws.of(pack), each)
            self._known[key] = {kind: Known(ground) for kind, ground in grounds.items()}
        return self._known[key]


def _stands_on(pack: Pack) -> Hashable:
    """What the grounds and facts of a pack depend on, besides the export."""
    parameters = tuple((name, repr(value)) for name, value in sorted(pack.parameters.items()))
    of_charges = [rule for rule in pack.rules if rule.each == "charge"]
    singled_out = frozenset(tuple(citation_conditions(rule)) for rule in of_charges)
    return pack.offenses.content, parameters, singled_out
