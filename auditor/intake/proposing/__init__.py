"""Proposes a mapping for an export by its headers and its cells, and shows what a mapping would read."""
