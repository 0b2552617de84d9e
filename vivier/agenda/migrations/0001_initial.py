import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('reference', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=90, unique=True, verbose_name='address')),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('sort_name', models.CharField(db_index=True, editable=False, max_length=255)),
                ('kind', models.CharField(choices=[('hub', 'Creative hub'), ('exhibition', 'Exhibition place'), ('venue', 'Venue'), ('other', 'Other')], default='other', max_length=12, verbose_name='kind')),
                ('city', models.CharField(blank=True, max_length=120, verbose_name='town')),
                ('description_fr', models.TextField(blank=True, verbose_name='description (French)')),
                ('description_en', models.TextField(blank=True, verbose_name='description (English)')),
                ('accessibility_fr', models.TextField(blank=True, verbose_name='accessibility')),
                ('website', models.URLField(blank=True, max_length=500, verbose_name='website')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demonstration')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='places', to='directory.actor', verbose_name='record')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='reference.territory', verbose_name='commune')),
            ],
            options={
                'verbose_name': 'place',
                'verbose_name_plural': 'places',
                'ordering': ('sort_name',),
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=90, unique=True, verbose_name='address')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demonstration')),
                ('organiser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='event_series', to='directory.actor', verbose_name='organiser')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'series',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=120, unique=True, verbose_name='address')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=10, verbose_name='state')),
                ('title_fr', models.CharField(max_length=255, verbose_name='title (French)')),
                ('title_en', models.CharField(blank=True, max_length=255, verbose_name='title (English)')),
                ('kind', models.CharField(choices=[('festival', 'Festival'), ('exhibition', 'Exhibition'), ('mission', 'Mission abroad'), ('conference', 'Conference'), ('networking', 'Meeting'), ('workshop', 'Workshop')], max_length=12, verbose_name='kind')),
                ('organiser_name', models.CharField(blank=True, max_length=255, verbose_name="organiser's name")),
                ('place_text', models.CharField(blank=True, max_length=255, verbose_name='place, in words')),
                ('city', models.CharField(blank=True, help_text='Several towns are separated by semicolons.', max_length=120, verbose_name='town')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='from (hour)')),
                ('ends_at', models.TimeField(blank=True, null=True, verbose_name='until (hour)')),
                ('is_cancelled', models.BooleanField(default=False, verbose_name='cancelled')),
                ('cancellation_reason', models.CharField(blank=True, max_length=300, verbose_name='why it is cancelled')),
                ('attended', models.PositiveIntegerField(blank=True, help_text='Counted at the door or from the list of attendance. Empty: not known.', null=True, verbose_name='people who came')),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('summary_fr', models.TextField(blank=True, verbose_name='summary (French)')),
                ('summary_en', models.TextField(blank=True, verbose_name='summary (English)')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='website')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='source')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demonstration')),
                ('loaded', models.JSONField(default=dict, editable=False, help_text='What the last file said; a value that differs was written here.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('disciplines', models.ManyToManyField(blank=True, related_name='events', to='reference.discipline', verbose_name='disciplines')),
                ('organiser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='directory.actor', verbose_name='organiser')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='reference.territory', verbose_name='commune')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='agenda.place', verbose_name='place')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='editions', to='agenda.series', verbose_name='series')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ('starts_on', 'title_fr'),
                'indexes': [models.Index(fields=['state', 'starts_on'], name='event_state_starts')],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('starts_on__lte', models.F('ends_on')), _connector='OR'), name='event_starts_before_it_ends')],
            },
        ),
    ]
