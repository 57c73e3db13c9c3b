"""ES modules put together into one script."""

import shutil
import subprocess
from pathlib import Path

import pytest

from mnist_core.scripts.inline import inlined, without_comments

MODULES = {
    "entry.js": 'import { double, two as start } from "./inner/values.js";\n'
                'import { Counter } from "./counter.js";\n\n'
                "console.log(double(start), new Counter().next(), new Counter().next());\n",
    "counter.js": 'export { two } from "./inner/values.js";\n\n'
                  'import { double } from "./inner/values.js";\n\n'
                  "let count = 0;\n\n"
                  "export class Counter {\n  next() {\n    return double((count += 1));\n  }\n}\n",
    "inner/values.js": "export const two = 2;\n\n"
                       "export function double(value) {\n  return two * value;\n}\n",
}


def written(folder: Path, modules: dict[str, str]) -> Path:
    for name, text in modules.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder / "entry.js"


@pytest.mark.skipif(not shutil.which("node"), reason="Node is missing: it runs the script.")
def test_a_script_runs_as_its_modules_do_each_of_them_once(tmp_path: Path) -> None:
    entry = written(tmp_path, MODULES)
    script = tmp_path / "script.cjs"
    script.write_text(inlined(entry))
    told = subprocess.run(["node", script], capture_output=True, text=True, check=True)
    assert told.stdout == "4 2 4\n"
    assert inlined(entry).count("const two = 2;") == 1


def test_what_only_people_read_is_left_out_and_nothing_else() -> None:
    script = ('/**\n * @param {number} value\n */\nfunction two(value) {\n  // a remark\n'
              '  return [\n    /** @type {number} */ (value), // stays\n  ];\n}\n'
              '/** one */\ntwo();\n')
    assert without_comments(script) == (
        'function two(value) {\nreturn [\n/** @type {number} */ (value), // stays\n];\n}\ntwo();\n')


@pytest.mark.parametrize("text", [
    'import "./counter.js";\n', 'import all from "./counter.js";\n', "export default 1;\n",
    "export let count = 0;\n", 'export { two as one } from "./inner/values.js";\n',
    'import { Counter } from "./entry.js";\n', 'const end = "</script>";\n', "const a = '<!--';\n"])
def test_what_it_does_not_know_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AssertionError):
        inlined(written(tmp_path, {**MODULES, "entry.js": text}))
