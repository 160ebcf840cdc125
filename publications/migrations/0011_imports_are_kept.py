from django.db import migrations

from publications.rules import IMPORTED, UNIMPORTED


class Migration(migrations.Migration):
    dependencies = [("publications", "0010_imports")]

    operations = [migrations.RunSQL(IMPORTED, UNIMPORTED)]
