from __future__ import annotations

from pathlib import Path

import pytest
from knowledge_made_once import with_vectors_of_the_entries
from notice_files import write_notices

from knowledge.base import KnowledgeBase, learned
from knowledge.catalogue import load_catalogue
from knowledge.ingestion import DocumentMetadata, ingest
from knowledge.retrieval import refresh
from knowledge.settings import Config, load_config
from nlu.embedding.embedder import default_model_folder


def without_documents(home: Path) -> Config:
    """Return an installation in ``home``, sharing the models that `make setup` made."""
    own = load_config()
    models = [folder for folder, _ in learned(own, load_catalogue())]
    if not all(list(folder.glob("*.pickle")) for folder in models):
        pytest.skip("the knowledge is not built: run `tongxing build`")
    config = Config(path=own.path, home=home, values=own.values)
    for made in (default_model_folder(own).parent, *models):
        place = home / made.relative_to(own.home)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(made, target_is_directory=True)
    with_vectors_of_the_entries(home)
    return config


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """An installation of its own with six notices."""
    config = without_documents(tmp_path_factory.mktemp("home"))
    notices = tmp_path_factory.mktemp("notices")
    write_notices(notices)
    assert ingest([notices], DocumentMetadata(), config, refresh=refresh).ok
    return config


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """An installation of its own without documents."""
    return without_documents(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def informed(config: Config) -> KnowledgeBase:
    return KnowledgeBase.open(config)
