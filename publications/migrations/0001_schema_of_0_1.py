"""The tables and rules of release 0.1, whose migrations it replaces: a database that has those is left as it is.

Released, it never changes, and so it imports nothing of the project.
"""

import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import taggit.managers
import uuid
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

SEARCH = """
CREATE TEXT SEARCH CONFIGURATION institute (COPY = english);
ALTER TEXT SEARCH CONFIGURATION institute
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""

# The vectors are long and read by the index alone: out of the row they go, uncompressed, and are well sampled. The
# arrays are read of every row that is counted; a detour for each would cost more than the counting.
LISTINGS = """
ALTER TABLE publications_listing ALTER vector SET STORAGE EXTERNAL, ALTER vector SET STATISTICS 1000;
ALTER TABLE publications_listing SET (toast_tuple_target = 128);
ALTER TABLE publications_listing ALTER topic_ids SET STORAGE MAIN, ALTER expert_ids SET STORAGE MAIN;
"""

# Every slug that a piece or a topic ever had stays in the table of addresses.
ADDRESSES = """
CREATE TRIGGER keep_address_on_insert AFTER INSERT ON publications_publication
    FOR EACH ROW EXECUTE FUNCTION keep_address('publications_address', 'publication_id');
CREATE TRIGGER keep_address_on_change AFTER UPDATE OF slug ON publications_publication FOR EACH ROW
    WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION keep_address('publications_address', 'publication_id');
CREATE TRIGGER keep_address_on_insert AFTER INSERT ON publications_topic
    FOR EACH ROW EXECUTE FUNCTION keep_address('publications_topicaddress', 'topic_id');
CREATE TRIGGER keep_address_on_change AFTER UPDATE OF slug ON publications_topic FOR EACH ROW
    WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION keep_address('publications_topicaddress', 'topic_id');
"""

# What readers have seen is read-only, and so is the past: nothing goes live in it.
PAST = """
CREATE FUNCTION is_backdating() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('institute.backdating', true), '') = 'on' $$;

-- Clocks of several machines differ by a little: what starts within a minute of now counts as now. What a withdrawal
-- decides may change once more: its notice, and where readers should go instead.
CREATE FUNCTION guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.live_from <= clock_timestamp() THEN
        IF TG_OP = 'DELETE' OR
           to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawal_note', 'withdrawn_to_id', 'updated_at', 'created_by_id'] <>
           to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawal_note', 'withdrawn_to_id', 'updated_at', 'created_by_id'] THEN
            RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
                'This edition has been live and can''t be changed. Write a new edition instead.';
        END IF;
        IF OLD.withdrawn_at <= clock_timestamp() AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
            RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
                'This edition has been withdrawn and stays so. Publish a new edition instead.';
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' AND NOT is_backdating() THEN
        IF NEW.live_from < clock_timestamp() - interval '1 minute'
           AND (TG_OP = 'INSERT' OR NEW.live_from IS DISTINCT FROM OLD.live_from)
           OR NEW.withdrawn_at < clock_timestamp() - interval '1 minute'
           AND (TG_OP = 'INSERT' OR NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at) THEN
            RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
                'Nothing goes live or is withdrawn in the past. Choose a later moment.';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER past_is_read_only BEFORE INSERT OR UPDATE OR DELETE ON publications_edition
    FOR EACH ROW EXECUTE FUNCTION guard_edition();

CREATE FUNCTION guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record;
    started timestamptz;
BEGIN
    IF is_backdating() THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    FOREACH part IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD]
                          ELSE ARRAY[OLD, NEW] END LOOP
        IF TG_TABLE_NAME = 'publications_speaker' THEN
            SELECT e.live_from INTO started FROM publications_edition e
                JOIN publications_turn t ON t.edition_id = e.id WHERE t.id = (to_jsonb(part)->>'turn_id')::bigint;
        ELSE
            SELECT live_from INTO started FROM publications_edition
                WHERE id = (to_jsonb(part)->>'edition_id')::bigint;
        END IF;
        IF started <= clock_timestamp() THEN
            RAISE check_violation USING CONSTRAINT = 'past_is_read_only', MESSAGE =
                'This edition has been live and can''t be changed. Write a new edition instead.';
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER past_is_read_only BEFORE INSERT OR UPDATE OR DELETE ON publications_contribution
    FOR EACH ROW EXECUTE FUNCTION guard_part();
