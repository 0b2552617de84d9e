/* The conditions of a call: their buttons change only their part of the page, a chosen fact shows its choices at once.
   Without this every button sends the whole form, and the page comes back with everything typed. */
const place = document.querySelector("[data-conditions]");
const form = place?.closest("form");
let asked;

function lookAt(id) {
  const target = id && document.getElementById(id);
  if (!target) return;
  const inner = target.matches("[tabindex]") ? target : firstToFill(target);
  inner?.focus();
  target.scrollIntoView({ block: "nearest" });
}

function firstToFill(target) {
  const fields = [...target.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((one) => one.offsetParent);
  return fields.find((one) => !one.value && one.type !== "checkbox") ?? fields[0];
}

async function ask(button) {
  asked?.abort();
  asked = new AbortController();
  place.setAttribute("aria-busy", "true");
  const data = new FormData(form);
  data.append(button.name, button.value);
  try {
    const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(data), headers: { "X-Part": "conditions" }, signal: asked.signal });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const part = document.createRange().createContextualFragment(await answer.text());
    place.replaceChildren(part);
    place.removeAttribute("aria-busy");
    lookAt(place.firstElementChild.dataset.lookAt);
  } catch (error) {
    if (error.name === "AbortError") return;
    place.removeAttribute("aria-busy");
    button.dataset.plain = "1";
    form.requestSubmit(button);
  }
}

if (form) {
  place.classList.add("has-script");
  place.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=conditions]");
    if (!button || button.dataset.plain) return;
    event.preventDefault();
    ask(button);
  });
  place.addEventListener("change", (event) => {
    if (event.target.matches("[data-conditions-fact]")) ask(event.target.closest("fieldset").querySelector("[data-conditions-show]"));
  });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-conditions-more]")) return;
    event.preventDefault();
    ask(event.target.closest("fieldset").querySelector("[data-conditions-add]"));
  });
  lookAt(place.firstElementChild.dataset.lookAt);
}
