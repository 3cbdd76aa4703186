"""Compiled templates that are kept: used where they are whole and fit, never needed, never half written."""

import sys

import pytest
from jinja2 import DictLoader, Environment

from auditor.reports.compiled import Compiled

TEXT = "Kept in {{ place }}."
SHOWN = "Kept in a folder."


@pytest.fixture(autouse=True)
def keeping(monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


def shown(folder, text=TEXT, settings="text"):
    made = Environment(loader=DictLoader({"t": text}), bytecode_cache=Compiled(folder, settings))
    return made.get_template("t").render(place="a folder")


def kept(folder):
    return sorted((folder / "__pycache__").iterdir())


@pytest.fixture
def compiling(monkeypatch):
    """The texts that are compiled."""
    texts = []
    compiled = Environment.compile

    def noted(self, source, *rest):
        texts.append(source)
        return compiled(self, source, *rest)

    monkeypatch.setattr(Environment, "compile", noted)
    return texts


def test_a_template_is_compiled_once(tmp_path, compiling):
    assert [shown(tmp_path), shown(tmp_path)] == [SHOWN, SHOWN]
    assert compiling == [TEXT]
    assert [path.suffix for path in kept(tmp_path)] == [".template"]


def test_another_text_and_other_settings_are_compiled_anew(tmp_path, compiling):
    shown(tmp_path)
    assert shown(tmp_path, text="Now {{ place }}") == "Now a folder"
    assert shown(tmp_path, settings="html")
    assert len(compiling) == 3


@pytest.mark.parametrize("left", [0, 20, 40, 200, -1])
def test_a_damaged_file_is_replaced(tmp_path, compiling, left):
    shown(tmp_path)
    (path,) = kept(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    assert shown(tmp_path) == SHOWN
    assert path.read_bytes() == whole
    path.write_bytes(whole[:left] + b"?" + whole[left + 1 :])
    assert shown(tmp_path) == SHOWN
    assert len(compiling) == 3


def test_where_nothing_can_be_kept_nothing_fails(tmp_path, compiling):
    (tmp_path / "__pycache__").write_bytes(b"in the way")
    assert [shown(tmp_path), shown(tmp_path)] == [SHOWN, SHOWN]
    assert len(compiling) == 2


def test_a_folder_in_the_place_of_a_file_stays(tmp_path, compiling):
    shown(tmp_path)
    (path,) = kept(tmp_path)
    path.unlink()
    path.mkdir()
    assert shown(tmp_path) == SHOWN
    assert kept(tmp_path) == [path]


def test_nothing_is_kept_where_python_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert shown(tmp_path) == SHOWN
    assert not any(tmp_path.iterdir())


def test_they_lie_where_python_is_told_to_keep_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere"))
    folder = tmp_path / "templates"
    folder.mkdir()
    assert shown(folder) == SHOWN
    assert not any(folder.iterdir())
    assert list((tmp_path / "elsewhere").rglob("*.template"))
