// Filters over the list of actions. The list comes in scripts (data/*.js), since a page opened from disk
// may not fetch files. Everything from outside is set as text, never as markup.
"use strict";

(function () {
  const PAGE = 50;
  const FIELDS = ["id", "date", "seen", "title", "place", "state", "topics", "direction", "stage", "kinds", "sure", "page"];
  const NAMES = ["state", "place", "direction", "topic", "stage", "kind", "from", "to", "words"];
  const MARKS = { limits: "▲", expands: "▼" };

  const form = document.getElementById("filters");
  const list = document.getElementById("actions");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const chunks = [];
  const wanted = new Set();
  let index = null;
  let shown = PAGE;

  function load(name) {
    if (wanted.has(name)) return;
    wanted.add(name);
    const script = document.createElement("script");
    script.src = "data/" + name + ".js";
    script.onerror = function () {
      count.textContent = "A part of the list (" + name + ") could not be loaded; reload the page.";
    };
    document.head.append(script);
  }

  // What the data files call.
  window.policywatchIndex = function (found) {
    index = found;
    fill("state", index.states);
    fill("direction", index.directions);
    fill("topic", index.topics);
    fill("stage", index.stages);
    fill("kind", index.kinds);
    const places = document.getElementById("places");
    for (const place of index.places) {
      const option = document.createElement("option");
      option.value = place;
      places.append(option);
    }
    form.hidden = index.count === 0;
    readAddress();
    if (index.chunks) load("actions-0");
    show();
  };
  window.policywatchAdd = function (number, rows) {
    chunks[number] = rows;
    show();
  };

  function fill(name, options) {
    for (const [value, words] of options) {
      const option = document.createElement("option");
      option.value = value;
      option.textContent = words;
      form.elements[name].append(option);
    }
  }

  function readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const name of NAMES) {
      const field = form.elements[name];
      const value = asked.get(name) || "";
      field.value = value;
      // An address may ask for what no action has: then none matches, rather than all.
      if (value && field.value !== value && field.tagName === "SELECT") {
        fill(name, [[value, value]]);
        field.value = value;
      }
    }
  }

  function writeAddress() {
    const asked = new URLSearchParams();
    for (const name of NAMES) if (form.elements[name].value) asked.set(name, form.elements[name].value);
    const hash = asked.toString();
    if (hash !== location.hash.slice(1)) {
      history.replaceState(null, "", hash ? "#" + hash : "#");
    }
  }

  function filter() {
    const asked = {};
    for (const name of NAMES) asked[name] = form.elements[name].value.trim();
    const at = (pairs, value) => pairs.findIndex((pair) => pair[0] === value);
    const topic = at(index.topics, asked.topic);
    const direction = at(index.directions, asked.direction);
    const stage = at(index.stages, asked.stage);
    const kind = at(index.kinds, asked.kind);
    const place = asked.place.toLowerCase();
    const words = asked.words.toLowerCase().split(/\s+/).filter(Boolean);
    return function (row) {
      const day = row[1] || row[2] || "";
      return (
        (!asked.state || row[5] === asked.state) &&
        (!place || (row[4] || "").toLowerCase().includes(place)) &&
        (!asked.direction || row[7] === direction) &&
        (!asked.topic || row[6].includes(topic)) &&
        (!asked.stage || row[8] === stage) &&
        (!asked.kind || row[9].includes(kind)) &&
        (!asked.from || day >= asked.from) &&
        (!asked.to || (day !== "" && day <= asked.to)) &&
        words.every((word) => (row[3] + " " + (row[4] || "")).toLowerCase().includes(word))
      );
    };
  }

  function show() {
    if (!index) return;
    const keep = filter();
    const isFiltered = NAMES.some((name) => form.elements[name].value.trim());
    const found = [];
    let loaded = 0;
    for (let number = 0; number < index.chunks; number++) {
      const rows = chunks[number];
      if (!rows) {
        // Filters look at everything; a plain list only as far as it is shown.
        if (isFiltered || found.length < shown) load("actions-" + number);
        break;
      }
      loaded += rows.length;
      for (const row of rows) if (keep(row)) found.push(row);
    }
    if (loaded === 0 && index.count > 0) return;
    list.replaceChildren(...found.slice(0, shown).map(item));
    const isWhole = loaded === index.count;
    const many = isFiltered ? found.length : index.count;
    let said = many.toLocaleString("en-US") + (many === 1 ? " action" : " actions");
    if (isFiltered) said += " of " + index.count.toLocaleString("en-US") + " match";
    if (isFiltered && many === 1) said += "es";
    if (isFiltered && !isWhole) said += " so far; looking further";
    if (Math.min(shown, found.length) < many) said += "; the newest " + Math.min(shown, found.length) + " are shown";
    if (isFiltered && isWhole && many === 0) said = "No action matches these filters.";
    count.textContent = said + (said.endsWith(".") ? "" : ".");
    more.hidden = shown >= many;
  }

  function item(row) {
    const said = Object.fromEntries(FIELDS.map((name, at) => [name, row[at]]));
    const entry = document.createElement("li");
    const when = element("p", "when");
    if (said.date) {
      const time = element("time", "", spoken(said.date));
      time.dateTime = said.date;
      when.append(time);
    } else {
      when.append("Date not told; first seen " + spoken(said.seen));
    }
    if (said.place) {
      const place = element("a", "", said.place);
      place.href = "places/" + encodeURIComponent(said.page) + ".html";
      when.append(" · ", place);
    }
    const title = element("h2");
    const link = element("a", "", said.title);
    link.href = "actions/" + encodeURIComponent(said.id) + ".html";
    title.append(link);
    const facts = element("p", "facts");
    const way = index.directions[said.direction];
    const mark = element("span", "way " + way[0]);
    const sign = element("span", "mark", MARKS[way[0]] || "○");
    sign.setAttribute("aria-hidden", "true");
    mark.append(sign, " " + way[1]);
    const stage = index.stages[said.stage];
    facts.append(mark, " · " + (stage ? stage[1] : "stage not told") + " · " + said.sure + "% sure");
    entry.append(when, title, facts);
    return entry;
  }

  function element(name, style, words) {
    const made = document.createElement(name);
    if (style) made.className = style;
    if (words !== undefined) made.textContent = words;
    return made;
  }

  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December"];
  function spoken(day) {
    const [year, month, date] = (day || "").split("-").map(Number);
    return date ? MONTHS[month - 1] + " " + date + ", " + year : "a day not told";
  }

  let waiting = null;
  form.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () { shown = PAGE; writeAddress(); show(); }, 150);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () {
    setTimeout(function () { shown = PAGE; writeAddress(); show(); }, 0);
  });
  window.addEventListener("hashchange", function () {
    if (!index || document.getElementById(location.hash.slice(1))) return;
    readAddress();
    shown = PAGE;
    show();
    document.getElementById("count").scrollIntoView();
  });
  more.addEventListener("click", function () {
    const first = shown;
    shown += PAGE;
    show();
    const next = list.children[first];
    if (next) next.querySelector("h2 a").focus();
  });

  // The newest months are at the right end; a narrow screen begins there.
  for (const chart of document.querySelectorAll("svg.chart")) {
    chart.parentElement.scrollLeft = chart.parentElement.scrollWidth;
  }

  load("index");
})();
