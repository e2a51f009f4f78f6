"use strict";
// A table of layers: sorts, filters, and holds only the rows that are seen.
const ROW = 34;

/** columns: [{ head, num, value(layer, index), cell(layer, index) }]; open(index). */
function layerTable(name, layers, columns, open, presets) {
  let sort = 0, down = false, shown = layers.map((_, i) => i), chosen = -1;
  const body = el("tbody"), box = el("div", { class: "tablebox", tabindex: 0, "aria-label": "Layers" }), count = el("span", { class: "count", "aria-live": "polite" });
  const search = el("input", { type: "search", placeholder: "Filter by name, node or mapping", "aria-label": "Filter layers", oninput: () => refresh() });
  const selects = presets.map(p => el("select", { "aria-label": p.label, onchange: () => refresh() }, [el("option", { value: "" }, p.label), ...p.options.map(([key, text]) => el("option", { value: key }, text))]));
  const heads = columns.map((column, i) => el("th", { class: column.num ? "num" : null, scope: "col" }, el("button", { onclick: () => {
    if (sort === i) down = !down; else { sort = i; down = !!column.num; }
    refresh();
  } }, column.head)));
  box.append(el("table", { class: "layers" }, [el("thead", {}, el("tr", {}, heads)), body]));
  const texts = layers.map(l => [l.name, l.kind, l.limit, ...l.nodes, ...l.work, l.nest, l.mapping].join("\n").toLowerCase());

  function refresh() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean), column = columns[sort];
    shown = layers.map((_, i) => i).filter(i => words.every(w => texts[i].includes(w)) && presets.every((p, k) => !selects[k].value || p.test(layers[i], selects[k].value)));
    const order = (a, b) => { const x = column.value(layers[a], a), y = column.value(layers[b], b); return typeof x === "string" ? x.localeCompare(y) : (x ?? -1) - (y ?? -1); };
    shown.sort((a, b) => (down ? -order(a, b) : order(a, b)) || a - b);
    heads.forEach((h, i) => { if (i === sort) h.setAttribute("aria-sort", down ? "descending" : "ascending"); else h.removeAttribute("aria-sort");
      h.firstChild.textContent = columns[i].head + (i === sort ? (down ? " ↓" : " ↑") : ""); });
    count.textContent = shown.length === layers.length ? layers.length + " layers" : shown.length + " of " + layers.length + " layers";
    box.scrollTop = 0;
    render();
  }
  function render() {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 12), last = Math.min(shown.length, first + Math.ceil((box.clientHeight || 620) / ROW) + 26);
    const spacer = rows => rows > 0 ? [el("tr", { "aria-hidden": "true" }, el("td", { colspan: columns.length, css: "border:0;padding:0;height:" + rows * ROW + "px" }))] : [];
    body.replaceChildren(...spacer(first), ...shown.slice(first, last).map(row), ...spacer(shown.length - last));
  }
  function row(index) {
    return el("tr", { class: "row" + (index === chosen ? " on" : ""), onclick: () => open(index) }, columns.map(c => el("td", { class: c.num ? "num" : null }, c.cell(layers[index], index))));
  }
  let frame = 0;
  box.addEventListener("scroll", () => { cancelAnimationFrame(frame); frame = requestAnimationFrame(render); }, { passive: true });
  const rows = () => [columns.map(c => c.csv || c.head), ...shown.map(i => columns.map(c => c.value(layers[i], i)))];
  const part = el("div", {}, [el("div", { class: "filters" }, [search, ...selects, el("button", { class: "quiet", onclick: () => save(name + ".csv", "text/csv", csv(rows())) }, "CSV"), count]), box]);
  part.select = index => { chosen = index; render(); };
  refresh();
  return part;
}
function cellBar(share, kind) {
  return el("span", { class: "cellbar " + kind, "aria-hidden": "true" }, el("i", { css: "width:" + Math.min(100, Math.max(0, 100 * share)).toFixed(1) + "%" }));
}
