"use strict";
// The table of points (only the rows that are seen are in the page), and chosen points side by side.

function pointTable(model, columns) {
  const STATES = { f: "front", d: "dominated", c: "infeasible", r: "refused" };
  let sort = columns.find(c => c.goal) || columns[0], down = !!sort.maximize, kind = "f", shown = [];
  const body = el("tbody"), box = el("div", { class: "tablebox", tabindex: 0, "aria-label": "Points" }), count = el("span", { class: "count", "aria-live": "polite" });
  const heads = columns.map(c => el("th", { class: c.words && c.words.length ? null : "num", scope: "col" }, el("button", { onclick: () => { if (sort === c) down = !down; else { sort = c; down = !!c.maximize; } refresh(); } }, c.title)));
  box.append(el("table", { class: "layers", css: "min-width:0" }, [el("thead", {}, el("tr", {}, [el("th", { scope: "col" }, el("button", { tabindex: -1 }, "compare")), DATA.named ? el("th", { scope: "col" }, el("button", { tabindex: -1 }, "point")) : null, ...heads, el("th", { scope: "col" }, el("button", { tabindex: -1 }, "state"))])), body]));
  const kinds = segments("Which points", [["f", "Front"], ["d", "Feasible"], ["", "All"]], kind, k => { kind = k; refresh(); });
  function refresh() {
    shown = [];
    let selected = 0;
    for (let i = 0; i < model.count; i++) { const s = model.state[i]; if (!model.selected(i)) continue; selected++; if (kind === "" || s === "f" || (kind === "d" && s === "d")) shown.push(i); }
    const values = sort.values;
    shown.sort((a, b) => { const x = values[a], y = values[b]; const o = (known(x) ? x : Infinity) - (known(y) ? y : Infinity); return (down ? -o : o) || a - b; });
    heads.forEach((h, i) => { const on = columns[i] === sort; if (on) h.setAttribute("aria-sort", down ? "descending" : "ascending"); else h.removeAttribute("aria-sort"); h.firstChild.textContent = columns[i].title + (on ? (down ? " ↓" : " ↑") : ""); });
    count.textContent = (kind === "f" ? grouped(shown.length) + " on the front of " : kind === "d" ? grouped(shown.length) + " feasible of " : "") + grouped(selected) + (selected < model.count ? " selected of " + grouped(model.count) : "") + " points";
    box.scrollTop = 0;
    render();
  }
  function render() {
    const ROW = 34, first = Math.max(0, Math.floor(box.scrollTop / ROW) - 12), last = Math.min(shown.length, first + Math.ceil((box.clientHeight || 620) / ROW) + 26);
    const spacer = rows => rows > 0 ? [el("tr", { "aria-hidden": "true" }, el("td", { colspan: columns.length + 3, css: "border:0;padding:0;height:" + rows * ROW + "px" }))] : [];
    body.replaceChildren(...spacer(first), ...shown.slice(first, last).map(row), ...spacer(shown.length - last));
  }
  function row(i) {
    const on = model.chosen.has(i);
    return el("tr", { class: "row" + (on ? " on" : ""), onclick: () => model.toggle(i) }, [
      el("td", {}, el("input", { type: "checkbox", checked: on, "aria-label": "Compare this point", onclick: e => { e.stopPropagation(); model.toggle(i); } })),
      DATA.named ? el("td", { class: "dimmed" }, model.point(i)) : null,
      ...columns.map(c => el("td", { class: c.words && c.words.length ? null : "num" }, model.text(c, i))),
      el("td", { class: model.state[i] === "f" ? null : "dimmed" }, STATES[model.state[i]])]);
  }
  let frame = 0;
  box.addEventListener("scroll", () => { cancelAnimationFrame(frame); frame = requestAnimationFrame(render); }, { passive: true });
  const rows = () => [[...(DATA.named ? ["point"] : []), ...columns.map(c => c.name), "state"], ...shown.map(i => [...(DATA.named ? [model.point(i)] : []), ...columns.map(c => c.words && c.words.length ? c.words[c.values[i]] : c.values[i]), STATES[model.state[i]]])];
  const part = el("div", {}, [el("div", { class: "filters" }, [kinds, el("button", { class: "quiet", onclick: () => save("points.csv", "text/csv", csv(rows())) }, "CSV"), count]), box]);
  refresh();
  return { part, refresh, render };
}

