"use strict";
// A scatter of all points on a canvas: 100,000 of them are drawn in a few milliseconds and found by a grid.

/** An axis: place(value) in 0..1, and the ticks. Logarithmic where all values are above zero and span more than a decade. */
function axisOf(values, wanted) {
  let low = Infinity, high = -Infinity;
  for (const v of values) if (known(v)) { if (v < low) low = v; if (v > high) high = v; }
  if (!(high >= low)) { low = 0; high = 1; }
  const log = low > 0 && (wanted === "log" || (wanted === "auto" && high / low > 20));
  if (low === high) { const pad = Math.abs(low) * 0.1 || 1; if (log) { high = low * 1.1; low /= 1.1; } else { low -= pad; high += pad; } }
  const a = log ? Math.log10(low) : low, b = log ? Math.log10(high) : high, pad = (b - a) * 0.04, from = a - pad, to = b + pad;
  const place = v => ((log ? Math.log10(v) : v) - from) / (to - from);
  const back = t => log ? 10 ** (from + t * (to - from)) : from + t * (to - from);
  return { place, back, log, ticks: log ? logTicks(10 ** from, 10 ** to) : linearTicks(from, to) };
}
function linearTicks(from, to) {
  const raw = (to - from) / 6, power = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 2.5, 5, 10].map(m => m * power).find(s => s >= raw);
  const list = [];
  for (let v = Math.ceil(from / step) * step; v <= to; v += step) list.push(Math.abs(v) < step * 1e-9 ? 0 : Number(v.toPrecision(12)));
  return list;
}
function logTicks(from, to) {
  const list = [], decades = Math.log10(to / from), marks = decades > 4 ? [1] : decades > 1.6 ? [1, 2, 5] : decades > 0.7 ? [1, 1.5, 2, 3, 4, 5, 7] : null;
  if (!marks) return linearTicks(from, to);
  for (let e = Math.floor(Math.log10(from)); e <= Math.log10(to); e++) for (const m of marks) { const v = m * 10 ** e; if (v >= from && v <= to) list.push(Number(v.toPrecision(6))); }
  return list;
}
const tickText = v => v !== 0 && (Math.abs(v) >= 1e6 || Math.abs(v) < 1e-3) ? v.toExponential(0) : String(Number(v.toPrecision(4))).replace(/\B(?=(\d{3})+(?!\d)(?=$|\.))/g, ",");

