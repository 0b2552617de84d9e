"""One address of every kind of page, by what a person would call it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page: its name, one address, who may see it, what it answers."""

    name: str
    address: str
    account: str = ""
    status: int = 200
    has_form_to_send: bool = False

    def __str__(self) -> str:
        return self.name


OWN = "atelier-parallaxe-demonstration"
PUBLIC = [
    Kind("home", "/fr/"),
    Kind("search", "/fr/recherche/?q=studio"),
    Kind("search without result", "/fr/recherche/?q=xyzzyxyzzy"),
    Kind("directory", "/fr/acteurs/"),
    Kind("directory as a table", "/fr/acteurs/?kind=festival&view=table"),
    Kind("directory without result", "/fr/acteurs/?q=kikk&kind=school"),
    Kind("actor", "/fr/acteurs/kikk/"),
    Kind("demonstration actor", "/fr/acteurs/atelier-parallaxe-demonstration/"),
    Kind("correction", "/fr/acteurs/kikk/correction/", has_form_to_send=True),
    Kind("claim of a record", "/fr/acteurs/kikk/revendiquer/"),
    Kind("link that is over", "/objection/nobody/", status=404),
    Kind("opportunities", "/fr/opportunites/"),
    Kind("opportunity", "/fr/opportunites/recits-interactifs-pour-les-publics-eloignes/"),
    Kind(
        "opportunity compared with a record",
        "/fr/opportunites/recits-interactifs-pour-les-publics-eloignes/?actor=kikk",
    ),
    Kind("five questions", "/fr/pour-vous/"),
    Kind("what fits a record", "/fr/pour-vous/?actor=kikk"),
    Kind("asking for an alert", "/fr/alertes/nouvelle/?subject=search&kind=funding", has_form_to_send=True),
    Kind("alert asked for", "/fr/alertes/envoye/"),
    Kind("alert confirmed too late", "/fr/alertes/confirmer/old/", status=410),
    Kind("proposing an opportunity", "/fr/opportunites/proposer/", has_form_to_send=True),
    Kind("telling a need", "/fr/besoin/", has_form_to_send=True),
    Kind("a need on paper", "/fr/besoin/papier/"),
    Kind("secret of a need that is over", "/fr/besoin/suivi/old/", status=404),
    Kind("agenda", "/fr/agenda/"),
    Kind("event", "/fr/agenda/game-jam-de-poche/"),
    Kind("places", "/fr/lieux/"),
    Kind("place", "/fr/lieux/trakk/"),
    Kind("missions", "/fr/missions/"),
    Kind("mission", "/fr/missions/osaka-demonstration/"),
    Kind("news", "/fr/actualites/"),
    Kind("article", "/fr/actualites/kikk-referent-des-icc-wallonnes/"),
    Kind("author", "/fr/actualites/communique/"),
    Kind("observatory", "/fr/observatoire/"),
    Kind("figure", "/fr/observatoire/participants-du-kikk-festival/"),
    Kind("series", "/fr/agenda/series/kikk-festival/"),
    Kind("open data", "/fr/donnees/"),
    Kind("text", "/fr/a-propos/comment-ca-marche/"),
    Kind("article in another language", "/en/news/kikk-appointed-reference-for-walloon-creative-industries/"),
    Kind("nothing here", "/fr/acteurs/nobody-of-that-name/", status=404),
    Kind("log-in", "/accounts/login/", has_form_to_send=True),
    Kind("sign-up", "/accounts/signup/", has_form_to_send=True),
]
PERSONAL = [
    Kind("member space", "/espace/", account="membre"),
    Kind("asking for a code", "/fr/acteurs/kikk/revendiquer/", account="membre", has_form_to_send=True),
    Kind("evidence", "/fr/acteurs/kikk/revendiquer/preuve/", account="membre", has_form_to_send=True),
    Kind("claims and invitations", "/espace/revendications/", account="membre"),
    Kind("own record", f"/espace/fiches/{OWN}/", account="gestionnaire", has_form_to_send=True),
    Kind("managers of an own record", f"/espace/fiches/{OWN}/equipe/", account="gestionnaire"),
    Kind("not ours", f"/espace/fiches/{OWN}/pas-a-nous/", account="gestionnaire"),
    Kind("claims in the desk", "/desk/claims/", account="coordination"),
    Kind("one claim", "/desk/claims/1/", account="coordination"),
    Kind("managers in the desk", "/desk/claims/managers/1/", account="coordination"),
    Kind("day's queue", "/desk/", account="coordination"),
    Kind("needs", "/desk/needs/", account="coordination"),
    Kind("a need written down", "/desk/needs/new/", account="coordination"),
    Kind("one need", "/desk/needs/1/", account="coordination"),
    Kind("one referral", "/desk/referrals/1/", account="coordination"),
    Kind("partners", "/desk/partners/", account="coordination"),
    Kind("one partner", "/desk/partners/1/", account="coordination"),
    Kind("corrections", "/desk/corrections/", account="coordination"),
    Kind("one correction", "/desk/corrections/1/", account="coordination"),
    Kind("duplicates", "/desk/duplicates/", account="coordination"),
    Kind("two records side by side", "/desk/duplicates/1/", account="coordination"),
    Kind("merges", "/desk/merges/", account="coordination"),
    Kind("actors in the desk", "/desk/actors/", account="coordination"),
    Kind("an actor being edited", "/desk/actors/1/", account="coordination"),
    Kind("opportunities in the desk", "/desk/calls/", account="coordination"),
    Kind("opportunities of an own record", f"/espace/fiches/{OWN}/opportunites/", account="gestionnaire"),
    Kind("proposed opportunities", "/desk/proposals/", account="coordination"),
    Kind("conditions tried", "/desk/trials/1/", account="coordination"),
    Kind("next edition", "/desk/editions/1/", account="coordination"),
    Kind("whom a call concerns", "/desk/whom-it-concerns/1/", account="coordination"),
    Kind("telling people of a call", "/desk/tell/1/", account="coordination"),
    Kind("exposure", "/desk/exposure/", account="coordination"),
    Kind("mails", "/desk/mails/", account="coordination"),
    Kind("records without a manager", "/desk/records/orphans/", account="coordination"),
    Kind("missions in the desk", "/desk/missions/", account="coordination"),
    Kind("one mission", "/desk/missions/1/", account="coordination"),
    Kind("a mission being written", "/desk/missions/new/", account="coordination", has_form_to_send=True),
    Kind("selection of a mission", "/desk/missions/1/selection/", account="coordination"),
    Kind("plan of a mission", "/desk/missions/1/plan/", account="coordination"),
    Kind("results of a mission", "/desk/missions/1/follow-up/", account="coordination"),
    Kind("figures of the partners", "/desk/partner-figures/", account="coordination"),
    Kind("case of a need", "/espace/besoins/1/dossier/", account="coordination"),
    Kind("partner's own page", "/espace/partenaire/", account="conseil"),
    Kind("missions of mine", "/espace/missions/", account="gestionnaire"),
    Kind("journal", "/desk/journal/", account="coordination"),
    Kind("imports", "/desk/imports/", account="coordination"),
    Kind("spreadsheets", "/desk/sheets/", account="coordination"),
    Kind("feeds", "/desk/feeds/", account="coordination"),
    Kind("watched numbers", "/desk/numbers/", account="coordination"),
    Kind("definitions of the sector", "/desk/definitions/", account="administration"),
    Kind("one definition", "/desk/definitions/1/", account="administration"),
]


def faults_of(kind: Kind) -> list[str]:
    """What the browser rightly complains about on this page: an answer that is an error."""
    return [] if kind.status == 200 else [f"answer {kind.status}", f"status of {kind.status}"]
