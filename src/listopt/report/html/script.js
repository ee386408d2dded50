"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const store = {
    get(key) { try { return localStorage.getItem(`listopt/${key}`); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(`listopt/${key}`, value); } catch { /* private windows keep nothing */ } },
  };

  // Theme: the system's, until the reader chooses.
  const root = document.documentElement;
  const toggle = document.querySelector("[data-theme-toggle]");
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const tell = () => toggle.setAttribute("aria-pressed", String(dark()));
  const kept = store.get("theme");
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  toggle.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    store.set("theme", root.dataset.theme);
    tell();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
  tell();

  // Print: everything short is opened first; long appendices stay as they are.
  document.querySelector("[data-print]").addEventListener("click", () => print());
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open]):not([data-stays])");
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of opened) one.open = false; });

  // Sorting: by the number behind a figure, else by the text; unknown values come last.
  const key = (row, column) => {
    const cell = row.cells[column];
    const figure = cell.querySelector("data");
    return figure ? Number(figure.value) : (cell.querySelector(".name") ?? cell).textContent.trim();
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
  const sort = (table, column, descending) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [key(row, column), row]);
    const unknown = (value) => value === "" || value === "–";
    rows.sort(([a], [b]) => unknown(a) - unknown(b) || (descending ? compare(b, a) : compare(a, b)));
    body.append(...rows.map(([, row]) => row));
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      if (place === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  for (const table of all("table.list")) {
    const picker = document.querySelector(`[data-sorts="${table.id}"]`);
    picker.append(new Option("list order", ""));
    const order = [...table.tBodies[0].rows];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const figures = head.classList.contains("number");
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        sort(table, column, now ? now === "ascending" : figures);
        picker.value = String(column);
      });
      picker.append(new Option(button.textContent, String(column)));
    });
    picker.addEventListener("change", () => {
      const column = Number(picker.value);
      if (picker.value) sort(table, column, table.tHead.rows[0].cells[column].classList.contains("number"));
      else {
        table.tBodies[0].append(...order);
        for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
      }
    });
  }

  // Filters: every word must be in the text, and every choice must agree.
  for (const form of all("form[data-filters]")) {
    const target = document.getElementById(form.dataset.filters);
    const rows = all("tbody tr, li", target).map((row) => [row, row.textContent.toLowerCase()]);
    const fields = [...form.elements].filter((field) => field.name);
    const apply = () => {
      const words = form.elements["*"].value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const [row, text] of rows) {
        const shown = words.every((word) => text.includes(word))
          && fields.every((field) => field.name === "*" || field.value === "*" || row.dataset[field.name] === field.value);
        row.hidden = !shown;
        count += shown;
      }
      form.querySelector("output").textContent = `${count.toLocaleString("en-US")} of ${rows.length.toLocaleString("en-US")} programs`;
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => {
      apply();
      form.querySelector("[data-sorts]")?.dispatchEvent(new Event("change"));
    }));
    apply();
  }

  // Ticks are kept per page.
  for (const box of all("[data-tick]")) {
    const name = `${document.body.dataset.page}/${box.dataset.tick}`;
    box.checked = store.get(name) === "1";
    box.addEventListener("change", () => store.set(name, box.checked ? "1" : "0"));
  }
  for (const part of all(".tools, form.controls")) part.hidden = false;
})();
