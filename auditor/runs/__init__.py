"""The run folder: staged, published by one rename, verified."""
