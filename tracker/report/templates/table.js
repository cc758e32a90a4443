"use strict";
// Sorting and filtering of the table of all targets. The page is whole without it: this only puts rows in another order
// and hides some. What is chosen stands in the address, so that a view can be kept and passed on.

// Room for the controls is there from the first paint on, so that nothing moves when they start to work.
document.documentElement.classList.add("scripted");

document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("targets-table");
  if (!table) return;
  const body = table.tBodies[0];
  const declared = [...body.rows];
  const heads = [...table.querySelectorAll("th[data-key]")];
  const controls = document.getElementById("filters");
  const fields = controls ? [...controls.querySelectorAll("[name]")] : [];
  const count = document.getElementById("shown");
  const letters = new Intl.Collator(document.documentElement.lang, { numeric: true });
  let sorted = { key: "", down: false };

  // One way of writing for comparison: full-width letters and digits become plain ones, spaces one.
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  const texts = new Map(declared.map((row) => [row, plain(row.dataset.text + " " + row.textContent)]));

  function value(row, head) {
    const cell = row.cells[head.cellIndex];
    const written = cell.dataset.sort;
    if (written === "") return null;
    return head.dataset.kind === "text" ? cell.textContent.trim() : head.dataset.kind === "date" ? written : Number(written);
  }

  function compare(a, b) {
    return typeof a === "string" ? letters.compare(a, b) : a - b;
  }

  function order() {
    const head = heads.find((each) => each.dataset.key === sorted.key);
    for (const each of heads) each.removeAttribute("aria-sort");
    if (!head) return body.append(...declared);
    head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
    const known = declared.map((row) => [row, value(row, head)]);
    const there = known.filter(([, found]) => found !== null);
    there.sort(([, a], [, b]) => (sorted.down ? compare(b, a) : compare(a, b)));
    const missing = known.filter(([, found]) => found === null);
    body.append(...[...there, ...missing].map(([row]) => row));
  }

  function fits(row, field) {
    if (!field.value) return true;
    if (field.name === "text") return plain(field.value).split(" ").every((word) => texts.get(row).includes(word));
    return (row.dataset[field.name] || "").split("\n").includes(field.value);
  }

  function filter() {
    let shown = 0;
    for (const row of declared) {
      row.hidden = !fields.every((field) => fits(row, field));
      shown += row.hidden ? 0 : 1;
    }
    if (!count) return;
    const said = count.dataset[shown === 0 ? "none" : shown === declared.length ? "all" : "some"];
    count.textContent = said.replace("{shown}", shown);
    document.getElementById("clear").disabled = fields.every((field) => !field.value);
  }

  // Written as #?status=late&sort=-probability, which is no anchor of the page.
  function remember() {
    const chosen = new URLSearchParams();
    for (const field of fields) if (field.value) chosen.set(field.name, field.value);
    if (sorted.key) chosen.set("sort", (sorted.down ? "-" : "") + sorted.key);
    const address = `${chosen}` === "" ? location.pathname + location.search : "#?" + chosen;
    history.replaceState(null, "", address);
  }

  function recall() {
    if (!location.hash.startsWith("#?")) return;
    const chosen = new URLSearchParams(location.hash.slice(2));
    for (const field of fields) field.value = chosen.get(field.name) || "";
    for (const field of fields) if (field.selectedIndex === -1) field.selectedIndex = 0;
    const sort = chosen.get("sort") || "";
    sorted = { key: sort.replace(/^-/, ""), down: sort.startsWith("-") };
    order();
    filter();
  }

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    const label = head.querySelector(".sort");
    button.append(...label.childNodes);
    label.replaceWith(button);
    // Up, down, and back to the order in which the targets are declared.
    button.addEventListener("click", () => {
      const same = sorted.key === head.dataset.key;
      if (same && sorted.down) sorted = { key: "", down: false };
      else sorted = { key: head.dataset.key, down: same };
      order();
      remember();
    });
  }
  for (const field of fields) {
    field.addEventListener("input", () => {
      filter();
      remember();
    });
  }
  document.getElementById("clear")?.addEventListener("click", () => {
    for (const field of fields) field.value = "";
    filter();
    remember();
    fields[0].focus();
  });
  addEventListener("hashchange", recall);
  recall();
});
