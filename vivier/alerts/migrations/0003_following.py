import hashlib

import django.db.models.deletion
import vivier.alerts.models
from django.db import migrations, models

THINGS = ("actor_id", "scheme_id", "call_id")


def mark_each(apps, _schema_editor):
    """Give each call to people a mark of its own."""
    for row in apps.get_model("alerts", "CallOut").objects.all():
        row.mark = vivier.alerts.models.new_mark()
        row.save(update_fields=["mark"])


def one_of_each(apps, _schema_editor):
    """Searches are known by their words alone, records by themselves: what a merge doubled is there once."""
    known = set()
    rows = apps.get_model("alerts", "Subscription").objects
    # "active" comes before "asked" and "stopped": of two the running one stays.
    for row in rows.order_by("subscriber", "subject", "state", "pk"):
        thing = tuple(getattr(row, name) for name in THINGS)
        row.key = "" if any(thing) else hashlib.sha256(row.query.encode()).hexdigest()
        same = (row.subscriber_id, row.subject, row.key, thing)
        if same in known:
            row.delete()
            continue
        known.add(same)
        row.save(update_fields=["key"])


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0001_initial'),
        ('alerts', '0002_calls_to_people'),
        ('directory', '0007_comparing'),
        ('opportunities', '0003_answers_and_matches'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailedVisits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(help_text='Of a call to people; or what kind of mail it was.', max_length=16)),
                ('day', models.DateField(verbose_name='day')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='visits')),
            ],
            options={
                'verbose_name': 'visits from mails',
                'verbose_name_plural': 'visits from mails',
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='subscription',
            name='subscription_once',
        ),
        migrations.AddField(
            model_name='callout',
            name='mark',
            field=models.CharField(default='', help_text='Stands in the links of its mails.', max_length=16),
        ),
        migrations.RunPython(mark_each, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='callout',
            name='mark',
            field=models.CharField(default=vivier.alerts.models.new_mark, help_text='Stands in the links of its mails.', max_length=16, unique=True),
        ),
        migrations.AddField(
            model_name='subscription',
            name='by_mail',
            field=models.BooleanField(default=True, help_text='Otherwise it is kept in the space and sends nothing.', verbose_name='by mail'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='name',
            field=models.CharField(blank=True, max_length=120, verbose_name='its name'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agenda.place'),
        ),
        migrations.AddField(
            model_name='told',
            name='actor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.actor'),
        ),
        migrations.AddField(
            model_name='told',
            name='event',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agenda.event'),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='key',
            field=models.CharField(blank=True, help_text='A search in short, empty for a record: each is there once for each subscriber.', max_length=64),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='subject',
            field=models.CharField(choices=[('search', 'New opportunities of a search'), ('actors', 'New records of a search in the directory'), ('events', 'New events of a search in the agenda'), ('profile', 'New opportunities that fit'), ('record', 'New opportunities that fit a record, and calls of the team'), ('actor', 'New opportunities and events of an organisation'), ('scheme', 'New editions of an opportunity'), ('place', 'New events in a place'), ('deadline', 'A reminder before a deadline')], max_length=10, verbose_name='about'),
        ),
        migrations.AlterField(
            model_name='told',
            name='call',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='opportunities.call'),
        ),
        migrations.RunPython(one_of_each, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('subscriber', 'subject', 'key'), name='subscription_search_once'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('subscriber', 'subject', 'actor'), name='subscription_actor_once'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('subscriber', 'subject', 'scheme'), name='subscription_scheme_once'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('subscriber', 'subject', 'call'), name='subscription_call_once'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('subscriber', 'subject', 'place'), name='subscription_place_once'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.UniqueConstraint(fields=('subscriber', 'event'), name='told_event_once'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.UniqueConstraint(fields=('subscriber', 'actor'), name='told_actor_once'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('actor__isnull', True), ('call__isnull', False), ('event__isnull', True)), models.Q(('actor__isnull', True), ('call__isnull', True), ('event__isnull', False)), models.Q(('actor__isnull', False), ('call__isnull', True), ('event__isnull', True)), _connector='OR'), name='told_of_one_thing'),
        ),
        migrations.AddField(
            model_name='mailedvisits',
            name='call',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailed_visits', to='opportunities.call'),
        ),
        migrations.AddConstraint(
            model_name='mailedvisits',
            constraint=models.UniqueConstraint(fields=('call', 'mark', 'day'), name='mailed_visits_once_a_day'),
        ),
    ]
