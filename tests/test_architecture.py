"""The promises around the code: what may import what, what is documented, what is translated, what never enters the project.

Which room may import which is a contract in `pyproject.toml`, held by `lint-imports` in `make test`.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import jinja2
import pytest
from conftest import ROOT

import briefing_lib
from briefing_lib import cli, errors
from briefing_lib.wording.writer import TEMPLATES, environment_of

LIBRARY = Path(briefing_lib.__file__).parent
MODULES = {path.relative_to(LIBRARY).as_posix(): ast.parse(path.read_text("utf-8")) for path in sorted(LIBRARY.rglob("*.py"))}
SEEDS = ROOT.parent / "shared" / "seeds"
RUN = 9
"""So many words in a row would be a piece of a source text; figures, dates and names are taken from it, sentences are not."""
each_module = pytest.mark.parametrize("name", MODULES)


def outside(tree: ast.Module) -> set[str]:
    """What a module imports: packages, modules, and names out of them with their path."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_every_room_stands_in_the_contract() -> None:
    """The contract of imports names every room and module of the library, and lets none out."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (contract,) = settings["contracts"]
    rooms = {path.stem for path in LIBRARY.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()} - {"__init__"}
    assert (settings["root_package"], contract["type"], contract["exhaustive"]) == ("briefing_lib", "layers", True)
    assert (set(contract["layers"]), contract.get("ignore_imports", [])) == (rooms, [])


def test_no_room_is_left_out_of_the_tests(pytestconfig: pytest.Config) -> None:
    """Each room has a folder of tests, and pytest looks into it: of itself it would pass over one that is called build."""
    rooms = {path.name for path in LIBRARY.iterdir() if (path / "__init__.py").is_file()}
    assert {path.name for path in (ROOT / "tests").iterdir() if list(path.glob("test_*.py"))} == rooms
    assert not rooms & set(pytestconfig.getini("norecursedirs"))


def test_store_is_the_only_reader() -> None:
    """Only the store reads and writes the tables of the package; all else is built from its records. Downloads are written."""
    assert {name for name, tree in MODULES.items() if "csv" in outside(tree)} == {
        "store/schema.py",
        "store/written.py",
        "pages/downloads.py",
    }
    loaders = {name for name, tree in MODULES.items() if "load_package" in {each.rpartition(".")[2] for each in outside(tree)}}
    assert loaders == {"store/store.py"}


FACTS = ("figures", "store", "briefing")
"""Rooms that know neither language nor mark-up."""


@pytest.mark.parametrize("name", [name for name in MODULES if name.partition("/")[0] in FACTS])
def test_facts_come_before_words(name: str) -> None:
    """What is known is the same in every language: no room of facts loads what writes one, or makes mark-up."""
    assert {each.partition(".")[0] for each in outside(MODULES[name])} & {"jinja2", "markupsafe", "babel", "gettext", "bs4"} == set()


@each_module
def test_no_network_and_no_chance(name: str) -> None:
    """No module can reach the network, and none asks for chance or the time of day; at run time another test proves it."""
    forbidden = {"requests", "urllib", "http", "socket", "random", "secrets", "uuid", "time", "httpx"}
    # A process waits for so long, not until a time of day; the token of a server must be one that nobody guesses.
    needed = {"build/processes.py": {"time"}, "build/desk.py": {"secrets"}}.get(name, set())
    loaded = {each for each in outside(MODULES[name]) if not each.startswith("urllib.parse")}  # which reads addresses and opens none
    assert {each.partition(".")[0] for each in loaded} & (forbidden - needed) == set()
    calls = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call)}
    assert calls & {"now", "today", "utcnow", "urandom"} == set()


@each_module
def test_name_of_a_module(name: str) -> None:
    """A module is named after a part that a reader sees, not after its being of use."""
    assert not re.search(r"util|helper|common|misc|tools", name)


@each_module
def test_public_names_are_documented(name: str) -> None:
    """Each module, public function and public class says in a docstring what it is for."""
    tree = MODULES[name]
    assert ast.get_docstring(tree)
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


@each_module
def test_names_of_arguments(name: str) -> None:
    """A public argument is called by a word of the field, never `data` or `df`; only the command line has its --data."""
    functions = [node for node in ast.walk(MODULES[name]) if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    named = {argument.arg for node in functions for argument in (*node.args.args, *node.args.kwonlyargs)}
    assert named & ({"df", "data"} if name != "cli.py" else {"df"}) == set()


def test_names_of_the_library() -> None:
    """Each public name can be had and is documented, all are listed, and one that is not there is refused with the list."""
    assert dir(briefing_lib) == briefing_lib.__all__ == sorted(briefing_lib.__all__)
    assert set(briefing_lib.__all__) == set(briefing_lib.PUBLIC)
    for name in briefing_lib.__all__:
        assert inspect.getdoc(getattr(briefing_lib, name)), name
        assert getattr(briefing_lib, name).__name__ == name
    with pytest.raises(AttributeError, match=r"^briefing_lib has no no_such_name; its names are Briefing, Data, "):
        briefing_lib.no_such_name  # noqa: B018


def test_the_library_is_typed() -> None:
    """Those who use the library with a type checker get its types."""
    assert (LIBRARY / "py.typed").is_file()


# Words for readers stand in templates. What Python may say is said to those who keep the data or type a command, or to those who program.

TO_EDITORS = ("errors.py", "calls.py", "cli.py", "store", "proof", "build", "intake")
"""Rooms that speak of faults of the data, of flaws of pages, of what became of a build, and on the terminal; no page shows what they say."""
NOTICES = {"pages/assets.py": ("The font Inter, ", "Vega, in vega.js, ")}
"""Licences of what others made, which are in English by their nature."""
CODE = {"explore/views.py": ("import briefing_lib as bl\n",)}
"""Python that makes the same view again."""
ERRORS = {name for name, each in vars(errors).items() if inspect.isclass(each) or inspect.isfunction(each)} | {"result_of"}
"""What is given to one of these says why something can't be done or was not made."""
LAYOUT = ("flex_flow", "classes", "grid_template_columns", "grid_template_areas", "border")
"""Arguments and keys that are style, not words."""
WORDS = re.compile(r"(?<![\w=.:/-])[A-Za-z]{2,} (?:[a-z]{2,}|a )")
TAG = re.compile(r"<(?:/?[a-zA-Z]|!--|!doctype)")