CREATE TRIGGER past_is_read_only BEFORE INSERT OR UPDATE OR DELETE ON publications_turn
    FOR EACH ROW EXECUTE FUNCTION guard_part();
CREATE TRIGGER past_is_read_only BEFORE INSERT OR UPDATE OR DELETE ON publications_speaker
    FOR EACH ROW EXECUTE FUNCTION guard_part();
"""

# What goes live is whole. Deferred to the end of the transaction: an edition is written before its parts.
WHOLE = """
CREATE FUNCTION fault_of_edition(edition bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    e publications_edition;
    kind text;
BEGIN
    SELECT * INTO e FROM publications_edition WHERE id = edition AND live_from IS NOT NULL;
    IF NOT FOUND THEN
        RETURN NULL;  -- a draft; or unscheduled, or gone again, within the transaction
    END IF;
    SELECT p.kind INTO kind FROM publications_publication p WHERE p.id = e.publication_id;
    IF NOT EXISTS (SELECT 1 FROM publications_contribution c WHERE c.edition_id = e.id AND c.role <> 'interviewer') THEN
        RETURN 'Say whose work it is: it has no author or interviewee.';
    ELSIF kind = 'analysis' AND e.body = '' THEN
        RETURN 'The text is empty.';
    ELSIF kind = 'analysis' AND EXISTS (SELECT 1 FROM publications_turn t WHERE t.edition_id = e.id) THEN
        RETURN 'An analysis has no questions and answers.';
    ELSIF kind = 'interview' AND (SELECT count(DISTINCT t.kind) FROM publications_turn t
            WHERE t.edition_id = e.id AND t.kind IN ('question', 'answer') AND t.html <> '') < 2 THEN
        RETURN 'An interview needs a question and an answer.';
    ELSIF EXISTS (SELECT 1 FROM publications_turn t WHERE t.edition_id = e.id AND t.kind = 'answer'
            AND NOT EXISTS (SELECT 1 FROM publications_speaker s WHERE s.turn_id = t.id)) THEN
        RETURN 'An answer has no speaker.';
    ELSIF EXISTS (SELECT 1 FROM publications_turn t JOIN publications_speaker s ON s.turn_id = t.id
            WHERE t.edition_id = e.id AND NOT EXISTS (SELECT 1 FROM publications_contribution c
                WHERE c.edition_id = e.id AND c.expert_id = s.expert_id)) THEN
        RETURN 'Somebody speaks who is not among the participants.';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION check_edition_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    fault text;
BEGIN
    fault := fault_of_edition(CASE TG_TABLE_NAME
        WHEN 'publications_edition' THEN (row->>'id')::bigint
        WHEN 'publications_speaker' THEN (SELECT edition_id FROM publications_turn WHERE id = (row->>'turn_id')::bigint)
        ELSE (row->>'edition_id')::bigint END);
    IF fault IS NOT NULL THEN
        RAISE check_violation USING CONSTRAINT = 'edition_is_whole', MESSAGE = fault;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER edition_is_whole AFTER INSERT OR UPDATE OF live_from, body ON publications_edition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.live_from IS NOT NULL)
    EXECUTE FUNCTION check_edition_is_whole();
-- An import checks its editions itself.
CREATE CONSTRAINT TRIGGER edition_is_whole AFTER INSERT OR UPDATE OR DELETE ON publications_contribution
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT is_backdating())
    EXECUTE FUNCTION check_edition_is_whole();
CREATE CONSTRAINT TRIGGER edition_is_whole AFTER INSERT OR UPDATE OR DELETE ON publications_turn
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT is_backdating())
    EXECUTE FUNCTION check_edition_is_whole();
CREATE CONSTRAINT TRIGGER edition_is_whole AFTER INSERT OR UPDATE OR DELETE ON publications_speaker
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT is_backdating())
    EXECUTE FUNCTION check_edition_is_whole();
