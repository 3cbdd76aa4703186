"""A look at an export before any audit: its files and columns, what a policy could decide, what is missing."""
