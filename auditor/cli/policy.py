"""`auditor policy`: which policies there are, what they say, and the tools for writing one."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def policy() -> None:
    """List, show, write and try policy packs."""


@policy.command("list")
def list_() -> None:
    """List the built-in packs, with the place and the dates that each is bound to."""
    from auditor.console import out
    from auditor.policy.shelf import covers

    for pack in covers():
        out(f"{pack.id:<14} {', '.join(pack.jurisdictions):<10} from {pack.start}  {pack.title}")


@policy.command()
@click.argument("pack")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(pack: str, as_json: bool) -> None:
    """Show PACK (a built-in id or a folder) in plain words: whose directive, when, each rule and condition."""
    from auditor.console import out
    from auditor.console import show as draw
    from auditor.policy.library import load_pack

    loaded = load_pack(pack)
    if as_json:
        import json

        from auditor.policy.words import in_full

        out(json.dumps(in_full(loaded), ensure_ascii=False, indent=2))
    else:
        from auditor.reports.packpage import pack_page

        draw(pack_page(loaded))


@policy.command()
def schema() -> None:
    """Print the JSON Schema of a pack.yaml, for an editor to complete from."""
    import json

    from auditor.console import out
    from auditor.schema import schema as read

    out(json.dumps(read("pack"), indent=2))


@policy.command()
@click.argument("pack")
def check(pack: str) -> None:
    """Check PACK (a built-in id or a folder) as a whole; every problem is told with its file and line."""
    from auditor.console import out
    from auditor.errors import PackError
    from auditor.policy.library import load_pack
    from auditor.policy.soundness import unsound

    loaded = load_pack(pack, check_built_in=True)
    problems = unsound(pack, loaded)
    if problems:
        raise PackError(*problems)
    rows = len(loaded.offenses.rows)
    out(f"{loaded.id}: {len(loaded.rules)} rules and {rows} rows of offenses, nothing wrong.")


@policy.command()
@click.argument("packs", nargs=-1)
def test(packs: tuple[str, ...]) -> None:
    """Try PACKS (default: all built-in ones) on their own cases.

    A missing finding and an unexpected one both fail.
    """
    from auditor.console import out, progress
    from auditor.errors import PackError, Problem
    from auditor.policy.cases import load_cases
    from auditor.policy.library import load_pack
    from auditor.policy.shelf import available
    from auditor.trials import try_cases

    problems = []
    with progress() as stage:
        for name in packs or available():
            stage(f"trying {name}")
            pack = load_pack(name)
            cases, wrong = load_cases(name, pack)
            failures = try_cases(pack, cases)
            mutants = sum(case.condition is not None for case in cases)
            problems += wrong
            for f in failures:
                of = f" (mutant of {f.case.condition})" if f.case.condition else ""
                problems.append(
                    Problem(
                        f"{pack.id} cases.yaml:{f.case.line}",
                        f"{f.case.name}{of}: found {f.found}",
                        f.expected,
                    )
                )
            state = f"{len(failures)} failed" if failures else "all as they must be"
            out(f"{pack.id}: {len(cases) - mutants} cases and {mutants} mutants, {state}.")
    if problems:
        raise PackError(*problems)


@policy.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def facts(as_json: bool) -> None:
    """Print the facts that a condition can ask: of what, their values, and what makes each unknown."""
    from auditor.console import out
    from auditor.console import show as draw
    from auditor.policy.facts import FACTS, words_of

    if as_json:
        import json

        told = [
            f._asdict() | ({"words": sorted(words_of(f.name))} if f.kind == "code" else {})
            for f in FACTS.values()
        ]
        out(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        from auditor.reports.rulepage import facts_page

        draw(facts_page())


@policy.command()
@click.argument("rule")
@click.option(
    "--policy", "-p", "pack", metavar="PACK", help="The pack of the rule.  [default: the built-in ones]"
)
def explain(rule: str, pack: str | None) -> None:
    """Explain RULE: whose directive, when, each condition in plain words, and examples."""
    from auditor.console import show as draw
    from auditor.errors import UsageError, nearest
    from auditor.policy.cases import load_cases
    from auditor.policy.library import load_pack
    from auditor.policy.shelf import available
    from auditor.reports.rulepage import rule_page

    names = [pack] if pack else available()
    packs = {name: load_pack(name) for name in names}
    known = {r.id: (name, r) for name, loaded in packs.items() for r in loaded.rules}
    if rule not in known:
        raise UsageError.at(
            "RULE", f"no rule {rule!r}", "a rule of " + " or ".join(names), nearest(rule, known)
        )
    name, found = known[rule]
    cases, _ = load_cases(name, packs[name])
    draw(rule_page(packs[name], found, [c for c in cases if c.rule == rule and c.condition is None]))


@policy.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Write the skeleton of a pack into DIR: a small directive that passes check and test."""
    from auditor.console import out
    from auditor.policy.starting import write_skeleton

    for path in write_skeleton(folder):
        out(f"wrote {path}")
    out(f"Next: auditor policy check {folder} && auditor policy test {folder}")
