"""The tables and rules of release 0.1, whose migrations it replaces: a database that has those is left as it is.

Released, it never changes, and so it imports nothing of the project.
"""

import datetime
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

# How often readers’ site has changed, counted inside the writing transaction. On tables that drafts don’t touch (but for
# filings) any write counts; on editions and texts of pages, that of a row which is or will be live.
COUNTED = """
CREATE FUNCTION count_public_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE institute_siteversion SET counter = counter + 1;
    RETURN NULL;
END $$;

-- The name is older than its second use: it counts a write when a row of `changed` has a moment to go live.
CREATE FUNCTION count_public_editions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM changed WHERE live_from IS NOT NULL) THEN
        UPDATE institute_siteversion SET counter = counter + 1;
    END IF;
    RETURN NULL;
END $$;
-- The parts of an edition need no trigger: they are read-only once readers see them.
CREATE TRIGGER count_inserted AFTER INSERT ON publications_edition REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_updated AFTER UPDATE ON publications_edition REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_unscheduled AFTER UPDATE ON publications_edition REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_deleted AFTER DELETE ON publications_edition REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_inserted AFTER INSERT ON institute_pagetext REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_updated AFTER UPDATE ON institute_pagetext REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_unscheduled AFTER UPDATE ON institute_pagetext REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();
CREATE TRIGGER count_deleted AFTER DELETE ON institute_pagetext REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_editions();

CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON photos_photo
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON experts_expert
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON publications_topic
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON publications_publication
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON publications_filing
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON publications_expertise
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON institute_institute
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON institute_link
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON institute_frontpage
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON institute_story
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON institute_quote
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON institute_fronttopic
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON institute_frontexpert
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON institute_page
    FOR EACH STATEMENT EXECUTE FUNCTION count_public_write();
"""

# Every slug that a page ever had stays in the table of addresses.
ADDRESSES = """
CREATE TRIGGER keep_address_on_insert AFTER INSERT ON institute_page
    FOR EACH ROW EXECUTE FUNCTION keep_address('institute_pageaddress', 'page_id');
CREATE TRIGGER keep_address_on_change AFTER UPDATE OF slug ON institute_page FOR EACH ROW
    WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION keep_address('institute_pageaddress', 'page_id');
"""

# What readers have seen is read-only. Clocks of several machines differ by a little: a minute ago is now.
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

LOG = """
CREATE FUNCTION guard_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = 'log_is_kept', MESSAGE =
        'Who did what is kept for ever. An account that has done something is closed, not deleted.';
END $$;
CREATE TRIGGER log_is_kept BEFORE UPDATE OR DELETE ON django_admin_log FOR EACH ROW EXECUTE FUNCTION guard_log();
"""

# Tables of one row.
ROWS = """
INSERT INTO institute_siteversion (id, counter) VALUES (1, 0);
INSERT INTO institute_institute
    (id, name, tagline, mark, mark_on_dark, licence, time_zone, email, phone, address, foot)
    VALUES (1, '', '', '', '', '', '', '', '', '', '');
INSERT INTO institute_frontpage (id) VALUES (1);
"""


