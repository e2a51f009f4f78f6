"use strict";
// Names come from model files and may hold anything: they only ever enter the page as text, never as markup.
const NS = "http://www.w3.org/2000/svg";
const DATA = JSON.parse(document.getElementById("data").textContent);

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "dot") node.style.setProperty("--dot", value);
    else if (key === "css") node.style.cssText = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of [].concat(children ?? [])) if (child !== null && child !== undefined) node.append(child);
  return node;
}
const el = (tag, attributes, children) => fill(document.createElement(tag), attributes, children);
/** A figure has a view box, so that it can be shown smaller, as on paper. */
const svg = (tag, attributes, children) => fill(document.createElementNS(NS, tag), tag === "svg" && attributes && attributes.width > 0 && attributes.height > 0 ? { viewBox: `0 0 ${attributes.width} ${attributes.height}`, ...attributes } : attributes, children);

// --- Numbers ---
function digits(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e7 || size < 1e-4) return value.toExponential(3);
  if (size >= 999.95) return grouped(value);
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(size >= 99.995 ? 1 : size >= 9.9995 ? 2 : size >= 0.99995 ? 3 : 4);
}
const grouped = value => Math.round(value).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
function prefixed(value, unit) {
  if (value === 0) return "0 " + unit;
  const large = ["", "k", "M", "G", "T", "P", "E"], small = ["", "m", "µ", "n", "p", "f", "a"];
  let step = 0;
  while (Math.abs(value) >= 999.95 && step < 6) { value /= 1000; step++; }
  if (step) return digits(value) + " " + large[step] + unit;
  while (Math.abs(value) < 0.99995 && step < 6) { value *= 1000; step++; }
  return digits(value) + " " + small[step] + unit;
}
function bytes(value) {
  const names = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let step = 0;
  while (Math.abs(value) >= 1024 && step < 5) { value /= 1024; step++; }
  return (step ? digits(value) : grouped(value)) + " " + names[step];
}
const percent = share => share > 0 && share < 0.0005 ? "<0.1 %" : (100 * share).toFixed(1) + " %";
const known = value => value !== null && value !== undefined && Number.isFinite(value);
const FORMAT = {
  "cycles": value => prefixed(value, "").trim() + " cycles",
  "pJ": value => prefixed(value * 1e-12, "J"),
  "B": bytes,
  "ratio": percent,
  "1": value => Number.isInteger(value) && Math.abs(value) < 1e5 ? grouped(value) : prefixed(value, "").trim(),
};
const show = (value, unit) => known(value) ? FORMAT[unit](value) : "unknown";
/** A tick's label: the number in the unit's prefix that fits the whole axis. */
function axisScale(most, unit) {
  if (unit === "ratio") return { factor: 100, name: "%" };
  if (unit === "B") {
    const names = ["B", "KiB", "MiB", "GiB", "TiB"];
    const step = Math.min(4, Math.max(0, Math.floor(Math.log2(most || 1) / 10)));
    return { factor: 1 / 1024 ** step, name: names[step] };
  }
  const base = unit === "pJ" ? most * 1e-12 : most, suffix = unit === "pJ" ? "J" : unit === "cycles" ? "cycles" : "";
  const step = base > 0 ? Math.max(-6, Math.min(6, Math.floor(Math.log10(base) / 3))) : 0;
  const prefix = ["a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"][step + 6];
  return { factor: (unit === "pJ" ? 1e-12 : 1) / 1000 ** step, name: unit === "cycles" ? (prefix ? prefix + " " : "") + suffix : prefix + suffix };
}
function ticks(most, count) {
  if (!(most > 0)) return [0];
  const raw = most / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(m => m * power).find(s => s >= raw - 1e-12 * raw);
  const list = [];
  for (let i = 0; i * step <= most * 1.0001; i++) list.push(i * step);
  return list;
}

/** Exported names share their beginnings: what tells them apart is mostly at the end. */
function middleCut(name, most = 34) {
  return name.length <= most ? name : name.slice(0, Math.floor(most * .35)) + "…" + name.slice(name.length - Math.ceil(most * .65) + 1);
}

// --- Colours: what a part is decides its hue, the same in every plot ---
const CYCLE_PARTS = {
  ideal: ["Multiply-accumulates", "--s-blue"], spatial_loss: ["Idle PEs", "--s-sky"], temporal_loss: ["Short passes", "--s-ice"],
  array_fill: ["Array fill and drain", "--s-purple"], array_preload: ["Array preload", "--s-mauve"],
  onload: ["First tiles", "--s-sand"], offload: ["Last results", "--s-olive"], vector: ["Vector and host work", "--s-green"], control: ["Commands", "--s-grey"],
};
const STALLS = ["--s-red", "--s-amber", "--s-rose", "--s-dark"];
const OPERANDS = { input: ["Input", "--s-blue"], weight: ["Weight", "--s-amber"], output: ["Output", "--s-green"] };
const LIMITS = {
  compute: ["Compute", "--s-blue", "circle"], utilization: ["Idle PEs", "--s-sky", "square"], array: ["Filling the array", "--s-purple", "diamond"],
  memory: ["Waiting for memory", "--s-red", "triangle"], vector: ["Vector work", "--s-green", "plus"], control: ["Commands", "--s-grey", "cross"],
};
function cyclePart(key, index) {
  if (key.startsWith("stall:")) return ["Waiting for " + key.slice(6), STALLS[index % STALLS.length]];
  return CYCLE_PARTS[key] || [key, "--s-dark"];
}
function energyColours(keys, memories) {
  const outside = ["--s-red", "--s-rose"], inside = ["--s-amber", "--s-purple", "--s-sand", "--s-dark"];
  const rest = { macs: "--s-blue", passing: "--s-sky", idle: "--s-ice", leakage: "--s-grey", vector: "--s-green" };
  const units = ["--s-green", "--s-olive", "--s-mauve", "--s-rose", "--s-dark"], colours = {};
  for (const key of keys) {
    const memory = memories.find(m => m.name === key);
    colours[key] = rest[key] || (memory && memory.kind === "dram" ? outside.shift() : memory ? inside.shift() : units.shift()) || "--s-dark";
  }
  return colours;
}
const colour = name => "var(" + name + ")";

