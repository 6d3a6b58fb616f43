"""A public call answers a slip in one line: what it is given is held against its signature before anything is done."""

from __future__ import annotations

import collections.abc
import datetime as dt
import functools
import inspect
import numbers
import os
import sys
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from briefing_lib.errors import WrongParameter, WrongUse, hint

Asked = ParamSpec("Asked")
Given = TypeVar("Given")
KINDS: Mapping[Any, str] = {
    str: "text", int: "a whole number", bool: "True or False", dt.date: "a day", os.PathLike: "a path", types.NoneType: "None",
    collections.abc.Callable: "a function",
}  # fmt: skip


def checked(function: Callable[Asked, Given]) -> Callable[Asked, Given]:
    """A public call: what it is given is held against its signature first, so that a slip is answered in one line that names it.

    The call then raises WrongUse for an argument too many, misspelt or left out, and WrongParameter for one of another kind than it takes.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*given: Asked.args, **named: Asked.kwargs) -> Given:
        try:
            arguments = signature.bind(*given, **named).arguments
        except TypeError as problem:
            raise WrongUse(f"{_said(function, signature)}: {problem}{_advice(signature, named)}") from None
        for name, kind in _kinds(function).items():
            several = signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL
            for value in arguments.get(name, ()) if several else [arguments[name]] if name in arguments else []:
                if not _fits(value, kind):
                    raise WrongParameter(name, value, f"{_name(function)}() takes {_named(kind)}")
        return function(*given, **named)

    return call


@functools.cache
def _kinds(function: Callable[..., Any]) -> Mapping[str, Any]:
    """What kind of value each parameter takes, read when it is first called: its module may not have been loaded whole before.

    Of a parameter that names what is loaded for it alone, as a frame of pandas, the function itself sees to it.
    """
    asked = {name: each for name, each in inspect.get_annotations(function).items() if name != "return"}
    try:
        return typing.get_type_hints(types.SimpleNamespace(__annotations__=asked), vars(sys.modules[function.__module__]))
    except NameError:
        return {}


def _said(function: Callable[..., Any], signature: inspect.Signature) -> str:
    """A call as its docstring would show it: `find(indicator, level=None)`."""
    bare = [each.replace(annotation=inspect.Parameter.empty) for name, each in signature.parameters.items() if name != "self"]
    return f"{_name(function)}{signature.replace(parameters=bare, return_annotation=inspect.Signature.empty)}"


def _name(function: Callable[..., Any]) -> str:
    """What is called: of what makes a record, the record."""
    return function.__qualname__.removesuffix(".__init__").rpartition(".")[2]


def _advice(signature: inspect.Signature, named: Mapping[str, Any]) -> str:
    """What to do about arguments that do not fit: the nearest name, else which of them want theirs."""
    unknown = [each for each in named if each not in signature.parameters]
    if unknown:
        return hint(unknown[0], [each for each in signature.parameters if each != "self"])
    by_name = [each.name for each in signature.parameters.values() if each.kind is inspect.Parameter.KEYWORD_ONLY]
    return f"; {', '.join(by_name)} are given by name" if by_name else ""


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value is of a kind, be that a union, or a list of a kind; text is no list, and True no number."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, each) for each in parts)
    if origin is None or origin is os.PathLike or origin is collections.abc.Callable:
        wanted: Any = numbers.Integral if kind is int else origin or kind
        return kind is Any or (isinstance(value, wanted) and not (kind is int and isinstance(value, bool)))
    is_list = isinstance(value, origin) and not isinstance(value, str | bytes)
    return is_list and (isinstance(value, collections.abc.Iterator) or all(_fits(each, parts[0]) for each in value))


def _named(kind: Any) -> str:
    """A kind in words.

    >>> _named(str | int | collections.abc.Sequence[str | int] | None)
    'text, a whole number, a list of them or None'
    """
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        beside = {each for each in parts if typing.get_origin(each) is None}
        *most, last = ["a list of them" if _parts_of(each) and _parts_of(each) <= beside else _named(each) for each in parts]
        return f"{', '.join(most)} or {last}"
    if origin is None or origin in KINDS:
        return KINDS.get(origin or kind, f"a {getattr(kind, '__name__', kind)}")
    return f"a list of: {_named(parts[0])}"


def _parts_of(kind: Any) -> set[Any]:
    """What a list may hold; nothing of what is none."""
    if typing.get_origin(kind) in (None, *KINDS):
        return set()
    (held, *_) = typing.get_args(kind)
    return set(typing.get_args(held)) or {held}