class Migration(migrations.Migration):

    replaces = [
        ('institute', '0001_initial'),
        ('institute', '0002_count_public_writes'),
        ('institute', '0003_settings_and_pages'),
        ('institute', '0004_rules_of_pages'),
        ('institute', '0005_unchangeable_log'),
        ('institute', '0006_moments_can_be_told'),
    ]

    initial = True

    dependencies = [
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('experts', '0001_schema_of_0_1'),
        ('photos', '0001_schema_of_0_1'),
        ('publications', '0001_schema_of_0_1'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counter', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='site_version_one_row')],
            },
        ),
        migrations.CreateModel(
            name='FrontPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead_until', models.DateTimeField(blank=True, help_text='From this moment on the first story is no longer shown first. Empty: until you choose another.', null=True, verbose_name='the lead steps back')),
            ],
            options={
                'verbose_name': 'front page',
                'verbose_name_plural': 'front page',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='front_page_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Institute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('tagline', models.CharField(blank=True, help_text='One sentence on what the institute does. Opens the front page, and stands in search results.', max_length=200, verbose_name='tagline')),
                ('mark', models.CharField(blank=True, editable=False, max_length=100)),
                ('mark_on_dark', models.CharField(blank=True, editable=False, max_length=100)),
                ('licence', models.CharField(blank=True, choices=[('', 'All rights reserved'), ('by', 'CC BY 4.0'), ('by-sa', 'CC BY-SA 4.0'), ('by-nd', 'CC BY-ND 4.0'), ('by-nc', 'CC BY-NC 4.0'), ('by-nc-sa', 'CC BY-NC-SA 4.0'), ('by-nc-nd', 'CC BY-NC-ND 4.0')], help_text='Stands at the foot of every page and in the feeds. Photos have their own.', max_length=20, verbose_name='licence of the texts')),
                ('time_zone', models.CharField(blank=True, help_text='All moments at the desk are in it, and dates are printed by it. “Europe/Brussels”.', max_length=60, verbose_name='time zone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='telephone')),
                ('address', models.TextField(blank=True, max_length=500, verbose_name='address')),
                ('foot', models.TextField(blank=True, help_text='Ends every page: legal form, registration number, who funds you.', max_length=1000, verbose_name='small print')),
            ],
            options={
                'verbose_name': 'institute',
                'verbose_name_plural': 'institute',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='institute_one_row'), models.CheckConstraint(condition=models.Q(('licence__in', ['', 'by', 'by-sa', 'by-nd', 'by-nc', 'by-nc-sa', 'by-nc-nd'])), name='institute_licence_known', violation_error_message='Choose one of the licences.')],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('public_from', models.DateTimeField(blank=True, default=django.utils.timezone.now, help_text='Empty: hidden from readers.', null=True, verbose_name='public from')),
                ('public_until', models.DateTimeField(blank=True, help_text='From this moment on the page is gone. Empty: no end.', null=True, verbose_name='public until')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('slug', models.SlugField(help_text='The end of its web address: /about/…/', max_length=100, unique=True, verbose_name='address')),
                ('in_foot', models.BooleanField(default=True, verbose_name='at the foot of every page')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='The smallest comes first.', verbose_name='place')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
                'ordering': ['position', 'slug'],
                'abstract': False,
                'indexes': [models.Index(fields=['public_from'], name='page_public_from'), models.Index(condition=models.Q(('public_until__isnull', False)), fields=['public_until'], name='page_public_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__regex', '^[-a-zA-Z0-9_]+$')), name='page_slug_is_plain', violation_error_message='An address may hold Latin letters, digits, hyphens and underscores.'), models.CheckConstraint(condition=models.Q(('public_until', None), models.Q(('public_from__isnull', False), ('public_until__gt', models.F('public_from'))), _connector='OR'), name='page_public_end_after_start', violation_error_message='“Public until” must come after “public from”. Change one of the two.')],
            },
        ),
        migrations.CreateModel(
            name='PageAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=200, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='addresses', to='institute.page')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FrontExpert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='experts.expert', verbose_name='expert')),
                ('front_page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='institute.frontpage')),
            ],
            options={
                'verbose_name': 'expert',
                'verbose_name_plural': 'Experts',
                'ordering': ['position', 'id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('expert',), name='front_expert_once')],
            },
        ),
        migrations.CreateModel(
            name='FrontTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('front_page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='institute.frontpage')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='publications.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'Topics',
                'ordering': ['position', 'id'],
                'abstract': False,
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(help_text='“Mastodon”, “YouTube”, “Newsletter”.', max_length=60, verbose_name='name')),
                ('address', models.CharField(help_text='“https://…”', max_length=300, validators=[django.core.validators.URLValidator(['https', 'http'])], verbose_name='address')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='institute.institute')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'Elsewhere',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('institute', 'address'), name='link_once', violation_error_message='This address is on the list already.')],
            },
        ),
        migrations.CreateModel(
            name='PageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('summary', models.CharField(blank=True, help_text='For search engines. Not shown on the page.', max_length=300, verbose_name='summary')),
                ('body', models.TextField(verbose_name='text')),
                ('live_from', models.DateTimeField(blank=True, null=True, verbose_name='live from')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='institute.page')),
                ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'text of a page',
                'verbose_name_plural': 'texts of pages',
                'ordering': [models.OrderBy(models.F('live_from'), descending=True, nulls_first=True)],
                'indexes': [models.Index(condition=models.Q(('live_from__isnull', False)), fields=['live_from'], name='page_text_live_from')],
                'constraints': [models.UniqueConstraint(fields=('page', 'live_from'), name='page_text_one_start'), models.UniqueConstraint(condition=models.Q(('live_from', None)), fields=('page',), name='page_text_one_draft', violation_error_message='This page has a draft already.')],
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('key', models.SlugField(max_length=60)),
                ('front_page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='institute.frontpage')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='publications.publication')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'In their words',
                'ordering': ['position', 'id'],
                'abstract': False,
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('front_page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='institute.frontpage')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='publications.publication', verbose_name='piece')),
            ],
            options={
                'verbose_name': 'story',
                'verbose_name_plural': 'Stories',
                'ordering': ['position', 'id'],
                'abstract': False,
                'constraints': [],
            },
        ),
        migrations.AddConstraint(
            model_name='frontpage',
            constraint=models.CheckConstraint(condition=models.Q(('lead_until', None), ('lead_until__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='front_page_lead_until_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='fronttopic',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('topic',), name='front_topic_once'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('public_from', None), ('public_from__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='page_public_from_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('public_until', None), ('public_until__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='page_public_until_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='pagetext',
            constraint=models.CheckConstraint(condition=models.Q(('live_from', None), ('live_from__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='page_text_live_from_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('publication', 'key'), name='quote_once'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('publication',), name='story_once'),
        ),
        migrations.RunSQL(COUNTED, 'DROP FUNCTION count_public_write CASCADE; DROP FUNCTION count_public_editions CASCADE'),
        migrations.RunSQL(ADDRESSES, migrations.RunSQL.noop),
        migrations.RunSQL(PAST, 'DROP FUNCTION guard_page_text CASCADE'),
        migrations.RunSQL(LOG, 'DROP FUNCTION guard_log CASCADE'),
        migrations.RunSQL(ROWS, migrations.RunSQL.noop),
    ]
