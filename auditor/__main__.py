"""The `auditor` command: runs the commands and turns every error into its exit code."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from types import FrameType

MEMORY = "dirty_decay_ms:1000,muzzy_decay_ms:0"
"""How soon the engine gives back memory that it does not use, as its allocator (jemalloc) reads it."""


def main() -> None:
    """Run the command line and leave with one of the exit codes of `errors.Exit`."""
    os.environ.setdefault("_RJEM_MALLOC_CONF", MEMORY)  # read when the engine is loaded
    signal.signal(signal.SIGTERM, _terminated)
    gc.set_threshold(200_000, 20, 100)  # findings are many objects and no cycles: looked through too often
    code = run(sys.argv[1:])
    gc.freeze()  # nor are they looked through once more at the end, where they go with the process
    if code in (130, 143):
        _leave_at_once(code)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; nothing but the code leaves this function."""
    import click

    from auditor.cli import cli
    from auditor.console import err
    from auditor.errors import AuditorError, Exit

    debug = "--debug" in arguments or bool(os.environ.get("AUDITOR_DEBUG"))
    try:
        return int(cli.main(args=arguments, prog_name="auditor", standalone_mode=False) or Exit.CLEAR)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except (KeyboardInterrupt, click.Abort):
        err("Stopped. Nothing was written.")
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except AuditorError as error:
        if debug:
            raise
        err(f"auditor: {error}")
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.CLEAR
    except SystemExit as stop:
        return int(stop.code or 0)
    except BaseException as error:  # a panic of the engine is no Exception
        if debug:
            raise
        err(
            f"auditor: internal error ({type(error).__name__}). Nothing was written. "
            "Run it again with --debug and report what it prints, without names of people."
        )
        return Exit.INTERNAL


def _leave_at_once(code: int) -> None:
    """Leave where a signal stopped the work: its threads may be busy still, and would abort an orderly end."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


if __name__ == "__main__":
    main()
