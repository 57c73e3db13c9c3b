"""The lab and the player say alike how far off a prediction was."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from mnist_core.lessons.far_off import curve_words, off_words, said_words, value_words
from mnist_core.lessons.player_words import words_of
from mnist_core.scripts import inline

LESSONS = Path(inline.__file__).parent / "lessons"
DIFFERENCES = [("test_accuracy", 3.12), ("test_accuracy", -0.01), ("gap", -1.26),
               ("train_loss", 0.331), ("num_wrong", -1204.0), ("receptive_field", 1.0),
               ("test_accuracy", 98.0), ("test_accuracy", 98.5), ("train_loss", 0.3)]
CURVES = [("test_accuracy", [90.0, None, 98.2], [98.4, 98.9, 99.1, 99.2]),
          ("test_loss", [None, 0.3], [0.2, 0.2]), ("train_loss", [None], [0.1])]
SCRIPT = """
const { curveWords, offWords, saidWords, valueWords } =
  await import(process.argv[1] + "/compared/far_off.js");
const { Words } = await import(process.argv[1] + "/words.js");
const { texts, language, differences, curves } = JSON.parse(process.argv[2]);
const words = new Words(texts, language);
console.log(JSON.stringify([
  ...differences.flatMap(([measure, num]) =>
    [offWords, saidWords, valueWords].map((wordsOf) => wordsOf(measure, num, words))),
  ...curves.map(([measure, guess, values]) => curveWords(measure, guess, values, words))]));
"""


@pytest.mark.skipif(not shutil.which("node"), reason="Node is missing: it runs the script.")
@pytest.mark.parametrize("language", ["en", "de"])
def test_both_say_the_same(language: str) -> None:
    words = words_of(language)
    asked = {"texts": dict(words), "language": language, "differences": DIFFERENCES,
             "curves": CURVES}
    told = subprocess.run(["node", "--input-type=module", "-e", SCRIPT, str(LESSONS),
                           json.dumps(asked)], capture_output=True, text=True, check=True)
    ours: list[str] = []
    for measure, num in DIFFERENCES:
        ours += [words_for(measure, num, words)  # type: ignore[arg-type]
                 for words_for in (off_words, said_words, value_words)]
    ours += [curve_words(measure, guess, values, words)  # type: ignore[arg-type]
             for measure, guess, values in CURVES]
    assert ours == json.loads(told.stdout)
