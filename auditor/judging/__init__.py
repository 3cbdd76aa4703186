"""Judging an export: sieve, docket, facts, verdicts, findings."""
