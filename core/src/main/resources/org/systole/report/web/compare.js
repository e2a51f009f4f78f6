"use strict";
// Two results side by side.
const A = DATA.a, B = DATA.b, TITLES = DATA.titles, HUES = ["--s-blue", "--s-red"];
const put = (id, ...parts) => document.getElementById(id).append(...parts.filter(Boolean));
const byName = new Map(B.layers.map((l, i) => [l.name, i]));
const PAIRS = A.layers.map((l, i) => ({ name: l.name, a: l, ia: i, b: B.layers[byName.get(l.name)] || null, ib: byName.get(l.name) }));
const inA = new Set(A.layers.map(l => l.name));
B.layers.forEach((l, i) => { if (!inA.has(l.name)) PAIRS.push({ name: l.name, a: null, b: l, ib: i }); });
const openA = index => inspect(A, index, openA), openB = index => inspect(B, index, openB);
const openPair = index => PAIRS[index].b ? openB(PAIRS[index].ib) : openA(PAIRS[index].ia);

(function roof() {
  const set = (result, which) => ({ name: TITLES[which], clock: result.accelerator.clock_mhz, roofs: result.roofs, layers: result.layers, colour: HUES[which] });
  put("roofline", roofline("roofline-figure", "Layers of both results", [set(A, 0), set(B, 1)], (index, which) => which ? openB(index) : openA(index)));
})();
function pairs(id, title, unit, value) {
  const layers = PAIRS.flatMap((p, i) => [{ name: p.name, nest: TITLES[0], pair: i, side: "a" }, { name: p.name, nest: TITLES[1], pair: i, side: "b" }]);
  put(id, stackedBars({ name: id + "-compared", title, unit, layers, each: 2,
    series: [{ key: "a", label: TITLES[0], colour: HUES[0] }, { key: "b", label: TITLES[1], colour: HUES[1] }], withTotal: false,
    value: (l, key) => l.side === key && PAIRS[l.pair][key] ? value(PAIRS[l.pair][key]) : 0, open: i => { const p = PAIRS[layers[i].pair]; layers[i].side === "a" && p.a ? openA(p.ia) : openPair(layers[i].pair); } }));
}
pairs("cycles", "Cycles by layer", "cycles", l => l.cycles.value);
pairs("energy", "Energy by layer", "pJ", l => l.energy.value || 0);
(function layers() {
  const change = (x, y) => x > 0 && y !== null && y !== undefined ? y / x - 1 : null;
  const shown = c => c === null ? "" : Math.abs(c) < 0.0005 ? "same" : c >= 2 ? "× " + digits(c + 1) : (c > 0 ? "+" : "−") + (100 * Math.abs(c)).toFixed(1) + " %";
  const cell = c => el("span", { class: c === null || Math.abs(c) < 0.0005 ? "" : c < 0 ? "better" : "worse" }, shown(c));
  const get = (p, side, f) => p[side] ? f(p[side]) : null;
  const cycles = l => l.cycles.value, energy = l => l.energy.value, dram = l => l.dram_read.value + l.dram_write.value;
  const number = (f, side, unit) => p => get(p, side, f) === null ? "–" : unit === "cycles" ? grouped(get(p, side, f)) : show(get(p, side, f), unit);
  const rows = PAIRS.map(p => ({ ...p, kind: (p.a || p.b).kind, limit: (p.b || p.a).limit, limit_kind: (p.b || p.a).limit_kind, nodes: [], work: [], nest: (p.a || p.b).nest, mapping: "" }));
  const column = (head, f, unit) => [
    { head: head + " A", num: true, value: p => get(p, "a", f), cell: number(f, "a", unit) },
    { head: head + " B", num: true, value: p => get(p, "b", f), cell: number(f, "b", unit) },
    { head: "change", num: true, csv: head + " change", value: p => change(get(p, "a", f), get(p, "b", f)), cell: p => cell(change(get(p, "a", f), get(p, "b", f))) }];
  put("layers", layerTable("layers-compared", rows, [
    { head: "#", num: true, value: (_, i) => i + 1, cell: (_, i) => i + 1 },
    { head: "Layer", value: p => p.name, cell: p => el("button", { class: "name", title: p.name }, middleCut(p.name)) },
    ...column("Cycles", cycles, "cycles"), ...column("Energy", energy, "pJ"), ...column("DRAM", dram, "B"),
    { head: "Bound by (B)", value: p => p.limit, cell: p => el("span", { class: "badge limit", css: "--dot:" + colour((LIMITS[p.limit_kind] || LIMITS.control)[1]) }, p.limit) },
  ], openPair, [{ label: "All kinds", options: [...new Set(rows.map(r => r.kind))].map(k => [k, k]), test: (r, v) => r.kind === v }]));
})();
