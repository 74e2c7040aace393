"""The search index as SQL: one module of literals for each version and database.

A version is never edited once it was released. To change the index, write modules of the next
version, add them to `operations.VERSIONS`, and make a migration with `CreateSearchIndex(2, before=1)`.
"""
