from django.db import migrations

from publications.rules import WITHDRAWN_TO


class Migration(migrations.Migration):
    dependencies = [("publications", "0007_review")]

    operations = [
        migrations.RunSQL(WITHDRAWN_TO, migrations.RunSQL.noop),
        migrations.RunSQL(
            "INSERT INTO publications_editorialrules (id, four_eyes) VALUES (1, false)", migrations.RunSQL.noop
        ),
    ]
