import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='SharedValue',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'shared_values',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('role', models.CharField(choices=[('member', 'Member'), ('adviser', 'Partner adviser'), ('editor', 'Editor'), ('coordinator', 'Coordinator'), ('accountant', 'Accountant'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], default='member', max_length=15, verbose_name='role')),
                ('language', models.CharField(blank=True, choices=[('fr', 'Français'), ('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch')], help_text='Empty: nobody chose; mails are then in the language of the page, or the site’s own.', max_length=2, verbose_name='language of the mails')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open the back office')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demonstration account')),
                ('must_choose_password', models.BooleanField(default=False, help_text='The password was chosen under the rules of a role with less trust.', verbose_name='must choose a new password')),
                ('session_epoch', models.PositiveIntegerField(default=0, editable=False, help_text='Raised to end every open session of this person.')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ('email',),
            },
        ),
        migrations.CreateModel(
            name='JournalSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entries', models.PositiveBigIntegerField(default=0)),
                ('last_hash', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='journal_has_one_seal')],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('sequence', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='when')),
                ('verb', models.CharField(db_index=True, max_length=60, verbose_name='what')),
                ('object_id', models.CharField(blank=True, max_length=40)),
                ('object_label', models.CharField(blank=True, max_length=255, verbose_name='record')),
                ('changes', models.JSONField(default=dict, verbose_name='changes')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('content_type', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='kind of record')),
            ],
            options={
                'verbose_name': 'journal entry',
                'verbose_name_plural': 'journal',
                'ordering': ('-sequence',),
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['content_type', 'object_id'], name='journal_by_record')],
            },
        ),
    ]
