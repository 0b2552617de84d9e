"""The one question that settles most, as a form whose answer goes into the address."""

from collections.abc import Iterable
from dataclasses import dataclass

from vivier.opportunities.conditions.answers import Pairs
from vivier.opportunities.conditions.asking import UNASKED, Control, Question, question_for
from vivier.opportunities.conditions.criteria import Assessment, Missing, most_settling
from vivier.web.forms.for_you import Profile

_YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, how many opportunities wait for it, and what the form must carry along."""

    question: Question
    waiting: int
    carried: Pairs
    skip_url: str

    @property
    def is_yes_no(self) -> bool:
        return self.question.control is Control.YES_NO


def ask(assessments: Iterable[Assessment], profile: Profile, *, anchor: str = "") -> Ask | None:
    """Return the question to put next, those already skipped left aside; None when nothing would help."""
    skipped = frozenset(profile.skipped)
    open_ones = [each for each in assessments if skipped.isdisjoint(_names(each))]
    missing = most_settling(open_ones, without=UNASKED)
    if missing is None:
        return None
    question = question_for(missing, profile.discipline_labels)
    return Ask(
        question=question,
        waiting=sum(missing.name in _names(each) for each in open_ones),
        carried=profile.parameters(without=[question.parameter]),
        skip_url=f"{profile.query(('skip', missing.name))}{anchor}",
    )


def _names(assessment: Assessment) -> frozenset[str]:
    missing: tuple[Missing, ...] = assessment.open_questions
    return frozenset(each.name for each in missing)
