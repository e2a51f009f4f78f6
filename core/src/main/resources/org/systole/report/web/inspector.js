"use strict";
// The drawer that shows all of one layer.
const drawer = el("aside", { class: "drawer", role: "dialog", "aria-label": "Layer", tabindex: -1 });
document.body.append(drawer);
let cameFrom = null;
function closeDrawer() {
  drawer.classList.remove("open");
  if (cameFrom && cameFrom.isConnected) cameFrom.focus({ preventScroll: true });
}
addEventListener("keydown", e => { if (e.key === "Escape" && drawer.classList.contains("open")) closeDrawer(); });

function meter(parts, total) {
  return el("div", { class: "meter" }, parts.filter(p => p.value > 0).map(p => el("i", { dot: colour(p.hue), css: "width:" + (100 * p.value / total) + "%;--dot:" + colour(p.hue), title: p.label })));
}
function partTable(parts, total, unit) {
  return [meter(parts, total), el("table", { class: "plain" }, parts.filter(p => p.value !== 0).map(p => el("tr", {}, [
    el("td", {}, [el("span", { class: "badge limit", dot: colour(p.hue), css: "background:none;padding:0;font-size:13px;--dot:" + colour(p.hue) }, p.label)]),
    el("td", { class: "num" }, show(p.value, unit)), el("td", { class: "num" }, known(p.value) && total > 0 ? percent(p.value / total) : "")])))];
}
/** result: the tree of a result; index: a layer; go: opens another. */
function inspect(result, index, go) {
  const layer = result.layers[index], r = result;
  if (!drawer.classList.contains("open")) cameFrom = document.activeElement;
  const stalls = Object.keys(r.cycles.parts).filter(k => k.startsWith("stall:"));
  const cycles = Object.entries(layer.cycles.parts).map(([key, value]) => { const [label, hue] = cyclePart(key, stalls.indexOf(key)); return { label, hue, value }; });
  const hues = energyColours(Object.keys(r.energy.parts), r.accelerator.memories);
  const energy = Object.entries(layer.energy.parts).map(([key, value]) => ({ label: key, hue: hues[key] || "--s-dark", value }));
  const facts = (pairs) => el("dl", { class: "facts" }, pairs.filter(p => p[1]).flatMap(([k, v]) => [el("dt", {}, k), el("dd", {}, v)]));
  const seconds = layer.cycles.value / (r.accelerator.clock_mhz * 1e6);
  const traffic = layer.traffic.length ? [el("h3", {}, "Traffic"), el("div", { class: "scroll" }, el("table", { class: "plain" }, [
    el("tr", {}, ["Memory", "Operand", "Read", "Written", "Largest tile"].map((t, i) => el("th", { class: i > 1 ? "num" : null }, t))),
    ...layer.traffic.map(t => el("tr", {}, [el("td", {}, t.memory), el("td", {}, t.operand), el("td", { class: "num" }, bytes(t.read_bytes)), el("td", { class: "num" }, bytes(t.write_bytes)), el("td", { class: "num" }, t.tile_bytes ? bytes(t.tile_bytes) : "")]))]))] : [];
  drawer.replaceChildren(
    el("div", { class: "head" }, [el("h2", {}, layer.name), el("button", { title: "Previous layer", "aria-label": "Previous layer", disabled: index === 0, onclick: () => go(index - 1) }, "‹"),
      el("button", { title: "Next layer", "aria-label": "Next layer", disabled: index + 1 === r.layers.length, onclick: () => go(index + 1) }, "›"), el("button", { onclick: closeDrawer, title: "Close (Esc)" }, "Close")]),
    el("p", {}, layer.explanation),
    facts([["Layer", (index + 1) + " of " + r.layers.length + ", " + layer.kind], ["Loop nest", layer.nest], ["MACs", layer.macs.value ? show(layer.macs.value, "1") : ""],
      ["Other operations", layer.operations.value ? show(layer.operations.value, "1") : ""], ["Cycles", grouped(layer.cycles.value) + "  (" + percent(layer.cycles.value / r.cycles.value) + " of the network)"], ["Time", prefixed(seconds, "s")],
      ["Energy", show(layer.energy.value, "pJ") + (r.energy.value ? "  (" + percent(layer.energy.value / r.energy.value) + " of the network)" : "")], ["Utilization", layer.macs.value ? percent(layer.utilization.value) : ""],
      ["DRAM traffic", bytes(layer.dram_read.value) + " read, " + bytes(layer.dram_write.value) + " written"], ["Mapping", layer.verdict], ["Certainty", "cycles " + layer.cycles.witness + ", energy " + layer.energy.certainty],
      ["Attached work", layer.work.join(", ")], ["Graph nodes", layer.nodes.join(", ")], ["Reads", layer.reads.join(", ")], ["Writes", layer.writes.join(", ")]]),
    el("h3", {}, "Cycles"), ...partTable(cycles, layer.cycles.value, "cycles"), el("h3", {}, "Energy"), ...partTable(energy, layer.energy.value, "pJ"), ...traffic,
    ...(layer.mapping ? [el("h3", {}, "Mapping"), el("pre", { tabindex: 0 }, layer.mapping)] : []),
    ...(layer.notes.length ? [el("h3", {}, "Notes"), el("ul", { class: "notes" }, layer.notes.map(n => el("li", {}, n)))] : []));
  drawer.classList.add("open");
  drawer.scrollTop = 0;
  drawer.focus({ preventScroll: true });
}
