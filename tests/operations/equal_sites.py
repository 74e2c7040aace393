"""Whether two sites hold the same, read without Django."""

from tests.own_sites import OwnSite

# What a backup or a restore itself writes into the database, after the copy was made.
OWN_TABLES = {"articles_lastbackup", "articles_publicchange", "sqlite_sequence"}
# Their rows are made anew, in whatever form the database has.
SEARCH = "articles_search", "articles_unpublished"


def assert_same(one: OwnSite, other: OwnSite) -> None:
    mine, theirs = one.rows(), other.rows()
    assert mine.keys() == theirs.keys()
    for table in mine.keys() - OWN_TABLES:
        assert mine[table] == theirs[table], table
    assert set(mine["articles_publicchange"]) < set(theirs["articles_publicchange"])
    assert mine["articles_revision"]
    assert one.files() == other.files() != {}


def counts(site: OwnSite) -> dict[str, int]:
    return {
        name: site.query(f'SELECT count(*) FROM "{name}"')[0][0]
        for name in site.tables()
        if not name.startswith(SEARCH) and name not in OWN_TABLES
    }


def exported(site: OwnSite, folder) -> dict[str, bytes]:
    site.manage("export_articles", folder)
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
