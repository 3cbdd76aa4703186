"""`make fuzz`: every target, or those named, for `FUZZ_SECONDS` each (600)."""

import os
import sys
import tempfile

from tests.fuzz.running import TARGETS, run_for

if __name__ == "__main__":
    seconds = float(os.environ.get("FUZZ_SECONDS", "600"))
    with tempfile.TemporaryDirectory() as cache:
        os.environ["AUDITOR_CACHE_DIR"] = cache
        for name in sys.argv[1:] or TARGETS:
            tried = run_for(name, seconds)
            sys.stdout.write(f"{name}: {tried} inputs in {seconds:.0f} s, none of which crashed or hung\n")
            sys.stdout.flush()
