// What a click within an output does: where a link leads to something folded, it unfolds. Stands in an attribute, so it has no double quotation mark.
const link = event.target.closest(`a[href^='#']`), end = link && document.getElementById(link.hash.slice(1));
if (end) { for (let each = end; each; each = each.parentElement) if (each.localName === `details`) each.open = true; end.tabIndex = -1; end.focus(); }
