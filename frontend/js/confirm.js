// Asks before a form is sent, in a native dialog, with the words the form carries.
export function ask(form, submitter) {
  const { confirm, confirmMore, confirmYes, confirmNo, confirmKind } = form.dataset;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const title = add(dialog, "div", "dialog-head");
  const heading = add(title, "h2", "", confirm);
  heading.id = "confirm-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  const body = add(dialog, "div", "dialog-body");
  if (confirmMore) add(body, "p", "", confirmMore);
  const actions = add(body, "div", "actions");
  const no = add(actions, "button", "btn btn-plain", confirmNo);
  const yes = add(actions, "button", `btn btn-${confirmKind ?? "danger"}`, confirmYes);
  no.type = yes.type = "button";
  no.autofocus = true;
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    form.dataset.confirmed = "yes";
    const said = document.createElement("input");
    Object.assign(said, { type: "hidden", name: "confirmed", value: "yes" });
    form.append(said);
    dialog.close();
    form.requestSubmit(submitter);
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    submitter?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function add(parent, tag, className, words) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (words) made.textContent = words;
  parent.append(made);
  return made;
}
