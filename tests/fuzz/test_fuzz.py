"""A little of `make fuzz` on every run of the tests, always with the same inputs."""

import pytest

from tests.fuzz.running import TARGETS, run

EXAMPLES = {"citations": 600, "csv": 60, "mapping": 300, "pack": 100}


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_no_input_crashes_or_hangs(name):
    assert run(name, EXAMPLES[name], derandomize=True) > EXAMPLES[name] // 2
