"""Runs made ready for a reader: ids re-keyed for oversight, only counts for the public."""
