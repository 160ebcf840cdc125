"""Migrations are the past: what is released never changes, stands on nothing that does, and makes the same tables."""

import ast
import hashlib
import tomllib
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from institute import RELEASE

ROOT = Path(__file__).resolve().parents[2]
DIGESTS = Path(__file__).with_name("released_migrations.sha256")  # as `sha256sum` writes and checks it
SCHEMA = Path(__file__).with_name("schema.txt")
MIGRATIONS = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/migrations/[0-9]*.py"))
released = dict(reversed(line.split()) for line in DIGESTS.read_text().splitlines())

# Of each table its columns in their order, and all that hangs on it; of a function and a configuration, all of it.
# Where NOT NULL stands among the constraints too (PostgreSQL 18), it is told by the columns alone.
OBJECTS = """
WITH ours AS (
    SELECT oid, relname, reloptions FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND (relname ~ '^(photos|experts|publications|institute)_' OR relname = 'django_admin_log')
)
SELECT 'table ' || relname, concat_ws(E'\n', reloptions,
    (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attstorage,
            greatest(attstattarget, -1), pg_get_expr(adbin, adrelid)), E'\n' ORDER BY attnum)
        FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = ours.oid AND attnum > 0 AND NOT attisdropped),
    (SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), E'\n' ORDER BY conname COLLATE "C")
        FROM pg_constraint WHERE conrelid = ours.oid AND contype NOT IN ('n', 't')),
    (SELECT string_agg(pg_get_indexdef(indexrelid), E'\n' ORDER BY indexrelid::regclass::text COLLATE "C")
        FROM pg_index WHERE indrelid = ours.oid),
    (SELECT string_agg(pg_get_triggerdef(oid), E'\n' ORDER BY tgname COLLATE "C")
        FROM pg_trigger WHERE tgrelid = ours.oid AND NOT tgisinternal))
FROM ours
UNION ALL
SELECT 'function ' || proname, pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = oid AND deptype = 'e')
UNION ALL
SELECT 'configuration ' || cfgname, string_agg(concat_ws(' ', maptokentype, mapseqno, dictname), E'\n'
        ORDER BY maptokentype, mapseqno)
    FROM pg_ts_config c JOIN pg_ts_config_map ON mapcfg = c.oid JOIN pg_ts_dict d ON d.oid = mapdict
    WHERE cfgnamespace = 'public'::regnamespace GROUP BY cfgname
"""


def changelog_is_open():
    return "\n## Unreleased" in (ROOT / "CHANGELOG.md").read_text()


def test_a_released_migration_never_changes():
    for path, digest in released.items():
        found = hashlib.sha256((ROOT / path).read_bytes()).hexdigest() if path in MIGRATIONS else "nothing"
        assert found == digest, (
            f"{path} is released, and databases have run it as it was: take your change back, and make another "
            "migration that does what it should."
        )


def test_the_release_stands_in_the_project_and_the_changelog_begins_with_it():
    headings = [line[3:] for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")]
    assert next(heading for heading in headings if heading != "Unreleased") == RELEASE


def test_a_release_lists_its_migrations():
    missing = [] if changelog_is_open() else sorted(set(MIGRATIONS) - set(released))
    assert not missing, (
        f"The changelog says that this is released. From now on these can't change: "
        f"sha256sum {' '.join(missing)} >> {DIGESTS.relative_to(ROOT)}"
    )


@pytest.mark.parametrize("path", MIGRATIONS)
def test_a_migration_imports_nothing_of_the_project(path):
    project = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"])
    imported = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add("." * node.level + (node.module or ""))
    ours = {name for name in imported if name.startswith(".") or name.split(".")[0] in project}
    assert not ours, (
        f"{path} imports {ours}. What it needs of them stands in it, as it is today; a field whose default, validator "
        "or choices are ours is one of common.fields."
    )


def test_migrations_make_the_same_tables_functions_and_rules_as_ever(db):
    with connection.cursor() as cursor:
        cursor.execute(OBJECTS)
        made = sorted(f"{hashlib.sha256(text.encode()).hexdigest()[:16]} {name}" for name, text in cursor.fetchall())
    made.sort(key=lambda line: line.partition(" ")[2])
    assert made == SCHEMA.read_text().splitlines(), (
        f"What a migration is to change, changes a line of {SCHEMA.relative_to(ROOT)} too. If there is no such "
        "migration, a newer Django or PostgreSQL makes something in another way than the databases in use have it."
    )


def test_a_database_of_release_0_1_is_taken_over_as_it_stands(db):
    recorder = MigrationRecorder(connection)
    disk = MigrationExecutor(connection).loader.disk_migrations
    squashed = {key: migration.replaces for key, migration in disk.items() if migration.replaces}
    assert len(squashed) == 4
    for key in disk:
        if key[0] in ("photos", "experts", "publications", "institute"):
            recorder.record_unapplied(*key)
    for replaced in squashed.values():
        for key in replaced:
            recorder.record_applied(*key)

    executor = MigrationExecutor(connection)
    plan = [(step.app_label, step.name) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    executor.check_replacements()

    assert not set(plan) & set(squashed)
    assert set(squashed) <= set(recorder.applied_migrations())
