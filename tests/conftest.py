"""Every test stages in a folder of its own session, and Hypothesis draws the same examples each time."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "auditor",
    deadline=None,
    derandomize=True,
    print_blob=True,
    max_examples=int(os.environ.get("AUDITOR_EXAMPLES", "100")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.load_profile("auditor")


@pytest.fixture(scope="session", autouse=True)
def staging(tmp_path_factory):
    """A cache folder for staged CSV that no other run shares."""
    os.environ["AUDITOR_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
