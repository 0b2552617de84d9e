"""The benchmarks read lists nobody has seen: other columns, odd rows, empty files; and say what they lack."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import entity_resolution
from benchmarks.matching_eu_calls import measure_eu_calls
from benchmarks.matching_quality import Associations, measure_associations
from benchmarks.resolution.data import Unreadable, read_matches, read_source

pytestmark = pytest.mark.one_database


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_a_source_is_read_whatever_the_order_of_its_columns(tmp_path):
    plain = written(tmp_path / "a.csv", "a_id,name,granting_body\nA1,Théâtre,Département du Rhône\n")
    turned = written(
        tmp_path / "b.csv", "granting_body;NAME;a_id\nDépartement du Rhône;Théâtre;A1\n", "cp1252"
    )

    assert read_source(turned) == read_source(plain)
    assert read_source(plain)[0].extra == {"granting_department": "Département du Rhône"}


def test_rows_without_a_key_and_second_rows_of_a_key_are_left_out_and_said(tmp_path, capsys):
    path = written(tmp_path / "a.csv", "a_id,name\nA1,One\n,Nobody\nA1,Again\nA2,\nA3\n\n")

    assert [(one.key, one.name) for one in read_source(path)] == [("A1", "One"), ("A2", ""), ("A3", "")]
    assert "2 rows" in capsys.readouterr().out


def test_a_source_without_names_is_refused_with_its_columns(tmp_path):
    path = written(tmp_path / "a.csv", "a_id,label\nA1,One\n")

    with pytest.raises(Unreadable, match=r"no column 'name'.*a_id, label"):
        read_source(path)


@pytest.mark.parametrize("text", ["", "a_id,name\n", "\ufeffa_id,name\n"])
def test_an_empty_source_has_no_records(tmp_path, text):
    assert read_source(written(tmp_path / "a.csv", text)) == []


@pytest.mark.parametrize(
    "text", ["a_id,b_id\nA1,B1\nA1,B9\n", "score,b_id,a_id\n0.5,B1,A1\n0.1,B9,A1\n", "b_id\ta_id\nB1\tA1\n"]
)
def test_true_pairs_are_read_the_left_one_first_and_strangers_left_out(tmp_path, text):
    path = written(tmp_path / "m.csv", text)

    assert read_matches(path, {"A1"}, {"B1"}) == {("A1", "B1")}


@pytest.fixture
def resolved(monkeypatch, capsys):
    def run(folder: Path) -> tuple[int, dict]:
        files = [f"--{name}={folder / name}.csv" for name in ("left", "right", "truth")]
        monkeypatch.setattr("sys.argv", ["entity_resolution.py", *files, "--no-baselines"])
        with pytest.raises(SystemExit) as ended:
            entity_resolution.main()
        return int(ended.value.code or 0), json.loads(capsys.readouterr().out.splitlines()[-1])

    return run


def test_resolution_measures_an_unseen_list_without_the_libraries_of_the_baselines(tmp_path, resolved):
    written(tmp_path / "left.csv", 'name,x_id\n"THÉÂTRE DE LA VIGNE - 34 BÉZIERS",L1\nRADIO PAYS,L2\n')
    written(tmp_path / "right.csv", "y_id;name\nR1;ASSOCIATION THEATRE DE LA VIGNE - 34 BEZIERS\nR2;\x01((\n")
    written(tmp_path / "truth.csv", "y_id,x_id\nR1,L1\n")

    code, answer = resolved(tmp_path)

    assert code == 0
    assert answer["sources"]["ours"]["f1"] == 1.0


def test_resolution_says_which_column_a_list_lacks(tmp_path, resolved):
    for name in ("left", "right", "truth"):
        written(tmp_path / f"{name}.csv", "one,two\n1,2\n")

    code, answer = resolved(tmp_path)

    assert code == 2
    assert "no column 'name'" in answer["unreadable"]


def _associations(folder: Path, count: int = 60) -> Path:
    rng = np.random.RandomState(3)
    names = [f"{kind} {place}" for kind in ("RADIO", "THÉÂTRE", "CLUB DE JUDO") for place in "ABCDEFGHIJ"]
    with (folder / "associations.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["city", "name", "id"])
        writer.writerow(["", "", ""])
        for number in range(count):
            writer.writerow(["LILLE" if number % 3 else "", names[rng.randint(len(names))], f"X-{number}"])
        writer.writerow(["LILLE", "TWICE", "X-1"])
    links = [f"31{number % 3},,X-{number}\n" for number in range(count)]
    written(
        folder / "links.csv", "programme_code,amount_eur,id\n" + "".join(links) + "999,5,X-9999\n,5,X-3\n"
    )
    written(folder / "programmes.csv", "programme,programme_code\nRadio,310\nThéâtre,311\n")
    return folder


def test_associations_are_read_whatever_their_columns_and_ids(tmp_path):
    data = Associations(_associations(tmp_path))

    assert len(data.obtained) == 60
    assert sorted(set(data.parity.tolist())) == [0, 1]
    assert data.obtained[3] == {"310"}


def test_matching_measures_an_unseen_set(tmp_path, capsys):
    results = measure_associations(_associations(tmp_path), vectors=False)

    assert 0 <= results["tested on odd ids"]["Vivier: learned beneficiaries"]["R@1"] <= 1


def test_matching_says_that_a_set_is_empty(tmp_path):
    for name, header in (
        ("associations", "id,name"),
        ("links", "id,programme_code"),
        ("programmes", "programme_code"),
    ):
        written(tmp_path / f"{name}.csv", header + "\n")

    assert "skipped" in measure_associations(tmp_path, vectors=False)


def test_eu_calls_with_missing_values_and_broken_lines_are_measured(tmp_path):
    lines = [
        {"title": "Culture heritage and arts", "cultural": True},
        {"title": None, "cultural": "false", "description": ["creative", "budget"]},
        {"cultural": 0, "title": "Roads 👾 \x00"},
        {"title": "no label"},
    ]
    text = "\ufeff" + "\n".join([*map(json.dumps, lines), "{broken", "[]", ""])
    written(tmp_path / "calls.jsonl", text)

    results = measure_eu_calls(tmp_path)

    assert results["calls"] == 3
    assert results["Vivier: spread along likeness"] == 1.0


def test_eu_calls_without_a_cultural_one_say_so(tmp_path):
    written(tmp_path / "calls.jsonl", json.dumps({"title": "Roads", "cultural": False}) + "\n")

    assert "skipped" in measure_eu_calls(tmp_path)
