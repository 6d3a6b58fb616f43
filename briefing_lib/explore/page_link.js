export default { render({ model, el }) {
  let address = "";
  const show = () => {
    el.replaceChildren();
    URL.revokeObjectURL(address);
    if (!model.get("page")) return;
    address = URL.createObjectURL(new Blob([model.get("page")], { type: "text/html;charset=utf-8" }));
    const link = document.createElement("a");
    Object.assign(link, { href: address, target: "_blank", textContent: model.get("label") });
    link.style.textDecoration = "underline";
    el.append(link);
  };
  model.on("change:page", show);
  show();
  return () => model.off("change:page", show);
} };