/** The folder that this page lies in, as one word for a shell. */
function ownFolder() {
  const path = location.protocol === "file:" ? decodeURIComponent(location.pathname).replace(/\/[^/]*$/, "") : "RUN";
  return /^[\w@%+=:,./-]+$/.test(path) ? path : "'" + path.replace(/'/g, "'\\''") + "'";
}

/** Chosen points side by side; the first one is what the others are measured by. */
function sideBySide(model, columns, details, commands) {
  const host = el("div", {});
  let shownPoint = -1;
  function draw() {
    const points = [...model.chosen];
    if (!points.length) { host.replaceChildren(el("div", { class: "card" }, el("p", { class: "sub" }, "No point is chosen. Click points in the scatter or tick them in the table."))); return; }
    const letter = n => String.fromCharCode(65 + n);
    const head = el("tr", {}, [el("th", {}, ""), ...points.map((i, n) => el("th", { class: "num" }, [el("b", {}, letter(n)), " ", el("button", { class: "quiet", title: "Take this point away", onclick: () => model.toggle(i) }, "×")]))]);
    const row = c => el("tr", {}, [el("td", {}, c.title), ...points.map((i, n) => {
      const v = c.values[i], base = c.values[points[0]], better = c.goal && n > 0 && known(v) && known(base) && v !== base ? ((v < base) !== !!c.maximize ? "better" : "worse") : "";
      const ratio = n > 0 && c.kpi && known(v) && known(base) && base !== 0 && v !== base ? "  ×" + digits(v / base) : "";
      return el("td", { class: "num " + better }, [el("b", {}, model.text(c, i)), ratio]);
    })]);
    const named = el("tr", {}, [el("td", {}, "point"), ...points.map(i => el("td", { class: "num" }, model.point(i)))]);
    const parts = [el("div", { class: "card" }, el("div", { class: "scroll" }, el("table", { class: "plain" }, [head, DATA.named ? named : null, ...columns.map(row)])))];
    const known2 = points.filter(i => details[i]);
    if (known2.length) parts.push(layersCard(points, known2, letter));
    if (known2.length < points.length) parts.push(el("p", { class: "says", css: "margin-top:10px" }, "This file holds the layers of the best points and of some spread over the front"
      + (commands ? "; the commands below show those of any other." : ".")));
    if (commands) parts.push(commandsCard(points, letter));
    host.replaceChildren(...parts);
  }
  /** What to type for a chosen point: its layers, it beside another one, and for a core the way to hardware. */
  function commandsCard(points, letter) {
    const { program, core } = commands, run = commands.run || ownFolder(), name = i => run + ":" + model.point(i), body = el("pre", { css: "margin:0;overflow-x:auto;font-size:12.5px;line-height:1.6" });
    let at = Math.max(0, points.indexOf(shownPoint));
    const text = () => {
      const i = points[at], beside = [points[0], points[at || 1]], folder = "core-" + model.point(i);
      shownPoint = i;
      const lines = [program + " evaluate " + name(i) + " -o point-" + model.point(i)];
      if (points.length > 1) lines.push(program + " compare " + beside.map(name).join(" ") + " -o compare.html");
      if (core) lines.push(program + " compile " + name(i) + " -o " + folder, program + " simulate " + folder, program + " generate -o " + folder, program + " verify " + folder, program + " synthesize " + folder + " --family ecp5");
      body.textContent = lines.join("\n");
    };
    const copy = el("button", { onclick: () => {
      const range = document.createRange(); range.selectNodeContents(body);
      const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range);
      document.execCommand("copy");
      copy.textContent = "Copied"; setTimeout(() => { copy.textContent = "Copy"; }, 1500);
    } }, "Copy");
    text();
    return el("div", { css: "margin-top:16px" }, figure("commands", core ? "Commands: its layers, and the way to hardware" : "Commands: its layers, and two points beside each other",
      [segments("Point", points.map((i, n) => [String(n), letter(n)]), String(at), n => { at = Number(n); text(); }), copy],
      [body, el("p", { class: "says", css: "margin:10px 0 0" }, (commands.run ? "For the folder in which the page was made. " : "") + (core ? "compile quantizes the network as the study did; verify needs Verilator, synthesize needs Yosys." : ""))]));
  }
  function layersCard(points, with2, letter) {
    const names = [...new Set(with2.flatMap(i => details[i].map(l => l.name)))], at = new Map(with2.map(i => [i, new Map(details[i].map(l => [l.name, l]))])), hues = ["--s-blue", "--s-amber", "--s-green", "--s-purple", "--s-red", "--s-sky"];
    let key = "cycles";
    const body = el("div", { class: "scroll" });
    const show2 = () => {
      const most = Math.max(...with2.flatMap(i => details[i].map(l => l[key] || 0))) || 1;
      const head = el("tr", {}, [el("th", {}, "Layer"), ...with2.map(i => el("th", {}, letter(points.indexOf(i)))), ...with2.map(i => el("th", {}, letter(points.indexOf(i)) + " bound by"))]);
      const rows = names.map(name => el("tr", {}, [el("td", { title: name }, middleCut(name)), ...with2.map((i, n) => {
        const layer = at.get(i).get(name), v = layer ? layer[key] : null;
        const bar = el("span", { css: "display:inline-block;height:9px;border-radius:2px;margin-right:8px;vertical-align:middle;background:" + colour(hues[n % 6]) + ";width:" + (known(v) ? Math.max(1, 120 * v / most).toFixed(1) : 0) + "px" });
        return el("td", { css: "white-space:nowrap" }, [bar, layer ? key === "cycles" ? (known(v) ? grouped(v) : "unknown") : show(v, "pJ") : "not there"]);
      }), ...with2.map(i => el("td", {}, el("span", { class: "badge" }, at.get(i).has(name) ? at.get(i).get(name).limit : "")))]));
      body.replaceChildren(el("table", { class: "plain" }, [head, ...rows]));
    };
    show2();
    return el("div", { css: "margin-top:16px" }, figure("layers-compared", "Layer by layer, by the analytical model", [segments("What", [["cycles", "Cycles"], ["energy", "Energy"]], key, k => { key = k; show2(); })], [body]));
  }
  draw();
  return { host, draw };
}
