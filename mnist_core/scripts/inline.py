"""ES modules put together into one script, for a page that may load nothing.

It reads what our modules are written in and no more: ``import { a, b as c } from "./x.js";``,
``export { a } from "./x.js";``, and ``export`` before a function, a class or a const. Each module
becomes a function of its own, so that its names stay its own; what it exports is a constant.
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
_PASSED_ON = re.compile(r'^export \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_NOTHING = re.compile(r"^export \{\};$", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
# what ends a script, or changes how a browser looks for its end
_UNSAFE = re.compile(r"</script|<script|<!--", re.IGNORECASE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def inlined(entry: Path) -> str:
    """The module and all that it imports, as one classic script that runs it once.

    The same modules give the same text. An import in a circle, another form of import or export,
    and text that a script element cannot hold are our mistakes.
    """
    names: dict[Path, str] = {}
    parts: list[str] = []
    _collect(entry.resolve(), names, parts, ())
    text = '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"
    assert not _UNSAFE.search(text)
    return text


def without_comments(script: str) -> str:
    """The script without what only people read: lines of comments, and indents."""
    text = _COMMENT.sub("", script)
    # within a template that goes over several lines both could be meant
    assert all(line.count("`") % 2 == 0 for line in text.splitlines())
    return _INDENT.sub("", text)


def styles(entry: Path) -> str:
    """The styles that lie beside the module and beside all that it imports, which come first."""
    names: dict[Path, str] = {}
    _collect(entry.resolve(), names, [], ())
    return "".join(style.read_text("utf-8") for path in names
                   if (style := path.with_suffix(".css")).exists())


def _collect(path: Path, names: dict[Path, str], parts: list[str], above: tuple[Path, ...]) -> None:
    assert path not in above, f"{path.name} imports itself in a circle"
    if path in names:
        return
    text = path.read_text("utf-8")
    for pattern in (_IMPORT, _PASSED_ON):
        for _, imported in pattern.findall(text):
            _collect((path.parent / imported).resolve(), names, parts, (*above, path))
    names[path] = f"module{len(names)}_{path.stem}"
    parts.append(_wrapped(path, text, names))


def _wrapped(path: Path, text: str, names: dict[Path, str]) -> str:
    exports: list[str] = []

    def name_of(imported: str) -> str:
        return names[(path.parent / imported).resolve()]

    def passed_on(match: re.Match[str]) -> str:
        exports.extend(name.strip() for name in match[1].split(",") if name.strip())
        return f"const {{{match[1]}}} = {name_of(match[2])};"

    def exported(match: re.Match[str]) -> str:
        exports.append(match[2])
        return f"{match[1]} {match[2]}"

    body = _IMPORT.sub(lambda match: f"const {{{match[1].replace(' as ', ': ')}}} = "
                       f"{name_of(match[2])};", text)
    body = _EXPORT.sub(exported, _NOTHING.sub("", _PASSED_ON.sub(passed_on, body)))
    assert not (left := _LEFT.search(body)), f"{path.name}: {left and left[0]}"
    assert not any(" " in name for name in exports), f"{path.name} passes a name on as another"
    return (f"const {names[path]} = (() => {{\n{body.rstrip()}\n"
            f"return {{ {', '.join(exports)} }};\n}})();")
