"""YAML files that people write (the registry, the subscriptions), read with errors that name the line.

Every message is `FILE:LINE: what is wrong; what to do`. Tags of YAML, which can build objects, are
refused, aliases too, since a small file can expand to gigabytes by them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

from warehouse.errors import UserError

MAX_BYTES = 1_000_000
MAX_DEPTH = 50

Model = TypeVar("Model", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """Keeps the line of every key beside the values; doubled keys are refused.

    libyaml parses: a registry of hundreds of files is read by every command that names a source.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.lines: dict[tuple[str | int, ...], int] = {}


# Dates stay the words a person wrote; pydantic reads them where a date is meant.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _refuse_hostile(text: str) -> None:
    """Raise for aliases, for tags, and for depths at which libyaml's own recursion would end the process."""
    events = yaml.CSafeLoader(text)
    depth = 0
    while events.check_event():
        event = events.get_event()
        if isinstance(event, yaml.AliasEvent):
            problem = "aliases are not allowed; write the value out"
            raise yaml.composer.ComposerError(None, None, problem, cast("yaml.error.Mark", event.start_mark))
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) is not None:
            problem = "tags are not allowed; write the value without one"
            raise yaml.composer.ComposerError(None, None, problem, cast("yaml.error.Mark", event.start_mark))
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > MAX_DEPTH:
                raise RecursionError
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1


def _walk(loader: _Loader, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
    loader.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(loader.construct_object(key_node))
            if key in found:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice; remove one", key_node.start_mark
                )
            found[key] = _walk(loader, value_node, (*path, key))
            loader.lines[(*path, key)] = key_node.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_walk(loader, child, (*path, at)) for at, child in enumerate(node.value)]
    return loader.construct_object(node)


def _remedy(error: dict[str, Any], model: type[BaseModel]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    name = ".".join(str(part) for part in error["loc"] if not isinstance(part, int)) or "the file"
    given = error.get("input")
    if kind == "missing":
        return f"{name} is missing; add it"
    if kind == "extra_forbidden":
        return f"{name} is not a known key; remove it or correct its spelling"
    if kind == "literal_error":
        return f"{name} is {given!r}; use one of {context.get('expected', '')}"
    if kind == "value_error":
        return f"{name}: {context.get('error', error['msg'])}"
    return f"{name} is {str(given)[:80]!r}; {error['msg'][0].lower()}{error['msg'][1:]}"


def read_declaration(path: Path, model: type[Model]) -> Model:
    """Return the file's content as `model`. Raises UserError, one line a fault, each with file and line."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path and its mode") from error
    if len(raw) > MAX_BYTES:
        raise UserError(f"{path}: larger than {MAX_BYTES:,} bytes; split it")
    try:
        text = raw.decode("utf-8")
        _refuse_hostile(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        content = {} if node is None else _walk(loader, node, ())
    except UnicodeDecodeError as error:
        raise UserError(f"{path}:1: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except RecursionError as error:
        raise UserError(f"{path}:1: is nested too deeply; write it flatter") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "is not valid YAML"
        line = mark.line + 1 if mark else 1
        raise UserError(f"{path}:{line}: {problem}; correct the YAML there") from error
    except ValueError as error:
        raise UserError(f"{path}:1: {error}; correct the value") from error
    if not isinstance(content, dict):
        raise UserError(f"{path}:1: holds no keys; begin with `jurisdiction:` or the like")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = []
        found = error.errors(include_url=False)
        places = [each["loc"] for each in found]
        for fault in found:
            # A list whose items are at fault is also said to be short of them; only the items matter.
            if fault["type"] == "too_short" and any(
                len(each) > len(fault["loc"]) and each[: len(fault["loc"])] == fault["loc"] for each in places
            ):
                continue
            place: tuple[str | int, ...] = fault["loc"]
            while place and place not in loader.lines:
                place = place[:-1]
            line = loader.lines.get(place, 1)
            faults.append(f"{path}:{line}: {_remedy(dict(fault), model)}")
        raise UserError("\n".join(faults)) from error
