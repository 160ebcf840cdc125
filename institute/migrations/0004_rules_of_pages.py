from django.db import migrations

from common.records import keep_addresses

# The name is older than its second use: it counts a write when a row of `changed` has a moment to go live.
COUNT = "".join(
    f"CREATE TRIGGER count_{name} AFTER {event} ON institute_pagetext REFERENCING {which} TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();\n"
    for name, event, which in (
        ("inserted", "INSERT", "NEW"),
        ("updated", "UPDATE", "NEW"),
        ("unscheduled", "UPDATE", "OLD"),
        ("deleted", "DELETE", "OLD"),
    )
) + "".join(
    f"CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON institute_{table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();\n"
    for table in ("institute", "link", "frontpage", "story", "quote", "fronttopic", "frontexpert", "page")
)

PAST = """
CREATE FUNCTION guard_page_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.live_from <= clock_timestamp()
       AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - 'saved_by_id' <> to_jsonb(OLD) - 'saved_by_id') THEN
        RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
            'This text has been live and can''t be changed. Write a new one instead.';
    END IF;
    IF TG_OP <> 'DELETE' AND NOT is_backdating() AND NEW.live_from < clock_timestamp() - interval '1 minute'
       AND (TG_OP = 'INSERT' OR NEW.live_from IS DISTINCT FROM OLD.live_from) THEN
        RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
            'Nothing goes live in the past. Choose a later moment.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER past_is_read_only BEFORE INSERT OR UPDATE OR DELETE ON institute_pagetext
    FOR EACH ROW EXECUTE FUNCTION guard_page_text();
"""


class Migration(migrations.Migration):
    dependencies = [("institute", "0003_settings_and_pages"), ("publications", "0002_rules")]

    operations = [
        migrations.RunSQL(
            keep_addresses("institute_page", "institute_pageaddress", "page_id")
            + PAST
            + COUNT
            + "INSERT INTO institute_institute (id, name, tagline, mark, mark_on_dark, licence, time_zone, email, phone,"
            " address, foot) VALUES (1, '', '', '', '', '', '', '', '', '', '');"
            "INSERT INTO institute_frontpage (id) VALUES (1);",
            "DROP FUNCTION guard_page_text CASCADE",
        ),
    ]
