// The script of every page. It reads data attributes and adds nothing that a page needs to work.
import "./passkey.js";
import { ask } from "./confirm.js";
import { onKey, listGo } from "./keys.js";

document.querySelectorAll("[data-needs-script]").forEach((one) => (one.hidden = false));
listGo();
if (matchMedia("(max-width: 40rem)").matches)
  document.querySelectorAll("[data-fold-on-phone]:not([data-on])").forEach((one) => (one.open = false));
document.querySelector("form [data-focus]")?.focus();

document.addEventListener("keydown", onKey);

document.addEventListener("click", (event) => {
  const target = event.target;
  const opener = target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (target.closest("[data-print]")) window.print();
  if (target.closest("[data-back]") && history.length > 1) {
    event.preventDefault();
    history.back();
  }
  // A click on the ground beside a dialog closes it.
  if (target instanceof HTMLDialogElement) target.close();
  // What unfolded closes when something else is done.
  for (const open of document.querySelectorAll("details[data-drop][open]")) if (!open.contains(target)) open.open = false;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm !== undefined && !form.dataset.confirmed) {
    event.preventDefault();
    ask(form, event.submitter);
    return;
  }
  // What is sent once is not sent twice.
  if (form.getAttribute("method") === "post" && !event.defaultPrevented) {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    // An answer that is a file leaves the page where it is.
    setTimeout(() => delete form.dataset.sent, 5000);
  }
});
// A page come back to with the browser's own button may send again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("form[data-autosubmit] select")) target.form.requestSubmit();
  if (target.matches("[data-choose-all]"))
    for (const box of boxes(target.dataset.chooseAll)) box.checked = target.checked;
  const all = document.querySelector("[data-choose-all]");
  if (all && (target === all || target.name === all.dataset.chooseAll)) count(all);
});

const boxes = (name) => document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`);

function count(all) {
  const every = [...boxes(all.dataset.chooseAll)];
  const chosen = every.filter((box) => box.checked).length;
  all.checked = chosen === every.length;
  all.indeterminate = chosen > 0 && chosen < every.length;
  document.querySelectorAll("[data-chosen]").forEach((one) => (one.textContent = String(chosen)));
}

// Parts of pages that htmx sends carry the token of the page.
document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  const request = event.detail.ctx?.request;
  if (token && request?.headers) request.headers["X-CSRFToken"] = token;
});
