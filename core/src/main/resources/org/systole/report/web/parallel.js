"use strict";
// Parallel coordinates on a canvas: parameters, then figures; each axis can be brushed.

/** model as in scatter.js; names: the axes, in order. */
function parallelPlot(model, names) {
  const MOST = 6000, columns = names.map(n => model.columns.find(c => c.name === n)), brushes = new Map();
  const canvas = el("canvas", { role: "img", tabindex: 0, "aria-label": "Parallel coordinates of all points; arrow keys choose an axis and what is kept of it" }), plot = el("div", { class: "plot", css: "touch-action:pan-x" }, canvas);
  const card = figure("lines", "Parameters and figures of each point", [el("button", { onclick: () => { brushes.clear(); apply(); } }, "Let all axes go"),
    el("button", { class: "quiet", title: "Download this figure as PNG", onclick: () => el("a", { href: canvas.toDataURL("image/png"), download: "parallel.png" }).click() }, "PNG")], [plot]);
  const edge = { left: 56, right: 56, top: 60, bottom: 26 };
  let size = { width: 0, height: 400 }, axes = [], at0 = -1;
  const X = k => edge.left + (columns.length < 2 ? 0 : k / (columns.length - 1)) * (size.width - edge.left - edge.right);
  const Y = (k, v) => size.height - edge.bottom - axes[k].place(v) * (size.height - edge.top - edge.bottom);
  // few distinct values stand evenly: powers of two and categories are read like this
  function axisFor(c) {
    const distinct = c.distinct;
    if (!distinct || distinct.length > 40) return { ...axisOf(c.values, "auto"), distinct: null };
    const rank = new Map(distinct.map((v, i) => [v, i]));
    return { place: v => distinct.length < 2 ? 0.5 : rank.get(v) / (distinct.length - 1), distinct };
  }
  function apply() {
    const limits = [...brushes].map(([k, [a, b]]) => i => { const v = columns[k].values[i]; if (!known(v)) return false; const p = axes[k].place(v); return p >= a && p <= b; });
    model.lines(limits.length ? i => limits.every(l => l(i)) : null);
    draw();
  }
  function line(pen, i) {
    let pen0 = false;
    for (let k = 0; k < columns.length; k++) {
      const v = columns[k].values[i];
      if (!known(v)) { pen0 = false; continue; }
      if (pen0) pen.lineTo(X(k), Y(k, v)); else pen.moveTo(X(k), Y(k, v));
      pen0 = true;
    }
  }
  function draw() {
    if (!(size.width > 0)) return;
    const pen = sharpCanvas(canvas, size.width, size.height);
    axes = columns.map(axisFor);
    const order = { c: [], d: [], f: [] }, dimmed = [];
    for (let i = 0; i < model.count; i++) { const list = order[model.state[i]]; if (!list) continue; if (model.selected(i)) list.push(i); else dimmed.push(i); }
    const thin = list => { if (list.length <= MOST) return list; const step = list.length / MOST; return Array.from({ length: MOST }, (_, k) => list[Math.floor(k * step)]); };
    const layer = (list, hue, alpha, width) => { pen.globalAlpha = alpha; pen.strokeStyle = hue; pen.lineWidth = width; for (const i of list) { pen.beginPath(); line(pen, i); pen.stroke(); } };
    const rest = thin([...order.c, ...order.d]), fade = Math.max(0.02, Math.min(0.35, 120 / Math.max(1, rest.length)));
    layer(thin(dimmed).slice(0, 4000), inkOf("--s-grey"), Math.max(0.006, Math.min(0.05, 30 / Math.max(1, dimmed.length))), 1);
    layer(rest, inkOf("--s-grey"), fade, 1);
    layer(thin(order.f), inkOf("--s-red"), Math.max(0.05, Math.min(0.65, 120 / Math.max(1, order.f.length))), 1.3);
    layer([...model.chosen], inkOf("--accent"), 1, 2.4);
    pen.globalAlpha = 1;
    columns.forEach((c, k) => axis(pen, c, k));
  }
  function axis(pen, c, k) {
    const x = Math.round(X(k)) + 0.5, top = edge.top, bottom = size.height - edge.bottom;
    pen.strokeStyle = inkOf("--muted"); pen.lineWidth = 1; pen.beginPath(); pen.moveTo(x, top); pen.lineTo(x, bottom); pen.stroke();
    pen.font = "11px system-ui, sans-serif"; pen.textAlign = "left";
    const a = axes[k], marks = a.distinct ? a.distinct.filter((_, i) => a.distinct.length <= 10 || i % Math.ceil(a.distinct.length / 8) === 0) : a.ticks;
    for (const v of marks) {
      const y = Y(k, v), text = c.words && c.words.length ? c.words[v] : tickText(v);
      if (y < top - 2 || y > bottom + 2) continue;
      pen.lineWidth = 3; pen.strokeStyle = inkOf("--card"); pen.strokeText(text, x + 5, y + 3.5); pen.fillStyle = inkOf("--soft"); pen.fillText(text, x + 5, y + 3.5);
      pen.strokeStyle = inkOf("--muted"); pen.lineWidth = 1; pen.beginPath(); pen.moveTo(x - 3, y); pen.lineTo(x + 3, y); pen.stroke();
    }
    pen.font = "600 11.5px system-ui, sans-serif"; pen.fillStyle = inkOf("--ink"); pen.textAlign = k === 0 ? "left" : k === columns.length - 1 ? "right" : "center";
    const shift = k === 0 ? -edge.left + 8 : k === columns.length - 1 ? edge.right - 8 : 0;
    // the unit stands below the name; neighbours stand at two heights
    const cut = c.title.indexOf(" ("), up = k % 2 && columns.length > 6 ? 14 : 36;
    if (k === at0) pen.fillStyle = inkOf("--accent");
    pen.fillText(cut < 0 ? c.title : c.title.slice(0, cut), x + shift, up);
    if (cut > 0) { pen.font = "11px system-ui, sans-serif"; pen.fillStyle = inkOf("--muted"); pen.fillText(c.title.slice(cut + 2, -1), x + shift, up + 13); }
    const brush = brushes.get(k);
    if (brush) { const y0 = bottom - brush[1] * (bottom - top), y1 = bottom - brush[0] * (bottom - top); pen.fillStyle = inkOf("--accent"); pen.globalAlpha = 0.25; pen.fillRect(x - 8, y0, 16, y1 - y0); pen.globalAlpha = 1; pen.strokeStyle = inkOf("--accent"); pen.strokeRect(x - 8, y0, 16, y1 - y0); }
  }
  let drag = null;
  const at = e => { const r = canvas.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; };
  const share = y => Math.max(-0.02, Math.min(1.02, (size.height - edge.bottom - y) / (size.height - edge.top - edge.bottom)));
  canvas.addEventListener("pointerdown", e => {
    const [px, py] = at(e), k = columns.findIndex((_, i) => Math.abs(X(i) - px) < 26);
    if (k < 0) return;
    drag = { k, from: share(py), y: py };
    canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener("pointermove", e => {
    const [px, py] = at(e);
    canvas.style.cursor = columns.some((_, i) => Math.abs(X(i) - px) < 26) ? "ns-resize" : "default";
    if (!drag || Math.abs(py - drag.y) < 4) return;
    const to = share(py);
    brushes.set(drag.k, [Math.min(drag.from, to), Math.max(drag.from, to)]);
    if (model.count < 20000) draw();
  });
  canvas.addEventListener("pointerup", e => {
    if (!drag) return;
    if (Math.abs(at(e)[1] - drag.y) < 4) brushes.delete(drag.k);
    drag = null;
    apply();
  });
  canvas.addEventListener("keydown", e => {
    const move = { ArrowUp: 1, ArrowDown: -1 }[e.key], side = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (side) { at0 = Math.max(0, Math.min(columns.length - 1, at0 + side)); draw(); }
    else if (move && at0 >= 0) {
      // one value of a parameter, or a twentieth of a figure's range
      const places = axes[at0].distinct ? axes[at0].distinct.map(axes[at0].place) : Array.from({ length: 21 }, (_, i) => i / 20), gap = places.length > 1 ? (places[1] - places[0]) / 2 : 0.5;
      const range = brushes.get(at0) || [places[0] - gap, places[places.length - 1] + gap], end = e.shiftKey ? 1 : 0;
      range[end] = Math.max(places[0] - gap, Math.min(places[places.length - 1] + gap, range[end] + move * 2 * gap));
      if (range[0] < range[1]) { brushes.set(at0, range); apply(); }
    } else if (e.key === "Escape") { if (at0 >= 0) brushes.delete(at0); apply(); }
    else return;
    e.preventDefault();
  });
  canvas.addEventListener("blur", () => { at0 = -1; draw(); });
  responsive(plot, width => { size.width = Math.max(width, columns.length * 58); draw(); });
  return { card, redraw: draw };
}
