import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BadAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, unique=True, verbose_name='address')),
                ('answer', models.CharField(max_length=500, verbose_name='answer')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
            ],
            options={
                'verbose_name': 'address that takes no mail',
                'verbose_name_plural': 'addresses that take no mail',
                'ordering': ('-since',),
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='key')),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('template', models.CharField(max_length=120, verbose_name='kind of mail')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch')], max_length=2, verbose_name='language')),
                ('subject', models.CharField(max_length=250, verbose_name='subject')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('html', models.TextField(blank=True)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('cause', models.CharField(blank=True, max_length=200, verbose_name='cause')),
                ('unsubscribe', models.URLField(blank=True, max_length=500)),
                ('confidential', models.BooleanField(default=False, verbose_name='confidential')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('parked', 'Parked'), ('cancelled', 'Cancelled')], default='waiting', max_length=10, verbose_name='state')),
                ('due_at', models.DateTimeField(help_text="Not sent before; while a mail is being sent, the end of the sender's lease.", verbose_name='due')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('first_tried_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=500, verbose_name='last answer')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='content erased')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mails',
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['state', 'due_at'], name='message_state_due'), models.Index(fields=['-created_at', '-id'], name='message_newest'), models.Index(fields=['to'], name='message_to'), models.Index(fields=['cause'], name='message_cause'), models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['created_at'], name='message_with_content')],
            },
        ),
    ]