// --- Tooltip ---
const tip = el("div", { class: "tip", role: "status", hidden: true });
document.body.append(tip);
function showTip(x, y, content) {
  tip.replaceChildren(...content);
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(8, Math.min(x + 16, innerWidth - box.width - 8)) + "px";
  tip.style.top = Math.max(8, y + box.height + 22 > innerHeight ? y - box.height - 14 : y + 16) + "px";
}
const hideTip = () => { tip.hidden = true; };
const tipRow = (label, value, dot) => el("div", { class: "row" }, [el("span", {}, [dot ? el("i", { dot }) : null, label]), el("span", {}, value)]);
addEventListener("scroll", hideTip, { passive: true });

// --- Downloads ---
function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
function csvCell(cell) {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const text = /^[=+\-@\t\r]/.test(cell) ? "'" + cell : cell;
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}
const csv = rows => rows.map(row => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
function svgText(node) {
  const copy = node.cloneNode(true);
  copy.setAttribute("xmlns", NS);
  const style = getComputedStyle(document.documentElement);
  const rules = `text{font:11.5px system-ui,sans-serif;fill:${style.getPropertyValue("--muted")}}text.strong{fill:${style.getPropertyValue("--ink")};font-weight:600}`
    + `.grid{stroke:${style.getPropertyValue("--line")}}.axis{stroke:${style.getPropertyValue("--muted")}}.hit{fill:transparent}.edge{fill:none;stroke:${style.getPropertyValue("--muted")}}`;
  copy.prepend(svg("style", {}, rules), svg("rect", { width: "100%", height: "100%", fill: style.getPropertyValue("--card") }));
  return new XMLSerializer().serializeToString(copy).replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
}
/** Draws a figure's SVG at twice its size and saves it as PNG. */
function savePng(name, node) {
  const box = node.getBoundingClientRect(), width = Math.ceil(box.width), height = Math.ceil(box.height), image = new Image();
  const url = URL.createObjectURL(new Blob([svgText(node)], { type: "image/svg+xml" }));
  image.onload = () => {
    const canvas = el("canvas", { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
    URL.revokeObjectURL(url);
    canvas.toBlob(blob => {
      const file = URL.createObjectURL(blob);
      el("a", { href: file, download: name + ".png" }).click();
      setTimeout(() => URL.revokeObjectURL(file), 10000);
    });
  };
  image.src = url;
}
/** The buttons of a figure. plot: the element that holds its SVG; rows: gives the table of its data. */
function downloads(name, plot, rows) {
  return [
    el("button", { class: "quiet", title: "Download this figure as SVG", onclick: () => save(name + ".svg", "image/svg+xml", svgText(plot.querySelector("svg"))) }, "SVG"),
    el("button", { class: "quiet", title: "Download this figure as PNG", onclick: () => savePng(name, plot.querySelector("svg")) }, "PNG"),
    el("button", { class: "quiet", title: "Download the figures as CSV", onclick: () => save(name + ".csv", "text/csv", csv(rows())) }, "CSV"),
  ];
}
function segments(label, options, chosen, pick) {
  const buttons = options.map(([key, text]) => el("button", { "aria-pressed": String(key === chosen), onclick: () => {
    buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(options[i][0] === key)));
    pick(key);
  } }, text));
  return el("span", { class: "seg", role: "group", "aria-label": label }, buttons);
}
function figure(id, title, controls, parts) {
  return el("div", { class: "card", id }, [el("div", { class: "fig-head" }, [el("h3", {}, title), el("div", { class: "tools" }, controls)]), ...parts]);
}

// --- Theme: follows the system until a choice is made ---
(function theme() {
  const system = matchMedia("(prefers-color-scheme: dark)"), root = document.documentElement;
  let choice = new URLSearchParams(location.search).get("theme");
  const apply = () => root.setAttribute("data-theme", choice || (system.matches ? "dark" : "light"));
  system.addEventListener("change", apply);
  document.getElementById("theme").addEventListener("click", () => {
    choice = root.getAttribute("data-theme") === "dark" ? "light" : "dark";
    apply();
  });
  apply();
})();

/** Draws now and whenever the width changes. */
function responsive(host, draw) {
  let width = 0;
  new ResizeObserver(() => {
    const now = Math.floor(host.clientWidth);
    if (now > 0 && now !== width) { width = now; draw(now); }
  }).observe(host);
}
