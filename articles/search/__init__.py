"""Reader search: one query language, one engine per database, the same answers from each."""
