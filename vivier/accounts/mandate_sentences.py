"""The journal in words: deeds on indicators, reports and amendments of a mandate."""

from django.utils.translation import gettext_lazy

WORDS = {
    "indicator.counted": gettext_lazy("changed how an indicator is counted"),
    "indicator.gap_explained": gettext_lazy("explained why a target was missed"),
    "indicator.rows_exported": gettext_lazy("downloaded the rows behind a figure"),
    "indicator.told": gettext_lazy("told the value of an indicator"),
    "mandate.amended": gettext_lazy("wrote down an amendment of a mandate"),
    "mission.participant_erased": gettext_lazy("forgot who went on a mission"),
    "partner.hook_secret_ended": gettext_lazy("ended the old secret of a partner’s tool"),
    "partner.hook_stopped": gettext_lazy("stopped telling a partner’s tool"),
    "report.approved": gettext_lazy("a report was approved"),
    "report.changed": gettext_lazy("changed a report"),
    "report.downloaded": gettext_lazy("downloaded a paper of a report"),
    "report.highlight_added": gettext_lazy("added a highlight to a report"),
    "report.highlight_changed": gettext_lazy("changed a highlight of a report"),
    "report.highlight_removed": gettext_lazy("took a highlight out of a report"),
    "report.returned": gettext_lazy("a report was sent back"),
    "report.started": gettext_lazy("began a report"),
    "report.submitted": gettext_lazy("handed in a report"),
    "report.table_added": gettext_lazy("added a figure of the observatory to a report"),
    "report.table_changed": gettext_lazy("changed a figure of the observatory in a report"),
    "report.table_removed": gettext_lazy("took a figure of the observatory out of a report"),
    "search_word.given": gettext_lazy("gave a word to the search"),
}
