/* Proposes names while one types in a field with data-suggest; without it the field is a plain search. */
const WAIT = 160;
const FEWEST = 2;

function line(item, id) {
  const option = Object.assign(document.createElement("li"), { id });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.url = item.url;
  const part = (name, className, text) => Object.assign(document.createElement(name), { className, textContent: text });
  option.append(part("b", "", item.label), part("span", "suggest__k", item.kind));
  if (item.about) option.append(part("span", "suggest__m", item.about));
  return option;
}

class Suggesting {
  constructor(field, number) {
    this.field = field;
    this.id = `suggest-${number}`;
    this.list = Object.assign(document.createElement("ul"), { className: "suggest", id: this.id, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", field.dataset.suggestName);
    this.status = Object.assign(document.createElement("p"), { className: "vh" });
    this.status.setAttribute("role", "status");
    /* A field of a list page stands outside its form of filters: the list hangs below the field. */
    (field.closest("[role=search]") ?? field.form).append(this.list, this.status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id }))
      field.setAttribute(name, value);
    field.addEventListener("input", () => this.typed());
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => this.close());
    field.form.addEventListener("submit", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
  }

  typed() {
    clearTimeout(this.waiting);
    this.asked?.abort();
    const text = this.field.value.trim();
    if (text.length < FEWEST) this.close();
    else this.waiting = setTimeout(() => this.ask(text), WAIT);
  }

  async ask(text) {
    this.asked = new AbortController();
    const kind = this.field.dataset.suggestKind ?? this.field.form.elements.kind?.value ?? "";
    const address = `${this.field.dataset.suggest}?${new URLSearchParams(kind ? { q: text, kind } : { q: text })}`;
    try {
      const answer = await fetch(address, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.show((await answer.json()).suggestions);
      else this.close();
    } catch {
      /* Given up for a newer question, or offline: the plain search stays. */
    }
  }

  show(items) {
    if (document.activeElement !== this.field) return;
    this.list.replaceChildren(...items.map((item, place) => line(item, `${this.id}-${place}`)));
    this.list.scrollTop = 0;
    this.choose(-1);
    this.open(items.length > 0);
    this.status.textContent = items.length ? `${items.length} – ${this.field.dataset.suggestSome}` : this.field.dataset.suggestNone;
  }

  open(wanted) {
    this.list.hidden = !wanted;
    this.field.setAttribute("aria-expanded", String(wanted));
  }

  close() {
    clearTimeout(this.waiting);
    this.asked?.abort();
    this.choose(-1);
    this.open(false);
    this.status.textContent = "";
  }

  choose(place) {
    const options = [...this.list.children];
    this.place = place;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) this.field.removeAttribute("aria-activedescendant");
    else {
      this.field.setAttribute("aria-activedescendant", options[place].id);
      options[place].scrollIntoView({ block: "nearest" });
    }
  }

  pressed(event) {
    const count = this.list.children.length;
    const isOpen = !this.list.hidden;
    if (event.isComposing || !count) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) this.open(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      /* One place more than there are lines: the field itself. */
      this.choose(((this.place + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && isOpen && this.place >= 0) {
      event.preventDefault();
      this.go(this.list.children[this.place]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
    }
  }

  go(option) {
    if (option) location.assign(option.dataset.url);
  }
}

document.querySelectorAll("input[data-suggest]").forEach((field, number) => new Suggesting(field, number));
