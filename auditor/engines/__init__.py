"""Where the sieve runs."""
