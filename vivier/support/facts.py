"""What is known of who asks, as facts an intake can be held against; what is not known is absent."""

from datetime import date

from vivier.opportunities.conditions.answers import Answers
from vivier.opportunities.conditions.criteria import Fact
from vivier.opportunities.conditions.facts import combined, facts_of_actor, facts_of_answers
from vivier.reference.models import Discipline
from vivier.support.models import Need, Subject


def facts_of_need(need: Need, *, today: date) -> dict[str, Fact]:
    """What the need says, completed by the record when there is one: for the team."""
    disciplines = {row.code: row for row in need.disciplines.all()}
    said = _said(need, disciplines)
    if need.actor is not None:
        known = facts_of_actor(need.actor, today=today, private=True)
        said = combined(known, said, form_is_said=bool(need.legal_form))
    if need.subject and need.subject != Subject.OTHER:
        says = need.get_subject_display()
        said["subject"] = Fact(values=frozenset({need.subject}), source=str(need), says=says)
    return said


def _said(need: Need, disciplines: dict[str, Discipline]) -> dict[str, Fact]:
    where = need.territory.code if need.territory is not None else need.place
    answers = Answers(
        who=(need.who,) if need.who else (),
        form=need.legal_form,
        where=where,
        disciplines=tuple(sorted(disciplines)),
        stage=need.stage,
    )
    return facts_of_answers(answers, disciplines)
