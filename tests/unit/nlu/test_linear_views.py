"""What is served from plain arrays gives the shares scikit-learn's own objects give."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from knowledge.settings import PROJECT_ROOT
from nlu.understanding.topics.heads import GramHead, MeaningHead, character_grams

TEXTS = [
    *("娃儿打疫苗在哪里", "打 疫苗   要钱吗", "疫苗本掉了", "低保怎么办", "低保要哪些材料"),
    *("我想办低保", "上小学要什么", "小学报名 Time", "小学几岁上", "今天 天气"),
]
LABELS = ["疫苗"] * 3 + ["低保"] * 3 + ["小学"] * 3 + ["别的"]
ASKED = ["疫苗在哪里打", "低保 材料", "TIME", "", "完全不认得", "小学  小学 报名"]
NOTHING = np.zeros((0, 0), np.float32)


@pytest.mark.parametrize("labels", [LABELS, ["一"] * 5 + ["二"] * 5], ids=["four", "two"])
def test_grams_give_the_shares_of_scikit_learns_pipeline(labels: list[str]) -> None:
    theirs = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2),
        LogisticRegression(C=10.0, max_iter=200, tol=1e-3),
    )
    theirs.fit(TEXTS, labels)
    ours = GramHead(character_grams)
    ours.fit(TEXTS, NOTHING, labels)
    served = pickle.loads(pickle.dumps(ours))
    expected = theirs.predict_proba(ASKED)
    assert np.allclose(served.shares(ASKED, NOTHING), expected, atol=1e-3)
    assert not np.allclose(expected, expected[0], atol=1e-3)


def test_a_trained_view_is_served_without_scikit_learn() -> None:
    ours = MeaningHead()
    vectors = np.eye(len(TEXTS), 8, dtype=np.float32) + 0.1
    ours.fit(TEXTS, vectors, LABELS)
    asked = (
        "import pickle, sys; import numpy\n"
        "view = pickle.load(sys.stdin.buffer)\n"
        "shares = view.shares([''], numpy.full((1, 8), .5, 'f4') + numpy.eye(1, 8, dtype='f4'))\n"
        "print(shares.shape, 'sklearn' in sys.modules, 'scipy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        input=pickle.dumps(ours),
        capture_output=True,
        check=True,
        cwd=PROJECT_ROOT,
    )
    assert done.stdout.decode().strip() == "(1, 4) False False"
