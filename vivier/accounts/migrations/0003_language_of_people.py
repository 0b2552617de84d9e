
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_accountant'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, choices=[('fr', 'Français'), ('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch')], help_text='Empty: nobody chose; mails are then in the language of the page, or the site’s own.', max_length=2, verbose_name='language of the mails'),
        ),
    ]
