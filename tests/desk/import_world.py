"""Small extracts and change sets for tests of the desk's imports."""

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.registers.extracts import World
from vivier.directory import actions
from vivier.directory.models import FieldSource
from vivier.directory.provenance import Source
from vivier.directory.refresh import Arrival


def world(count=3):
    one = World()
    for base in range(count):
        one.enterprise(4031700 + base, f"Théâtre {base}", nace="90012")
    return one


def zipped(folder):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in folder.glob("*.csv"):
            archive.write(path, path.name)
    return SimpleUploadedFile("extract.zip", content.getvalue(), "application/zip")


def change_set(count=3, **values):
    arrivals = [
        Arrival(
            f"04031707{n:02d}",
            {"name": f"Maison {n}", "kind": "association", "disciplines": ["arts_scene"], **values},
        )
        for n in range(count)
    ]
    source = Source(FieldSource.Method.REGISTER, "The register")
    return actions.propose_changes(arrivals, kind="register", label="BCE 100", source=source, by=None)
