"""The words of a reviewer's finding: those of the package, one's own, and what is wrong with them."""

import pytest

from auditor.errors import UsageError
from auditor.reports.vocabulary import load_vocabulary

OWN = """
id: own
body: Board of Review
source: its own form
confidence: high
findings:
  - finding: Sustained
    meaning: It happened and should not have.
"""


def test_the_words_are_those_of_san_franciscos_department_of_police_accountability():
    told = load_vocabulary()
    assert told.body == "San Francisco Department of Police Accountability"
    assert [(one.finding, one.formerly) for one in told.findings if one.formerly] == [
        ("Improper conduct", "Sustained"),
        ("Insufficient evidence", "Not sustained"),
    ]
    assert len(told.findings) == 10


def test_another_body_has_words_of_its_own(tmp_path):
    (tmp_path / "own.yaml").write_text(OWN)
    told = load_vocabulary(str(tmp_path / "own.yaml"))
    assert [(one.finding, one.formerly) for one in told.findings] == [("Sustained", None)]


def test_what_is_wrong_is_said_with_its_line(tmp_path):
    (tmp_path / "own.yaml").write_text(OWN.replace("    meaning:", "    means:"))
    with pytest.raises(UsageError) as error:
        load_vocabulary(str(tmp_path / "own.yaml"))
    assert {problem.where for problem in error.value.problems} == {"own.yaml:7"}


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(UsageError) as error:
        load_vocabulary("sf-dp")
    assert "sf-dpa" in error.value.problems[0].hint
