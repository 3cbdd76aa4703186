"""Reports of which a rule only counts that the record is silent: counted apart, and as they would be judged."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.api import Options, audit
from auditor.judging import hearing, sifting, silent
from auditor.policy.library import load_pack

ROLES = ("VICTIM", "WITNESS", "SUSPECT", "ARRESTEE", "REPORTING PARTY", "OTHER", "")
PEOPLE = ("P1", "P2", "P3", "P4", "P5", "")
NAMES = (
    ",",
    '"DOE, AMY",',
    '"LEE, ANN",1990-01-02',
    '"LEE, ANN",1985-06-07',
    ",1990-01-02",
    '"ROY, BEA",1990-01-02',
)
CITED = (*["211 PC"] * 9, *["240 PC"] * 6, "484 PC", "11350 HS", "647(b) PC", "no code", "")
DAYS = ("2017-11-30", "2017-12-05", "2018-03-04", "2019-12-31", "2020-01-02", "")
LOGGED = ("community_resources", "victim_services", "prosecutor", "")
OPTIONS = Options(jurisdiction="US-CA-SF")

person = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(ROLES[:2] * 3 + ROLES),
    st.sampled_from(("O1", "O1", "O1", "O2", "O9", "")),
    st.sampled_from(("",) * 10 + ("N", "Y")),
    st.sampled_from(NAMES),
)
scene = st.fixed_dictionaries(
    {
        "days": st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)), min_size=0, max_size=2),
        "people": st.lists(person, min_size=1, max_size=4),
        "offenses": st.lists(
            st.tuples(st.sampled_from(("O1", "O1", "O1", "O2", "")), st.sampled_from(CITED)), max_size=3
        ),
        "charges": st.lists(
            st.tuples(st.sampled_from(PEOPLE), st.sampled_from(CITED), st.sampled_from(NAMES)), max_size=2
        ),
        "referrals": st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(LOGGED)), max_size=3),
    }
)


def export(folder, scenes):
    """An export of some incidents."""
    tables = {
        "incidents": ["incident_id,occurred_at,reported_at"],
        "involvements": ["incident_id,person_id,role,offense_id,sex_trade,name,birth_date"],
        "offenses": ["incident_id,offense_id,citation"],
        "charges": ["incident_id,charge_id,person_id,citation,stage,name,birth_date"],
        "referrals": ["incident_id,person_id,referred_to,date", "I999,,prosecutor,2018-03-05"],
    }
    for number, scene in enumerate(scenes):
        of = {
            "incidents": [",".join(days) for days in scene["days"]],
            "involvements": [",".join(row) for row in scene["people"]],
            "offenses": [",".join(row) for row in scene["offenses"]],
            "charges": [
                f"C{nth},{who},{cited},noted,{name}"
                for nth, (who, cited, name) in enumerate(scene["charges"])
            ],
            "referrals": [f"{who},{to},2018-03-04" for who, to in scene["referrals"]],
        }
        for table, rows in of.items():
            tables[table] += [f"I{number:03},{row}" for row in rows]
    for table, rows in tables.items():
        (folder / f"{table}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return folder


def alone(*rules):
    """The directives of San Francisco with only these rules."""
    pack = load_pack("sf-2017")
    return dataclasses.replace(pack, rules=tuple(r for r in pack.rules if r.id in rules))


def counts(result):
    """What is counted of each rule, but how many units were looked at."""
    told = [p["rules"] for p in result.coverage["policies"]]
    return [{k: v for k, v in rule.items() if k != "units"} for rules in told for rule in rules]


@pytest.mark.parametrize("rules", [("SF-P4",), ("SF-P3", "SF-P4", "SF-P5"), ("SF-P3",)], ids=" ".join)
def test_what_is_counted_is_what_would_be_judged(tmp_path_factory, rules):
    """Silent reports of all kinds of people, with the sieve and without."""
    heard, real = [], silent.count_silent

    def listening(*told):
        heard.append(real(*told))
        return heard[-1]

    @settings(max_examples=10)
    @given(
        st.lists(scene, min_size=40, max_size=60),
        st.sampled_from([(None, None), (date(2018, 1, 1), None), (None, date(2018, 3, 4))]),
    )
    def check(scenes, period):
        folder = export(tmp_path_factory.mktemp("export"), scenes)
        told = dataclasses.replace(OPTIONS, start=period[0], end=period[1])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sifting, "TOGETHER", 0)
            patch.setattr(sifting, "WHOLE", 0)
            patch.setattr(hearing, "count_silent", listening)
            on, off = (audit(folder, [alone(*rules)], options=told, sieve=sieve) for sieve in (True, False))
        assert on.finding_list == off.finding_list
        assert on.summary == off.summary
        assert counts(on) == counts(off)

    check()
    counted = sum(one.incidents for one in heard)
    assert (counted > 15) == ("SF-P4" in rules), "few reports were counted without being judged"


SILENT = {
    "days": [("2018-03-04", "2018-03-04")], "people": [("P1", "VICTIM", "O1", "", ",")],
    "offenses": [("O1", "211 PC")], "charges": [], "referrals": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({}, True),
        ({"people": [("P1", "VICTIM", "O1", "", ","), ("", "SUSPECT", "O1", "", ",")]}, True),
        ({"people": [("P1", "VICTIM", "O1", "Y", ",")]}, False),
        ({"people": [("", "VICTIM", "O1", "", NAMES[2])]}, True),
        ({"people": [("", "VICTIM", "O1", "", NAMES[2]), ("P2", "SUSPECT", "O1", "", NAMES[3])]}, True),
        ({"people": [("", "VICTIM", "O1", "", NAMES[2]), ("P2", "SUSPECT", "O1", "", NAMES[4])]}, False),
        ({"people": [("", "VICTIM", "O1", "", NAMES[2]), ("", "WITNESS", "O1", "", NAMES[2])]}, False),
        ({"people": [("", "VICTIM", "O1", "", "(?),1990-01-02")]}, False),
        ({"people": [("P1", "VICTIM", "O1", "N", ","), ("", "OTHER", "O1", "", ",")]}, True),
        ({"people": [("P1", "VICTIM", "O1", "N", ","), ("P2", "OTHER", "O1", "", ",")]}, True),
        ({"people": [("P1", "VICTIM", "O1", "N", NAMES[2]), ("P2", "OTHER", "O1", "", NAMES[2])]}, False),
        ({"people": [("P1", "VICTIM", "O1", "N", '"KAY, SUE",'), ("", "OTHER", "O1", "", NAMES[5])]}, True),
        ({"people": [("", "VICTIM", "O1", "N", NAMES[2]), ("P2", "OTHER", "O1", "", ",")]}, True),
        ({"people": [("", "VICTIM", "O1", "N", NAMES[2]), ("P2", "OTHER", "O1", "", NAMES[3])]}, True),
        (
            {
                "people": [("P1", "VICTIM", "O1", "N", ","), ("P2", "OTHER", "O1", "", ",")],
                "charges": [("P2", "484 PC", ",")],
            },
            False,
        ),
        ({"people": [("P1", "VICTIM", "O1", "", ","), ("P1", "WITNESS", "O1", "", ",")]}, False),
        ({"charges": [("P1", "484 PC", ",")]}, False),
        ({"charges": [("P2", "647(b) PC", ",")]}, False),
        ({"charges": [("P2", "484 PC", ",")]}, True),
        ({"referrals": [("P1", "community_resources")]}, True),
        ({"referrals": [("P1", "community_resources"), ("", "victim_services")]}, False),
    ],
)
def test_a_report_is_judged_where_more_than_silence_may_decide(tmp_path, monkeypatch, change, counted):
    """What is counted without being judged, and what is not."""
    heard, real = [], silent.count_silent
    monkeypatch.setattr(sifting, "TOGETHER", 0)
    monkeypatch.setattr(sifting, "WHOLE", 0)
    monkeypatch.setattr(hearing, "count_silent", lambda *told: heard.append(real(*told)) or heard[-1])
    audit(export(tmp_path, [SILENT | change]), [alone("SF-P4")], options=OPTIONS)
    assert bool(sum(one.incidents for one in heard)) == counted


@pytest.mark.parametrize("assumed", [{"sex_trade_involved": True}, {"referred_services": True}])
def test_nothing_is_counted_apart_where_a_run_assumes_what_the_rule_asks(assumed):
    rule = next(r for r in load_pack("sf-2017").rules if r.id == "SF-P4")
    assert silent.takes_silence(rule, {})
    assert not silent.takes_silence(rule, assumed)


def test_ids_of_charges_alone_that_contradict_one_another_tell_nobody_apart(tmp_path, monkeypatch):
    """One id, two names: the accused may be whoever reported, though every row has an id of its own."""
    monkeypatch.setattr(sifting, "WHOLE", 0)
    told = {
        "people": [("P1", "VICTIM", "O1", "", ","), ("P2", "SUSPECT", "O1", "N", ",")],
        "charges": [("P2", "11350 HS", NAMES[2]), ("P2", "484 PC", '"ROY, BEA",1971-02-03')],
    }
    folder = export(tmp_path, [SILENT | told])
    (folder / "evidence.csv").write_text(
        "incident_id,person_id,kind,action,date\nI999,,drug,booked,2018-03-04\n", "utf-8"
    )
    on, off = (audit(folder, [alone("SF-P3")], options=OPTIONS, sieve=sieve) for sieve in (True, False))
    assert [f["verdict"] for f in off.finding_list] == ["possible"]
    assert on.finding_list == off.finding_list
