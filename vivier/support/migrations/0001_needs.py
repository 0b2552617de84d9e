
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0007_comparing'),
        ('reference', '0002_synonyms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('answers', models.JSONField(default=dict)),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch')], default='fr', max_length=2)),
                ('sender', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'need being told',
                'verbose_name_plural': 'needs being told',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True, verbose_name='reference')),
                ('submission', models.UUIDField(default=uuid.uuid4, unique=True, verbose_name='one-time form number')),
                ('link_epoch', models.PositiveSmallIntegerField(default=0, editable=False, help_text='Raised to end every secret link of this need.')),
                ('state', models.CharField(choices=[('new', 'to be entered'), ('entered', 'to be referred'), ('referred', 'with a partner'), ('taken', 'taken in hand'), ('helped', 'help offered'), ('closed', 'closed'), ('withdrawn', 'withdrawn')], db_index=True, default='new', max_length=10, verbose_name='state')),
                ('channel', models.CharField(choices=[('web', 'web form'), ('phone', 'phone'), ('visit', 'visit'), ('paper', 'paper form'), ('mail', 'e-mail'), ('event', 'met at an event')], default='web', max_length=8, verbose_name='came by')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch')], default='fr', max_length=2, verbose_name='language')),
                ('subject', models.CharField(choices=[('finance', 'Finding money'), ('training', 'Learning, training'), ('abroad', 'Going abroad'), ('space', 'A place to work or to show'), ('partners', 'Partners, clients, a team'), ('legal', 'Status, contracts, rights'), ('prototype', 'Making a prototype'), ('business', 'Business plan, strategy'), ('visibility', 'Being seen and known'), ('other', 'Something else')], max_length=12, verbose_name='about')),
                ('sought', models.TextField(blank=True, max_length=4000, verbose_name='what is sought')),
                ('who', models.CharField(blank=True, choices=[('artist', 'An artist'), ('freelance', 'Self-employed'), ('company', 'A company'), ('association', 'An association'), ('collective', 'A collective'), ('project', 'Somebody with a project, nothing founded yet'), ('student', 'A student'), ('jobseeker', 'Looking for work'), ('hub', 'A hub or a place'), ('school', 'A school or a research centre'), ('cluster', 'A cluster or a federation'), ('public', 'A public body')], max_length=12, verbose_name='who asks')),
                ('legal_form', models.CharField(blank=True, choices=[('natural_person', 'Self-employed person'), ('asbl', 'Non-profit association (ASBL)'), ('aisbl', 'International non-profit association (AISBL)'), ('foundation', 'Foundation'), ('srl', 'Private limited company (SRL, formerly SPRL)'), ('sa', 'Public limited company (SA)'), ('sc', 'Cooperative (SC)'), ('snc', 'General partnership (SNC)'), ('scomm', 'Limited partnership (SComm)'), ('public_body', 'Body under public law'), ('de_facto', 'De facto association'), ('foreign_company', 'Foreign company')], max_length=20, verbose_name='legal form')),
                ('stage', models.CharField(blank=True, choices=[('idea', 'Idea'), ('prototype', 'Prototype'), ('launch', 'Launch'), ('growth', 'Growth'), ('established', 'Established')], max_length=15, verbose_name='stage')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place, as written')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('organisation', models.CharField(blank=True, max_length=255, verbose_name='organisation')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('best_time', models.CharField(blank=True, max_length=120, verbose_name='best time to be reached')),
                ('project_name', models.CharField(blank=True, max_length=255, verbose_name='name of the project')),
                ('holders', models.TextField(blank=True, max_length=1000, verbose_name='holders of the project')),
                ('received_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='received')),
                ('enter_by', models.DateField(db_index=True, help_text='That day included.', verbose_name='to be entered by')),
                ('entered_at', models.DateTimeField(blank=True, null=True, verbose_name='entered')),
                ('referred_at', models.DateTimeField(blank=True, null=True, verbose_name='first referred')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='first answer of a partner')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='erased')),
                ('sender', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('is_demo', models.BooleanField(default=False, verbose_name='demonstration')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='needs', to='directory.actor', verbose_name='record')),
                ('disciplines', models.ManyToManyField(blank=True, related_name='+', to='reference.discipline', verbose_name='disciplines')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='support.need')),
                ('recorded_by', models.ForeignKey(blank=True, help_text='Who of the team wrote it down for the person; nobody for the web form.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.territory', verbose_name='territory')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='needs', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'need',
                'verbose_name_plural': 'needs',
                'ordering': ('-received_at', '-pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(help_text='Links sent there answer a referral without an account.', max_length=254, verbose_name='e-mail for referrals')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch')], default='fr', max_length=2, verbose_name='language')),
                ('is_active', models.BooleanField(default=True, verbose_name='takes needs')),
                ('capacity', models.PositiveSmallIntegerField(blank=True, help_text='Empty: the partner has not said.', null=True, verbose_name='needs at the same time')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note of the team')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='since')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demonstration')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to='directory.actor', verbose_name='record')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ('actor__sort_name', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='what it is')),
                ('subjects', models.JSONField(blank=True, default=None, null=True, verbose_name='subjects')),
                ('territories', models.JSONField(blank=True, default=None, null=True, verbose_name='territories')),
                ('stages', models.JSONField(blank=True, default=None, null=True, verbose_name='stages')),
                ('disciplines', models.JSONField(blank=True, default=None, null=True, verbose_name='disciplines')),
                ('legal_forms', models.JSONField(blank=True, default=None, null=True, verbose_name='legal forms')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intakes', to='support.partner')),
            ],
            options={
                'verbose_name': 'what a partner takes',
                'verbose_name_plural': 'what partners take',
                'ordering': ('pk',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sees', models.CharField(choices=[('need', 'the need, without name and contact details'), ('contact', 'the need, with name and contact details')], default='contact', max_length=8, verbose_name='sees')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('given', 'given'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='given', max_length=10, verbose_name='state')),
                ('how', models.CharField(choices=[('web', 'web form'), ('phone', 'phone'), ('visit', 'visit'), ('paper', 'paper form'), ('mail', 'e-mail'), ('event', 'met at an event')], default='web', max_length=8, verbose_name='said by')),
                ('wording', models.CharField(help_text='The version of the words under which the person agreed.', max_length=20)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='support.need')),
                ('partner', models.ForeignKey(blank=True, help_text='Nobody: any partner the team finds.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='support.partner')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ('asked_at', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Adviser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advising', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advisers', to='support.partner')),
            ],
            options={
                'verbose_name': 'adviser',
                'verbose_name_plural': 'advisers',
                'ordering': ('pk',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='reason')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='support.partner')),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ('starts_on', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('sent', 'waits for an answer'), ('taken', 'taken in hand'), ('helped', 'help offered'), ('cannot', 'cannot help'), ('unreachable', 'could not reach the person'), ('not_for_me', 'not for this partner'), ('recalled', 'taken back')], db_index=True, default='sent', max_length=12, verbose_name='state')),
                ('link_epoch', models.PositiveSmallIntegerField(default=0, editable=False, help_text='Raised to end every mailed link of this referral.')),
                ('message', models.TextField(blank=True, max_length=2000, verbose_name='message to the partner')),
                ('verdict', models.CharField(help_text='That day: met, not_met or unknown.', max_length=8, verbose_name='did it fit')),
                ('override', models.TextField(blank=True, max_length=1000, verbose_name='why all the same')),
                ('conflicts', models.JSONField(default=list, verbose_name='links between partner and applicant')),
                ('sent_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='sent')),
                ('reminders', models.PositiveSmallIntegerField(default=0, verbose_name='reminders')),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True, verbose_name='handed back to the coordinator')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='first answer')),
                ('recalled_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
                ('instead_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaced_by', to='support.referral')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='support.need')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='support.partner')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'referral',
                'verbose_name_plural': 'referrals',
                'ordering': ('sent_at', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('taken', 'We take it in hand'), ('helped', 'We offered help'), ('cannot', 'We cannot help'), ('unreachable', 'We could not reach the person'), ('not_for_me', 'It is not for us')], max_length=12, verbose_name='answer')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='in your words')),
                ('is_shared', models.BooleanField(default=False, verbose_name='other partners of this need may read it')),
                ('way', models.CharField(choices=[('space', 'own page'), ('link', 'mailed link'), ('desk', 'written down by the team'), ('api', 'own tool')], default='space', max_length=6)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('submission', models.UUIDField(default=uuid.uuid4, unique=True, verbose_name='one-time form number')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('suggests', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='support.partner', verbose_name='partner suggested instead')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='support.referral')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ('at', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['state', 'received_at'], name='need_state_received'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('new', 'withdrawn')), ('entered_at__isnull', False), _connector='OR'), name='need_past_new_was_entered'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='need_closed_says_when'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', False), _connector='OR'), name='need_withdrawn_says_when'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='need_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('partner__isnull', False)), fields=('need', 'partner'), name='consent_once_a_partner'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('partner__isnull', True)), fields=('need',), name='consent_once_for_all'),
        ),
        migrations.AddConstraint(
            model_name='adviser',
            constraint=models.UniqueConstraint(fields=('partner', 'user'), name='adviser_once'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='absence_in_order'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'recalled'), _negated=True), fields=('need', 'partner'), name='referral_once_a_partner'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('sent', 'recalled')), ('answered_at__isnull', False), _connector='OR'), name='referral_answered_says_when'),
        ),
    ]
