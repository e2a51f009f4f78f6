"use strict";
// An exploration: puts the figures together and keeps their selections in step.
const put = (id, ...parts) => document.getElementById(id).append(...parts.filter(Boolean));
const COLUMNS = [
  ...DATA.parameters.map(p => ({ name: p.name, title: p.name, words: p.words, values: p.index.map(i => p.words.length ? i : p.values[i]), distinct: p.words.length ? p.values.map((_, i) => i) : p.values })),
  ...DATA.kpis.map(k => { const goal = DATA.goals.find(g => g.kpi === k.name); return { name: k.name, title: k.title, values: k.values, kpi: true, goal: !!goal, maximize: goal && goal.maximize }; }),
];
const MODEL = {
  count: DATA.state.length, columns: COLUMNS, state: DATA.state, chosen: new Set(),
  box: null, axes: null,
  selected: i => (!MODEL.box || MODEL.box(i)) && (!MODEL.axes || MODEL.axes(i)),
  brush: filter => { MODEL.box = filter; changed("scatter"); },
  lines: filter => { MODEL.axes = filter; changed("lines"); },
  toggle: i => { if (MODEL.chosen.has(i)) MODEL.chosen.delete(i); else { if (MODEL.chosen.size >= 6) MODEL.chosen.delete([...MODEL.chosen][0]); MODEL.chosen.add(i); } chosenChanged(); },
  text: (c, i) => { const v = c.values[i]; return c.words && c.words.length ? c.words[v] : known(v) ? (c.kpi ? digits(v) : tickText(v)) : "unknown"; },
  about: i => [el("b", {}, { f: "On the front", d: "Dominated", c: "Breaks a constraint", r: "Refused" }[DATA.state[i]]), ...COLUMNS.filter(c => !c.kpi || c.goal).map(c => tipRow(c.title, MODEL.text(c, i)))],
  point: i => DATA.parameters.map(p => p.index[i]).join("."),
};
let scatter = null, lines = null, table = null, beside = null;
function changed(by) {
  scatter.redraw();
  if (by !== "lines") lines.redraw();
  table.refresh();
}
function chosenChanged() { scatter.mark(); lines.redraw(); table.render(); beside.draw(); }

(function build() {
  const goals = DATA.goals.map(g => g.kpi), figures = DATA.kpis.map(k => k.name);
  const second = goals[1] || figures.find(f => f !== goals[0]) || goals[0];
  new Set(DATA.best).forEach(i => { if (MODEL.chosen.size < 3) MODEL.chosen.add(i); });
  scatter = scatterPlot(MODEL, second, goals[0]);
  lines = parallelPlot(MODEL, [...DATA.parameters.map(p => p.name), ...goals.filter((g, i) => goals.indexOf(g) === i)]);
  const others = figures.filter(f => !goals.includes(f) && ["latency_ms", "energy_mj", "area_mm2", "throughput_per_s", "accuracy", "utilization"].includes(f));
  const objectives = COLUMNS.filter(c => c.kpi && goals.includes(c.name)), rest = COLUMNS.filter(c => c.kpi && others.includes(c.name)), given = COLUMNS.filter(c => !c.kpi);
  // what counts stays in sight however many parameters there are
  const shown = given.length > 6 ? [...objectives, ...given, ...rest] : [...given, ...objectives, ...rest];
  table = pointTable(MODEL, shown);
  beside = sideBySide(MODEL, COLUMNS, DATA.layers, DATA.commands);
  put("front", scatter.card);
  put("parallel", lines.card);
  put("points", table.part);
  put("compare", beside.host);
  document.getElementById("theme").addEventListener("click", () => { scatter.redraw(); lines.redraw(); });
})();

