import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='IndexChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=30)),
                ('key', models.CharField(max_length=40)),
                ('queued_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='UnansweredSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=64, unique=True)),
                ('words', models.CharField(blank=True, max_length=100)),
                ('times', models.PositiveIntegerField(default=0)),
                ('asked_on', models.DateField(db_index=True)),
            ],
            options={
                'ordering': ('-times', 'words'),
            },
        ),
    ]
