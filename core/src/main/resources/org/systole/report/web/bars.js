"use strict";
// Stacked bars, one for each layer, with the network's total above them.

/**
 * spec: { name, title, unit, layers, series: [{ key, label, colour }], value(layer, key), controls, open(index), percentAxis,
 * line: { value, label }, each: bars that belong together }
 */
function stackedBars(spec) {
  let order = "network", only = null, focus = -1, geometry = null;
  const plot = el("div", { class: "plot" }), total = el("div", { class: "total" }), legend = el("div", { class: "legend" });
  const sum = layer => spec.series.reduce((all, s) => all + (spec.value(layer, s.key) || 0), 0);
  const rows = () => [["layer", ...spec.series.map(s => s.key + " [" + spec.unit + "]")],
    ...spec.layers.map(l => [l.name, ...spec.series.map(s => spec.value(l, s.key))])];
  const controls = [...(spec.controls || []),
    segments("Order", [["network", "In order"], ["size", "Largest first"]], order, key => { order = key; focus = -1; draw(plot.clientWidth); }),
    ...downloads(spec.name, plot, rows)];
  const card = figure(spec.name, spec.title, controls, [legend, spec.withTotal === false ? null : total, plot]);

  function drawLegend() {
    const totals = spec.series.map(s => spec.layers.reduce((all, l) => all + (spec.value(l, s.key) || 0), 0));
    const all = totals.reduce((a, b) => a + b, 0);
    legend.replaceChildren(...spec.series.map((s, i) => el("button", {
      "aria-pressed": String(only === s.key), title: "Show this part alone",
      onclick: () => { only = only === s.key ? null : s.key; drawLegend(); draw(plot.clientWidth); },
      onmouseenter: () => highlight(s.key), onmouseleave: () => highlight(null),
    }, [el("i", { dot: colour(s.colour) }), s.label, spec.withTotal === false ? null : el("span", { class: "pct" }, all > 0 ? percent(totals[i] / all) : "")])));
    if (spec.withTotal !== false) drawTotal(totals, all);
  }
  function drawTotal(totals, all) {
    const width = Math.max(200, total.clientWidth || plot.clientWidth || 800), height = 30;
    const root = svg("svg", { width, height, role: "img", "aria-label": spec.title + ", network total " + show(all, spec.unit) });
    let x = 0;
    spec.series.forEach((s, i) => {
      const w = all > 0 ? totals[i] / all * width : 0;
      if (w <= 0) return;
      root.append(svg("rect", { x, y: 0, width: Math.max(w - (w > 3 ? 1 : 0), 0.5), height, rx: 2, fill: colour(s.colour), "data-key": s.key,
        onmousemove: e => showTip(e.clientX, e.clientY, [el("b", {}, "Network"), tipRow(s.label, show(totals[i], spec.unit), colour(s.colour)), tipRow("Share", percent(totals[i] / all))]),
        onmouseleave: hideTip }));
      const label = show(totals[i], spec.unit);
      if (w > label.length * 6.4 + 12) root.append(svg("text", { x: x + 8, y: 19.5, css: "fill:" + ink(s.colour) + ";font-weight:600;pointer-events:none" }, label));
      x += w;
    });
    total.replaceChildren(root);
  }
  function highlight(key) {
    for (const node of card.querySelectorAll("[data-key]")) node.classList.toggle("dim", key !== null && node.getAttribute("data-key") !== key);
  }
  function draw(width) {
    if (!(width > 0)) return;
    const shown = spec.series.filter(s => only === null || s.key === only);
    const size = layer => shown.reduce((all, s) => all + (spec.value(layer, s.key) || 0), 0);
    const indices = spec.layers.map((_, i) => i);
    if (order === "size") indices.sort((a, b) => size(spec.layers[b]) - size(spec.layers[a]) || a - b);
    const left = 56, right = 10, top = 12, bottom = 34, height = 230;
    const pitch = Math.max((width - left - right) / indices.length, 2.2), inner = pitch * indices.length;
    const most = spec.percentAxis ? 1 : Math.max(...spec.layers.map(size), 0) || 1;
    const scale = axisScale(most, spec.unit), marks = ticks(most * scale.factor, 4), y = v => top + (height - top - bottom) * (1 - v / most);
    const root = svg("svg", { width: left + inner + right, height, tabindex: 0, role: "img",
      "aria-label": spec.title + ": bars of " + indices.length + " layers. Arrow keys walk through them, Enter opens one." });
    for (const mark of marks) {
      const at = y(mark / scale.factor);
      root.append(svg("line", { class: "grid", x1: left, x2: left + inner, y1: at, y2: at }), svg("text", { x: left - 8, y: at + 4, "text-anchor": "end" }, tickText(mark)));
    }
    root.append(svg("text", { x: left - 8, y: height - bottom + 18, "text-anchor": "end" }, scale.name));
    const gap = pitch > 7 ? Math.min(3, pitch * 0.2) : pitch > 3 ? 0.8 : 0;
    indices.forEach((index, place) => {
      let from = 0;
      for (const s of shown) {
        const value = spec.value(spec.layers[index], s.key) || 0;
        if (value <= 0) continue;
        const y1 = y(from + value), h = Math.max(y(from) - y1, 0.35);
        root.append(svg("rect", { x: (left + place * pitch + gap / 2).toFixed(2), y: y1.toFixed(2), width: (pitch - gap).toFixed(2), height: h.toFixed(2), fill: colour(s.colour), "data-key": s.key }));
        from += value;
      }
    });
    if (spec.line) {
      const at = y(spec.line.value);
      root.append(svg("line", { x1: left, x2: left + inner, y1: at, y2: at, stroke: "var(--ink)", "stroke-dasharray": "4 3", "stroke-width": 1.2 }),
        svg("text", { class: "strong", x: left + inner, y: at - 5, "text-anchor": "end" }, spec.line.label));
    }
    root.append(svg("line", { class: "axis", x1: left, x2: left + inner, y1: height - bottom, y2: height - bottom }));
    labels(root, indices, left, pitch, height - bottom);
    const cursor = svg("rect", { class: "cursor", y: top, height: height - top - bottom, width: Math.max(pitch, 3), visibility: "hidden" });
    root.append(cursor, svg("rect", { class: "hit", x: left, y: top, width: inner, height: height - top - bottom + 16 }));
    geometry = { root, cursor, left, pitch, indices };
    listen(root);
    plot.replaceChildren(root);
  }
  function labels(root, indices, left, pitch, base) {
    const every = Math.max(1, Math.ceil(26 / (pitch * (order === "network" ? spec.each || 1 : 1))));
    const step = every === 1 ? 1 : [2, 5, 10, 20, 25, 50, 100, 200, 500].find(n => n >= every) || every;
    indices.forEach((index, place) => {
      const label = order === "network" ? Math.floor(index / (spec.each || 1)) + 1 : place + 1;
      if (order === "network" && spec.each && index % spec.each) return;
      if (label === 1 || label % step === 0) root.append(svg("text", { x: left + (place + 0.5) * pitch, y: base + 16, "text-anchor": "middle" }, String(label)));
    });
    const middle = left + pitch * indices.length / 2;
    root.append(svg("text", { x: middle, y: base + 31, "text-anchor": "middle" }, order === "network" ? "layer, in the order of execution" : "layer, by size"));
  }
  function at(place, x, y) {
    const g = geometry;
    focus = Math.max(0, Math.min(g.indices.length - 1, place));
    g.cursor.setAttribute("x", g.left + focus * g.pitch);
    g.cursor.setAttribute("visibility", "visible");
    const index = g.indices[focus], layer = spec.layers[index], all = sum(layer);
    const lines = spec.series.filter(s => spec.value(layer, s.key) > 0 || spec.value(layer, s.key) === null)
      .map(s => tipRow(s.label, show(spec.value(layer, s.key), spec.unit), colour(s.colour)));
    showTip(x, y, [el("b", {}, (Math.floor(index / (spec.each || 1)) + 1) + "  " + layer.name), el("div", { class: "sub" }, layer.nest || layer.kind), ...lines,
      spec.series.length > 1 ? tipRow("Sum", show(all, spec.unit)) : null].filter(Boolean));
  }
  function listen(root) {
    const leave = () => { hideTip(); geometry.cursor.setAttribute("visibility", "hidden"); };
    root.addEventListener("mousemove", e => {
      const x = e.clientX - root.getBoundingClientRect().left - geometry.left;
      if (x < 0 || x > geometry.pitch * geometry.indices.length) leave(); else at(Math.floor(x / geometry.pitch), e.clientX, e.clientY);
    });
    root.addEventListener("mouseleave", leave);
    root.addEventListener("blur", leave);
    root.addEventListener("click", () => { if (focus >= 0) spec.open(geometry.indices[focus]); });
    root.addEventListener("keydown", e => {
      const move = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10 }[e.key];
      if (e.key === "Escape") return leave();
      if (e.key === "Enter" && focus >= 0) return spec.open(geometry.indices[focus]);
      if (e.key === "Home") focus = -1; else if (e.key === "End") focus = geometry.indices.length; else if (!move) return;
      e.preventDefault();
      const place = focus + (move || (e.key === "Home" ? 1 : -1)), box = root.getBoundingClientRect();
      at(place, box.left + geometry.left + (focus + 0.5) * geometry.pitch, box.top + 20);
      at(focus, box.left + geometry.left + (focus + 0.5) * geometry.pitch, box.top + 20);
    });
  }
  responsive(plot, width => { drawLegend(); draw(width); });
  card.redraw = (changes) => { Object.assign(spec, changes); only = null; drawLegend(); draw(plot.clientWidth); };
  return card;
}
const tickText = value => Math.abs(value) >= 1000 ? grouped(value) : String(+value.toPrecision(3));
/** Text on a bar of this hue. */
const ink = name => ["--s-blue", "--s-red", "--s-purple", "--s-dark", "--s-green"].includes(name) && document.documentElement.getAttribute("data-theme") !== "dark" ? "#fff" : "#14181f";
