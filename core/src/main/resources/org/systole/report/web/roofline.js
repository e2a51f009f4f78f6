"use strict";
// The roofline: operations a second over operations per byte of off-chip traffic, both logarithmic.

function marker(shape, x, y, r, attributes) {
  const d = { square: `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`, diamond: `M${x} ${y - r * 1.25}l${r * 1.25} ${r * 1.25}l${-r * 1.25} ${r * 1.25}l${-r * 1.25} ${-r * 1.25}z`,
    triangle: `M${x} ${y - r * 1.2}l${r * 1.15} ${r * 2}h${-r * 2.3}z`,
    plus: `M${x - r} ${y - r / 3}h${r * 2 / 3}v${-r * 2 / 3}h${r * 2 / 3}v${r * 2 / 3}h${r * 2 / 3}v${r * 2 / 3}h${-r * 2 / 3}v${r * 2 / 3}h${-r * 2 / 3}v${-r * 2 / 3}h${-r * 2 / 3}z`,
    cross: `M${x - r} ${y - r}l${r} ${r * .6}l${r} ${-r * .6}l${-r * .6} ${r}l${r * .6} ${r}l${-r} ${-r * .6}l${-r} ${r * .6}l${r * .6} ${-r}z` }[shape];
  return d ? svg("path", { d, ...attributes }) : svg("circle", { cx: x, cy: y, r, ...attributes });
}

