// SQL in the browser: DuckDB compiled to WebAssembly, loaded only when the first query is run.
const form = document.getElementById("ask");
const said = document.getElementById("said");
const answer = document.getElementById("answer");
const MAX_ROWS = 1000;
let opening = null;

if (location.protocol === "file:") {
  tell("A page opened from disk may not load the tables. Run `policywatch serve` and open the address it prints.");
}

function tell(words) {
  said.textContent = words;
}

async function open() {
  const at = new URL("../assets/duckdb/", import.meta.url);
  const there = await fetch(new URL("duckdb.mjs", at), { method: "HEAD" }).catch(() => null);
  if (!there || !there.ok) {
    throw new Error("the query engine is not part of this site; `make query-box` adds it");
  }
  const duckdb = await import(new URL("duckdb.mjs", at));
  const worker = new Worker(new URL("duckdb-worker.js", at));
  const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await database.instantiate(new URL("duckdb.wasm", at).href);
  const connection = await database.connect();
  for (const table of form.dataset.tables.split(" ").filter(Boolean)) {
    // The browser's DuckDB would fetch its Parquet reader from elsewhere; it reads CSV by itself.
    const file = table + ".csv";
    const answered = await fetch(new URL("../data/" + file, import.meta.url));
    if (!answered.ok) throw new Error(file + " could not be loaded");
    await database.registerFileBuffer(file, new Uint8Array(await answered.arrayBuffer()));
    await connection.query(`CREATE VIEW "${table}" AS SELECT * FROM read_csv('${file}', header = true)`);
  }
  return connection;
}

function cell(value) {
  if (value === null || value === undefined) return "–";
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === "object" && typeof value.toArray === "function") return Array.from(value.toArray()).join(", ");
  if (typeof value === "object") return String(value);
  return String(value);
}

function table(found) {
  const names = found.schema.fields.map((field) => field.name);
  const dates = found.schema.fields.map((field) => String(field.type).startsWith("Date"));
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const name of names) {
    const title = document.createElement("th");
    title.scope = "col";
    title.textContent = name;
    head.append(title);
  }
  const body = made.createTBody();
  for (const row of found.toArray().slice(0, MAX_ROWS)) {
    const line = body.insertRow();
    names.forEach((name, at) => {
      const value = dates[at] && typeof row[name] === "number" ? new Date(row[name]) : row[name];
      line.insertCell().textContent = cell(value);
    });
  }
  return made;
}

form.addEventListener("submit", async function (event) {
  event.preventDefault();
  if (location.protocol === "file:") return;
  answer.replaceChildren();
  tell(opening ? "Asking…" : "Loading DuckDB and the tables…");
  try {
    opening = opening || open();
    const connection = await opening;
    const found = await connection.query(document.getElementById("sql").value);
    answer.replaceChildren(table(found));
    const rows = found.numRows;
    tell(rows.toLocaleString("en-US") + (rows === 1 ? " row" : " rows") + (rows > MAX_ROWS ? "; the first " + MAX_ROWS + " are shown" : "") + ".");
  } catch (error) {
    if (opening) opening.catch(() => { opening = null; });
    tell("It did not work: " + (error && error.message ? error.message : error));
  }
});
