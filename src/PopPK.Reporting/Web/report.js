"use strict";
// Draws the charts of a PopPK report: each when it comes into view, all in one theme, with one chosen subject.
(function () {
  const page = JSON.parse(document.getElementById("poppk-data").textContent);
  const schema = "https://vega.github.io/schema/vega-lite/v6.json";
  const themes = {
    light: { ink: "#24292f", soft: "#d5d9de", dot: "#0072B2", accent: "#D55E00", third: "#009E73", paper: "#ffffff" },
    dark: { ink: "#d9dee5", soft: "#3b434d", dot: "#56B4E9", accent: "#E69F00", third: "#2BC79A", paper: "#161b22" },
  };
  const manyMarks = 1500;
  const views = new Map();
  const drawing = new Map();
  const logarithmic = new Set();
  const tables = new Map();
  let picked = null;
  let theme = "light";
  let printing = false;

  function rows(name) {
    if (!tables.has(name)) {
      const columns = page.datasets[name];
      const names = Object.keys(columns);
      const count = names.length === 0 ? 0 : columns[names[0]].length;
      const made = new Array(count);
      for (let i = 0; i < count; i++) {
        const row = {};
        for (const column of names) { row[column] = columns[column][i]; }
        made[i] = row;
      }
      tables.set(name, made);
    }
    return tables.get(name);
  }

  function datasetsOf(value, found) {
    if (Array.isArray(value)) {
      value.forEach(v => datasetsOf(v, found));
    } else if (value !== null && typeof value === "object") {
      if (value.data && typeof value.data.name === "string" && value.data.name in page.datasets) { found.add(value.data.name); }
      Object.values(value).forEach(v => datasetsOf(v, found));
    }
    return found;
  }

  // Points that have no logarithm are left out of logarithmic axes, and counted.
  function toLogarithmic(part, channels, fields) {
    if (part.encoding) {
      for (const channel of channels) {
        const encoding = part.encoding[channel];
        if (encoding && (encoding.field || encoding.datum !== undefined)) {
          encoding.scale = Object.assign({}, encoding.scale, { type: "log", zero: false, nice: false });
        }
      }
    }
    if (part.mark) {
      const keep = fields.map(f => `(!isValid(datum.${f}) || datum.${f} > 0)`).join(" && ");
      part.transform = (part.transform || []).concat([{ filter: keep }]);
    }
    (part.layer || []).concat(part.concat || []).forEach(p => toLogarithmic(p, channels, fields));
    if (part.spec) { toLogarithmic(part.spec, channels, fields); }
  }

  function specOf(name) {
    const spec = JSON.parse(JSON.stringify(page.charts[name]));
    const used = datasetsOf(spec, new Set());
    let count = 0;
    spec.datasets = {};
    for (const dataset of used) {
      const copy = rows(dataset).map(r => Object.assign({}, r));
      spec.datasets[dataset] = copy;
      count += copy.length;
    }
    if (logarithmic.has(name)) { toLogarithmic(spec, spec.usermeta.log, spec.usermeta.fields); }
    spec.$schema = schema;
    spec.params = page.common.params.concat(spec.params || []);
    spec.config = page.common.config;
    return { spec, count };
  }

  function leftOut(name) {
    const meta = page.charts[name].usermeta;
    return rows(meta.data).filter(r => (meta.counted || meta.fields).some(f => typeof r[f] === "number" && r[f] <= 0)).length;
  }

  async function draw(card, force) {
    const name = card.dataset.chart;
    const key = card.dataset.key || name;
    if (!force && drawing.has(key)) { return drawing.get(key); }
    const work = (async () => {
      const place = card.querySelector(".chart");
      try {
        const { spec, count } = specOf(name);
        const old = views.get(key);
        if (old) { old.finalize(); views.delete(key); }
        const embedded = await vegaEmbed(place, spec, {
          mode: "vega-lite",
          logLevel: vega.Error,
          // Of a chart with pages few rows are drawn at a time.
          renderer: count > manyMarks && !card.dataset.pages ? "canvas" : "svg",
          actions: { export: true, source: false, compiled: false, editor: false },
          downloadFileName: name,
          tooltip: { theme: theme === "dark" ? "dark" : "light" },
        });
        const view = embedded.view;
        views.set(key, view);
        paint(view, printing ? "light" : theme);
        if (card.dataset.page) { view.signal("page", Number(card.dataset.page)); }
        if (picked !== null) { view.signal("picked", picked); }
        await view.runAsync();
        view.addEventListener("click", (event, item) => {
          const datum = item && item.datum;
          const id = datum && (datum.ID !== undefined ? datum.ID : datum.datum && datum.datum.ID);
          pick(id === undefined || id === picked ? null : id);
        });
        card.dataset.state = "drawn";
      } catch (error) {
        card.dataset.state = "failed";
        place.textContent = "This chart could not be drawn: " + error.message;
        console.error(name + ": " + error.message);
      }
    })();
    drawing.set(key, work);
    return work;
  }

  function paint(view, which) {
    const colors = themes[which || theme];
    for (const signal of Object.keys(colors)) { view.signal(signal, colors[signal]); }
  }

  function cards() { return Array.from(document.querySelectorAll("[data-chart]")); }

  function pick(id) {
    picked = id;
    for (const view of views.values()) { view.signal("picked", id).runAsync(); }
    const chooser = document.getElementById("subject");
    if (chooser) { chooser.value = id === null ? "" : id; }
    document.querySelectorAll("tr[data-id]").forEach(row => row.classList.toggle("picked", row.dataset.id === id));
    turnTo(id);
  }

  // The chosen subject's own chart comes forward.
  function turnTo(id) {
    if (id === null) { return; }
    for (const card of cards().filter(c => c.dataset.pages && !c.dataset.key)) {
      const row = rows(card.dataset.table).find(r => r.ID === id);
      if (row) { setPage(card, row.PAGE); }
    }
  }

  function setPage(card, number) {
    const pages = Number(card.dataset.pages);
    const next = Math.min(pages, Math.max(1, number));
    card.dataset.page = next;
    card.querySelectorAll(".page-number").forEach(e => { e.textContent = `page ${next} of ${pages}`; });
    card.querySelector(".previous").disabled = next === 1;
    card.querySelector(".next").disabled = next === pages;
    const view = views.get(card.dataset.key || card.dataset.chart);
    if (view) { view.signal("page", next).runAsync(); }
  }

  // On paper nobody turns pages: each subject's chart is printed.
  function unfold() {
    for (const card of cards().filter(c => c.dataset.pages && !c.dataset.key)) {
      let last = card;
      for (let number = 1; number <= Number(card.dataset.pages); number++) {
        if (number === Number(card.dataset.page)) { continue; }
        const copy = card.cloneNode(true);
        copy.removeAttribute("id");
        copy.dataset.key = `${card.dataset.chart}#${number}`;
        copy.querySelector(".chart").replaceChildren();
        last.after(copy);
        last = copy;
        setPage(copy, number);
      }
    }
  }

  function fold() {
    for (const copy of cards().filter(c => c.dataset.key)) {
      const view = views.get(copy.dataset.key);
      if (view) { view.finalize(); }
      views.delete(copy.dataset.key);
      drawing.delete(copy.dataset.key);
      copy.remove();
    }
  }

  function setTheme(next) {
    theme = next;
    document.documentElement.dataset.theme = next;
    for (const view of views.values()) { paint(view); view.runAsync(); }
  }

  function drawAll() { return Promise.all(cards().map(card => draw(card))); }

  function listen() {
    const toggle = document.getElementById("theme");
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    theme = dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
    dark.addEventListener("change", e => setTheme(e.matches ? "dark" : "light"));
    toggle.addEventListener("click", () => setTheme(theme === "dark" ? "light" : "dark"));
    const chooser = document.getElementById("subject");
    if (chooser) { chooser.addEventListener("change", () => pick(chooser.value === "" ? null : chooser.value)); }
    document.addEventListener("keydown", e => { if (e.key === "Escape") { pick(null); } });
    document.querySelectorAll("tr[data-id]").forEach(row => row.addEventListener("click", () => pick(row.dataset.id === picked ? null : row.dataset.id)));

    for (const card of cards()) {
      const name = card.dataset.chart;
      const log = card.querySelector(".log");
      if (log) {
        log.addEventListener("click", () => {
          const isLog = !logarithmic.has(name);
          if (isLog) { logarithmic.add(name); } else { logarithmic.delete(name); }
          log.textContent = isLog ? "linear axes" : "log axes";
          const missing = isLog ? leftOut(name) : 0;
          card.querySelector(".left-out").textContent = missing === 0 ? "" : `${missing} row${missing === 1 ? " is" : "s are"} not above 0 and left out.`;
          draw(card, "log");
        });
      }
      if (card.dataset.pages) {
        card.querySelector(".previous").addEventListener("click", () => setPage(card, Number(card.dataset.page) - 1));
        card.querySelector(".next").addEventListener("click", () => setPage(card, Number(card.dataset.page) + 1));
      }
    }

    // Paper is white: charts turn light before it and back after it.
    window.addEventListener("beforeprint", () => {
      printing = true;
      for (const view of views.values()) { paint(view, "light"); view.runAsync(); }
      unfold();
      drawAll();
    });
    window.addEventListener("afterprint", () => {
      printing = false;
      fold();
      for (const view of views.values()) { paint(view); view.runAsync(); }
    });
  }

  function watch() {
    const observer = new IntersectionObserver(entries => {
      for (const entry of entries.filter(e => e.isIntersecting)) {
        observer.unobserve(entry.target);
        draw(entry.target);
      }
    }, { rootMargin: "300px" });
    cards().forEach(card => observer.observe(card));
  }

  // The charts as pictures, for poppk report --charts.
  async function pictures() {
    setTheme("light");
    await drawAll();
    const made = {};
    for (const card of cards()) {
      const name = card.dataset.chart;
      const view = views.get(name);
      const pages = Number(card.dataset.pages || 1);
      for (let number = 1; view && number <= pages; number++) {
        if (pages > 1) { await view.signal("page", number).runAsync(); }
        made[pages > 1 ? `${name}-${number}` : name] = { svg: await view.toSVG(), png: await view.toImageURL("png", 2) };
      }
    }
    return made;
  }

  window.poppk = { views, draw, drawAll, pick, setTheme, pictures, specOf };
  listen();
  if (document.documentElement.dataset.pictures) {
    pictures().then(made => {
      const out = document.createElement("pre");
      out.id = "pictures";
      out.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(made))));
      document.body.replaceChildren(out);
    });
  } else {
    watch();
  }
})();
