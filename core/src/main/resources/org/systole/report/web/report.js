"use strict";
// One result: puts the figures together.
const R = DATA.result, LAYERS = R.layers;
const put = (id, ...parts) => document.getElementById(id).append(...parts.filter(Boolean));
let table = null, graph = null;
function open(index) {
  inspect(R, index, open);
  table.select(index);
  if (graph) graph.select(index);
}
const limitBadge = layer => el("span", { class: "badge limit", css: "--dot:" + colour((LIMITS[layer.limit_kind] || LIMITS.control)[1]) }, layer.limit);

(function cycles() {
  const stalls = Object.keys(R.cycles.parts).filter(k => k.startsWith("stall:"));
  const series = Object.keys(R.cycles.parts).filter(k => R.cycles.parts[k] > 0).map(key => { const [label, hue] = cyclePart(key, stalls.indexOf(key)); return { key, label, colour: hue }; });
  put("cycles", stackedBars({ name: "cycles-by-layer", title: "Cycles by layer, and what they are spent on", unit: "cycles", layers: LAYERS, series, value: (l, k) => l.cycles.parts[k] || 0, open }));
})();
(function roof() {
  put("roofline", roofline("roofline-figure", "Layers under the roofs of " + R.accelerator.name + "; a point's size is its time", [{ name: R.accelerator.name, clock: R.accelerator.clock_mhz, roofs: R.roofs, layers: LAYERS }], open));
})();
(function energy() {
  const keys = Object.keys(R.energy.parts).filter(k => R.energy.parts[k] !== 0), hues = energyColours(Object.keys(R.energy.parts), R.accelerator.memories);
  put("energy", stackedBars({ name: "energy-by-layer", title: "Energy by layer and component", unit: "pJ", layers: LAYERS, series: keys.map(key => ({ key, label: key, colour: hues[key] })), value: (l, k) => l.energy.parts[k] ?? 0, open }));
})();
(function traffic() {
  const memories = R.accelerator.memories.map(m => m.name).filter(name => LAYERS.some(l => l.traffic.some(t => t.memory === name)));
  if (!memories.length) return;
  const spec = memory => ({
    title: "Bytes read from and written to " + memory, name: "traffic-" + memory,
    value: (l, k) => l.traffic.reduce((all, t) => t.memory === memory && k.startsWith(t.operand) ? all + (k.endsWith("read") ? t.read_bytes : t.write_bytes) : all, 0),
  });
  const kinds = [["input:read", "Input read", "--s-blue"], ["weight:read", "Weight read", "--s-amber"], ["output:read", "Output read", "--s-green"], ["input:write", "Input written", "--s-ice"], ["weight:write", "Weight written", "--s-sand"], ["output:write", "Output written", "--s-olive"]];
  const card = stackedBars({ ...spec(memories[0]), unit: "B", layers: LAYERS, open, series: kinds.map(([key, label, hue]) => ({ key, label, colour: hue })),
    controls: memories.length > 1 ? [segments("Memory", memories.map(m => [m, m]), memories[0], m => { card.querySelector("h3").textContent = spec(m).title; card.redraw(spec(m)); })] : [] });
  put("traffic", card);
})();
(function utilization() {
  put("utilization", stackedBars({ name: "utilization-by-layer", title: "Share of the array's capacity that each layer uses", unit: "ratio", layers: LAYERS, withTotal: false, percentAxis: true, open,
    series: [{ key: "utilization", label: "Utilization", colour: "--s-green" }], value: l => l.utilization.value, line: { value: R.totals.utilization.value, label: "network " + percent(R.totals.utilization.value) } }));
})();
(function layers() {
  const cycles = R.cycles.value || 1, energy = R.energy.value || 1;
  const most = f => Math.max(...LAYERS.map(f)) || 1, mostCycles = most(l => l.cycles.value), mostEnergy = most(l => l.energy.value || 0);
  table = layerTable("layers", LAYERS, [
    { head: "#", num: true, value: (_, i) => i + 1, cell: (_, i) => i + 1 },
    { head: "Layer", value: l => l.name, cell: l => el("button", { class: "name", title: l.name }, middleCut(l.name)) },
    { head: "Kind", value: l => l.kind, cell: l => l.kind },
    { head: "MACs", num: true, value: l => l.macs.value, cell: l => l.macs.value ? show(l.macs.value, "1") : "" },
    { head: "Cycles", num: true, csv: "cycles", value: l => l.cycles.value, cell: l => grouped(l.cycles.value) },
    { head: "of total", num: true, csv: "share of cycles", value: l => l.cycles.value / cycles, cell: l => [percent(l.cycles.value / cycles), cellBar(l.cycles.value / mostCycles, "")] },
    { head: "Utilization", num: true, csv: "utilization", value: l => l.macs.value ? l.utilization.value : -1, cell: l => l.macs.value ? [percent(l.utilization.value), cellBar(l.utilization.value, "util")] : "" },
    { head: "Energy", num: true, csv: "energy [pJ]", value: l => l.energy.value, cell: l => show(l.energy.value, "pJ") },
    { head: "of total", num: true, csv: "share of energy", value: l => (l.energy.value || 0) / energy, cell: l => known(l.energy.value) ? [percent(l.energy.value / energy), cellBar(l.energy.value / mostEnergy, "energy")] : "" },
    { head: "DRAM", num: true, csv: "DRAM traffic [B]", value: l => l.dram_read.value + l.dram_write.value, cell: l => bytes(l.dram_read.value + l.dram_write.value) },
    { head: "Bound by", value: l => l.limit, cell: limitBadge },
  ], open, [
    { label: "All kinds", options: [...new Set(LAYERS.map(l => l.kind))].map(k => [k, k]), test: (l, v) => l.kind === v },
    { label: "All limits", options: Object.keys(LIMITS).filter(k => LAYERS.some(l => l.limit_kind === k)).map(k => [k, LIMITS[k][0]]), test: (l, v) => l.limit_kind === v },
  ]);
  put("layers", table);
})();
(function network() {
  if (!DATA.graph || !DATA.graph.nodes.length) return;
  graph = graphView(DATA.graph, R, open);
  put("graph", graph);
})();
