"""Intake: from files of any shape to record tables, with a count for every row and every value not read."""
