import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=500, unique=True, verbose_name='address')),
                ('host', models.CharField(db_index=True, max_length=255, verbose_name='site')),
                ('state', models.CharField(choices=[('unknown', 'not asked yet'), ('fine', 'answers'), ('moved', 'has moved'), ('unsure', 'refuses to be asked by a machine'), ('failing', 'did not answer lately'), ('broken', 'broken')], default='unknown', max_length=8, verbose_name='state')),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='answer')),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='what is wrong')),
                ('moved_to', models.CharField(blank=True, max_length=500, verbose_name='new address')),
                ('failing_since', models.DateField(blank=True, null=True, verbose_name='without an answer since')),
                ('failed_on', models.DateField(blank=True, help_text='The last day it was tried in vain.', null=True)),
                ('failed_days', models.PositiveSmallIntegerField(default=0, verbose_name='days tried in vain')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked last')),
                ('due_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('fine_by_hand_until', models.DateField(blank=True, null=True, verbose_name='found fine by a person, until')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ('address',),
                'default_permissions': (),
                'indexes': [models.Index(fields=['state', 'host'], name='link_by_state')],
            },
        ),
        migrations.CreateModel(
            name='LinkChecking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_paused', models.BooleanField(default=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='link_checking_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='LinkUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind of record')),
                ('key', models.BigIntegerField()),
                ('field', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=255, verbose_name='record')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='links.link')),
            ],
            options={
                'verbose_name': 'use of a link',
                'verbose_name_plural': 'uses of links',
                'ordering': ('kind', 'label', 'pk'),
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('kind', 'key', 'field', 'link'), name='link_used_once_in_a_field')],
            },
        ),
    ]
