"""How fast the explorer is in a real JupyterLab, and what its kernel weighs: `python -m tests.measure_explore`, from the root.

Prints seconds from Run All to the first chart, milliseconds of 20 interactions (from the click or key until sentence and
every chart have changed in the page), and megabytes of the kernel.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from lab import Lab, Notebook, launch, running_lab
from playwright.sync_api import sync_playwright

PLACES = ("Hue", "Hanoi", "Lao Cai", "Nghe An", "Da Nang", "Phu Tho", "Ca Mau", "Gia Lai", "Son La", "Dak Lak")
WAIT = """([name, begin]) => new Promise(resolve => {
  const settled = () => {
    const charts = [...document.querySelectorAll(".vega-embed")].filter(each => each.offsetParent && each.querySelector("svg"));
    const sentence = document.querySelector(".briefing-prose").innerText;
    return sentence.startsWith(name) && charts.every(each => each.ariaLabel.startsWith(name + "."));
  };
  const start = performance.now();
  begin === "field" ? type(name) : click(name);
  const look = () => settled() ? resolve(performance.now() - start) : requestAnimationFrame(look);
  look();
  function type(name) {
    const field = document.querySelector('.briefing-explorer input[role="combobox"]');
    field.focus();
    field.value = name;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    field.blur();
  }
  function click(name) {
    const tile = [...document.querySelectorAll(".vega-embed path[aria-roledescription='rect mark']")];
    const place = tile.find(each => each.ariaLabel.includes(`Place: ${name};`)).getBoundingClientRect();
    const at = { clientX: place.x + place.width / 2, clientY: place.y + place.height / 2, bubbles: true, view: window };
    const target = document.elementFromPoint(at.clientX, at.clientY);
    for (const kind of ["pointermove", "pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
      target.dispatchEvent(kind.startsWith("pointer") ? new PointerEvent(kind, at) : new MouseEvent(kind, at));
    }
  }
})"""


def first_chart(notebook: Notebook) -> float:
    """Seconds from Run All to the first chart that is drawn."""
    started = time.perf_counter()
    notebook.start_all()
    notebook.page.wait_for_selector(".vega-embed svg path[aria-roledescription='rect mark']")
    return time.perf_counter() - started


def interactions(notebook: Notebook) -> list[float]:
    """Milliseconds of 20 choices of a province, by tile and by name in turn."""
    notebook.page.locator(".vega-embed").first.scroll_into_view_if_needed()
    chosen = [(name, how) for how in ("tile", "field") for name in PLACES]
    return [notebook.evaluate(WAIT, list(each)) for each in chosen]


def kernel_megabytes(lab: Lab) -> float:
    """Resident memory of the kernels of this server, read from the process table."""
    kernels = [each for each in Path("/proc").glob("[0-9]*/stat") if _parent(each) == lab.process.pid]
    pages = [int((each.parent / "statm").read_text().split()[1]) for each in kernels]
    return max(pages) * 4096 / 1e6


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def main() -> None:
    with tempfile.TemporaryDirectory() as aside, running_lab(Path(aside)) as lab, sync_playwright() as playwright:
        notebook = Notebook(lab, launch(playwright), "explore.ipynb")
        seconds = first_chart(notebook)
        notebook.wait_until_run()
        times = interactions(notebook)
        print(f"first chart after Run All: {seconds:.1f} s")
        print(f"one interaction, median of {len(times)}: {statistics.median(times):.0f} ms (from {min(times):.0f} to {max(times):.0f})")
        print(f"kernel: {kernel_megabytes(lab):.0f} MB")


if __name__ == "__main__":
    main()
