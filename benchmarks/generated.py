"""Generated actors for benchmarks: names, disciplines and communes drawn with a fixed seed."""

import random

from django.urls import reverse
from django.utils.translation import override

from vivier.core.names import sort_key
from vivier.directory.models import Actor, ActorRole
from vivier.reference.models import Discipline, Territory

WORDS = [
    "atelier",
    "studio",
    "collectif",
    "fabrique",
    "maison",
    "bureau",
    "labo",
    "galerie",
    "théâtre",
    "cinéma",
    "pixel",
    "lumière",
    "trame",
    "son",
    "image",
    "récit",
    "papier",
    "encre",
    "motif",
    "forme",
    "ligne",
    "couleur",
    "volume",
    "espace",
    "rivière",
    "colline",
    "forêt",
    "pierre",
    "verre",
    "métal",
    "bois",
    "fil",
    "textile",
    "nuage",
    "signal",
    "réseau",
    "code",
    "donnée",
    "écran",
    "onde",
    "écho",
    "rythme",
    "voix",
    "danse",
    "scène",
    "plateau",
    "festival",
    "jeu",
    "quête",
    "dragon",
]


def add_actors(count: int, seed: int = 7) -> None:
    """Add that many published actors with disciplines and roles, in large batches."""
    draw = random.Random(seed)
    communes = [one for one in Territory.objects.filter(kind="commune") if "03000" in one.chain]
    disciplines = list(Discipline.objects.all())
    kinds = [kind for kind in Actor.Kind.values if kind not in {"programme", "public_body"}]
    for start in range(0, count, 5000):
        batch = []
        for number in range(start, min(start + 5000, count)):
            name = " ".join(draw.sample(WORDS, 3)).capitalize() + f" {number}"
            commune = draw.choice(communes) if draw.random() < 0.6 else None
            batch.append(
                Actor(
                    name=name,
                    sort_name=sort_key(name),
                    slug=f"generated-{number}",
                    status=Actor.Status.PUBLISHED,
                    kind=draw.choice(kinds),
                    city=commune.label_fr if commune else "",
                    territory=commune,
                    description_fr="Fiche produite pour la mesure : "
                    + " ".join(draw.sample(WORDS, 12))
                    + ".",
                )
            )
        stored = Actor.objects.bulk_create(batch)
        links = Actor.disciplines.through
        links.objects.bulk_create(
            links(actor_id=actor.pk, discipline_id=discipline.pk)
            for actor in stored
            for discipline in draw.sample(disciplines, draw.randint(1, 3))
        )
        ActorRole.objects.bulk_create(
            ActorRole(actor=actor, kind=draw.choice(ActorRole.Kind.values)) for actor in stored
        )


def addresses() -> dict[str, list[str]]:
    """Return list pages of every shape and the detail pages of published actors."""
    with override("fr"):
        actors = reverse("web:actors")
        shapes = [
            "",
            "?q=studio",
            "?q=lumi%C3%A8re",
            "?discipline=jeu_video",
            "?kind=studio&discipline=design",
        ]
        shapes += [
            "?page=7",
            "?q=kik",
            "?role=hub",
            "?sort=name",
            "?discipline=musique_son&discipline=audiovisuel",
        ]
        slugs = Actor.objects.published().order_by("?").values_list("slug", flat=True)[:400]
        return {
            "list": [actors + shape for shape in shapes],
            "detail": [reverse("web:actor", args=[slug]) for slug in slugs],
        }
