import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
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
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number_hash', models.CharField(max_length=64, unique=True)),
                ('received_on', models.DateField(verbose_name='received on')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(default='kbo', max_length=20, verbose_name='register')),
                ('path', models.CharField(max_length=500, verbose_name='file or folder')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('reading', 'being read'), ('read', 'read, not applied'), ('applied', 'applied'), ('unchanged', 'nothing new'), ('refused', 'refused'), ('cancelled', 'stopped'), ('failed', 'failed'), ('rolled_back', 'taken back')], db_index=True, default='waiting', max_length=12, verbose_name='state')),
                ('mode', models.CharField(blank=True, choices=[('full', 'full extract'), ('update', 'update')], max_length=6, verbose_name='kind of extract')),
                ('extract_number', models.PositiveIntegerField(blank=True, null=True, verbose_name='extract number')),
                ('extract_date', models.DateField(blank=True, null=True, verbose_name='extract date')),
                ('licence', models.CharField(blank=True, max_length=200, verbose_name='licence')),
                ('files', models.JSONField(default=dict, help_text='SHA-256 of each file.', verbose_name='files')),
                ('sizes', models.JSONField(default=dict, help_text='Bytes of each file.', verbose_name='sizes')),
                ('counts', models.JSONField(default=dict, verbose_name='counts')),
                ('step', models.CharField(blank=True, max_length=40, verbose_name='step')),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('why', models.TextField(blank=True, verbose_name='reason')),
                ('may_override', models.BooleanField(default=False)),
                ('wants_to_apply', models.BooleanField(default=False)),
                ('stop_asked', models.BooleanField(default=False)),
                ('resumed', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('overridden_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='RegisterRecord',
            fields=[
                ('number', models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name='enterprise number')),
                ('name', models.CharField(max_length=320, verbose_name='name')),
                ('said', models.JSONField(verbose_name='what the register says')),
                ('digest', models.CharField(max_length=32)),
                ('gone_on', models.DateField(blank=True, db_index=True, null=True, verbose_name='no longer in the register since')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='registers.importrun')),
            ],
            options={
                'verbose_name': 'register record',
                'verbose_name_plural': 'register records',
                'ordering': ('number',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RejectedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(max_length=60, verbose_name='file')),
                ('line', models.PositiveIntegerField(verbose_name='line')),
                ('why', models.CharField(max_length=200, verbose_name='reason')),
                ('said', models.CharField(blank=True, max_length=300, verbose_name='what it says')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejected', to='registers.importrun')),
            ],
            options={
                'ordering': ('file', 'line', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SectorDefinition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, verbose_name='short name')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name (French)')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name (English)')),
                ('name_nl', models.CharField(blank=True, max_length=200, verbose_name='name (Dutch)')),
                ('name_de', models.CharField(blank=True, max_length=200, verbose_name='name (German)')),
                ('source', models.CharField(max_length=500, verbose_name='source')),
                ('caution_fr', models.TextField(blank=True, verbose_name='caution (French)')),
                ('caution_en', models.TextField(blank=True, verbose_name='caution (English)')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('is_used', models.BooleanField(default=False, help_text='An enterprise is in the sector when one used definition names it.', verbose_name='used by imports')),
                ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='last change')),
                ('first_used_at', models.DateTimeField(blank=True, null=True, verbose_name='used since')),
            ],
            options={
                'verbose_name': 'definition of the sector',
                'verbose_name_plural': 'definitions of the sector',
                'ordering': ('slug', '-version'),
                'constraints': [models.UniqueConstraint(fields=('slug', 'version'), name='definition_version_once'), models.UniqueConstraint(condition=models.Q(('is_used', True)), fields=('slug',), name='one_used_version_of_a_definition')],
            },
        ),
        migrations.CreateModel(
            name='WatchedNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=10, unique=True, verbose_name='enterprise number')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'watched number',
                'verbose_name_plural': 'watched numbers',
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='RecordChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=10)),
                ('kind', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('gone', 'no longer there')], max_length=7)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('digest', models.CharField(blank=True, max_length=32)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='registers.importrun')),
            ],
            options={
                'ordering': ('number',),
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='one_change_per_record_and_run')],
            },
        ),
        migrations.CreateModel(
            name='SectorCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nace_version', models.CharField(max_length=4, verbose_name='version of NACE')),
                ('code', models.CharField(help_text='Digits without dot; all codes below it count too.', max_length=7, verbose_name='code')),
                ('domain', models.CharField(max_length=40, verbose_name='domain')),
                ('weight', models.DecimalField(decimal_places=2, default=1, max_digits=3, verbose_name='weight')),
                ('confidence', models.CharField(blank=True, max_length=10, verbose_name='confidence')),
                ('definition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='registers.sectordefinition')),
            ],
            options={
                'verbose_name': 'activity of a definition',
                'verbose_name_plural': 'activities of a definition',
                'ordering': ('nace_version', 'code'),
                'constraints': [models.UniqueConstraint(fields=('definition', 'nace_version', 'code'), name='sector_code_once'), models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('weight__lte', 1)), name='sector_weight_between_0_and_1')],
            },
        ),
    ]
