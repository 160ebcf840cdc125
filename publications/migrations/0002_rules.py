from django.db import migrations

from experts.records import keep_addresses
from publications.rules import PAST, WHOLE

DROP = (
    "DROP FUNCTION is_backdating CASCADE; DROP FUNCTION guard_edition CASCADE; "
    "DROP FUNCTION guard_part CASCADE; DROP FUNCTION check_edition_is_whole CASCADE"
)


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial"), ("experts", "0002_addresses")]

    operations = [
        migrations.RunSQL(
            keep_addresses("publications_publication", "publications_address", "publication_id")
            + keep_addresses("publications_topic", "publications_topicaddress", "topic_id"),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(PAST + WHOLE, DROP),
    ]
