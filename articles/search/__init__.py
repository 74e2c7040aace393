"""Search: one query language, one engine for each database, the same answers from each."""