"""

# What a piece is, and where it ever stood, outlives any change of mind.
IDENTITY = """
CREATE FUNCTION guard_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.uuid <> OLD.uuid THEN
        RAISE check_violation USING CONSTRAINT = 'publication_identity', MESSAGE =
            'The identity of a piece never changes: feeds and citations hold it.';
    ELSIF NEW.kind <> OLD.kind AND EXISTS (
            SELECT 1 FROM publications_edition WHERE publication_id = NEW.id AND live_from IS NOT NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'publication_identity', MESSAGE =
            'A piece that is live or scheduled keeps its kind.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_identity BEFORE UPDATE OF uuid, kind ON publications_publication
    FOR EACH ROW EXECUTE FUNCTION guard_publication();

CREATE FUNCTION guard_piece_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM publications_edition
            WHERE publication_id = OLD.publication_id AND live_from IS NOT NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'address_is_kept', MESSAGE =
            'An address that readers may have seen is kept for ever.';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER keep_address BEFORE DELETE ON publications_address
    FOR EACH ROW EXECUTE FUNCTION guard_piece_address();
"""

# What a draft came from is its receipt: it stays, but for who looked at it.
IMPORTED = """
CREATE FUNCTION guard_import() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['checked_at', 'checked_by_id', 'created_by_id', 'updated_by_id'];
BEGIN
    IF OLD.edition_id IS NOT NULL AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - free <> to_jsonb(OLD) - free) THEN
        RAISE check_violation USING CONSTRAINT = 'import_is_kept', MESSAGE =
            'A draft was made from this import: it stays as it is. Change the draft instead.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER import_is_kept BEFORE UPDATE OR DELETE ON publications_import
    FOR EACH ROW EXECUTE FUNCTION guard_import();
