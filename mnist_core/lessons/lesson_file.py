"""A lesson's file: front matter in TOML, six headings, Markdown, and blocks as fenced code.

    +++
    title = "Dropout: worth it?"
    minutes = 5
    +++
    # question
    What does *dropout* cost, and what does it give?

    ```digits
    indices = [321, 445]
    caption = "Two digits that networks often read wrong."
    ```

Whatever is wrong with one is told in sentences with the line where it stands.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, get_args
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import ValidationError

from mnist_core.base.format import shortened
from mnist_core.base.frozen import Frozen
from mnist_core.base.validation import mistakes, one_of
from mnist_core.lessons.blocks.pictures import Picture
from mnist_core.lessons.blocks.predictions import Prediction
from mnist_core.lessons.blocks.training import Train
from mnist_core.lessons.blocks.words import Claim, Task
from mnist_core.lessons.lesson import PARTS, Block, Head, Lesson, Part, PartName, Text

MOST_BYTES = 64_000
MOST_BLOCKS = 60
_FENCE = re.compile(r"\+\+\+[ \t]*")
_BLOCKS: Mapping[str, type[Any]] = {
    kind.name: kind for kind in (*get_args(Picture), *get_args(Prediction), Train, Claim, Task)}
_ANYWHERE = frozenset(kind.name for kind in get_args(Picture))
_HOME: Mapping[str, PartName] = {
    **{kind.name: "predict" for kind in get_args(Prediction)},
    Train.name: "train", Claim.name: "explain", Task.name: "your-turn"}
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def block_kinds() -> Mapping[str, type[Any]]:
    """All blocks by their names, in the order of the parts that they belong into."""
    return _BLOCKS


class WrongLesson(ValueError):
    """What is wrong with a file, a sentence each with its line."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__(" ".join(mistakes))
        self.mistakes = mistakes


def read_lesson(data: bytes, key: str, language: str, chapter: str, *, is_own: bool = False
                ) -> Lesson:
    """Raises:
        WrongLesson: all that is wrong with the file.
    """
    if len(data) > MOST_BYTES:
        raise WrongLesson((f"The file has {len(data):,} bytes; a lesson has at most "
                           f"{MOST_BYTES:,}.",))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise WrongLesson((f"The file is not UTF-8 text (byte {error.start:,}); save it as UTF-8.",
                           )) from None
    found: list[str] = []
    head, num_lines, body = _front_matter(text, found)
    parts = _parts(body, num_lines, found)
    if not found:
        found += _missing(parts)
    if found or head is None:
        raise WrongLesson(tuple(dict.fromkeys(found)))
    lesson = Lesson(key=key, language=language, chapter=chapter, head=head, parts=parts,
                    is_own=is_own)
    if unknown := tuple(_unknown_runs(lesson)):
        raise WrongLesson(unknown)
    return lesson


def _front_matter(text: str, found: list[str]) -> tuple[Head | None, int, str]:
    """The head, how many lines it takes, and what comes after it."""
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if _FENCE.fullmatch(line)][:2]
    if len(ends) < 2 or ends[0] != 0:
        found.append("Line 1: a lesson begins with a line `+++`, its title and minutes, and "
                     "another line `+++`.")
        return None, 0, ""
    given = _toml("\n".join(lines[1:ends[1]]), 1, found)
    head = None if given is None else _made(Head, given, 1, "", found)
    return head, ends[1] + 1, "\n".join(lines[ends[1] + 1:])


def _parts(body: str, above: int, found: list[str]) -> tuple[Part, ...]:
    """``above`` lines of the file stand before the body."""
    lines = body.split("\n")
    named: dict[str, list[Block]] = {}
    current: list[Block] | None = None
    name = ""
    tokens = _MARKDOWN.parse(body)
    for index, token in enumerate(tokens):
        found.extend(_unsafe(token, above))
        if token.level or token.map is None:
            continue
        begin, end = token.map
        line = above + begin + 1
        if token.type == "heading_open" and token.tag == "h1":
            name = tokens[index + 1].content.strip()
            current = named.setdefault(name, [])
            if name not in PARTS:
                found.append(f"Line {line}: {one_of('part', name, PARTS)}")
            elif current:
                found.append(f"Line {line}: there are two parts `{name}`; put them into one.")
        elif current is None:
            found.append(f"Line {line}: this stands before the first part; begin with "
                         f"`# {PARTS[0]}`.")
            break
        elif token.type == "fence" and token.info.strip():
            block = _block(token, line, name, found)
            if block is not None:
                current.append(block)
        else:
            _add_text(current, "\n".join(lines[begin:end]))
        if sum(map(len, named.values())) > MOST_BLOCKS:
            found.append(f"Line {line}: a lesson has at most {MOST_BLOCKS} blocks and texts.")
            break
    order = [name for name in named if name in PARTS]
    if order != [name for name in PARTS if name in named]:
        found.append(f"The parts stand in this order: {', '.join(PARTS)}.")
    return tuple(Part(name, tuple(named.get(name, ()))) for name in PARTS)


