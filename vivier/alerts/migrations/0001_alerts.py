import django.db.models.deletion
import django.utils.timezone
import vivier.alerts.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('agenda', '0001_initial'),
        ('directory', '0001_initial'),
        ('opportunities', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch')], default='fr', max_length=2, verbose_name='language')),
                ('frequency', models.CharField(choices=[('weekly', 'Once a week, on Monday morning'), ('daily', 'Every morning, when there is something new'), ('immediate', 'As soon as there is something new')], default='weekly', max_length=10, verbose_name='how often')),
                ('due_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='next look')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'subscriber',
                'verbose_name_plural': 'subscribers',
            },
        ),
        migrations.CreateModel(
            name='CallOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='your two lines')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('keys', models.JSONField(default=list, help_text='The keys of its mails.')),
                ('submission', models.UUIDField(unique=True, verbose_name='one-time form number')),
                ('mark', models.CharField(default=vivier.alerts.models.new_mark, help_text='Stands in the links of its mails.', max_length=16, unique=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='call_outs', to='opportunities.call')),
            ],
            options={
                'verbose_name': 'call to people',
                'verbose_name_plural': 'calls to people',
                'ordering': ('-at',),
            },
        ),
        migrations.CreateModel(
            name='MailedVisits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(help_text='Of a call to people; or what kind of mail it was.', max_length=16)),
                ('day', models.DateField(verbose_name='day')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='visits')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailed_visits', to='opportunities.call')),
            ],
            options={
                'verbose_name': 'visits from mails',
                'verbose_name_plural': 'visits from mails',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('call', 'mark', 'day'), name='mailed_visits_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Declined',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='opportunities.scheme')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declined', to='alerts.subscriber')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subscriber', 'scheme'), name='declined_once')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('search', 'New opportunities of a search'), ('actors', 'New records of a search in the directory'), ('events', 'New events of a search in the agenda'), ('profile', 'New opportunities that fit'), ('record', 'New opportunities that fit a record, and calls of the team'), ('actor', 'New opportunities and events of an organisation'), ('scheme', 'New editions of an opportunity'), ('place', 'New events in a place'), ('deadline', 'A reminder before a deadline')], max_length=10, verbose_name='about')),
                ('query', models.CharField(blank=True, max_length=2000)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='its name')),
                ('by_mail', models.BooleanField(default=True, help_text='Otherwise it is kept in the space and sends nothing.', verbose_name='by mail')),
                ('state', models.CharField(choices=[('asked', 'to be confirmed'), ('active', 'active'), ('stopped', 'stopped')], default='asked', max_length=8, verbose_name='state')),
                ('key', models.CharField(blank=True, help_text='A search in short, empty for a record: each is there once for each subscriber.', max_length=64)),
                ('wording', models.CharField(help_text='The version of the words under which the person agreed.', max_length=20)),
                ('sender', models.CharField(blank=True, db_index=True, max_length=64)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.actor')),
                ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='opportunities.call')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agenda.place')),
                ('scheme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='opportunities.scheme')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='alerts.subscriber')),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'ordering': ('asked_at', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('subscriber', 'subject', 'key'), name='subscription_search_once'), models.UniqueConstraint(fields=('subscriber', 'subject', 'actor'), name='subscription_actor_once'), models.UniqueConstraint(fields=('subscriber', 'subject', 'scheme'), name='subscription_scheme_once'), models.UniqueConstraint(fields=('subscriber', 'subject', 'call'), name='subscription_call_once'), models.UniqueConstraint(fields=('subscriber', 'subject', 'place'), name='subscription_place_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='subscription_active_was_confirmed')],
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facts', models.JSONField(default=dict)),
                ('first_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.actor')),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='opportunities.call')),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agenda.event')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='alerts.subscriber')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subscriber', 'call'), name='told_once'), models.UniqueConstraint(fields=('subscriber', 'event'), name='told_event_once'), models.UniqueConstraint(fields=('subscriber', 'actor'), name='told_actor_once'), models.CheckConstraint(condition=models.Q(models.Q(('actor__isnull', True), ('call__isnull', False), ('event__isnull', True)), models.Q(('actor__isnull', True), ('call__isnull', True), ('event__isnull', False)), models.Q(('actor__isnull', False), ('call__isnull', True), ('event__isnull', True)), _connector='OR'), name='told_of_one_thing')],
            },
        ),
    ]
