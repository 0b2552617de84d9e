"""A tiny sector written by us: two organisations, one opportunity, one event, one figure."""

from pathlib import Path

FILES = {
    "disciplines.csv": (
        "code,label_fr,label_en,label_nl,label_de,nace_codes,description_fr",
        "jeu_video,Jeu vidéo,Video games,Videogames,Videospiele,58.21,Jeux",
        "design,Design,Design,Design,Design,74.10,Objets",
    ),
    "organisations.csv": (
        "name,legal_form,former_names,kind,disciplines,city,postal_code,website,description_fr,roles,source_url",
        "L'Atelier Bleu,asbl,Atelier Vert,association,design,Namur,5000,https://bleu.example,Un atelier.,member;hub,https://source.example/1",
        "Studio Pixel,,,studio,jeu_video,,,,Un studio.,member,https://source.example/2",
    ),
    "relations.csv": (
        "source_org,relation,target_org,source_url",
        "L'Atelier Bleu,hosts,Studio Pixel,https://source.example/3",
    ),
    "opportunities.csv": (
        "title,kind,issuer,summary_fr,audience,disciplines,place,opens_on,closes_on,amount_min,amount_max,"
        "currency,eligibility_fr,url,source_url",
        "Bourse Pixel 2026,funding,L'Atelier Bleu,Une bourse.,artist,jeu_video,Namur,2026-01-01,2026-12-31,"
        "1000,5000,EUR,Artistes wallons.,https://bourse.example,https://source.example/4",
    ),
    "events.csv": (
        "title,kind,organiser,place,city,starts_on,ends_on,summary_fr,disciplines,url,source_url",
        "Pixel Fest 2025,festival,Studio Pixel,,Namur,2025-10-01,2025-10-04,Une fête.,jeu_video,"
        "https://fest.example,https://source.example/5",
    ),
    "indicators.csv": (
        "indicator,value,unit,year,territory,scope,source_url",
        "Emplois,1200,emplois,2024,Wallonie,Jeu vidéo,https://source.example/6",
    ),
}


def write_sector(folder: Path, **changed: str) -> Path:
    """Write the tiny sector; `changed` replaces whole files by their name without ".csv"."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in FILES.items():
        text = changed.get(name.removesuffix(".csv"), "\r\n".join(lines) + "\r\n")
        (folder / name).write_bytes(text.encode())
    return folder


def with_line(name: str, line: str) -> str:
    """Return a file's text with one more line."""
    return "\r\n".join((*FILES[f"{name}.csv"], line)) + "\r\n"