def _add_text(blocks: list[Block], markdown: str) -> None:
    if not markdown.strip():
        return
    last = blocks[-1] if blocks else None
    if isinstance(last, Text):
        blocks[-1] = Text(f"{last.markdown}\n\n{markdown.strip()}")
    else:
        blocks.append(Text(markdown.strip()))


def _block(token: Token, line: int, part: str, found: list[str]) -> Block | None:
    name = token.info.strip()
    if name not in _BLOCKS:
        found.append(f"Line {line}: {one_of('block', name, sorted(_BLOCKS))}")
        return None
    if name not in _ANYWHERE and part in PARTS and _HOME[name] != part:
        found.append(f"Line {line}: `{name}` belongs into the part `{_HOME[name]}`.")
    given = _toml(token.content, line, found)
    if given is None:
        return None
    made: Block | None = _made(_BLOCKS[name], given, line, f"{name}: ", found)
    return made


def _toml(text: str, line: int, found: list[str]) -> dict[str, Any] | None:
    """What the text says; ``line`` is the one above it in the file."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = re.sub(r"\(at line (\d+), column (\d+)\)",
                      lambda match: f"(line {line + int(match[1])})", str(error))
        found.append(f"Line {line}: this is not TOML: {said}.")
    except RecursionError:
        found.append(f"Line {line}: this is nested too deeply.")
    return None


def _made(kind: type[Frozen], given: Mapping[str, Any], line: int, name: str, found: list[str]
          ) -> Any:
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        found.extend(f"Line {line}: {name}{one.sentence}" for one in mistakes(error, kind))
    return None


def _unsafe(token: Token, above: int) -> Iterator[str]:
    """What a page of ours would not show: markup, pictures from elsewhere, odd links."""
    where = f"Line {above + token.map[0] + 1}: " if token.map else ""
    if token.type == "html_block":
        yield f"{where}HTML is not shown; write Markdown."
    for child in token.children or ():
        if child.type == "html_inline":
            yield f"{where}HTML is not shown ({shortened(child.content)}); write Markdown."
        elif child.type == "image":
            yield f"{where}pictures from files are not shown; use a block such as `digits`."
        elif child.type == "link_open":
            address = str(child.attrs.get("href", ""))
            if not _is_link(address):
                yield (f"{where}a link leads to a page of the lab, such as `/network`, or to an "
                       f"https address, not to {shortened(address)}.")


def _is_link(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in ("http", "https") and bool(parts.netloc)
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def _missing(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if not part.blocks:
            yield f"The part `{part.name}` is missing or empty; write `# {part.name}` and below it."
    blocks = {part.name: part.blocks for part in parts}
    if not any(isinstance(block, get_args(Prediction)) for block in blocks["predict"]):
        yield "The part `predict` needs a block that asks, such as `predict-curve`."
    required: tuple[tuple[PartName, type[Train | Task]], ...] = (
        ("train", Train), ("your-turn", Task))
    for name, kind in required:
        num = sum(isinstance(block, kind) for block in blocks[name])
        if num != 1 and blocks[name]:
            yield f"The part `{name}` has one block `{kind.name}`, not {num}."
    if not any(isinstance(block, Claim) for block in blocks["explain"]):
        yield "The part `explain` needs a block `claim`: what the figures can say."


def _unknown_runs(lesson: Lesson) -> Iterator[str]:
    """Runs that a block names and the lesson does not train."""
    names = [run.name for run in lesson.train.run]
    for block in (*lesson.predictions, *lesson.claims):
        for run in dict.fromkeys(_runs_of(block)):
            if run not in names:
                yield f"`{block.name}`: {one_of('run', run, names)}"


def _runs_of(block: Prediction | Claim) -> Iterator[str]:
    if isinstance(block, Claim):
        for condition in block.when:
            yield from condition.runs
    for choice in getattr(block, "choices", ()):
        for condition in choice.when:
            yield from condition.runs
    for field in ("run", "than", "given"):
        if name := getattr(block, field, None):
            yield name
