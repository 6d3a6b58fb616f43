"""What the README promises can be typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing_lib.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = main.commands
NAMED = (README, (ROOT / "docs" / "architecture.md").read_text("utf-8"))


def test_every_command_is_in_the_readme() -> None:
    """A command that nobody is told of is as good as none, and one that is told of exists."""
    assert set(re.findall(r"`briefing ([a-z]+)", README)) == set(COMMANDS)


def test_every_option_in_the_readme_exists() -> None:
    """Options written after a command are options of it."""
    typed = re.findall(r"`briefing ([a-z]+)([^`|]*)`", README)
    known = {name: {option for each in command.params for option in each.opts} for name, command in COMMANDS.items()}
    assert [(name, option) for name, rest in typed for option in re.findall(r"--[a-z-]+", rest) if option not in known[name]] == []


def test_every_target_in_the_readme_exists() -> None:
    """`make` knows each target that the README names."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {target for line in re.findall(r"(?:`|\$ )make ([a-z -]+?)(?:`|  )", README) for target in line.split()}
    assert (len(named) > 3, named - targets) == (True, set())


def test_every_link_in_the_readme_leads_somewhere() -> None:
    """Files and folders that the README links are there."""
    assert [link for link in re.findall(r"\]\(([^)]+)\)", README) if not (ROOT / link).exists()] == []


def test_every_path_in_the_documents_exists() -> None:
    """A file or folder that README or architecture names is there, from the root or in a room of the library."""
    named = {
        path.rstrip("/")
        for text in NAMED
        for path in re.findall(r"`((?:[\w.-]+/)*[\w-]+(?:/|\.(?:py|csv|json|ipynb|css|js|html\.j2|md)))`", text)
    }
    made = {"desk", "site", "texts", "notebooks/made", "out.ipynb"}
    roots = [
        ROOT,
        ROOT / "data",
        ROOT / "notebooks",
        ROOT / "briefing_lib",
        *(ROOT / "briefing_lib").iterdir(),
        *(ROOT / "briefing_lib").glob("*/templates"),
    ]
    assert len(named) > 20
    assert [name for name in sorted(named - made) if not any((root / name).exists() for root in roots)] == []


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_python_in_the_readme_runs(code: str) -> None:
    """A reader who copies the lines gets what they show."""
    exec(compile(code, "README.md", "exec"), {})
