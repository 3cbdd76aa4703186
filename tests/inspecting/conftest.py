from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def reports(tmp_path: Path):
    """Writes a year of incident reports, about 20 a day and fewer on Sundays, without those that `out` names."""

    def write(out=lambda day, number, district: False, seed: int = 1, lost: float = 0.0) -> Path:
        random, lines, number = Random(seed), ["incident_id,reported_at,district"], 0
        for n in range(365):
            day = date(2018, 1, 1) + timedelta(n)
            usual = 12 if day.weekday() == 6 else 20
            for _ in range(sum(random.random() < usual / 100 for _ in range(100))):
                number += 1
                district = random.choice(["Mission", "Park", "Central"])
                if random.random() >= lost and not out(day, number, district):
                    lines.append(f"18-{number:06d},{day} 10:00:00,{district}")
        (tmp_path / "incidents.csv").write_text("\n".join(lines) + "\n")
        return tmp_path

    return write
