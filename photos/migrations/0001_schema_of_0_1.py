"""The tables and rules of release 0.1, whose migrations it replaces: a database that has those is left as it is.

Released, it never changes, and so it imports nothing of the project.
"""

import datetime
import django.core.validators
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('photos', '0001_initial'),
        ('photos', '0002_moments_can_be_told'),
        ('photos', '0003_rights_and_renditions'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(help_text='How archives name this photo. Readers never see it.', max_length=200, unique=True, verbose_name='short name')),
                ('original', models.FileField(editable=False, max_length=200, upload_to='', verbose_name='original')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('focal_x', models.FloatField(default=0.5, help_text='0 is the left edge, 1 the right.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='focal point, across')),
                ('focal_y', models.FloatField(default=0.5, help_text='0 is the top, 1 the bottom. Crops keep this point in sight.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='focal point, down')),
                ('alt', models.CharField(blank=True, help_text="What is seen, for readers who don't see it. A piece may say it in its own way.", max_length=500, verbose_name='alternative text')),
                ('caption', models.TextField(blank=True, verbose_name='caption')),
                ('credit', models.CharField(blank=True, help_text='Photographer and agency, as it must be printed.', max_length=300, verbose_name='credit')),
                ('rights_from', models.DateTimeField(blank=True, help_text='Empty: no beginning.', null=True, verbose_name='rights from')),
                ('rights_until', models.DateTimeField(blank=True, help_text='From this moment on the photo shows nowhere. Empty: no end.', null=True, verbose_name='rights until')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('colour', models.CharField(blank=True, editable=False, max_length=7)),
                ('contact', models.CharField(blank=True, help_text='Whom to ask. Readers never see it.', max_length=300, verbose_name='contact for rights')),
                ('is_decorative', models.BooleanField(default=False, help_text="It says nothing that the text around it doesn't say. Screen readers pass over it.", verbose_name='decorative: needs no words')),
                ('licence', models.CharField(blank=True, choices=[('own', 'Our own'), ('permission', 'With permission, in writing'), ('agency', 'Agency, by contract'), ('press', 'Press photo, for editorial use'), ('cc0-1.0', 'CC0 1.0'), ('cc-by-4.0', 'CC BY 4.0'), ('cc-by-sa-4.0', 'CC BY-SA 4.0'), ('cc-by-nc-4.0', 'CC BY-NC 4.0'), ('cc-by-3.0', 'CC BY 3.0'), ('cc-by-sa-3.0', 'CC BY-SA 3.0'), ('cc-by-2.0', 'CC BY 2.0'), ('cc-by-sa-2.0', 'CC BY-SA 2.0'), ('public-domain', 'Public domain'), ('other', 'Another licence, named in the source')], help_text='By what right we show it. Until it is said, nothing with this photo goes live.', max_length=20, verbose_name='licence')),
                ('recipe', models.CharField(blank=True, editable=False, max_length=12)),
                ('source', models.CharField(blank=True, help_text='Where it is from: an address, an order number, whose letter. Readers never see it.', max_length=500, verbose_name='source')),
                ('territory', models.CharField(blank=True, help_text='Where the licence holds, if not everywhere. A note.', max_length=300, verbose_name='territory')),
            ],
            options={
                'verbose_name': 'photo',
                'verbose_name_plural': 'photos',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('rights_from__isnull', False)), fields=['rights_from'], name='photo_rights_from'), models.Index(condition=models.Q(('rights_until__isnull', False)), fields=['rights_until'], name='photo_rights_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('rights_from', None), ('rights_until', None), ('rights_until__gt', models.F('rights_from')), _connector='OR'), name='photo_rights_end_after_they_begin', violation_error_message='The rights end before they begin. Change one of the two dates.'), models.CheckConstraint(condition=models.Q(('focal_x__range', (0, 1)), ('focal_y__range', (0, 1))), name='photo_focal_point_inside', violation_error_message='The focal point lies outside the photo. Both numbers are between 0 and 1.'), models.CheckConstraint(condition=models.Q(('rights_from', None), ('rights_from__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='photo_rights_from_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'), models.CheckConstraint(condition=models.Q(('rights_until', None), ('rights_until__range', (datetime.datetime(1500, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), _connector='OR'), name='photo_rights_until_can_be_told', violation_error_message='Moments lie between the years 1500 and 9000. Leave it empty for no end.'), models.CheckConstraint(condition=models.Q(models.Q(('licence__startswith', 'cc-by'), _negated=True), models.Q(('credit', ''), _negated=True), _connector='OR'), name='photo_attribution_has_a_credit', violation_error_message='This licence asks that the photographer is named. Fill in the credit.')],
            },
        ),
    ]
