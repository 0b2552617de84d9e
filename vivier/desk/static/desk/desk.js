/* The desk: starts Wagtail's widgets that are written as data, and adds rows to lists of parts.
   Loaded with `defer`; nothing here evaluates text as code. */
const STARTERS = /^[A-Za-z]*(Chooser|Panel)$/;

function start(node) {
  if (node.dataset.started) return;
  node.dataset.started = "1";
  const name = node.dataset.start;
  const made = STARTERS.test(name) ? window[name] : undefined;
  if (typeof made !== "function") return;
  const values = JSON.parse(node.dataset.arguments);
  if (name.startsWith("create")) made(...values);
  else new made(...values);
}

function startAll(root) {
  if (root.matches?.("[data-start]")) start(root);
  root.querySelectorAll?.("[data-start]").forEach(start);
}

function addRow(section) {
  const total = section.querySelector("[name$=-TOTAL_FORMS]");
  const number = Number(total.value);
  const empty = section.querySelector("[data-rows-empty]");
  const holder = document.createElement("div");
  holder.append(empty.content.cloneNode(true));
  const html = holder.innerHTML.replaceAll("__prefix__", String(number)).replaceAll("__number__", String(number + 1));
  const list = section.querySelector("[data-rows-list]");
  list.insertAdjacentHTML("beforeend", html);
  total.value = String(number + 1);
  list.lastElementChild.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
}

function ready() {
  startAll(document);
  document.querySelectorAll("[data-rows-add]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => addRow(button.closest("[data-rows]")));
  });
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) startAll(node);
  }).observe(document.body, { childList: true, subtree: true });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
else ready();

/* A page that shows work in progress comes back by itself; without script there is a link. */
document.querySelectorAll("[data-comes-back]").forEach((node) => {
  setTimeout(() => location.reload(), Number(node.dataset.comesBack) * 1000);
});
