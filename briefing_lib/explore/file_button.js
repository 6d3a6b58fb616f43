export default { render({ model, el }) {
  const button = document.createElement("button");
  button.className = "jupyter-widgets jupyter-button widget-button";
  button.textContent = model.get("label");
  button.title = model.get("help");
  button.addEventListener("click", () => model.send({ wanted: true }));
  const save = (content, buffers) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([buffers[0]], { type: content.type }));
    link.download = content.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  model.on("msg:custom", save);
  el.append(button);
  return () => model.off("msg:custom", save);
} };
