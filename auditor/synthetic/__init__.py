"""A synthetic export of a city's police records: made-up people, real kinds of gaps, and planted findings."""
