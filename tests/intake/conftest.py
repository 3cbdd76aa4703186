from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def export(tmp_path: Path) -> Write:
    """Writes files (name: text or bytes) into a folder, over a small whole export, and gives the folder."""

    def write(*, whole: bool = True, **files: str | bytes) -> Path:
        folder = tmp_path / "export"
        folder.mkdir(exist_ok=True)
        for name, content in ((WHOLE if whole else {}) | files).items():
            path = folder / (name if "." in name else f"{name}.csv")
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write


WHOLE = {
    "incidents": "incident_id,reported_at,district\n001,2018-03-04 10:00:00,Mission\n002,2018-03-05,Park\n",
    "involvements": (
        "incident_id,person_id,role,name,birth_date,age\n"
        '001,P1,VICTIM,"ROE, MARY",1990-01-02,28\n'
        "001,P2,S,JOHN DOE,1900-01-01,40\n"
        "002,0,C,UNKNOWN,,U\n"
    ),
    "offenses": "incident_id,offense_id,citation\n001,O1,211 PC\n002,O2,647(b) PC\n",
    "arrests": "incident_id,arrest_id,person_id,arrested_at,kind,basis\n002,A1,P1,2018-03-05 11:00,CITE,O\n",
    "charges": "incident_id,charge_id,person_id,arrest_id,citation,level\n002,C1,P1,A1,647(b) PC,M\n",
}