/** sets: [{ name, clock, roofs, layers, colour? }]; with one set the limits give the colours, with several the sets do. */
function roofline(id, title, sets, open) {
  const plot = el("div", { class: "plot" });
  const points = [];
  sets.forEach((set, which) => {
    const cycles = set.layers.reduce((all, l) => all + l.cycles.value, 0);
    set.layers.forEach((layer, index) => {
      if (!(layer.macs.value > 0) || !(layer.cycles.value > 0)) return;
      const moved = layer.dram_read.value + layer.dram_write.value;
      points.push({ set, which, layer, index, share: layer.cycles.value / cycles, bytes: moved,
        x: moved > 0 ? 2 * layer.macs.value / moved : Infinity, y: 2 * layer.macs.value / layer.cycles.value * set.clock * 1e6 });
    });
  });
  points.sort((a, b) => b.share - a.share);
  const rows = () => [["layer", "set", "operations per byte", "operations per second", "share of cycles", "limit"],
    ...points.map(p => [p.layer.name, p.set.name, p.x, p.y, p.share, p.layer.limit])];
  const used = Object.keys(LIMITS).filter(key => points.some(p => p.layer.limit_kind === key));
  const legend = el("div", { class: "legend" }, sets.length > 1
    ? sets.map(s => el("button", { tabindex: -1 }, [el("i", { dot: colour(s.colour) }), s.name]))
    : used.map(key => el("button", { tabindex: -1 }, [glyph(key), LIMITS[key][0]])));
  const shown = [...legend.children];
  const card = figure(id, title, downloads(id, plot, rows), [shown.length ? legend : null, plot]);
  let focus = -1, spots = [];

  function glyph(key) {
    return svg("svg", { width: 14, height: 14, "aria-hidden": "true" }, marker(LIMITS[key][2], 7, 7, 4.6, { fill: colour(LIMITS[key][1]) }));
  }
  function draw(width) {
    if (!(width > 0)) return;
    const height = Math.max(340, Math.min(470, width * 0.46)), left = 74, right = 24, top = 18, bottom = 46;
    const finite = points.filter(p => Number.isFinite(p.x));
    const roofs = sets.flatMap(s => Object.entries(s.roofs.bytes_per_second).map(([name, speed]) => ({ set: s, name, speed, peak: s.roofs.peak_ops_per_second, ridge: s.roofs.peak_ops_per_second / speed })));
    const xs = [...finite.map(p => p.x), ...roofs.slice(0, sets.length).map(r => r.ridge)], peak = Math.max(...sets.map(s => s.roofs.peak_ops_per_second));
    const x0 = Math.floor(Math.log10(Math.min(...xs, 1)) - 0.05), x1 = Math.ceil(Math.log10(Math.max(...xs, 10) * 1.6) * 2) / 2;
    const low = Math.min(...points.map(p => p.y), peak / 50), y0 = Math.floor(Math.log10(low) * 2 - 0.2) / 2, y1 = Math.log10(peak) + 0.25;
    const X = v => left + (Math.log10(v) - x0) / (x1 - x0) * (width - left - right), Y = v => top + (y1 - Math.log10(v)) / (y1 - y0) * (height - top - bottom);
    const root = svg("svg", { width, height, tabindex: 0, role: "img", "aria-label": title + ": " + points.length + " layers. Arrow keys walk through them, the slowest first; Enter opens one." });
    const minor = (from, to, draw) => { for (let e = Math.floor(from); e <= to; e++) for (let m = 2; m < 10; m++) { const at = e + Math.log10(m); if (at > from && at < to) draw(10 ** at); } };
    minor(x0, x1, v => root.append(svg("line", { class: "grid", opacity: 0.42, x1: X(v), x2: X(v), y1: top, y2: height - bottom })));
    minor(y0, y1, v => root.append(svg("line", { class: "grid", opacity: 0.42, x1: left, x2: width - right, y1: Y(v), y2: Y(v) })));
    for (let e = x0; e <= x1; e++) {
      root.append(svg("line", { class: "grid", x1: X(10 ** e), x2: X(10 ** e), y1: top, y2: height - bottom }), svg("text", { x: X(10 ** e), y: height - bottom + 17, "text-anchor": "middle" }, power(e)));
    }
    for (let e = Math.ceil(y0); e <= y1; e++) {
      root.append(svg("line", { class: "grid", x1: left, x2: width - right, y1: Y(10 ** e), y2: Y(10 ** e) }), svg("text", { x: left - 8, y: Y(10 ** e) + 4, "text-anchor": "end" }, prefixed(10 ** e, "")));
    }
    root.append(svg("line", { class: "axis", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }), svg("line", { class: "axis", x1: left, x2: left, y1: top, y2: height - bottom }),
      svg("text", { x: (left + width - right) / 2, y: height - 8, "text-anchor": "middle" }, width < 620 ? "operations per byte of DRAM traffic" : "operational intensity [operations per byte of DRAM traffic; 1 MAC = 2 operations]"),
      svg("text", { transform: `translate(14 ${(top + height - bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, "performance [operations/s]"));
    drawRoofs(root, roofs, X, Y, x0, x1, y0, width - right, height - bottom);
    spots = points.map(p => {
      const away = !Number.isFinite(p.x), x = away ? width - right - 10 : X(p.x), y = Y(p.y), r = Math.max(3.2, Math.min(20, width / 40, 58 * Math.sqrt(p.share)));
      const kind = LIMITS[p.layer.limit_kind] || LIMITS.control, hue = sets.length > 1 ? p.set.colour : kind[1];
      const shape = marker(sets.length > 1 ? ["circle", "square"][p.which % 2] : kind[2], x, y, r * (kind[2] === "circle" ? 1 : 0.88), {
        fill: colour(hue), "fill-opacity": 0.62, stroke: colour(hue), "stroke-width": 1.2, css: "cursor:pointer",
        onmousemove: e => about(p, e.clientX, e.clientY), onmouseleave: hideTip, onclick: () => open(p.index, p.which) });
      root.append(shape);
      return { p, x, y, shape };
    });
    // What names a roof stays readable over the points at it.
    root.append(...root.querySelectorAll("text.strong"));
    root.addEventListener("keydown", e => walk(e, root));
    root.addEventListener("blur", hideTip);
    plot.replaceChildren(root);
  }
  function drawRoofs(root, roofs, X, Y, x0, x1, y0, end, base) {
    const placed = [], named = new Set();
    roofs.forEach((r, i) => {
      const first = i < sets.length, from = Math.max(10 ** x0, 10 ** y0 / r.speed), to = Math.min(10 ** x1, r.ridge);
      const hue = sets.length > 1 ? colour(r.set.colour) : "var(--ink)";
      if (from < to) {
        root.append(svg("line", { x1: X(from), y1: Y(from * r.speed), x2: X(to), y2: Y(to * r.speed), stroke: hue, "stroke-width": first ? 1.8 : 1.1, "stroke-dasharray": first ? null : "5 4" }));
        const angle = Math.atan2(Y(to * r.speed) - Y(from * r.speed), X(to) - X(from)) * 180 / Math.PI;
        const at = 10 ** (Math.log10(from) + 0.3 * (Math.log10(to) - Math.log10(from)));
        const label = r.name + "  " + prefixed(r.speed, "B/s");
        if (!named.has(label)) root.append(svg("text", { class: "strong", transform: `translate(${X(at)} ${Y(at * r.speed) - 7}) rotate(${angle})`, "text-anchor": "middle" }, label));
        named.add(label);
      }
      if (!placed.includes(r.peak)) {
        placed.push(r.peak);
        root.append(svg("line", { x1: X(Math.max(10 ** x0, Math.min(...roofs.filter(o => o.peak === r.peak).map(o => o.ridge)))), x2: end, y1: Y(r.peak), y2: Y(r.peak), stroke: hue, "stroke-width": 1.8 }),
          svg("text", { class: "strong", x: end - 4, y: Y(r.peak) - 7, "text-anchor": "end" }, (sets.length > 1 ? r.set.name + "  " : "peak  ") + prefixed(r.peak, "op/s")));
      }
    });
  }
  function about(p, x, y) {
    const roof = Math.min(p.set.roofs.peak_ops_per_second, p.x * Object.values(p.set.roofs.bytes_per_second)[0]);
    showTip(x, y, [el("b", {}, (p.index + 1) + "  " + p.layer.name), el("div", { class: "sub" }, (sets.length > 1 ? p.set.name + ": " : "") + p.layer.nest),
      tipRow("Performance", prefixed(p.y, "op/s")), tipRow("Of its roof", percent(p.y / roof)), tipRow("Intensity", Number.isFinite(p.x) ? digits(p.x) + " op/B" : "no DRAM traffic"),
      tipRow("Share of cycles", percent(p.share)), tipRow("Utilization", percent(p.layer.utilization.value)), tipRow("Bound by", p.layer.limit)]);
  }
  function walk(e, root) {
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (e.key === "Escape") return hideTip();
    if (e.key === "Enter" && focus >= 0) return open(spots[focus].p.index, spots[focus].p.which);
    if (!move || !spots.length) return;
    e.preventDefault();
    focus = Math.max(0, Math.min(spots.length - 1, focus + move));
    spots.forEach((s, i) => s.shape.setAttribute("stroke", i === focus ? "var(--ink)" : s.shape.getAttribute("fill")));
    const box = root.getBoundingClientRect();
    about(spots[focus].p, box.left + spots[focus].x, box.top + spots[focus].y);
  }
  responsive(plot, draw);
  return card;
}
const power = e => e >= 0 && e <= 4 ? grouped(10 ** e) : e < 0 && e >= -3 ? String(10 ** e) : "1e" + e;
