"use strict";
for (const drawing of document.querySelectorAll(".drawing")) {
  const spec = JSON.parse(drawing.nextElementSibling.textContent);
  vegaEmbed(drawing, spec, { mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true } });
}
