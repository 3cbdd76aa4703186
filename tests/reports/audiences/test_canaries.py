"""Nothing that an export writes anywhere comes out in a report for oversight or for the public."""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace

import pytest

from auditor.api import Options, audit
from auditor.reports.outputs import AUDIENCES, FORMATS, Choices
from auditor.reports.outputs import write as write_in
from auditor.reports.vocabulary import DEFAULT, load_vocabulary
from auditor.runs.keys import Key
from auditor.runs.reading import load_run
from tests.reports.audiences.inside import found, texts
from tests.reports.audiences.planting import MANY, plant
from tests.reports.hostile import HOSTILE
from tests.reports.runs import NAMES, named

KEY, OTHER = Key(bytes(range(32))), Key(bytes(range(1, 33)))
OUTSIDE = [(audience, form) for audience in sorted(set(AUDIENCES) - {"internal"}) for form in FORMATS]


def write(run, audience, form, choices=None):
    """The run in a format; where each case has a file, a case for each rule, since the search reads every byte."""
    if FORMATS[form].by_case:
        cases = set({f["rule"]: f["case_id"] for f in run.findings}.values())
        run = replace(run, findings=run.findings.where(lambda f: f["case_id"] in cases))
    return write_in(run, audience, form, load_vocabulary(DEFAULT), choices)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    canaries = plant(folder / "export")
    out = folder / f"run {canaries.new()}"
    options = Options(
        complete=("evidence", "referrals"), jurisdiction="US-CA-SF", show_names=True, show_minors=True
    )
    audit(folder / "export", options=options).write(out, {"command": [canaries.new(), str(out)]})
    return load_run(out), canaries


def test_the_export_holds_a_thousand_and_more_and_gives_findings_of_every_rule(planted):
    run, canaries = planted
    assert len(canaries.all) > MANY
    counted = {r["rule"]: r["breach"] + r["possible"] for p in run.summary["policies"] for r in p["rules"]}
    assert [rule for rule, findings in counted.items() if not findings] == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_internal_report_shows_that_the_test_can_see_them(planted, form):
    run, canaries = planted
    assert len(found(canaries.all, write(run, "internal", form))) > 50


@pytest.mark.parametrize(("audience", "form"), OUTSIDE)
def test_no_canary_comes_out(planted, audience, form):
    run, canaries = planted
    assert found(canaries.all, write(run, audience, form, Choices(KEY))) == []


@pytest.mark.parametrize(("audience", "form"), OUTSIDE)
def test_no_id_comes_out_hashed_without_the_key(planted, audience, form):
    run, canaries = planted
    assert _known(canaries, run, write(run, audience, form, Choices(KEY))) == []


def test_the_search_for_digests_finds_those_of_the_run_itself(planted):
    run, canaries = planted
    assert len(_known(canaries, run, write(run, "internal", "html"))) > len(run.findings)


def _known(canaries, run, content):
    """The digests in an output that anybody could make of the ids of the export."""
    every = b"\0".join(texts(content))
    shown = {
        token[i : i + 8]
        for token in re.findall(rb"[0-9a-f]{8,}", every)
        for i in (0, len(token) - 16)
        if i >= 0
    }
    ids = {(kind, text) for (kind, _), text in canaries.ids.items()}
    ids |= {("finding", f[key]) for f in run.findings for key in ("finding_id", "case_id")}
    assert not any(base64.b64encode(hashlib.sha256(text.encode()).digest())[:12] in every for _, text in ids)
    return [digest for kind, text in ids for digest in _digests(kind, text) if digest[:8].encode() in shown]


def _digests(kind, text):
    plain = {text, f"{kind}:{text}", f"{kind}\0{text}", f"auditor/1\0{kind}\0{text}", f"{kind}_id:{text}"}
    for one in plain:
        for name in ("md5", "sha1", "sha256", "sha512"):
            yield hashlib.new(name, one.encode()).hexdigest()
        for secret in (b"", b"auditor", bytes(32), KEY.id.encode()):
            yield hmac.new(secret, one.encode(), hashlib.sha256).hexdigest()
    if re.fullmatch(r"[0-9a-f]{32}", text):
        yield text


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_for_oversight_names_its_key_and_is_the_same_again(planted, form):
    run, _ = planted
    content = write(run, "oversight", form, Choices(KEY))
    assert found([KEY.id], content) == [KEY.id]
    assert content == write(run, "oversight", form, Choices(KEY))
    assert found([KEY.secret.hex(), base64.b64encode(KEY.secret).decode()], content) == []


@pytest.mark.parametrize("form", FORMATS)
def test_another_key_gives_other_pseudonyms(planted, form):
    run, _ = planted
    one, two = (
        set(re.findall(rb"\bx[0-9a-f]{16}\b", b"\0".join(texts(write(run, "oversight", form, Choices(key))))))
        for key in (KEY, OTHER)
    )
    assert one
    assert two
    assert not one & two


@pytest.mark.parametrize(("audience", "form"), OUTSIDE)
@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_run_can_be_made_ready(name, audience, form):
    assert write(named(name), audience, form, Choices(KEY))


@pytest.mark.parametrize("audience", sorted(set(AUDIENCES) - {"internal"}))
def test_hostile_text_of_a_record_stays_behind(audience):
    """What a pack, a mapping's notes or a rule's own words say is no text of the record."""
    ready = AUDIENCES[audience].ready(named("hostile"), Choices(KEY))
    kept = [[*ready.findings], ready.summary["policies"], ready.coverage, ready.manifest]
    shown = json.dumps([_without_words(one) for one in kept], ensure_ascii=False)
    assert [
        name for name, text in HOSTILE.items() if json.dumps(text, ensure_ascii=False)[1:-1] in shown
    ] == []


def _without_words(value):
    """Plain data without what a policy or the program says."""
    own = {
        "jurisdiction",
        "notes",
        "title",
        "says",
        "criteria",
        "name",
        "reasons",
        "unknowns",
        "review",
        "courses",
        "rule",
        "missing",
    }
    if isinstance(value, dict):
        return {key: _without_words(one) for key, one in value.items() if key not in own}
    return [_without_words(one) for one in value] if isinstance(value, list) else value