/** A canvas that is as sharp as the screen. */
function sharpCanvas(canvas, width, height) {
  const ratio = Math.min(3, devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
  canvas.style.width = width + "px"; canvas.style.height = height + "px";
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}
const inkOf = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** model: { count, columns: [{ name, values, words? }], state, selected(i), brush(filter | null), toggle(i), chosen: Set, about(i) }. */
function scatterPlot(model, firstX, firstY) {
  const names = model.columns.map(c => [c.name, c.title]);
  let x = firstX, y = firstY, tint = "", scale = "auto", near = false, box = null, axes = null, walked = -1, size = { width: 0, height: 0 };
  const canvas = el("canvas", { role: "img", tabindex: 0, "aria-label": "Scatter of all points; arrow keys walk along the front, Enter compares a point; the table below holds the same figures" }), top = el("canvas", { css: "position:absolute;left:0;top:0;pointer-events:none" });
  const plot = el("div", { class: "plot", css: "position:relative;touch-action:none" }, [canvas, top]);
  const choose = (label, value, options, pick) => el("label", { css: "font-size:12.5px;color:var(--muted)" }, [label + " ", fill(el("select", { "aria-label": label, onchange: e => { pick(e.target.value); draw(); } }, options.map(([k, t]) => el("option", { value: k, selected: k === value }, t))), {})]);
  const tools = [choose("x", x, names, v => { x = v; near = false; clear(); }), choose("y", y, names, v => { y = v; near = false; clear(); }),
    choose("colour", "", [["", "front"], ...names], v => { tint = v; }), choose("scale", scale, [["auto", "auto"], ["linear", "linear"], ["log", "log"]], v => { scale = v; clear(); }),
    el("button", { onclick: () => { near = false; clear(); draw(); } }, "Select all"),
    el("button", { title: "Let the axes span what is selected", onclick: () => { near = true; draw(); } }, "Zoom to selection"),
    el("button", { class: "quiet", title: "Download this figure as SVG", onclick: () => save("front.svg", "image/svg+xml", svgText(asSvg())) }, "SVG"),
    el("button", { class: "quiet", title: "Download this figure as PNG", onclick: () => el("a", { href: canvas.toDataURL("image/png"), download: "front.png" }).click() }, "PNG")];
  const legend = el("div", { class: "legend" });
  const card = figure("scatter", "All points", tools, [legend, plot]);
  const edge = { left: 66, right: 18, top: 12, bottom: 42 };
  const column = name => model.columns.find(c => c.name === name);
  const X = v => edge.left + axes.x.place(v) * (size.width - edge.left - edge.right), Y = v => size.height - edge.bottom - axes.y.place(v) * (size.height - edge.top - edge.bottom);
  const inside = (v, w) => { const a = axes.x.place(v), b = axes.y.place(w); return a >= 0 && a <= 1 && b >= 0 && b <= 1; };
  let grid = new Map();

  function clear() { box = null; model.brush(null); drawTop(); }
  function hueOf() {
    if (!tint) return null;
    const values = column(tint).values, scaleOf = axisOf(values, "auto"), steps = ["--h1", "--h2", "--h3", "--h4", "--h5"].map(inkOf);
    return i => known(values[i]) ? steps[Math.max(0, Math.min(4, Math.floor(scaleOf.place(values[i]) * 5)))] : inkOf("--muted");
  }
  function drawAxes(pen) {
    pen.font = "11.5px system-ui, sans-serif"; pen.fillStyle = inkOf("--muted"); pen.strokeStyle = inkOf("--line"); pen.lineWidth = 1;
    const bottom = size.height - edge.bottom, right = size.width - edge.right;
    const words = (name, v) => { const c = column(name); return c.words && c.words.length ? (Number.isInteger(v) ? c.words[v] ?? "" : "") : tickText(v); };
    let last = -1e9;
    for (const t of axes.x.ticks) { const at = Math.round(X(t)) + 0.5; pen.beginPath(); pen.moveTo(at, edge.top); pen.lineTo(at, bottom); pen.stroke(); const text = words(x, t); if (at - last > pen.measureText(text).width + 14) { pen.textAlign = "center"; pen.fillText(text, at, bottom + 17); last = at; } }
    last = 1e9;
    for (const t of axes.y.ticks) { const at = Math.round(Y(t)) + 0.5; pen.beginPath(); pen.moveTo(edge.left, at); pen.lineTo(right, at); pen.stroke(); if (last - at > 15) { pen.textAlign = "right"; pen.fillText(words(y, t), edge.left - 8, at + 4); last = at; } }
    pen.strokeStyle = inkOf("--muted"); pen.beginPath(); pen.moveTo(edge.left + 0.5, edge.top); pen.lineTo(edge.left + 0.5, bottom + 0.5); pen.lineTo(right, bottom + 0.5); pen.stroke();
    pen.textAlign = "center"; pen.fillText(column(x).title + (axes.x.log ? "  (logarithmic)" : ""), (edge.left + right) / 2, size.height - 8);
    pen.save(); pen.translate(14, (edge.top + bottom) / 2); pen.rotate(-Math.PI / 2); pen.fillText(column(y).title + (axes.y.log ? "  (logarithmic)" : ""), 0, 0); pen.restore();
  }
  function draw() {
    if (!(size.width > 0)) return;
    const pen = sharpCanvas(canvas, size.width, size.height), xs = column(x).values, ys = column(y).values, hue = hueOf();
    const spanned = values => near ? values.filter((_, i) => model.selected(i) && known(xs[i]) && known(ys[i])) : values;
    axes = { x: axisOf(spanned(xs), scale), y: axisOf(spanned(ys), scale) };
    if (near && box) box = null;
    drawAxes(pen);
    grid = new Map();
    const many = model.count > 5000, marks = { r: [], c: [], d: [], f: [] };
    for (let i = 0; i < model.count; i++) {
      if (!known(xs[i]) || !known(ys[i]) || !marks[model.state[i]] || near && !inside(xs[i], ys[i])) continue;
      marks[model.state[i]].push(i);
      const cell = Math.floor(X(xs[i]) / 8) * 4096 + Math.floor(Y(ys[i]) / 8);
      const there = grid.get(cell);
      if (!there) grid.set(cell, [i]); else if (there.length < 24 || model.state[i] === "f") there.push(i);
    }
    const grey = inkOf("--s-grey"), blue = inkOf("--s-red"), dot = many ? 1.6 : 3.2;
    for (const kind of ["r", "c", "d", "f"]) for (const i of marks[kind]) {
      const on = model.selected(i), px = X(xs[i]), py = Y(ys[i]);
      pen.globalAlpha = on ? (kind === "f" || !many ? 0.9 : 0.5) : 0.08;
      pen.fillStyle = pen.strokeStyle = hue ? hue(i) : kind === "f" ? blue : grey;
      if (kind === "r") { pen.lineWidth = 1; pen.beginPath(); pen.moveTo(px - dot, py - dot); pen.lineTo(px + dot, py + dot); pen.moveTo(px - dot, py + dot); pen.lineTo(px + dot, py - dot); pen.stroke(); }
      else if (kind === "c" && !many) { pen.beginPath(); pen.arc(px, py, dot, 0, 7); pen.stroke(); }
      else if (kind !== "f" && many) pen.fillRect(px - dot / 2, py - dot / 2, dot, dot);
      else { pen.beginPath(); pen.arc(px, py, kind === "f" ? (many ? 3 : 4.6) : dot, 0, 7); pen.fill(); if (kind === "f" && hue) { pen.globalAlpha = on ? 1 : 0.1; pen.strokeStyle = inkOf("--ink"); pen.lineWidth = 1; pen.stroke(); } }
    }
    pen.globalAlpha = 1;
    legend.replaceChildren(...(hue ? [el("span", { class: "scale" }, [column(tint).title + ": low ", el("i"), " high"])] : []),
      ...[["f", "on the front", "--s-red"], ["d", "dominated", "--s-grey"], ["c", "breaks a constraint", "--s-grey"], ["r", "refused by the closer look", "--s-grey"]].filter(([k]) => marks[k].length)
        .map(([k, text, dotHue]) => el("button", { tabindex: -1 }, [el("i", { css: "border-radius:" + (k === "r" ? "0;" : "50%;") + (k === "c" || k === "r" ? "background:none;border:1.4px solid var(--s-grey)" : "background:" + colour(dotHue)) }), text + " (" + grouped(marks[k].length) + ")"])));
    drawTop();
  }
  /** The figure as lines and circles; of many dominated points, some. */
  function asSvg() {
    const MOST = 20000, xs = column(x).values, ys = column(y).values, hue = hueOf(), bottom = size.height - edge.bottom, right = size.width - edge.right;
    const root = svg("svg", { width: size.width, height: size.height });
    for (const t of axes.x.ticks) root.append(svg("line", { class: "grid", x1: X(t), x2: X(t), y1: edge.top, y2: bottom }), svg("text", { x: X(t), y: bottom + 17, "text-anchor": "middle" }, tickText(t)));
    for (const t of axes.y.ticks) root.append(svg("line", { class: "grid", x1: edge.left, x2: right, y1: Y(t), y2: Y(t) }), svg("text", { x: edge.left - 8, y: Y(t) + 4, "text-anchor": "end" }, tickText(t)));
    root.append(svg("text", { x: (edge.left + right) / 2, y: size.height - 8, "text-anchor": "middle" }, column(x).title), svg("text", { x: 14, y: (edge.top + bottom) / 2, "text-anchor": "middle", transform: `rotate(-90 14 ${(edge.top + bottom) / 2})` }, column(y).title));
    const step = Math.max(1, Math.ceil(model.count / MOST));
    for (const kind of ["r", "c", "d", "f"]) for (let i = 0; i < model.count; i++) {
      if (model.state[i] !== kind || kind !== "f" && i % step || !known(xs[i]) || !known(ys[i]) || !model.selected(i) || !inside(xs[i], ys[i])) continue;
      const paint = hue ? hue(i) : inkOf(kind === "f" ? "--s-red" : "--s-grey");
      const cx = X(xs[i]), cy = Y(ys[i]);
      if (kind === "r") root.append(svg("path", { d: `M${cx - 2.4} ${cy - 2.4}l4.8 4.8m-4.8 0l4.8-4.8`, stroke: paint, fill: "none" }));
      else root.append(svg("circle", { cx: X(xs[i]).toFixed(1), cy: Y(ys[i]).toFixed(1), r: kind === "f" ? 4 : 2.4, fill: kind === "c" ? "none" : paint, stroke: kind === "c" ? paint : "none" }));
    }
    return root;
  }
  function drawTop() {
    if (!axes) return;
    const pen = sharpCanvas(top, size.width, size.height), xs = column(x).values, ys = column(y).values;
    pen.lineWidth = 2; pen.strokeStyle = inkOf("--accent"); pen.fillStyle = inkOf("--accent"); pen.font = "600 12px system-ui, sans-serif";
    [...model.chosen].forEach((i, n) => { if (!known(xs[i]) || !known(ys[i]) || !inside(xs[i], ys[i])) return; pen.beginPath(); pen.arc(X(xs[i]), Y(ys[i]), 8, 0, 7); pen.stroke(); pen.fillText(String.fromCharCode(65 + n), X(xs[i]) + 10, Y(ys[i]) - 8); });
    if (walked >= 0) { pen.setLineDash([3, 3]); pen.beginPath(); pen.arc(X(xs[walked]), Y(ys[walked]), 12, 0, 7); pen.stroke(); pen.setLineDash([]); }
    if (box) { pen.globalAlpha = 0.12; pen.fillRect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0); pen.globalAlpha = 1; pen.lineWidth = 1; pen.strokeRect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0); }
  }
  function nearest(px, py) {
    const xs = column(x).values, ys = column(y).values, cx = Math.floor(px / 8), cy = Math.floor(py / 8);
    let best = -1, least = 14 * 14;
    for (let a = cx - 2; a <= cx + 2; a++) for (let b = cy - 2; b <= cy + 2; b++) for (const i of grid.get(a * 4096 + b) || []) {
      if (!model.selected(i)) continue;
      const far = (X(xs[i]) - px) ** 2 + (Y(ys[i]) - py) ** 2 - (model.state[i] === "f" ? 20 : 0);
      if (far < least) { least = far; best = i; }
    }
    return best;
  }
  let start = null;
  const at = e => { const r = canvas.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; };
  canvas.addEventListener("pointerdown", e => { start = at(e); canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", e => {
    const [px, py] = at(e);
    if (start && Math.hypot(px - start[0], py - start[1]) > 5) { box = { x0: Math.min(px, start[0]), x1: Math.max(px, start[0]), y0: Math.min(py, start[1]), y1: Math.max(py, start[1]) }; hideTip(); drawTop(); return; }
    const i = nearest(px, py);
    if (i < 0) hideTip(); else showTip(e.clientX, e.clientY, model.about(i));
    canvas.style.cursor = i < 0 ? "crosshair" : "pointer";
  });
  canvas.addEventListener("pointerup", e => {
    const [px, py] = at(e), dragged = start && Math.hypot(px - start[0], py - start[1]) > 5;
    start = null;
    if (!dragged) { const i = nearest(px, py); if (i >= 0) model.toggle(i); else if (box) clear(); return; }
    // in values: the axes may span something else later
    const xs = column(x).values, ys = column(y).values, across = px => axes.x.back((px - edge.left) / (size.width - edge.left - edge.right)), up = py => axes.y.back((size.height - edge.bottom - py) / (size.height - edge.top - edge.bottom));
    const x0 = across(box.x0), x1 = across(box.x1), y0 = up(box.y1), y1 = up(box.y0);
    model.brush(i => known(xs[i]) && known(ys[i]) && xs[i] >= x0 && xs[i] <= x1 && ys[i] >= y0 && ys[i] <= y1);
  });
  canvas.addEventListener("pointerleave", hideTip);
  canvas.addEventListener("keydown", e => {
    const xs = column(x).values, ys = column(y).values, step = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 1, ArrowDown: -1 }[e.key];
    if (step) {
      const front = [];
      for (let i = 0; i < model.count; i++) if (model.state[i] === "f" && known(xs[i]) && known(ys[i]) && model.selected(i)) front.push(i);
      front.sort((a, b) => xs[a] - xs[b] || ys[a] - ys[b]);
      if (!front.length) return;
      const at = front.indexOf(walked);
      walked = at < 0 ? front[step > 0 ? 0 : front.length - 1] : front[(at + step + front.length) % front.length];
      const r = canvas.getBoundingClientRect();
      showTip(r.left + X(xs[walked]), r.top + Y(ys[walked]), model.about(walked));
    } else if ((e.key === "Enter" || e.key === " ") && walked >= 0) model.toggle(walked);
    else if (e.key === "Escape") { walked = -1; hideTip(); clear(); }
    else return;
    e.preventDefault();
    drawTop();
  });
  canvas.addEventListener("blur", () => { walked = -1; hideTip(); drawTop(); });
  responsive(plot, width => { size = { width, height: Math.max(360, Math.min(560, width * 0.46)) }; plot.style.height = size.height + "px"; box = null; walked = -1; draw(); });
  return { card, redraw: draw, mark: drawTop };
}
