"""What the body of an article is made of."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from vivier.newsroom import markup

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "hr", "link", "blockquote"]


class TextBlock(blocks.RichTextBlock):
    """Prose, cleaned by the same allow-list as everything else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(features=FEATURES, **options)

    def clean(self, value: RichText) -> RichText:
        checked = super().clean(value)
        return RichText(markup.clean(checked.source))

    class Meta:
        icon = "pilcrow"
        label = _("text")


class PictureBlock(blocks.StructBlock):
    """A picture: what it shows for those who cannot see it, and who made it."""

    image = ImageChooserBlock(label=_("image"))
    alt = blocks.CharBlock(label=_("what it shows"), max_length=250)
    credit = blocks.CharBlock(label=_("credit"), max_length=200)
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "newsroom/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, exactly, and whose they are."""

    text = blocks.TextBlock(label=_("words"), max_length=600)
    source = blocks.CharBlock(label=_("who says it"), max_length=200)

    class Meta:
        icon = "openquote"
        label = _("quote")
        template = "newsroom/blocks/quote.html"


class ArticleBody(blocks.StreamBlock):
    """Text, pictures and quotes in the order the editor wants."""

    text = TextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
