/* While a part of the page is being fetched, say so: aria-busy dims what is there and tells screen readers. */
const mark = (busy) => (event) => {
  const target = event.detail.target ?? event.target;
  if (busy) target.setAttribute("aria-busy", "true");
  else target.removeAttribute("aria-busy");
};
document.addEventListener("htmx:beforeRequest", mark(true));
for (const name of ["htmx:afterRequest", "htmx:sendError", "htmx:timeout", "htmx:abort"])
  document.addEventListener(name, mark(false));
