"""The model's answer: how it is written and how it is read.

    <think> prose and regions <tag>a, b</tag> </think><verdict>generated</verdict>

A region is text and box in one of three notations: Qwen2.5-VL tokens, InternVL tokens, a JSON object. `<tag>` may
also stand between `</think>` and `<verdict>`. An answer that departs from this is read as far as it goes, and every
departure is listed: `failures` is never empty for a broken answer, and no answer raises.
grader/baseline/run/response.ts is the same grammar; tests/golden/baseline/response.json is the test of both.
Source of the form: the authors' mllm-defake code (docs/baseline.md).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from .geometry import Box
from .terms import TAGS, VERDICT_OF_LABEL

FAILURES = (
    "empty",
    "no_think",
    "unclosed_think",
    "text_outside",
    "no_verdict",
    "unclosed_verdict",
    "unknown_verdict",
    "repeated_verdict",
    "unclosed_tag",
    "unknown_tag",
    "repeated_tag",
    "broken_region",
    "reversed_box",
    "explained_real",
    "no_region",
    "no_tag",
)

BLANKS = " \t\r\n"
MAX_COORDINATE = 1_000_000
MAX_JSON_DEPTH = 8


@dataclass(frozen=True)
class Region:
    text: str
    box: Box
    notation: str  # "qwen", "internvl" (coordinates 0...1000) or "json"


@dataclass
class Response:
    verdict: str | None = None  # "real", "generated", or None: there is none that can be read
    regions: list[Region] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)  # in the order of FAILURES, no repeats


def render(label: str, regions: Sequence[tuple[str, Box]] = (), tags: Sequence[str] = (), notation: str = "qwen") -> str:
    """The answer to train on. `label` is the data set's ("real" or "fake"), boxes are in the model's coordinates."""
    if label == "real":
        return "<think></think><verdict>real</verdict>"
    body = "".join(_render_region(text, box, notation) for text, box in regions)
    return f"<think>{body}<tag>{', '.join(tags)}</tag></think><verdict>{VERDICT_OF_LABEL[label]}</verdict>"


def _render_region(text: str, box: Box, notation: str) -> str:
    numbers = ",".join(map(str, box))
    if notation == "qwen":
        return f"<|object_ref_start|>{text}<|object_ref_end|><|box_start|>[{numbers}]<|box_end|>"
    if notation == "internvl":
        return f"<ref>{text}</ref><box>[[{numbers}]]</box>"
    return json.dumps({"bbox_2d": list(box), "text": text}, ensure_ascii=False)


def parse(answer: str) -> Response:
    """Reads an answer. Never raises; see the head of this file."""
    found: set[str] = set()
    response = Response()
    if not answer.strip(BLANKS):
        return Response(failures=["empty"])
    outside = answer

    start = answer.find("<think>")
    end = answer.find("</think>", start + 7) if start >= 0 else -1
    if start < 0:
        found.add("no_think")
        think = ""
    elif end < 0:
        found.add("unclosed_think")
        verdict_at = answer.find("<verdict>", start)
        stop = verdict_at if verdict_at >= 0 else len(answer)
        think, outside = answer[start + 7 : stop], answer[:start] + answer[stop:]
    else:
        think, outside = answer[start + 7 : end], answer[:start] + answer[end + 8 :]

    blocks, outside, broken = _take(outside, "<verdict>", "</verdict>")
    if broken:
        found.add("unclosed_verdict")
    elif not blocks:
        found.add("no_verdict")
    elif len(blocks) > 1:
        found.add("repeated_verdict")
    else:
        word = blocks[0].strip(BLANKS)
        if word in ("real", "generated"):
            response.verdict = word
        else:
            found.add("unknown_verdict")

    inner, think, inner_broken = _take(think, "<tag>", "</tag>")
    outer, outside, outer_broken = _take(outside, "<tag>", "</tag>")
    if inner_broken or outer_broken:
        found.add("unclosed_tag")
    if len(inner) + len(outer) > 1:
        found.add("repeated_tag")
    for word in ((inner + outer) or [""])[0].split(","):
        tag = word.strip(BLANKS)
        if tag in TAGS and tag not in response.tags:
            response.tags.append(tag)
        elif tag in TAGS:
            found.add("repeated_tag")
        elif tag:
            found.add("unknown_tag")

    response.regions, region_failures = _regions(think)
    found |= region_failures
    if outside.strip(BLANKS):
        found.add("text_outside")
    if response.verdict == "real" and (response.regions or response.tags or region_failures):
        found.add("explained_real")
    if response.verdict == "generated" and not response.regions:
        found.add("no_region")
    if response.verdict == "generated" and not response.tags:
        found.add("no_tag")
    response.failures = [kind for kind in FAILURES if kind in found]
    return response


def _take(text: str, opening: str, closing: str) -> tuple[list[str], str, bool]:
    """The contents of all `opening…closing` blocks, the text without them, and whether one is left open."""
    contents: list[str] = []
    rest, at = "", 0
    while True:
        start = text.find(opening, at)
        if start < 0:
            return contents, rest + text[at:], False
        end = text.find(closing, start + len(opening))
        if end < 0:
            return contents, rest + text[at:start], True
        contents.append(text[start + len(opening) : end])
        rest += text[at:start]
        at = end + len(closing)


_NOTATIONS = (
    ("qwen", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>"),
    ("internvl", "<ref>", "</ref>", "<box>", "</box>"),
)
_STRAY_MARKS = tuple(mark for _, *marks in _NOTATIONS for mark in marks)


def _regions(think: str) -> tuple[list[Region], set[str]]:
    """The regions of the reasoning, in order, and what is wrong with the others."""
    regions: list[Region] = []
    failures: set[str] = set()

    def keep(text: str, box: Box | None, notation: str) -> None:
        if box is None or not text:
            failures.add("broken_region")
        elif box[0] >= box[2] or box[1] >= box[3]:
            failures.add("reversed_box")
        else:
            regions.append(Region(text, box, notation))

    at = 0
    while True:
        starts = [(s, mark) for mark in (*_STRAY_MARKS, "{") if (s := think.find(mark, at)) >= 0]
        if not starts:
            return regions, failures
        start, mark = min(starts)
        if mark == "{":
            at = _json_region(think, start, keep)
            continue
        notation = next((n for n in _NOTATIONS if n[1] == mark), None)
        region = _marked_region(think, start, notation) if notation else None
        if region is None:
            failures.add("broken_region")
            at = start + len(mark)
        else:
            text, box, at = region
            keep(text, box, notation[0])


def _marked_region(think: str, start: int, notation: tuple[str, ...]) -> tuple[str, Box | None, int] | None:
    """Text, box and end of a region that begins at `start`; None when its marks are not complete."""
    _, text_start, text_end, box_start, box_end = notation
    closed = think.find(text_end, start)
    if closed < 0:
        return None
    text = think[start + len(text_start) : closed]
    at = closed + len(text_end)
    while at < len(think) and think[at] in BLANKS:
        at += 1
    if not think.startswith(box_start, at) or any(mark in text for mark in _STRAY_MARKS):
        return None
    end = think.find(box_end, at)
    if end < 0:
        return None
    return text.strip(BLANKS), _numbers(think[at + len(box_start) : end]), end + len(box_end)


def _numbers(text: str) -> Box | None:
    """`[x1,y1,x2,y2]`, `[[x1,y1,x2,y2]]` or `(x1,y1),(x2,y2)` as four whole numbers; None for anything else."""
    packed = "".join(c for c in text if c not in BLANKS)
    if packed.startswith("[[") and packed.endswith("]]"):
        inner = packed[2:-2]
    elif packed.startswith("[") and packed.endswith("]"):
        inner = packed[1:-1]
    elif packed.startswith("(") and packed.endswith(")") and packed.count("),(") == 1:
        corners = packed[1:-1].split("),(")
        if any(corner.count(",") != 1 for corner in corners):
            return None
        inner = ",".join(corners)
    else:
        return None
    parts = inner.split(",")
    if len(parts) != 4 or not all(_is_whole(part) for part in parts):
        return None
    x1, y1, x2, y2 = map(int, parts)
    return (x1, y1, x2, y2)


def _is_whole(text: str) -> bool:
    digits = text[1:] if text.startswith("-") else text
    return 0 < len(digits) <= 6 and all(c in "0123456789" for c in digits)


def _json_region(think: str, start: int, keep) -> int:
    """Reads the JSON object at `start`, where one begins there; returns where to go on."""
    at = start + 1
    while at < len(think) and think[at] in BLANKS:
        at += 1
    if not think.startswith('"', at):
        return start + 1  # a brace in prose
    end = _json_end(think, start)
    if end is None:
        keep("", None, "json")
        return start + 1
    try:
        value = json.loads(think[start:end], parse_constant=_refuse, parse_int=float)  # float: whole numbers may be of any length
    except ValueError:
        value = {}
    text = value.get("text", value.get("label"))
    box = value.get("bbox_2d")
    whole = isinstance(box, list) and len(box) == 4 and all(_is_whole_number(n) for n in box)
    keep(text.strip(BLANKS) if isinstance(text, str) else "", tuple(map(int, box)) if whole else None, "json")
    return end


def _json_end(think: str, start: int) -> int | None:
    """Where the object that opens at `start` closes; None when it does not, or lies too deep."""
    depth, quoted, at = 0, False, start
    while at < len(think):
        c = think[at]
        if quoted:
            if c == "\\":
                at += 1
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted = True
        elif c in "{[":
            depth += 1
            if depth > MAX_JSON_DEPTH:
                return None
        elif c in "}]":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return None


def _is_whole_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -MAX_COORDINATE < value < MAX_COORDINATE and value == int(value)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON.")
