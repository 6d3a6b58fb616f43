export default { render({ el }) {
  const guard = () => {
    const panel = el.closest(".widget-vbox");
    if (!panel) return requestAnimationFrame(guard);
    panel.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  };
  guard();
} };
