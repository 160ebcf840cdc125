from django.db import migrations

from common.records import keep_addresses
from publications.rules import IDENTITY, PAST, WHOLE

DROP = (
    "DROP FUNCTION is_backdating CASCADE; DROP FUNCTION guard_edition CASCADE; "
    "DROP FUNCTION guard_part CASCADE; DROP FUNCTION check_edition_is_whole CASCADE; "
    "DROP FUNCTION fault_of_edition CASCADE; DROP FUNCTION guard_publication CASCADE; "
    "DROP FUNCTION guard_piece_address CASCADE"
)


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial"), ("experts", "0002_addresses")]

    operations = [
        migrations.RunSQL(
            keep_addresses("publications_publication", "publications_address", "publication_id")
            + keep_addresses("publications_topic", "publications_topicaddress", "topic_id"),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(PAST + WHOLE + IDENTITY, DROP),
    ]