"""

# Who shows a photo follows from the words, whichever way they were written. A turn that goes takes its photos' uses
# along, and adds none: its edition may be on its way out too.
PHOTO_USES = """
CREATE FUNCTION photos_shown(shown bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT lead_photo_id FROM publications_edition WHERE id = shown AND lead_photo_id IS NOT NULL
    UNION
    SELECT photo.id FROM photos_photo photo JOIN (
        SELECT (regexp_matches(
            html, '<figure data-photo="([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"', 'g'
        ))[1]::uuid AS uuid
        FROM (SELECT body FROM publications_edition WHERE id = shown
              UNION ALL SELECT html FROM publications_turn WHERE edition_id = shown) AS text(html)
        WHERE html LIKE '%<figure data-photo=%'
    ) AS named USING (uuid)
$$;

CREATE FUNCTION keep_photo_uses() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    IF TG_TABLE_NAME = 'publications_edition' THEN
        changed := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        changed := OLD.edition_id;
    ELSE
        changed := NEW.edition_id;
    END IF;
    DELETE FROM publications_photouse WHERE edition_id = changed AND photo_id NOT IN (SELECT photos_shown(changed));
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO publications_photouse (edition_id, photo_id) SELECT changed, photos_shown(changed)
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_photo_uses_on_insert AFTER INSERT ON publications_edition FOR EACH ROW
    WHEN (NEW.lead_photo_id IS NOT NULL OR NEW.body LIKE '%<figure data-photo=%') EXECUTE FUNCTION keep_photo_uses();
CREATE TRIGGER keep_photo_uses_on_change AFTER UPDATE OF lead_photo_id, body ON publications_edition FOR EACH ROW
    WHEN (NEW.lead_photo_id IS DISTINCT FROM OLD.lead_photo_id
          OR NEW.body IS DISTINCT FROM OLD.body AND NEW.body || OLD.body LIKE '%<figure data-photo=%')
    EXECUTE FUNCTION keep_photo_uses();
CREATE TRIGGER keep_photo_uses_on_insert AFTER INSERT ON publications_turn FOR EACH ROW
    WHEN (NEW.html LIKE '%<figure data-photo=%') EXECUTE FUNCTION keep_photo_uses();
CREATE TRIGGER keep_photo_uses_on_change AFTER UPDATE OF html ON publications_turn FOR EACH ROW
    WHEN (NEW.html IS DISTINCT FROM OLD.html AND NEW.html || OLD.html LIKE '%<figure data-photo=%')
    EXECUTE FUNCTION keep_photo_uses();
CREATE TRIGGER keep_photo_uses_on_delete AFTER DELETE ON publications_turn FOR EACH ROW
    WHEN (OLD.html LIKE '%<figure data-photo=%') EXECUTE FUNCTION keep_photo_uses();
"""

RULES = """
INSERT INTO publications_editorialrules (id, four_eyes) VALUES (1, false);
"""


class Migration(migrations.Migration):

    replaces = [
        ('publications', '0001_initial'),
        ('publications', '0002_rules'),
        ('publications', '0003_desk_proxies'),
        ('publications', '0004_listing'),
        ('publications', '0005_plain_addresses'),
        ('publications', '0006_passages'),
        ('publications', '0007_review'),
        ('publications', '0008_review_rules'),
        ('publications', '0009_moments_can_be_told'),
        ('publications', '0010_imports'),
        ('publications', '0011_imports_are_kept'),
        ('publications', '0012_photo_uses'),
        ('publications', '0013_words_of_lead_photos'),
    ]

    initial = True

    dependencies = [
        ('experts', '0001_schema_of_0_1'),
        ('photos', '0001_schema_of_0_1'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SEARCH, 'DROP TEXT SEARCH CONFIGURATION institute'),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('slug', models.SlugField(max_length=200, unique=True, verbose_name='address')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'publication',
                'verbose_name_plural': 'publications',
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('author', 'Author'), ('interviewee', 'Interviewee'), ('interviewer', 'Interviewer')], default='author', max_length=20, verbose_name='role')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('affiliation', models.CharField(blank=True, help_text="Position and affiliation as of this piece. Left empty, the expert's position today.", max_length=300, verbose_name='as printed')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='experts.expert', verbose_name='expert')),
            ],
            options={
                'verbose_name': 'contribution',
                'verbose_name_plural': 'contributions',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('summary', models.TextField(blank=True, help_text='Stands under the title, in lists and in feeds.', verbose_name='summary')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('language', models.CharField(max_length=20, verbose_name='language')),
                ('published_on', models.DateField(blank=True, help_text='Left empty, the day it goes live. A correction keeps it.', null=True, verbose_name='printed date')),
                ('change_kind', models.CharField(blank=True, choices=[('minor', 'Minor change'), ('update', 'Update'), ('clarification', 'Clarification'), ('correction', 'Correction'), ('retraction', 'Retraction')], max_length=20, verbose_name='kind of change')),
                ('change_note', models.TextField(blank=True, help_text='What changed, for readers.', verbose_name='change note')),
                ('words', models.PositiveIntegerField(default=0, editable=False)),
                ('submitted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('live_from', models.DateTimeField(blank=True, null=True, verbose_name='live from')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('withdrawal_note', models.TextField(blank=True, verbose_name='notice')),
                ('discarded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='publications.edition')),
                ('contributors', models.ManyToManyField(related_name='editions', through='publications.Contribution', to='experts.expert')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead_photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lead_of', to='photos.photo', verbose_name='lead photo')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='publications.publication')),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
            },
        ),
        migrations.AddField(
            model_name='contribution',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='publications.edition'),
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='publications.publication')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=200, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='publications.publication')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='speaking', to='experts.expert')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('public_from', models.DateTimeField(blank=True, default=django.utils.timezone.now, help_text='Empty: hidden from readers.', null=True, verbose_name='public from')),
                ('public_until', models.DateTimeField(blank=True, help_text='From this moment on the page is gone. Empty: no end.', null=True, verbose_name='public until')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=100, unique=True, verbose_name='address')),
                ('description', models.TextField(blank=True, help_text='One or two sentences. Opens its page.', verbose_name='description')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ['name'],
                'abstract': False,
                'indexes': [models.Index(fields=['public_from'], name='topic_public_from'), models.Index(condition=models.Q(('public_until__isnull', False)), fields=['public_until'], name='topic_public_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('public_until', None), models.Q(('public_from__isnull', False), ('public_until__gt', models.F('public_from'))), _connector='OR'), name='topic_public_end_after_start', violation_error_message='“Public until” must come after “public from”. Change one of the two.'), models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='topic_name_once', violation_error_message='There is a topic of this name already, perhaps in other letters.')],
            },
        ),
        migrations.AddField(
            model_name='publication',
            name='topics',
            field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='publications.Filing', to='publications.Topic', verbose_name='topics'),
        ),
        migrations.AddField(
            model_name='filing',
            name='tag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='publications.topic'),
        ),
        migrations.CreateModel(
            name='Expertise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expertise', to='experts.expert')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expertise', to='publications.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'field of expertise',
                'verbose_name_plural': 'fields of expertise',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TopicAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=200, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='addresses', to='publications.topic')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('kind', models.CharField(choices=[('question', 'Question'), ('answer', 'Answer'), ('remark', 'Remark')], default='question', max_length=10, verbose_name='kind')),
                ('html', models.TextField(verbose_name='words')),
                ('key', models.SlugField(editable=False, max_length=60)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='publications.edition')),
                ('speakers', models.ManyToManyField(related_name='turns', through='publications.Speaker', to='experts.expert', verbose_name='speakers')),
            ],
            options={
                'verbose_name': 'turn',
                'verbose_name_plural': 'turns',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddField(
            model_name='speaker',
            name='turn',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speaking', to='publications.turn'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(fields=['edition', 'position'], name='contribution_in_order'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.UniqueConstraint(fields=('edition', 'expert'), name='contribution_once', violation_error_message='This expert is named twice. Take one of the two out.'),
        ),
        migrations.AddConstraint(
            model_name='contribution',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['author', 'interviewee', 'interviewer'])), name='contribution_role_known'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['-published_on', '-publication'], name='edition_newest_first'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(condition=models.Q(('live_from__isnull', False)), fields=['live_from'], name='edition_live_from'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', False)), fields=['withdrawn_at'], name='edition_withdrawn_at'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['-updated_at', '-id'], name='edition_updated'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('title'), name='gin_trgm_ops'), name='edition_title_trigrams'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('publication', 'live_from'), name='edition_one_start', violation_error_message='Another edition of this piece starts at that very moment.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('discarded_at__isnull', True), ('live_from__isnull', True)), fields=('publication',), name='edition_one_open_draft', violation_error_message='This piece has an open draft. Publish or discard that one first.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('live_from__isnull', False), ('withdrawn_at__gt', models.F('live_from'))), _connector='OR'), name='edition_withdrawn_after_live', violation_error_message='Only what has been live can be withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('live_from', None), ('published_on__isnull', False), _connector='OR'), name='edition_live_has_a_date', violation_error_message='Give it a printed date before it goes live.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('live_from', None), models.Q(models.Q(('title', ''), _negated=True), models.Q(('summary', ''), _negated=True)), _connector='OR'), name='edition_live_has_title_and_summary', violation_error_message='Give it a title and a summary before it goes live.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('discarded_at', None), ('live_from', None), _connector='OR'), name='edition_discarded_never_live', violation_error_message="What is live or scheduled can't be discarded. Unschedule or withdraw it."),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('change_kind__in', ['', 'minor', 'update', 'clarification', 'correction', 'retraction'])), name='edition_change_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('live_from', None), ('change_kind__in', ['', 'minor']), models.Q(('change_note', ''), _negated=True), _connector='OR'), name='edition_change_has_a_note', violation_error_message='Say in the change note what changed, or call the change minor.'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['analysis', 'interview'])), name='publication_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(fields=('content_object', 'tag'), name='filing_once'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(('position__lt', 5)), name='filing_most_topics', violation_error_message='At most five topics: the ones a reader would look under.'),
        ),
        migrations.AddConstraint(
            model_name='expertise',
            constraint=models.UniqueConstraint(fields=('expert', 'topic'), name='expertise_once', violation_error_message="This topic is on the expert's list already."),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['edition', 'position'], name='turn_in_order'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('edition', 'key'), name='turn_key_once'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['question', 'answer', 'remark'])), name='turn_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='speaker',
            constraint=models.UniqueConstraint(fields=('turn', 'expert'), name='speaker_once'),
        ),
        migrations.CreateModel(
            name='Analysis',
            fields=[
            ],
            options={
                'verbose_name': 'analysis',
                'verbose_name_plural': 'analyses',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('publications.edition',),
        ),
        migrations.CreateModel(
            name='Interview',
            fields=[
            ],
            options={
                'verbose_name': 'Q&A interview',
                'verbose_name_plural': 'Q&A interviews',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('publications.edition',),
        ),
        migrations.CreateModel(
            name='Piece',
            fields=[
            ],
            options={
                'verbose_name': 'piece',
                'verbose_name_plural': 'pieces',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('publications.edition',),
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='listing', serialize=False, to='publications.edition')),
                ('kind', models.CharField(max_length=20)),
                ('published_on', models.DateField()),
                ('live_from', models.DateTimeField()),
                ('live_until', models.DateTimeField(null=True)),
                ('topic_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('expert_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('head', django.contrib.postgres.search.SearchVectorField()),
                ('vector', django.contrib.postgres.search.SearchVectorField()),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listings', to='publications.publication')),
            ],
            options={
                'indexes': [models.Index(fields=['-published_on', '-publication'], include=('kind', 'live_from', 'live_until'), name='listing_newest_first'), models.Index(fields=['kind', '-published_on', '-publication'], include=('live_from', 'live_until'), name='listing_of_kind'), django.contrib.postgres.indexes.GinIndex(fields=['vector'], name='listing_vector'), django.contrib.postgres.indexes.GinIndex(fields=['head'], name='listing_head'), django.contrib.postgres.indexes.GinIndex(fields=['topic_ids'], name='listing_topics'), django.contrib.postgres.indexes.GinIndex(fields=['expert_ids'], name='listing_experts')],
            },
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('published_on', None), ('published_on__range', (datetime.date(1500, 1, 1), datetime.date(9000, 12, 31))), _connector='OR'), name='edition_printed_date_is_plausible', violation_error_message='Printed dates lie between the years 1500 and 9000.'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '^[-a-zA-Z0-9_]+$')), name='publication_slug_is_plain', violation_error_message='An address may hold Latin letters, digits, hyphens and underscores.'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '^[-a-zA-Z0-9_]+$')), name='topic_slug_is_plain', violation_error_message='An address may hold Latin letters, digits, hyphens and underscores.'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('key__regex', '^[-a-zA-Z0-9_]+$')), name='turn_key_is_plain'),
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('key', models.CharField(max_length=60)),
                ('question', models.TextField()),
                ('speaker_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('text', models.TextField()),
                ('vector', django.contrib.postgres.search.SearchVectorField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='publications.edition')),
            ],
        ),
        migrations.AlterModelOptions(
            name='analysis',
            options={'default_permissions': (), 'verbose_name': 'analysis', 'verbose_name_plural': 'analyses'},
        ),
        migrations.AlterModelOptions(
            name='edition',
            options={'default_permissions': (), 'permissions': [('write_draft', 'Write drafts of one’s own'), ('edit_draft', 'Edit, review and approve every draft'), ('publish_edition', 'Publish, schedule, withdraw and refile')], 'verbose_name': 'edition', 'verbose_name_plural': 'editions'},
        ),
        migrations.AlterModelOptions(
            name='interview',
            options={'default_permissions': (), 'verbose_name': 'Q&A interview', 'verbose_name_plural': 'Q&A interviews'},
        ),
        migrations.AlterModelOptions(
            name='piece',
            options={'default_permissions': (), 'verbose_name': 'piece', 'verbose_name_plural': 'pieces'},
        ),
        migrations.AddField(
            model_name='edition',
            name='approved_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='edition',
            name='approved_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='edition',
            name='approved_digest',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='edition',
            name='return_note',
            field=models.TextField(blank=True, editable=False, verbose_name='note'),
        ),
        migrations.AddField(
            model_name='edition',
            name='returned_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='edition',
            name='returned_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='edition',
            name='submitted_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='edition',
            name='withdrawn_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publications.publication', verbose_name='read instead'),
        ),
        migrations.CreateModel(
            name='EditorialRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('four_eyes', models.BooleanField(default=False, help_text='Nothing goes live before somebody who didn’t write it has approved exactly these words.', verbose_name='four eyes')),
            ],
            options={
                'verbose_name': 'editorial rules',
                'verbose_name_plural': 'editorial rules',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='editorial_rules_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('html', models.TextField()),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('fault', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'ordering': ['-written_at'],
                'indexes': [models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['written_at'], name='letter_unsent')],
            },
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(editable=False, max_length=64, unique=True)),
                ('label', models.CharField(help_text='“Professor Lund, for her quotes”.', max_length=200, verbose_name='for whom')),
                ('embargo', models.DateTimeField(blank=True, help_text='Stands on the page, with the request to keep to it.', null=True, verbose_name='embargo until')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='publications.edition')),
            ],
            options={
                'verbose_name': 'preview link',
                'verbose_name_plural': 'preview links',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='PreviewVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visited_at', models.DateTimeField()),
                ('browser', models.CharField(blank=True, max_length=300)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='publications.previewlink')),
            ],
            options={
                'verbose_name': 'visit of a preview',
                'verbose_name_plural': 'visits of previews',
                'ordering': ['-visited_at'],
            },
        ),
        migrations.CreateModel(
            name='Save',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('saved_at', models.DateTimeField()),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saves', to='publications.edition')),
                ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'save',
                'verbose_name_plural': 'saves',
                'ordering': ['-saved_at'],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='publications.edition')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'open form',
                'verbose_name_plural': 'open forms',
                'constraints': [models.UniqueConstraint(fields=('edition', 'person'), name='presence_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='previewlink',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='preview_link_expires_later'),
        ),
        migrations.AddConstraint(
            model_name='save',
            constraint=models.UniqueConstraint(fields=('edition', 'saved_at'), name='save_once'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('live_from', None), ('live_from__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='edition_live_from_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('withdrawn_at__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='edition_withdrawn_at_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='previewlink',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at', None), ('expires_at__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='preview_link_expires_at_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='previewlink',
            constraint=models.CheckConstraint(condition=models.Q(('embargo', None), ('embargo__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='preview_link_embargo_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('public_from', None), ('public_from__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='topic_public_from_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('public_until', None), ('public_until__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='topic_public_until_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'),
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='file')),
                ('original', models.FileField(editable=False, max_length=300, upload_to='')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('picture', models.FileField(blank=True, editable=False, max_length=300, upload_to='')),
                ('document', models.JSONField()),
                ('read', models.JSONField()),
                ('reviewed', models.JSONField()),
                ('choices', models.JSONField(default=dict)),
                ('doubts', models.PositiveIntegerField(default=0)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imported', to='publications.edition')),
                ('updated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-created_at'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['digest'], name='import_digest'), models.Index(condition=models.Q(('edition', None)), fields=['-updated_at'], name='import_unmade')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['interview', 'analysis'])), name='import_kind_known'), models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='import_digest_is_sha256'), models.CheckConstraint(condition=models.Q(('original', ''), _negated=True), name='import_has_its_original'), models.CheckConstraint(condition=models.Q(('checked_at', None), ('edition__isnull', False), _connector='OR'), name='import_checked_once_a_draft'), models.CheckConstraint(condition=models.Q(('doubts', 0), ('edition__isnull', False), _connector='OR'), name='import_doubts_of_a_draft')],
            },
        ),
        migrations.CreateModel(
            name='PhotoUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photo_uses', to='publications.edition')),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='photos.photo')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('edition', 'photo'), name='photo_use_once')],
            },
        ),
        migrations.AddField(
            model_name='edition',
            name='lead_alt',
            field=models.CharField(blank=True, help_text='For this piece only. Left empty, the photo’s own is read out.', max_length=500, verbose_name='lead photo’s alternative text'),
        ),
        migrations.AddField(
            model_name='edition',
            name='lead_caption',
            field=models.TextField(blank=True, help_text='For this piece only. Left empty, the photo’s own is printed.', verbose_name='lead photo’s caption'),
        ),
        migrations.RunSQL(LISTINGS, migrations.RunSQL.noop),
        migrations.RunSQL(ADDRESSES, migrations.RunSQL.noop),
        migrations.RunSQL(PAST, 'DROP FUNCTION guard_edition CASCADE; DROP FUNCTION guard_part CASCADE; DROP FUNCTION is_backdating'),
        migrations.RunSQL(WHOLE, 'DROP FUNCTION check_edition_is_whole CASCADE; DROP FUNCTION fault_of_edition'),
        migrations.RunSQL(IDENTITY, 'DROP FUNCTION guard_publication CASCADE; DROP FUNCTION guard_piece_address CASCADE'),
        migrations.RunSQL(IMPORTED, 'DROP FUNCTION guard_import CASCADE'),
        migrations.RunSQL(PHOTO_USES, 'DROP FUNCTION keep_photo_uses CASCADE; DROP FUNCTION photos_shown'),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
