from django.db import migrations

# Any write counts on these; drafts touch none of them but filings.
ALWAYS = (
    "photos_photo",
    "experts_expert",
    "publications_topic",
    "publications_publication",
    "publications_filing",
    "publications_expertise",
)

COUNT = """
INSERT INTO institute_siteversion (id, counter) VALUES (1, 0);

CREATE FUNCTION count_public_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE institute_siteversion SET counter = counter + 1;
    RETURN NULL;
END $$;

-- The parts of an edition need no trigger: they are read-only once readers see them.
CREATE FUNCTION count_public_editions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM changed WHERE live_from IS NOT NULL) THEN
        UPDATE institute_siteversion SET counter = counter + 1;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_inserted AFTER INSERT ON publications_edition REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_updated AFTER UPDATE ON publications_edition REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_unscheduled AFTER UPDATE ON publications_edition REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_deleted AFTER DELETE ON publications_edition REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
""" + "".join(
    f"CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();\n"
    for table in ALWAYS
)


class Migration(migrations.Migration):
    dependencies = [
        ("institute", "0001_initial"),
        ("photos", "0001_initial"),
        ("experts", "0002_addresses"),
        ("publications", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(
            COUNT, "DROP FUNCTION count_public_write CASCADE; DROP FUNCTION count_public_editions CASCADE"
        ),
    ]
