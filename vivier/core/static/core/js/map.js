/* Turns a drawn map into an interactive one when its button is pressed; the drawing stays for everybody else. */
let wanted = false;
const opened = new Map();

const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

async function read(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
  return answer.json();
}

function stylesheet(address) {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise((loaded, failed) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    link.addEventListener("load", loaded);
    link.addEventListener("error", failed);
    document.head.append(link);
  });
}

function style(settings, shapes, points) {
  const text = { "text-font": ["Instrument Sans", "sans-serif"], "text-size": 13 };
  const halo = { "text-color": ink("--map-text"), "text-halo-color": ink("--map-land"), "text-halo-width": 1.4 };
  const only = (kind) => ["==", ["get", "kind"], kind];
  const sources = {
    shapes: { type: "geojson", data: shapes },
    points: { type: "geojson", data: points, cluster: true, clusterRadius: 40, clusterMaxZoom: 14 },
  };
  const layers = [
    { id: "beyond", type: "background", paint: { "background-color": ink("--surface-sunken") } },
    { id: "around", type: "fill", source: "shapes", filter: only("around"), paint: { "fill-color": ink("--map-land") } },
    { id: "cells", type: "fill", source: "shapes", filter: only("cell"), paint: { "fill-color": ink("--map-1"), "fill-outline-color": ink("--map-line") } },
    { id: "borders", type: "line", source: "shapes", filter: only("border"), paint: { "line-color": ink("--control-line"), "line-width": 1.5 } },
    { id: "names", type: "symbol", source: "shapes", filter: only("commune"), layout: { ...text, "text-field": ["get", "name"], "symbol-sort-key": ["get", "rank"], "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 1.2 }, paint: halo },
    { id: "clusters", type: "circle", source: "points", filter: ["has", "point_count"], paint: { "circle-color": ink("--sapin-900"), "circle-stroke-color": "#fff", "circle-stroke-width": 2, "circle-radius": ["step", ["get", "point_count"], 13, 10, 17, 100, 22] } },
    { id: "counts", type: "symbol", source: "points", filter: ["has", "point_count"], layout: { ...text, "text-field": ["get", "point_count_abbreviated"], "text-allow-overlap": true }, paint: { "text-color": "#fff" } },
    { id: "points", type: "circle", source: "points", filter: ["!", ["has", "point_count"]], paint: { "circle-color": ink("--vermillon-500"), "circle-stroke-color": "#fff", "circle-stroke-width": 2, "circle-radius": 8 } },
  ];
  if (settings.tiles) {
    sources.tiles = { type: "raster", tiles: [settings.tiles], tileSize: 256, attribution: settings.tiles_credit };
    layers.splice(1, 2, { id: "tiles", type: "raster", source: "tiles" });
  }
  return { version: 8, sources, layers };
}

function links(features, more) {
  const list = document.createElement("ul");
  list.className = "mapbox__links";
  for (const { properties } of features) {
    const link = Object.assign(document.createElement("a"), { textContent: properties.name || properties.title });
    if (/^(\/|https?:)/.test(properties.url || "")) link.href = properties.url;
    const line = document.createElement("li");
    line.append(link);
    list.append(line);
  }
  if (more) list.append(Object.assign(document.createElement("li"), { textContent: more }));
  return list;
}

function answerClicks(library, map, words) {
  const show = (place, features, more = "") =>
    new library.Popup({ maxWidth: "280px" }).setLngLat(place).setDOMContent(links(features, more)).addTo(map);
  map.on("click", "points", ({ features }) => show(features[0].geometry.coordinates, features));
  map.on("click", "clusters", async ({ features: [cluster] }) => {
    const source = map.getSource("points");
    const id = cluster.properties.cluster_id;
    const zoom = await source.getClusterExpansionZoom(id);
    const center = cluster.geometry.coordinates;
    if (zoom <= 14) return map.easeTo({ center, zoom });
    const total = cluster.properties.point_count;
    const some = await source.getClusterLeaves(id, 12, 0);
    return show(center, some, total > some.length ? words.more.replace("%d", total - some.length) : "");
  });
  for (const layer of ["points", "clusters"]) {
    map.on("mouseenter", layer, () => map.getCanvas().classList.add("is-over"));
    map.on("mouseleave", layer, () => map.getCanvas().classList.remove("is-over"));
  }
}

/* The page may ask for what stands on the visible part: "…&box=" is completed with west, south, east and north. */
function offerWhatIsShown(map) {
  const here = document.querySelector("[data-map-here]");
  if (!here) return;
  const follow = () => {
    const [[west, south], [east, north]] = map.getBounds().toArray();
    const sides = [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)];
    here.querySelector("a").href = here.dataset.mapHere + sides.map((side) => side.toFixed(3)).join(",");
  };
  map.on("moveend", follow);
  follow();
  here.hidden = false;
}

async function build(box, live) {
  const settings = JSON.parse(box.dataset.map);
  const [library, shapes, points] = await Promise.all([
    import(settings.library), read(settings.shapes), read(settings.points), stylesheet(settings.stylesheet),
  ]);
  points.features = points.features.filter((feature) => feature.geometry);
  library.setWorkerUrl(new URL(settings.worker, location.href).href);
  live.hidden = false;
  const map = new library.Map({
    container: live,
    style: style(settings, shapes, points),
    bounds: shapes.bbox,
    fitBoundsOptions: { padding: 16 },
    maxZoom: 16,
    cooperativeGestures: true,
    locale: settings.words.controls,
    attributionControl: { compact: true, customAttribution: settings.credit },
  });
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.addControl(new library.GeolocateControl({}));
  answerClicks(library, map, settings.words);
  offerWhatIsShown(map);
  return map;
}

async function open(box) {
  const live = box.querySelector("[data-map-live]");
  const failed = box.querySelector("[data-map-failed]");
  const button = box.querySelector("[data-map-open]");
  wanted = true;
  failed.hidden = true;
  box.setAttribute("aria-busy", "true");
  try {
    opened.set(box, await build(box, live));
    box.querySelector("svg.map")?.setAttribute("hidden", "");
    button.hidden = true;
    live.focus({ preventScroll: true });
  } catch (problem) {
    console.warn(problem);
    live.hidden = true;
    failed.hidden = false;
  }
  box.removeAttribute("aria-busy");
}

/* Back to the drawing: a page kept for the back button must not hold a dead map. */
function close(box) {
  opened.get(box)?.remove();
  opened.delete(box);
  box.querySelector("[data-map-live]").hidden = true;
  document.querySelector("[data-map-here]")?.setAttribute("hidden", "");
  box.querySelector("[data-map-open]").hidden = false;
  box.querySelector("svg.map")?.removeAttribute("hidden");
}

document.addEventListener("htmx:beforeHistorySave", () => [...opened.keys()].forEach(close));
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-map-open]");
  if (button) open(button.closest("[data-map]"));
});
document.addEventListener("htmx:afterSettle", () => {
  for (const box of opened.keys()) if (!box.isConnected) close(box);
  const box = wanted && document.querySelector("[data-map]");
  if (box && !opened.has(box) && !box.hasAttribute("aria-busy")) open(box);
});
