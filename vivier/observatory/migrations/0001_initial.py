import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                ('name_fr', models.CharField(max_length=255, verbose_name='name (French)')),
                ('name_en', models.CharField(blank=True, max_length=255, verbose_name='name (English)')),
                ('note_fr', models.TextField(blank=True, verbose_name='why they differ (French)')),
                ('note_en', models.TextField(blank=True, verbose_name='why they differ (English)')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'comparison',
                'verbose_name_plural': 'comparisons',
                'ordering': ('position', 'name_fr'),
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='taken at')),
                ('extract_date', models.DateField(blank=True, null=True, verbose_name='date of the register extract')),
                ('extract_number', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of the register extract')),
                ('actor_count', models.PositiveIntegerField(verbose_name='actors')),
                ('record_count', models.PositiveIntegerField(verbose_name='enterprises of the register')),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('content', models.BinaryField()),
                ('definitions', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'snapshot',
                'verbose_name_plural': 'snapshots',
                'ordering': ('-taken_at', '-pk'),
                'get_latest_by': ('taken_at', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_fr', models.CharField(max_length=255, verbose_name='label (French)')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='label (English)')),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='label (Dutch)')),
                ('label_de', models.CharField(blank=True, max_length=255, verbose_name='label (German)')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ('position', 'label_fr'),
            },
        ),
        migrations.CreateModel(
            name='Count',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('method', models.PositiveSmallIntegerField()),
                ('measure', models.CharField(max_length=40)),
                ('definition', models.CharField(blank=True, max_length=60)),
                ('nace', models.CharField(blank=True, max_length=4)),
                ('content', models.JSONField()),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('digest', 'method', 'measure', 'definition', 'nace'), name='counted_once')],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True, verbose_name='address')),
                ('name_fr', models.CharField(max_length=255, verbose_name='name (French)')),
                ('name_en', models.CharField(blank=True, max_length=255, verbose_name='name (English)')),
                ('definition_fr', models.TextField(blank=True, verbose_name='definition (French)')),
                ('definition_en', models.TextField(blank=True, verbose_name='definition (English)')),
                ('caveat_fr', models.TextField(blank=True, verbose_name='to know before quoting it (French)')),
                ('caveat_en', models.TextField(blank=True, verbose_name='to know before quoting it (English)')),
                ('unit', models.CharField(max_length=40, verbose_name='unit')),
                ('unit_en', models.CharField(blank=True, max_length=40, verbose_name='unit (English)')),
                ('topic', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='topic')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('comparison', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='indicators', to='observatory.comparison')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
                'ordering': ('position', 'name_fr'),
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='value')),
                ('precision', models.CharField(blank=True, choices=[('', 'as given'), ('more_than', 'more than'), ('nearly', 'nearly'), ('about', 'order of magnitude')], max_length=10, verbose_name='precision')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                ('territory', models.CharField(blank=True, max_length=120, verbose_name='territory')),
                ('territory_en', models.CharField(blank=True, max_length=120, verbose_name='territory (English)')),
                ('territory_code', models.CharField(blank=True, max_length=40, verbose_name='territory code')),
                ('scope', models.CharField(blank=True, max_length=200, verbose_name='perimeter')),
                ('scope_en', models.CharField(blank=True, max_length=200, verbose_name='perimeter (English)')),
                ('source_name', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('source_kind', models.CharField(choices=[('official', 'official source'), ('operator', 'the organisation itself'), ('press', 'press'), ('study', 'study'), ('other', 'other source')], default='other', max_length=10, verbose_name='kind of source')),
                ('source_url', models.URLField(max_length=500, verbose_name='address of the source')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='observatory.indicator')),
            ],
            options={
                'verbose_name': 'figure',
                'verbose_name_plural': 'figures',
                'ordering': ('year', 'territory', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('year__isnull', True), models.Q(('year__gte', 1800), ('year__lte', 2200)), _connector='OR'), name='figure_year_is_a_year')],
            },
        ),
    ]
