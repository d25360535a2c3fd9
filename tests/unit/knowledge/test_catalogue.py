from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge.catalogue import Catalogue, ContentError, Support, load_catalogue
from knowledge.evaluation import DEVELOPMENT_FILE, UNSEEN_FILE, read_cases
from nlu.language import normalise
from nlu.understanding.topics.examples import training_examples


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_the_catalogue_holds_the_contracts_numbers(catalogue: Catalogue) -> None:
    assert len(catalogue.measures) == 13
    assert len(catalogue.areas) == 6
    assert sum(service.area is not None for service in catalogue.services.values()) == 20
    assert [s.id for s in catalogue.services.values() if s.area is None] == ["residence-permit"]
    assert len({measure.aspect for measure in catalogue.measures.values()}) == 4


def test_the_four_guizhou_additions_are_named_by_the_report(catalogue: Catalogue) -> None:
    for name in (
        "family-doctor",
        "resident-insurance",
        "assistive-devices",
        "subsistence-allowance",
    ):
        assert catalogue.services[name].support is Support.NAMED


def test_housing_states_nothing(catalogue: Catalogue) -> None:
    housing = catalogue.services["housing"]
    assert housing.support is Support.ABSENT
    assert housing.offers is None


def test_every_service_and_measure_without_service_has_example_questions(
    catalogue: Catalogue,
) -> None:
    with_examples = {entry.service for entry in catalogue.examples.values()}
    assert set(catalogue.services) <= with_examples


def test_no_number_is_stated_that_is_not_a_confirmed_helpline(catalogue: Catalogue) -> None:
    unconfirmed = {"12348", "12393", "12349", "12391", "12320"}
    assert not unconfirmed & set(catalogue.helplines)


@pytest.mark.parametrize("file", [DEVELOPMENT_FILE, UNSEEN_FILE], ids=lambda file: file.stem)
def test_no_labelled_question_is_among_the_examples(catalogue: Catalogue, file: Path) -> None:
    learned = {example.text for example in training_examples(catalogue)}
    asked = {normalise(case.text) for case in read_cases(file)}
    assert asked & learned == set()


def change(content: Path, file: str, entry: str, **values: object) -> None:
    path = content / file
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    for row in rows if isinstance(rows, list) else [rows["entry"]]:
        if row["id"] == entry:
            row.update(values)
    path.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "entry", "values", "reason"),
    [
        ("services/vaccination.yml", "vaccination", {"lead": "nobody"}, "department 'nobody'"),
        ("services/vaccination.yml", "vaccination", {"area": "nowhere"}, "area 'nowhere'"),
        ("services/vaccination.yml", "vaccination", {"measure": "none"}, "measure 'none'"),
        ("services/vaccination.yml", "vaccination", {"related": ["gone"]}, "service 'gone'"),
        ("services/vaccination.yml", "vaccination", {"offers": None}, "support is absent"),
        ("services/vaccination.yml", "vaccination", {"support": "rumour"}, "support"),
        ("services/vaccination.yml", "vaccination", {"price": 10}, "price"),
        ("measures.yml", "culture", {"departments": []}, "departments"),
        ("departments.yml", "health", {"helpline": "999"}, "helpline '999'"),
        ("sources.yml", "measures-report", {"date": "last winter"}, "date"),
    ],
)
def test_a_wrong_entry_stops_the_build_with_file_entry_and_reason(
    content: Path, file: str, entry: str, values: dict[str, object], reason: str
) -> None:
    change(content, file, entry, **values)
    with pytest.raises(ContentError) as error:
        load_catalogue(content)
    message = str(error.value)
    assert Path(file).name in message
    assert entry in message
    assert reason in message
    assert "\n" not in message


def test_broken_yaml_names_the_file(content: Path) -> None:
    (content / "areas.yml").write_text("- {id: [", encoding="utf-8")
    with pytest.raises(ContentError, match=r"areas\.yml"):
        load_catalogue(content)


def test_an_entry_that_stands_twice_is_refused(content: Path) -> None:
    path = content / "areas.yml"
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
    with pytest.raises(ContentError, match="stands twice"):
        load_catalogue(content)


def test_a_service_is_called_like_its_file(content: Path) -> None:
    change(content, "services/vaccination.yml", "vaccination", id="vaccines")
    with pytest.raises(ContentError, match="must be called like its file"):
        load_catalogue(content)


def test_services_stand_in_their_own_order_whatever_their_files_are_called(
    catalogue: Catalogue,
) -> None:
    assert list(catalogue.services)[:2] == ["childcare", "vaccination"]


def test_the_version_changes_with_the_content(content: Path) -> None:
    before = load_catalogue(content).version
    change(content, "services/vaccination.yml", "vaccination", plain_name="打针")
    assert load_catalogue(content).version != before
