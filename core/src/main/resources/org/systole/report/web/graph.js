"use strict";
// The network as a drawing that the report's writer has laid out; here it is coloured, panned and zoomed.

/** layout: { width, height, nodes: [{ x, y, w, h, label, sub, layers: [index] }], edges: [[x, y, ...]] } */
function graphView(layout, result, open) {
  let measure = "cycles", view = null, chosen = -1;
  const box = el("div", { class: "graphbox" }), root = svg("svg", { tabindex: 0, role: "application", "aria-label": "Network graph. Arrow keys move, plus and minus zoom, 0 shows all." });
  const edges = svg("g"), nodes = svg("g");
  root.append(edges, nodes);
  box.append(root);
  for (const e of layout.edges) edges.append(svg("path", { class: "edge", d: curve(e) }));
  const measures = { cycles: ["Cycles", l => l.cycles.value], energy: ["Energy", l => l.energy.value || 0], dram: ["DRAM traffic", l => l.dram_read.value + l.dram_write.value], utilization: ["Idle array", l => l.macs.value ? 1 - l.utilization.value : 0] };
  const shapes = layout.nodes.map(n => {
    const rect = svg("rect", { x: n.x, y: n.y, width: n.w, height: n.h, rx: 6 });
    const title = svg("text", { x: n.x + 10, y: n.y + 18, css: "font-size:12px;font-weight:600;pointer-events:none" }, fit(n.label, n.w - 20, 7.3));
    const sub = svg("text", { x: n.x + 10, y: n.y + 33, css: "font-size:10.5px;pointer-events:none" }, "");
    const group = svg("g", { class: "node", tabindex: -1, onmousemove: e => about(n, e.clientX, e.clientY), onmouseleave: hideTip, onclick: () => { if (!moved) n.layers.length === 1 ? open(n.layers[0]) : zoomTo(n); } }, [rect, title, sub]);
    nodes.append(group);
    return { n, rect, title, sub, group };
  });
  const sum = (n, f) => n.layers.reduce((all, i) => all + f(result.layers[i]), 0);
  const worth = (n, key) => key === "utilization" ? sum(n, measures[key][1]) / n.layers.length : sum(n, measures[key][1]);
  function paint() {
    const values = layout.nodes.map(n => worth(n, measure)), most = measure === "utilization" ? 1 : Math.max(...values) || 1, all = measure === "utilization" ? 1 : values.reduce((a, b) => a + b, 0) || 1;
    shapes.forEach((s, i) => {
      const level = Math.min(5, Math.floor(Math.sqrt(values[i] / most) * 5.999));
      s.rect.setAttribute("fill", "var(--h" + level + ")");
      const dark = document.documentElement.getAttribute("data-theme") === "dark", light = dark ? level < 4 : level > 3;
      const text = light ? (dark ? "#e9ecf1" : "#ffffff") : "#14181f";
      s.title.style.fill = text;
      s.sub.style.fill = text;
      s.sub.textContent = fit(percent(values[i] / all) + (s.n.sub ? "  ·  " + s.n.sub : ""), s.n.w - 20, 6.1);
    });
  }
  function about(n, x, y) {
    const names = n.layers.slice(0, 6).map(i => result.layers[i].name);
    showTip(x, y, [el("b", {}, n.layers.length === 1 ? (n.layers[0] + 1) + "  " + names[0] : n.layers.length + " layers"), el("div", { class: "sub" }, n.layers.length === 1 ? result.layers[n.layers[0]].nest || result.layers[n.layers[0]].kind : names.join(", ") + (n.layers.length > 6 ? ", …" : "")),
      tipRow("Cycles", show(sum(n, measures.cycles[1]), "cycles")), tipRow("Energy", show(sum(n, measures.energy[1]), "pJ")), tipRow("DRAM traffic", bytes(sum(n, measures.dram[1])))]);
  }
  function fitAll() { view = { x: -20, y: -20, w: layout.width + 40, h: layout.height + 40 }; apply(); }
  function apply() { root.setAttribute("viewBox", [view.x, view.y, view.w, view.h].map(v => v.toFixed(1)).join(" ")); }
  function zoom(factor, cx, cy) {
    const w = Math.min(Math.max(view.w * factor, 120), layout.width * 3 + 400), k = w / view.w;
    view = { x: cx - (cx - view.x) * k, y: cy - (cy - view.y) * k, w, h: view.h * k };
    apply();
  }
  const zoomTo = n => { const k = Math.max(n.w * 4, 500) / view.w; view = { x: n.x + n.w / 2 - view.w * k / 2, y: n.y + n.h / 2 - view.h * k / 2, w: view.w * k, h: view.h * k }; apply(); };
  const centre = () => [view.x + view.w / 2, view.y + view.h / 2];
  const place = e => { const m = root.getScreenCTM().inverse(); return [m.a * e.clientX + m.e, m.d * e.clientY + m.f]; };
  let from = null, moved = false;
  root.addEventListener("pointerdown", e => { from = { x: e.clientX, y: e.clientY, view: { ...view } }; moved = false; });
  root.addEventListener("pointermove", e => {
    if (!from) return;
    const k = 1 / root.getScreenCTM().a, dx = e.clientX - from.x, dy = e.clientY - from.y;
    if (Math.abs(dx) + Math.abs(dy) > 4 && !moved) { moved = true; root.classList.add("drag"); root.setPointerCapture(e.pointerId); }
    if (moved) { view.x = from.view.x - dx * k; view.y = from.view.y - dy * k; hideTip(); apply(); }
  });
  const drop = () => { from = null; root.classList.remove("drag"); };
  root.addEventListener("pointerup", drop);
  root.addEventListener("pointercancel", drop);
  // The page scrolls over the drawing; it zooms with Ctrl or once it has been clicked into.
  root.addEventListener("wheel", e => { if (!e.ctrlKey && document.activeElement !== root) return; e.preventDefault(); zoom(Math.exp(e.deltaY * 0.0015), ...place(e)); }, { passive: false });
  root.addEventListener("keydown", e => {
    const step = view.w * 0.1, move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (move) { view.x += move[0] * step; view.y += move[1] * step; apply(); } else if (e.key === "+" || e.key === "=") zoom(0.8, ...centre()); else if (e.key === "-") zoom(1.25, ...centre()); else if (e.key === "0") fitAll(); else return;
    e.preventDefault();
  });
  const controls = [el("span", { class: "scale" }, ["less", el("i"), "more"]), segments("Colour", Object.entries(measures).map(([k, v]) => [k, v[0]]), measure, key => { measure = key; paint(); }),
    el("button", { "aria-label": "Zoom in", onclick: () => zoom(0.75, ...centre()) }, "+"), el("button", { "aria-label": "Zoom out", onclick: () => zoom(1.33, ...centre()) }, "−"), el("button", { onclick: fitAll }, "All"),
    ...downloads("graph", box, () => [["layer", "kind", "reads", "writes"], ...result.layers.map(l => [l.name, l.kind, l.reads.join(" "), l.writes.join(" ")])])];
  new MutationObserver(paint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  paint();
  fitAll();
  const card = figure("graph-figure", layout.title, controls, [box]);
  card.select = index => { chosen = index; shapes.forEach(s => s.group.classList.toggle("on", s.n.layers.includes(chosen))); };
  return card;
}
function curve(p) {
  let d = `M${p[0]} ${p[1]}`;
  for (let i = 2; i < p.length; i += 2) {
    const x0 = p[i - 2], y0 = p[i - 1], x1 = p[i], y1 = p[i + 1], bend = Math.abs(y1 - y0) * 0.45 + (x0 === x1 ? 0 : 8);
    d += y1 >= y0 ? `C${x0} ${y0 + bend} ${x1} ${y1 - bend} ${x1} ${y1}` : `C${x0 + (x1 - x0) * 0.5} ${y0 + 26} ${x0 + (x1 - x0) * 0.5} ${y1 - 26} ${x1} ${y1}`;
  }
  return d;
}
/** Shortens the middle of a text to a width in pixels, given about how wide a letter is. */
function fit(text, width, letter) {
  const most = Math.max(4, Math.floor(width / letter));
  return text.length <= most ? text : text.slice(0, Math.ceil(most / 2) - 1) + "…" + text.slice(text.length - Math.floor(most / 2));
}
