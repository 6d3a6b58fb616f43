"""The promises around the code: what may import what, what is documented, what is translated, what never enters the project."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from conftest import ROOT

import briefing_lib
from briefing_lib import cli

LIBRARY = Path(briefing_lib.__file__).parent
MODULES = {path.stem: ast.parse(path.read_text("utf-8")) for path in sorted(LIBRARY.glob("*.py"))}
LAYERS = (
    "__init__ errors cards indicators intervals periods sources",
    "figures provinces package parameters explore_widgets",
    "row_rules",
    "store",
    "identities texts language trace",
    "checks briefing audit theme",
    "tables derived downloads",
    "words drawing frames",
    "statements nation counted tracing explore_view",
    "messages beside statement_charts register explore_charts explore_choice",
    "charts pages takeaway explore_controls explore_table",
    "runner explore_panels explore_files",
    "index explore_build",
    "cli explore",
)
"""From what stands alone to what a user types; a module imports only from layers above its own."""

LONGEST_MODULE = 300
SEEDS = ROOT.parent / "shared" / "seeds"
RUN = 9
"""So many words in a row would be a piece of a source text; figures, dates and names are taken from it, sentences are not."""


def imports(tree: ast.Module) -> set[str]:
    """The modules of the library that a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "briefing_lib":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("briefing_lib."):
            found.add(str(node.module).split(".")[1])
    return found


def outside(tree: ast.Module) -> set[str]:
    """The packages that a module imports from elsewhere."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_every_module_has_its_layer() -> None:
    """Each module stands in the list of layers, once."""
    assert sorted(" ".join(LAYERS).split()) == sorted(MODULES)


def test_imports_go_one_way() -> None:
    """A module imports only from layers above its own."""
    layer = {name: number for number, names in enumerate(LAYERS) for name in names.split()}
    wrong = [f"{name} imports {each}" for name, tree in MODULES.items() for each in imports(tree) if layer[each] >= layer[name]]
    assert wrong == []


def test_store_is_the_only_reader() -> None:
    """Only the store loads the tables of the package; all else is built from its records."""
    loaders = {
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "load_package" in {alias.name for alias in node.names}
    }
    assert loaders == {"store"}
    assert {name for name, tree in MODULES.items() if "csv" in outside(tree)} == {"package"}


@pytest.mark.parametrize("name", MODULES)
def test_no_network_and_no_chance(name: str) -> None:
    """No module can reach the network, and none asks for chance or the time of day: the same inputs give the same bytes."""
    forbidden = {"requests", "urllib.request", "http.client", "socket", "random", "uuid", "time"}
    assert outside(MODULES[name]) & forbidden == set()
    calls = {ast.unparse(node.func) for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call)}
    assert calls & {"dt.datetime.now", "dt.date.today", "dt.datetime.today", "dt.datetime.utcnow"} == set()


@pytest.mark.parametrize("name", MODULES)
def test_length_of_a_module(name: str) -> None:
    """A module is short enough to be read at one sitting."""
    assert len((LIBRARY / f"{name}.py").read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("name", MODULES)
def test_name_of_a_module(name: str) -> None:
    """A module is named after a part that a reader sees, not after its being of use."""
    assert not re.search(r"util|helper|common|misc|tools", name)


@pytest.mark.parametrize("name", MODULES)
def test_public_names_are_documented(name: str) -> None:
    """Each module, public function and public class says in a docstring what it is for."""
    tree = MODULES[name]
    assert ast.get_docstring(tree)
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("name", MODULES)
def test_names_of_arguments(name: str) -> None:
    """A public argument is called by a word of the field, never `data` or `df`; only the command line has its --data."""
    functions = [node for node in ast.walk(MODULES[name]) if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    named = {argument.arg for node in functions for argument in (*node.args.args, *node.args.kwonlyargs)}
    assert named & ({"df", "data"} if name != "cli" else {"df"}) == set()


def test_commands_are_documented() -> None:
    """Each command has a docstring, and each of its options a help text."""
    for command in cli.app.registered_commands:
        assert command.callback is not None
        assert inspect.getdoc(command.callback)
        for name, parameter in inspect.signature(command.callback).parameters.items():
            option = parameter.annotation.__metadata__[0] if hasattr(parameter.annotation, "__metadata__") else None
            if option is None:  # the annotations are text: find the option in the source
                source = inspect.getsource(inspect.unwrap(command.callback))
                assert re.search(rf"\b{name}: (Data|typer.Context|.*help=)", source), f"{command.callback.__name__} {name}"
            else:
                assert option.help, f"{command.callback.__name__} {name}"


def test_verbs_of_the_library() -> None:
    """Each verb that the library offers can be had, is documented, and an unknown one is refused with the list."""
    for verb in briefing_lib.__all__:
        assert inspect.getdoc(getattr(briefing_lib, verb)), verb
    with pytest.raises(AttributeError, match="its verbs are"):
        briefing_lib.no_such_verb  # noqa: B018


def says(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("say", "say_many"):
            yield node


@pytest.mark.parametrize("name", [name for name in MODULES if name != "language"])
def test_sentences_are_literal(name: str) -> None:
    """What is said stands as a whole sentence in the code, so that a catalogue can hold it."""
    for call in says(MODULES[name]):
        many = ast.unparse(call.func).endswith("say_many")
        for argument in call.args[: 2 if many else 1]:
            assert isinstance(argument, ast.Constant), ast.unparse(call)


@pytest.mark.parametrize(
    "name",
    [
        "words",
        "statements",
        "messages",
        "beside",
        "nation",
        "tables",
        "charts",
        "statement_charts",
        "drawing",
        "register",
        "index",
        "pages",
    ],
)
def test_no_sentence_beside_gettext(name: str) -> None:
    """Words for a reader are said through gettext: no other text of a page's module reads like a sentence."""
    tree = MODULES[name]
    exempt = {id(node) for call in says(tree) for node in ast.walk(call)}
    exempt |= {id(node) for each in ast.walk(tree) if isinstance(each, ast.Raise) for node in ast.walk(each)}
    exempt |= {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    texts = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in exempt
    ]
    bare = [re.sub(r"<[^>]*>|\{[^}]*\}", " ", text) for text in texts if "default-src" not in text and "isValid" not in text]
    assert [text for text in bare if re.search(r"(?<![\w=-])[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", text)] == []


@pytest.mark.parametrize("path", sorted((LIBRARY / "templates").iterdir()), ids=lambda path: path.name)
def test_no_sentence_in_a_template(path: Path) -> None:
    """A template holds no words of its own: each is said through gettext."""
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", path.read_text("utf-8"), flags=re.DOTALL)
    attributes = re.findall(r"(?:title|aria-label|alt|placeholder)=\"([^\"]*)\"", text)
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", text) + " ".join(attributes))
    assert words == []


def test_catalogue_is_up_to_date() -> None:
    """The template of the catalogues holds exactly the sentences of the library; `make messages` writes it anew."""
    methods = [("**.py", "python"), ("templates/**.j2", "jinja2")]
    keywords = {"say": None, "say_many": (1, 2)}
    found = {message for _, _, message, _, _ in extract_from_dir(LIBRARY, method_map=methods, keywords=keywords)}
    with (LIBRARY / "locales" / "briefing.pot").open("rb") as file:
        held = {message.id for message in read_po(file) if message.id}
    assert {"missing": found - held, "left over": held - found} == {"missing": set(), "left over": set()}


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
