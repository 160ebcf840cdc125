from django.db import migrations

from common.records import KEEP_ADDRESSES, keep_addresses


class Migration(migrations.Migration):
    dependencies = [("experts", "0001_initial")]

    operations = [
        migrations.RunSQL(KEEP_ADDRESSES, "DROP FUNCTION keep_address CASCADE"),
        migrations.RunSQL(
            keep_addresses("experts_expert", "experts_address", "expert_id"), migrations.RunSQL.noop
        ),
    ]
