"""An export of sf-demo with canaries in every text: names, numbers, addresses, ids, in every column and file name."""

import csv
import itertools
import random
from pathlib import Path

from auditor.records.tables import TABLES, Kind

DEMO = Path(__file__).parents[3] / "fixtures" / "sf-demo"
MANY = 1000
IDS = {
    "incident_id": "incident", "source_incident_id": "incident", "person_id": "person", "officer_id": "officer",
    "charge_id": "charge", "arrest_id": "arrest", "offense_id": "offense",
}  # fmt: skip
SYLLABLES = ("zor", "vex", "quil", "mbry", "thax", "ulf", "ozzi", "kry", "jeph", "wyx", "dra", "uvvo")


class Canaries:
    """Texts that stand nowhere else. `all` are those planted, with their parts that would tell as much."""

    def __init__(self, seed=6):
        self.random = random.Random(seed)
        self.made = self._make()
        self.all = set()
        self.ids = {}

    def _make(self):
        for number in itertools.count():
            one, two = ("".join(self.random.choices(SYLLABLES, k=3)) for _ in range(2))
            digits = f"{self.random.randrange(10**7):07}"
            yield (
                f"{one.title()} {two.title()}",
                f"415-{digits[:3]}-{digits[3:]}",
                f"{digits[:4]} {one.title()} Street",
                f"{one}.{two}@mail.example",
                f"{number % 90 + 10}{digits}",
                f"SSN {digits[:3]}-{digits[3:5]}-{digits}",
            )[number % 6]

    def new(self):
        """A canary, and the words of its own in it."""
        text = next(self.made)
        self.all |= {text, *(w for w in text.replace("@", " ").replace(".", " ").split() if len(w) >= 6)}
        return text

    def some(self, old):
        """A canary in every eighth cell, else the old text: more of them would only make the search slow."""
        return old if self.random.randrange(8) else self.new()

    def id(self, kind, old):
        """The canary in place of an id, the same for the same one."""
        if (kind, old) not in self.ids:
            self.ids[kind, old] = f"{self.random.randrange(10**8, 10**9)}"
            self.all.add(self.ids[kind, old])
        return self.ids[kind, old]


def plant(folder):
    """Write the export into `folder`; the canaries in it."""
    canaries = Canaries()
    for source in sorted(DEMO.glob("*.csv")):
        with source.open(newline="") as file:
            rows = list(csv.DictReader(file))
        table = TABLES[source.stem]
        planted = [_planted(table, row, canaries) for row in rows]
        planted += [_spoiled(table, planted[i % len(planted)], i, canaries) for i in range(40)]
        columns = [c.name for c in table.columns] + ["Told By", canaries.new()]
        target = folder / source.stem / f"part {canaries.new()}.csv"
        target.parent.mkdir(parents=True)
        with target.open("w", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(
                {**row, columns[-1]: canaries.some(""), "Told By": canaries.some("")} for row in planted
            )
    (folder / f"{canaries.new()}.docx").write_text(canaries.new())
    return canaries


def _planted(table, row, canaries):
    """A row with its ids exchanged and its free text replaced; what decides findings stays."""
    told = {}
    for column in table.columns:
        old = row.get(column.name, "")
        if column.name in IDS:
            told[column.name] = canaries.id(IDS[column.name], old) if old else old
        elif column.name not in ("citation", "course") and (
            column.kind is Kind.TEXT or (column.kind is Kind.NAME and not old)
        ):
            told[column.name] = canaries.some(old)
        else:
            told[column.name] = old
    return told


def _spoiled(table, row, number, canaries):
    """A copy of a row in which one column after the other holds a canary, also beside a word that is known."""
    column = table.columns[number % len(table.columns)]
    if column.name in IDS:
        return {**row, column.name: canaries.id(IDS[column.name], f"new {number}")}
    if column.name == "agency":
        return {**row, "agency": canaries.new()}
    return {**row, column.name: " ".join([row[column.name] or "", canaries.new()]).strip()}
