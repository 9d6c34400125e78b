// Keys: / searches, ? lists the keys, g and a letter goes to a page of the menu, j and k walk the rows of the table, Enter opens,
// n and p turn the list's pages, Esc closes.
let goes = false;

const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

export function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return close(event);
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const done = goes ? go(event.key) : press(event);
  goes = !goes && event.key === "g";
  if (done) event.preventDefault();
}

function close(event) {
  const open = document.querySelector("details[data-drop][open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (event.target.matches?.("[data-search]")) event.target.blur();
}

function press(event) {
  switch (event.key) {
    case "/":
      return focus(document.querySelector("[data-search], main input[type=search]"));
    case "?":
      document.getElementById("keys")?.showModal();
      return true;
    case "j":
      return walk(1);
    case "k":
      return walk(-1);
    case "n":
    case "p":
      return follow(document.querySelector(`[data-key="${event.key}"]`));
    case "Enter":
      return event.target.closest("a, button, summary, input") ? false : follow(opener(document.querySelector("tr.is-here")));
  }
  return false;
}

function focus(field) {
  field?.focus();
  field?.select?.();
  return Boolean(field);
}

function follow(link) {
  link?.click();
  return Boolean(link);
}

const opener = (row) => row?.querySelector("[data-row-link]") ?? row?.querySelector("a[href]");

function walk(step) {
  const here = document.querySelector("tr.is-here");
  const table = here?.closest("[data-rows]") ?? document.querySelector("[data-rows]");
  if (!table) return false;
  const rows = [...table.querySelectorAll("tbody tr")];
  const next = rows[Math.min(rows.length - 1, Math.max(0, here ? rows.indexOf(here) + step : 0))];
  if (!next) return false;
  here?.classList.remove("is-here");
  next.classList.add("is-here");
  next.scrollIntoView({ block: "nearest" });
  opener(next)?.focus({ preventScroll: true });
  return true;
}

const places = () => document.querySelectorAll("[data-go]");

const go = (key) => follow([...places()].find((link) => link.dataset.go === key));

// The dialog of keys lists the letters of the menu.
export function listGo() {
  const list = document.querySelector("[data-go-list]");
  if (!list) return;
  for (const link of places()) {
    const line = document.createElement("div");
    const term = document.createElement("dt");
    term.innerHTML = "<kbd>g</kbd> <kbd></kbd>";
    term.lastElementChild.textContent = link.dataset.go;
    const words = document.createElement("dd");
    words.textContent = link.querySelector("span").textContent;
    line.append(term, words);
    list.append(line);
  }
}
