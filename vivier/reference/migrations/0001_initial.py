import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        # Only for the order: what the libraries make comes first, while there are few models to draw up again.
        ('account', '0009_emailaddress_unique_primary_email'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Discipline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_fr', models.CharField(max_length=255, verbose_name='label (French)')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='label (English)')),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='label (Dutch)')),
                ('label_de', models.CharField(blank=True, max_length=255, verbose_name='label (German)')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('description_fr', models.TextField(blank=True, verbose_name='description')),
                ('nace_codes', models.JSONField(blank=True, default=list, verbose_name='NACE codes')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'discipline',
                'verbose_name_plural': 'disciplines',
                'ordering': ('position', 'label_fr'),
            },
        ),
        migrations.CreateModel(
            name='JuridicalForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_fr', models.CharField(max_length=255, verbose_name='label (French)')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='label (English)')),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='label (Dutch)')),
                ('label_de', models.CharField(blank=True, max_length=255, verbose_name='label (German)')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='code')),
            ],
            options={
                'verbose_name': 'legal form',
                'verbose_name_plural': 'legal forms',
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('concept', models.CharField(help_text='discipline:CODE, skill:CODE, need:CODE, or word:NAME for an idea of its own', max_length=80, unique=True, verbose_name='concept')),
                ('broader', models.CharField(blank=True, max_length=80, verbose_name='broader concept')),
                ('words', models.JSONField(default=list, help_text='Words and phrases that mean it.', verbose_name='words')),
            ],
            options={
                'verbose_name': 'synonym',
                'verbose_name_plural': 'synonyms',
                'ordering': ('concept',),
            },
        ),
        migrations.CreateModel(
            name='ActivityCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_fr', models.CharField(max_length=255, verbose_name='label (French)')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='label (English)')),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='label (Dutch)')),
                ('label_de', models.CharField(blank=True, max_length=255, verbose_name='label (German)')),
                ('version', models.CharField(max_length=4, verbose_name='version')),
                ('code', models.CharField(max_length=10, verbose_name='code')),
            ],
            options={
                'verbose_name': 'activity code',
                'verbose_name_plural': 'activity codes',
                'ordering': ('version', 'code'),
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='activity_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_fr', models.CharField(max_length=255, verbose_name='label (French)')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='label (English)')),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='label (Dutch)')),
                ('label_de', models.CharField(blank=True, max_length=255, verbose_name='label (German)')),
                ('kind', models.CharField(choices=[('skill', 'Skill'), ('need', 'Need')], max_length=10, verbose_name='kind')),
                ('code', models.SlugField(max_length=60, verbose_name='code')),
                ('domain', models.CharField(blank=True, max_length=60, verbose_name='domain')),
            ],
            options={
                'verbose_name': 'term',
                'verbose_name_plural': 'terms',
                'ordering': ('kind', 'label_fr'),
                'constraints': [models.UniqueConstraint(fields=('kind', 'code'), name='term_once_per_kind')],
            },
        ),
        migrations.CreateModel(
            name='Territory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_fr', models.CharField(max_length=255, verbose_name='label (French)')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='label (English)')),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='label (Dutch)')),
                ('label_de', models.CharField(blank=True, max_length=255, verbose_name='label (German)')),
                ('code', models.CharField(help_text='Statbel NIS, ISO country or COM-…', max_length=40, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('union', 'Union of countries'), ('country', 'Country'), ('community', 'Linguistic community'), ('region', 'Region'), ('province', 'Province'), ('arrondissement', 'Arrondissement'), ('judicial', 'Judicial arrondissement'), ('canton', 'Canton'), ('commune', 'Commune')], db_index=True, max_length=15, verbose_name='kind')),
                ('chain', models.JSONField(default=list, help_text='Codes of this territory and of every layer that contains it.')),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('boundary', models.JSONField(blank=True, help_text='GeoJSON geometry, simplified.', null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='reference.territory')),
            ],
            options={
                'verbose_name': 'territory',
                'verbose_name_plural': 'territories',
                'ordering': ('label_fr',),
            },
        ),
        migrations.CreateModel(
            name='Postcode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, db_index=True, max_length=10, verbose_name='postal code')),
                ('locality_fr', models.CharField(blank=True, max_length=120)),
                ('locality_nl', models.CharField(blank=True, max_length=120)),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postcodes', to='reference.territory')),
            ],
            options={
                'ordering': ('code',),
                'constraints': [models.UniqueConstraint(fields=('code', 'territory', 'locality_fr'), name='postcode_once_per_locality')],
            },
        ),
    ]
