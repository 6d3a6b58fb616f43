"""Tables name their rows and columns."""

from __future__ import annotations

from briefing_lib.wording.writer import environment_of


def test_mark_up_of_a_table() -> None:
    """A table can be reached by keyboard, has a name, and its first cells head their rows; text is escaped."""
    said = """{% from "table.html.j2" import row, table %}
    {% call table("A & B", ["Place", "Value"], [1]) %}{{ row(["Huế <x>", "1"], [1]) }}{% endcall %}"""
    assert environment_of("en").from_string(said).render().split("\n") == [
        '<div class="table" role="region" tabindex="0" aria-label="A &amp; B"><table><caption>A &amp; B</caption>',
        '<thead><tr> <th scope="col">Place</th> <th scope="col" class="numeric">Value</th></tr></thead><tbody>',
        '<tr><th scope="row">Huế &lt;x&gt;</th> <td class="numeric">1</td></tr>',
        "",
        "</tbody></table></div>",
    ]