def docstrings(tree: ast.Module) -> set[int]:
    """Strings that stand alone: docstrings of modules, classes, functions and names, doctests among them."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}


def patterns(tree: ast.Module) -> set[int]:
    """Everything in the arguments of `re`."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."))
    return {id(each) for call in calls for each in ast.walk(call)}


def told_to_programmers(tree: ast.Module) -> set[int]:
    """Everything in a raise, in an error or reason, in a plain display, or under a name that goes into one of these."""
    found: set[int] = set()
    for function in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        parts = [node for node in ast.walk(function) if isinstance(node, ast.Raise) or _is_reason(node)]
        if isinstance(function, ast.FunctionDef) and function.name == "__repr__":
            parts.append(function)
        named = {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}
        if isinstance(function, ast.FunctionDef):
            assigned = (node for node in ast.walk(function) if isinstance(node, ast.Assign))
            parts += [node.value for node in assigned if any(isinstance(to, ast.Name) and to.id in named for to in node.targets)]
        found |= {id(each) for part in parts for each in ast.walk(part)}
    return found


def _is_reason(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ERRORS


def style(tree: ast.Module) -> set[int]:
    """Everything under a name of LAYOUT, be it an argument or a key."""
    parts = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in LAYOUT]
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            parts += [
                part for key, part in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant) and key.value in LAYOUT
            ]
    return {id(each) for part in parts for each in ast.walk(part)}


def strings(tree: ast.Module, exempt: set[int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in exempt:
            yield node.value


@each_module
def test_python_holds_no_tag(name: str) -> None:
    """No module writes mark-up: that is the templates' work."""
    tree = MODULES[name]
    assert [text for text in strings(tree, docstrings(tree) | patterns(tree)) if TAG.search(text)] == []


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith(TO_EDITORS)])
def test_python_holds_no_sentence(name: str) -> None:
    """No module says anything to a reader: two words in a row stand in templates, from where catalogues have them."""
    tree = MODULES[name]
    exempt = docstrings(tree) | patterns(tree) | told_to_programmers(tree) | style(tree)
    known = (*NOTICES.get(name, ()), *CODE.get(name, ()))
    assert [text for text in strings(tree, exempt) if WORDS.search(text) and not text.startswith(known or ("\0",))] == []


@pytest.mark.parametrize(
    ("code", "tags", "sentences"),
    [
        ('x = "<b>12</b>"', ["<b>12</b>"], []),
        ('x = f"</{name}" + "<!-- a -->"', ["<!-- a -->"], []),
        ('def f():\n    """Says <b>this to all</b>."""\n    return "No report gives it"', [], ["No report gives it"]),
        ('x = f"{n} dossiers were received"', [], [" dossiers were received"]),
        ('def f(x):\n    advice = "give a day"\n    raise WrongUse(x, advice)', [], []),
        ('def f(x):\n    told = "give a day"\n    raise WrongUse(x)', [], ["give a day"]),
        ('class A:\n    def __repr__(self):\n        return "as of a day"', [], []),
    ],
)
def test_the_rule_finds_tags_and_sentences(code: str, tags: list[str], sentences: list[str]) -> None:
    """The two rules above find what they are for, and leave docstrings, errors and plain displays alone."""
    tree = ast.parse(code)
    assert [text for text in strings(tree, docstrings(tree) | patterns(tree)) if TAG.search(text)] == tags
    assert [text for text in strings(tree, docstrings(tree) | told_to_programmers(tree)) if WORDS.search(text)] == sentences