(function importance() {
  const sampled = DATA.importance.some(r => r.noise.some(n => n > 0));
  const cell = (share, noise) => {
    const strong = known(share) && share > 0.55, level = known(share) ? Math.min(5, Math.round(share * 5)) : 0;
    if (noise > 0 && known(share) && share <= noise) return el("td", { class: "num dimmed", css: "padding:7px 12px", title: percent(share) + ": by chance a parameter that matters nothing reaches up to " + percent(noise) + " with so few points" }, "·");
    return el("td", { class: "num", css: "padding:7px 12px;background:" + colour("--h" + level) + (level === 5 || strong ? ";color:var(--on-h5)" : ";color:var(--ink)") }, known(share) ? percent(share) : "fixed");
  };
  const goals = DATA.goals.map(g => g.kpi), rows = [...DATA.importance].sort((a, b) => goals.includes(b.kpi) - goals.includes(a.kpi));
  const head = el("tr", {}, [el("th", {}, "of the variation of"), ...DATA.parameters.map(p => el("th", { class: "num", css: "padding:5px 12px" }, p.name)), sampled ? null : el("th", { class: "num", css: "padding:5px 12px" }, "combinations")]);
  const body = rows.map(r => el("tr", {}, [el("td", { css: "white-space:nowrap;padding-right:20px" }, [(DATA.kpis.find(k => k.name === r.kpi) || { title: r.kpi }).title, goals.includes(r.kpi) ? el("span", { class: "badge", css: "margin-left:8px" }, "objective") : null]), ...r.shares.map((s, i) => cell(s, r.noise[i])),
    sampled ? null : el("td", { class: "num", css: "padding:7px 12px" }, r.shares.some(known) ? percent(Math.max(0, 1 - r.shares.reduce((a, s) => a + (s || 0), 0))) : "")]));
  put("importance", el("div", { class: "card" }, el("div", { class: "scroll" }, el("table", { class: "plain" }, [head, ...body]))));
})();

(function search() {
  const plot = el("div", { class: "plot" }), H = DATA.history;
  if (!H.length) return;
  const card = figure("hypervolume", "Hypervolume over evaluations", downloads("hypervolume", plot, () => [["evaluations", "hypervolume", "front"], ...H]), [plot]);
  put("search", card);
  responsive(plot, width => {
    const height = 250, left = 56, right = 20, top = 14, bottom = 42, axis = axisOf(H.map(h => h[0]), H.length > 1 && H[H.length - 1][0] > 500 ? "log" : "linear");
    const X = v => left + axis.place(v) * (width - left - right), Y = v => top + (1.02 - v) / 1.02 * (height - top - bottom);
    const root = svg("svg", { width, height, role: "img", "aria-label": "Hypervolume over evaluations" });
    for (const t of [0, 0.25, 0.5, 0.75, 1]) root.append(svg("line", { class: "grid", x1: left, x2: width - right, y1: Y(t), y2: Y(t) }), svg("text", { x: left - 8, y: Y(t) + 4, "text-anchor": "end" }, String(t)));
    for (const t of axis.ticks) root.append(svg("text", { x: X(t), y: height - bottom + 17, "text-anchor": "middle" }, tickText(t)));
    root.append(svg("text", { x: 14, y: (top + height - bottom) / 2, "text-anchor": "middle", transform: `rotate(-90 14 ${(top + height - bottom) / 2})` }, "hypervolume (share)"));
    root.append(svg("text", { x: (left + width - right) / 2, y: height - 8, "text-anchor": "middle" }, "evaluations" + (axis.log ? " (logarithmic)" : "")));
    const path = H.map((h, i) => (i ? `H${X(h[0]).toFixed(1)}V` : `M${X(h[0]).toFixed(1)} `) + Y(h[1]).toFixed(1)).join("");
    root.append(svg("path", { d: path, fill: "none", stroke: colour("--s-blue"), "stroke-width": 2 }), svg("line", { class: "axis", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }));
    H.forEach(h => root.append(svg("rect", { class: "hit", x: X(h[0]) - 6, y: top, width: 12, height: height - top - bottom, onmousemove: e => showTip(e.clientX, e.clientY, [el("b", {}, grouped(h[0]) + " evaluations"), tipRow("Hypervolume", digits(h[1])), tipRow("Front", grouped(h[2]) + " points")]), onmouseleave: hideTip })));
    plot.replaceChildren(root);
  });
})();
