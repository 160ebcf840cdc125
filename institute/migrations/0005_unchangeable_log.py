from django.db import migrations

GUARD = """
CREATE FUNCTION guard_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = 'log_is_kept', MESSAGE =
        'Who did what is kept for ever. An account that has done something is closed, not deleted.';
END $$;
CREATE TRIGGER log_is_kept BEFORE UPDATE OR DELETE ON django_admin_log FOR EACH ROW EXECUTE FUNCTION guard_log();
"""


class Migration(migrations.Migration):
    dependencies = [("institute", "0004_rules_of_pages"), ("admin", "0003_logentry_add_action_flag_choices")]

    operations = [migrations.RunSQL(GUARD, "DROP FUNCTION guard_log CASCADE")]
