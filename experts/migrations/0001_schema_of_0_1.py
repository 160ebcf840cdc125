"""The tables and rules of release 0.1, whose migrations it replaces: a database that has those is left as it is.

Released, it never changes, and so it imports nothing of the project.
"""

import datetime
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import uuid
from django.db import migrations, models

# Every slug that a record ever had stays in its table of addresses. The function serves the tables of other apps too.
ADDRESSES = """
CREATE FUNCTION keep_address() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;  -- TG_ARGV: the table of addresses, its column that names the record
BEGIN
    EXECUTE format('INSERT INTO %I (slug, %I) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING', TG_ARGV[0], TG_ARGV[1])
        USING NEW.slug, NEW.id;
    EXECUTE format('SELECT %I FROM %I WHERE slug = $1', TG_ARGV[1], TG_ARGV[0]) INTO owner USING NEW.slug;
    IF owner IS DISTINCT FROM NEW.id THEN  -- NULL: it was a record's that was deleted
        RAISE unique_violation USING
            MESSAGE = format('The address "%s" belongs to another record for ever. Choose another one.', NEW.slug),
            CONSTRAINT = 'address_never_passes_on';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_address_on_insert AFTER INSERT ON experts_expert
    FOR EACH ROW EXECUTE FUNCTION keep_address('experts_address', 'expert_id');
CREATE TRIGGER keep_address_on_change AFTER UPDATE OF slug ON experts_expert FOR EACH ROW
    WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION keep_address('experts_address', 'expert_id');
"""


class Migration(migrations.Migration):

    replaces = [
        ('experts', '0001_initial'),
        ('experts', '0002_addresses'),
        ('experts', '0003_plain_addresses'),
        ('experts', '0004_moments_can_be_told'),
    ]

    initial = True

    dependencies = [
        ('photos', '0001_schema_of_0_1'),
    ]

    operations = [
        migrations.CreateModel(
            name='Expert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('public_from', models.DateTimeField(blank=True, default=django.utils.timezone.now, help_text='Empty: hidden from readers.', null=True, verbose_name='public from')),
                ('public_until', models.DateTimeField(blank=True, help_text='From this moment on the page is gone. Empty: no end.', null=True, verbose_name='public until')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', models.CharField(help_text='As it is printed: “Marit Oyelaran”.', max_length=200, verbose_name='name')),
                ('sort_name', models.CharField(blank=True, help_text='“Oyelaran, Marit”. Left empty, the last word of the name comes first.', max_length=200, verbose_name='name for sorting')),
                ('native_name', models.CharField(blank=True, max_length=200, verbose_name='name in its own script')),
                ('native_language', models.CharField(blank=True, choices=[('ar', 'Arabic'), ('zh-hans', 'Chinese'), ('en', 'English'), ('fr', 'French'), ('de', 'German'), ('he', 'Hebrew'), ('ja', 'Japanese'), ('ko', 'Korean'), ('fa', 'Persian'), ('pt', 'Portuguese'), ('ru', 'Russian'), ('es', 'Spanish'), ('uk', 'Ukrainian'), ('ur', 'Urdu')], max_length=20, verbose_name='language of that name')),
                ('slug', models.SlugField(max_length=200, unique=True, verbose_name='address')),
                ('position', models.CharField(blank=True, help_text="Today's. What a piece printed at its time stays there.", max_length=300, verbose_name='position')),
                ('bio', models.TextField(blank=True, verbose_name='biography')),
                ('email', models.EmailField(blank=True, help_text='Shown on the profile.', max_length=254, verbose_name='press contact')),
                ('portrait', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='portrait_of', to='photos.photo', verbose_name='portrait')),
            ],
            options={
                'verbose_name': 'expert',
                'verbose_name_plural': 'experts',
                'ordering': ['sort_name', 'name', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=200, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expert', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='addresses', to='experts.expert')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='expert',
            index=models.Index(fields=['public_from'], name='expert_public_from'),
        ),
        migrations.AddIndex(
            model_name='expert',
            index=models.Index(condition=models.Q(('public_until__isnull', False)), fields=['public_until'], name='expert_public_until'),
        ),
        migrations.AddConstraint(
            model_name='expert',
            constraint=models.CheckConstraint(condition=models.Q(('public_until', None), models.Q(('public_from__isnull', False), ('public_until__gt', models.F('public_from'))), _connector='OR'), name='expert_public_end_after_start', violation_error_message='“Public until” must come after “public from”. Change one of the two.'),
        ),
        migrations.AddConstraint(
            model_name='expert',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '^[-a-zA-Z0-9_]+$')), name='expert_slug_is_plain', violation_error_message='An address may hold Latin letters, digits, hyphens and underscores.'),
        ),
        migrations.AddConstraint(
            model_name='expert',
            constraint=models.CheckConstraint(condition=models.Q(('public_from', None), ('public_from__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='expert_public_from_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='expert',
            constraint=models.CheckConstraint(condition=models.Q(('public_until', None), ('public_until__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='expert_public_until_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.RunSQL(ADDRESSES, 'DROP FUNCTION keep_address CASCADE'),
    ]
