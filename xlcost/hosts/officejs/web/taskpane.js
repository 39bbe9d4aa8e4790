// The task pane: runs the period end on the open workbook, shows what was found, takes the last run back.
"use strict";

const PANE = (() => {
  const SHOWN = 200;
  const element = (id) => document.getElementById(id);
  const BUTTONS = ["run", "dry-run", "undo"];
  let canUndo = false;

  // ---- what the user reads

  const WORDS = { ok: "done", nothing_to_do: "nothing to do", error: "failed" };
  const ADVICE = {
    0: "xlcost does not answer. Start it on this computer with: xlcost addin serve. Then try again.",
    401: "xlcost was started anew since this pane was loaded. Press Reload, then try again.",
    403: "xlcost was started anew in another way since this pane was loaded. Press Reload, then try again.",
  };

  function inWords(fault) {
    if (fault.status === 413) return `The workbook is too large for the pane: ${fault.message}. Run it as a file, with: run-workbook BOOK.xlsx.`;
    return ADVICE[fault.status] || sentence(fault.message || String(fault));
  }

  const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

  function say(text, kind = "") {
    element("status").textContent = text;
    element("status").className = kind;
  }

  // a row leads to its source by a button; what was found and what to do stand below
  function finding(row, marked, what, column) {
    const line = document.createElement("li");
    if (marked) line.className = "error";
    if (row.sheet) line.append(source(row.sheet, row.row || 1, column || "A"), " ");
    line.append(paragraph(what), paragraph(sentence(row.remedy), "remedy"));
    return line;
  }

  function source(sheet, row, column) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "source";
    button.textContent = `${sheet} row ${row}`;
    button.setAttribute("aria-label", `Go to ${sheet} row ${row}`);
    button.onclick = () => guarded(() => Excel.run((context) => BOOK.select(context, sheet, `${column}${row}`)));
    return button;
  }

  function paragraph(text, kind = "what") {
    const part = document.createElement("p");
    part.className = kind;
    part.textContent = text;
    return part;
  }

  function line(text, marked) {
    const item = document.createElement("li");
    if (marked) item.className = "error";
    item.append(paragraph(text));
    return item;
  }

  function list(id, rows, shown, sheet = "") {
    const lines = rows.slice(0, SHOWN).map(shown);
    if (rows.length > SHOWN) lines.push(line(`... and ${rows.length - SHOWN} more, all on sheet ${sheet}`));
    element(id).replaceChildren(...lines);
    element(`${id}-part`).hidden = !rows.length;
    element(`${id}-count`).textContent = rows.length;
  }

  const ended = (row) => (row.outcome === "ok" || row.message.startsWith(WORDS.nothing_to_do) ? row.message : `${WORDS[row.outcome]}, ${row.message}`);
  const amount = (row) => (Number(row.amount) ? `, ${Number(row.amount).toFixed(2)}` : "");

  function show(found) {
    list("problems", found.problems, (row) => finding(row, row.severity === "error", `${row.severity === "error" ? "Error" : "Warning"} ${row.code}: ${sentence(row.message)}`, row.column), "Problems");
    list("skipped", found.skipped, (row) => finding(row, false, `${row.table} ${row.entry_no}${amount(row)}: ${sentence(row.reason)}`), "Skipped Entries");
    list("operations", found.operations, (row) => line(`${row.operation}: ${ended(row)}`, row.outcome === "error"));
  }

  const NOTHING = { operations: [], problems: [], skipped: [] };

  function summary(found, dry) {
    const tables = found.tables.length ? `${dry ? "A run would write" : "Written"}: ${found.tables.join(", ")}.` : "Nothing to write.";
    const counts = [[found.problems.length, "problem"], [found.skipped.length, "skipped row"]].filter(([count]) => count);
    const open = counts.map(([count, name]) => `${count} ${name}${count === 1 ? "" : "s"}`).join(", ");
    return [found.outcome === "error" ? "An operation failed." : "", tables, open && `To be looked at: ${open}.`].filter(Boolean).join(" ");
  }

  // ---- what the buttons do

  async function guarded(work) {
    BUTTONS.forEach((id) => { element(id).disabled = true; });
    document.body.setAttribute("aria-busy", "true");
    element("reload").hidden = true;
    try {
      await work();
    } catch (fault) {
      say(inWords(fault), "error");
      element("reload").hidden = ![401, 403].includes(fault.status);
    } finally {
      document.body.removeAttribute("aria-busy");
      BUTTONS.forEach((id) => { element(id).disabled = id === "undo" && !canUndo; });
    }
  }

  const ours = (tables, sheets) => XLCOST.post("/tables", { tables, sheets });
  const lastRun = (context, did = "") => XLCOST.post("/last-run", { key: key(context), did }).then((found) => found.run);
  const key = (context) => (Office.context.document && Office.context.document.url) || context.workbook.name;

  function offer(run) {
    canUndo = Boolean(run);
    element("undo").disabled = !canUndo;
    element("undo-hint").textContent = run ? `Last run: ${run.at.replace("T", " ")}.` : "";
  }

  function run(dry) {
    return guarded(() => Excel.run(async (context) => {
      say("Reading the tables...");
      show(NOTHING);
      const book = await BOOK.load(context, ours);
      say("Running...");
      const found = await XLCOST.post("/run", { book, dry_run: dry, key: key(context) });
      if (found.steps.length) await written(context, found.steps);
      show(found);
      say(summary(found, dry), found.outcome === "error" ? "error" : "");
    }));
  }

  async function written(context, steps) {
    await BOOK.writable(context, steps);
    say("Writing...");
    try {
      await BOOK.carryOut(context, steps);
    } catch (fault) {
      throw new Error(await takenBack(context, fault));
    }
    offer(await lastRun(context, "written"));
  }

  // a fault half-way: what was begun is taken back, so that the workbook is as it was
  async function takenBack(context, fault) {
    try {
      const way = await lastRun(context, "failed");
      await BOOK.carryOut(context, way.steps.filter((step) => step.of < fault.done));
    } catch (second) {
      return `Excel refused to write (${fault.message}), and what was written could not be taken back (${second.message}). Close the workbook without saving, or go back to an earlier version.`;
    }
    return `Nothing was written: Excel refused (${fault.message}).`;
  }

  function undo() {
    return guarded(() => Excel.run(async (context) => {
      context.workbook.load("name");
      await context.sync();
      const way = await lastRun(context);
      show(NOTHING);
      offer(way);
      if (!way) return say("There is no run to undo since xlcost was started.");
      say("Looking for changes since the run...");
      const changed = await BOOK.changed(context, way.checks);
      if (changed) throw new Error(`Nothing was undone: ${changed} since the run, and undoing would lose that. Put it back as it was, or go back to an earlier version of the workbook.`);
      await BOOK.writable(context, way.steps);
      await BOOK.carryOut(context, way.steps);
      offer(await lastRun(context, "undone"));
      say(`Undone; as before the run: ${way.tables.join(", ")}.`);
    }));
  }

  function start() {
    element("run").onclick = () => run(false);
    element("dry-run").onclick = () => run(true);
    element("undo").onclick = undo;
    element("reload").onclick = () => location.reload();
    if (!Office.context.requirements.isSetSupported("ExcelApi", "1.13")) {
      BUTTONS.forEach((id) => { element(id).disabled = true; });
      return say("This Excel is too old for the buttons; update Excel, or run the workbook as a file with: run-workbook BOOK.xlsx.", "error");
    }
    return guarded(() => Excel.run(async (context) => {
      context.workbook.load("name");
      await context.sync();
      offer(await lastRun(context));
    }));
  }

  const ready = new Promise((resolve) => { Office.onReady(() => resolve(start())); });
  return { run, undo, ready };
})();
globalThis.PANE = PANE;