ALL_TEMPLATES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.j2"))
HEARD = r'\b(?:title|aria-label|alt|placeholder|data-now|data-part|data-none)="([^"]*)"'
"""Attributes that a reader sees or hears."""


def bare_words(source: str) -> list[str]:
    """Words of a template that stand in it as they are, outside gettext, tags and expressions."""
    styleless = re.sub(r"<style>.*?</style>|\{#.*?#\}", " ", source, flags=re.DOTALL)
    said = re.sub(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", " ", styleless, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", said, flags=re.DOTALL)
    shown = re.sub(r"""<[^>]*>|&\w+;|\s[a-z-]+="[^"]*\"""", " ", text)  # an attribute may stand in a macro of its own
    return re.findall(r"[^\W\d_]{2,}", shown + " ".join(re.findall(HEARD, text)))


def literal_words(source: str) -> list[str]:
    """Strings of two words in the expressions of a template that are not given to gettext."""
    said: set[int] = set()
    tree = environment_of("en").parse(source)
    for call in tree.find_all(jinja2.nodes.Call):
        if isinstance(call.node, jinja2.nodes.Name) and call.node.name in ("_", "gettext", "ngettext"):
            said |= {id(each) for each in call.find_all(jinja2.nodes.Const)}
    constants = (each for each in tree.find_all(jinja2.nodes.Const) if isinstance(each.value, str) and id(each) not in said)
    return [each.value for each in constants if WORDS.search(each.value)]


@pytest.mark.parametrize("name", ALL_TEMPLATES)
def test_words_of_a_template_are_translated(name: str) -> None:
    """A template holds no words beside those that it gives to gettext."""
    source = (TEMPLATES / name).read_text("utf-8")
    assert (bare_words(source), literal_words(source)) == ([], [])


@pytest.mark.parametrize(
    ("source", "words", "literals"),
    [
        ("<p>{% trans %}No report{% endtrans %}</p>{# a note #}", [], []),
        ("<p>No {{ figure }}</p>", ["No"], []),
        ('<p title="see it">{{ _("See it") }}</p>', ["see", "it"], []),
        ('{{ "No report" if x else _("A report") }}', [], ["No report"]),
        ('{% set x = "no report" %}{{ ngettext("a report", "some reports", 2) }}', [], ["no report"]),
    ],
)
def test_the_rule_finds_words_of_templates(source: str, words: list[str], literals: list[str]) -> None:
    """The rule above finds words in text, attributes and expressions, and lets pass what gettext says."""
    assert (bare_words(source), literal_words(source)) == (words, literals)


def test_catalogue_is_up_to_date(tmp_path: Path) -> None:
    """The template of the catalogues holds exactly the sentences of the templates; `make messages` writes it anew."""
    made = (line for line in (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ").splitlines() if "pybabel --quiet extract" in line)
    (recipe,) = [line.split()[1:] for line in made]
    held = LIBRARY / "wording" / "locales" / "briefing.pot"
    anew = tmp_path / "briefing.pot"
    command = [str(anew) if part.endswith(".pot") else part for part in recipe]
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", *command], cwd=ROOT, check=True)
    assert held.read_text("utf-8") == anew.read_text("utf-8"), "the sentences have changed: run make messages"


@pytest.mark.parametrize("command", cli.main.commands.values(), ids=lambda command: command.name)
def test_commands_are_documented(command: click.Command) -> None:
    """Each command has a docstring, and each of its options a help text."""
    assert command.callback
    assert inspect.getdoc(command.callback)
    assert [each.name for each in command.params if isinstance(each, click.Option) and not each.help] == []


def words_of(text: str) -> list[str]:
    """The words of a text, addresses left out."""
    return re.findall(r"\w+", re.sub(r"https?://\S+", " ", text.lower()))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source texts are not here")
def test_no_sentence_of_a_source() -> None:
    """No nine words in a row of any file of the project stand so in a source text: figures and own words only."""
    runs = {
        tuple(words[start : start + RUN])
        for path in SEEDS.glob("*.txt")
        if (words := words_of(path.read_text("utf-8")))
        for start in range(len(words) - RUN + 1)
    }
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    copied = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in (".py", ".csv", ".md", ".json", ".ipynb", ".j2", ".js", ".pot", ".po", ".toml") and path.is_file():
            words = words_of(path.read_text("utf-8"))
            copied += [
                f"{name}: {' '.join(run)}" for start in range(len(words) - RUN + 1) if (run := tuple(words[start : start + RUN])) in runs
            ]
    assert copied == []
