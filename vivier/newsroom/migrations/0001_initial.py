import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import vivier.newsroom.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agenda', '0001_initial'),
        ('directory', '0001_initial'),
        ('opportunities', '0001_initial'),
        ('reference', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuthorPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('about', models.TextField(blank=True, max_length=600, verbose_name='about')),
            ],
            options={
                'verbose_name': 'author',
                'verbose_name_plural': 'authors',
            },
            bases=(vivier.newsroom.models.UnderNews, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address')),
                ('title_fr', models.CharField(max_length=80, verbose_name='title (French)')),
                ('title_en', models.CharField(blank=True, max_length=80, verbose_name='title (English)')),
                ('title_nl', models.CharField(blank=True, max_length=80, verbose_name='title (Dutch)')),
                ('title_de', models.CharField(blank=True, max_length=80, verbose_name='title (German)')),
                ('motif_scheme', models.CharField(choices=[('sapin', 'sapin'), ('lilas', 'lilas'), ('beurre', 'beurre'), ('vermillon', 'vermillon'), ('menthe', 'menthe')], default='sapin', max_length=12, verbose_name='colours of its motifs')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ('position', 'title_fr'),
            },
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'news',
                'verbose_name_plural': 'news',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='RootPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'root of a language',
                'verbose_name_plural': 'roots of languages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TextPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', wagtail.fields.RichTextField(verbose_name='text')),
                ('loaded_hash', models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'text of the house',
                'verbose_name_plural': 'texts of the house',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(max_length=500, verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('text', 0), ('picture', 5), ('quote', 8)], block_lookup={0: ('vivier.newsroom.blocks.TextBlock', (), {}), 1: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'image'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'what it shows', 'max_length': 250}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'credit', 'max_length': 200}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 300, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('image', 1), ('alt', 2), ('credit', 3), ('caption', 4)]], {}), 6: ('wagtail.blocks.TextBlock', (), {'label': 'words', 'max_length': 600}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'who says it', 'max_length': 200}), 8: ('wagtail.blocks.StructBlock', [[('text', 6), ('source', 7)]], {})}, verbose_name='body')),
                ('published_on', models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='date')),
                ('photo_alt', models.CharField(blank=True, max_length=250, verbose_name='what the photo shows')),
                ('photo_credit', models.CharField(blank=True, max_length=200, verbose_name='credit of the picture')),
                ('sources', models.TextField(blank=True, help_text='One address per line.', validators=[django.core.validators.RegexValidator('^[^<>\\"]*$')], verbose_name='sources')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demonstration')),
                ('is_ready_for_review', models.BooleanField(default=False, verbose_name='ready to be reviewed')),
                ('editors_note', models.TextField(blank=True, help_text='What is still missing; never published.', verbose_name='note for the editors')),
                ('loaded_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('actors', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='articles', to='directory.actor', verbose_name='actors it cites')),
                ('calls', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='articles', to='opportunities.call', verbose_name='opportunities it cites')),
                ('disciplines', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='articles', to='reference.discipline', verbose_name='disciplines')),
                ('events', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='articles', to='agenda.event', verbose_name='events it cites')),
                ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='photo')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles', to='newsroom.authorpage', verbose_name='author')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='newsroom.category', verbose_name='category')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
            },
            bases=(vivier.newsroom.models.UnderNews, 'wagtailcore.page'),
        ),
    ]
