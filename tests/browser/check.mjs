// Opens pages in a browser that has no network and checks what a reader would notice:
//   node check.mjs BROWSER PAGE.html [PAGE.html ...]
// No request leaves, nothing is reported on the console, nothing scrolls sideways at three widths, the keyboard reaches
// the controls, sorting and filtering work, axe-core finds nothing serious in light and dark, and the page prints.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [360, 768, 1440];
const [browserPath, ...files] = process.argv.slice(2);
const faults = [];
const claim = (holds, what) => { if (!holds) faults.push(what); };

async function open(browser, file, options) {
  const context = await browser.newContext({ offline: true, viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage();
  const self = pathToFileURL(resolve(file)).href;
  await page.route("**/*", (route) => (route.request().url() === self ? route.continue() : route.abort()));
  page.on("request", (request) => claim(request.url() === self, `${file}: asks for ${request.url()}`));
  page.on("console", (message) => claim(false, `${file}: console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => claim(false, `${file}: ${error.message}`));
  page.on("dialog", (dialog) => { claim(false, `${file}: opens a dialog`); dialog.dismiss(); });
  await page.goto(self);
  return { context, page };
}

async function checkWidths(browser, file) {
  for (const width of WIDTHS) {
    const { context, page } = await open(browser, file, { viewport: { width, height: 800 } });
    for (const opened of [false, true]) {
      await page.evaluate((all) => document.querySelectorAll("details").forEach((one) => { one.open = all; }), opened);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      claim(wide <= width, `${file}: ${wide} px wide at ${width} px${opened ? " with everything opened" : ""}`);
    }
    await context.close();
  }
}

async function checkAccessibility(browser, file) {
  for (const [colorScheme, width] of [["light", 360], ["dark", 1440]]) {
    const { context, page } = await open(browser, file, { colorScheme, viewport: { width, height: 1000 } });
    await page.evaluate(() => document.querySelectorAll("details:not([data-stays])").forEach((one) => { one.open = true; }));
    await page.evaluate(AXE);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    for (const one of found.violations.filter((each) => ["serious", "critical"].includes(each.impact))) {
      const nodes = one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${node.failureSummary})`).join("\n    ");
      claim(false, `${file}: axe, ${colorScheme}, ${width} px: ${one.id}: ${one.help}\n    ${nodes}`);
    }
    await context.close();
  }
}

const figures = (page, column) => page.evaluate(
  (place) => [...document.querySelectorAll("table.list tbody tr")].filter((row) => !row.hidden)
    .map((row) => Number(row.cells[place].querySelector("data")?.value)), column);

async function checkList(page, file) {
  const heads = await page.locator("table.list thead th").allInnerTexts();
  for (const [column, head] of heads.entries()) {
    const button = page.locator("table.list thead button").nth(column);
    await button.click();
    const state = await page.locator("table.list thead th").nth(column).getAttribute("aria-sort");
    claim(["ascending", "descending"].includes(state), `${file}: ${head} does not say how it is sorted`);
    const values = (await figures(page, column)).filter((value) => !Number.isNaN(value));
    const falling = values.every((value, place) => !place || value <= values[place - 1]);
    const rising = values.every((value, place) => !place || value >= values[place - 1]);
    claim(state === "ascending" ? rising : falling, `${file}: ${head} is not sorted`);
    await button.click();
    const turned = await page.locator("table.list thead th").nth(column).getAttribute("aria-sort");
    claim(turned !== state, `${file}: ${head} does not turn round`);
  }
  const rows = page.locator("table.list tbody tr");
  const total = await rows.count();
  const name = await rows.last().locator(".name").innerText();
  await page.locator('form[data-filters="programs"] input[type=search]').fill(name);
  const left = await page.locator("table.list tbody tr:not([hidden])").count();
  claim(left >= 1 && (left < total || total === 1), `${file}: the search for ${name} leaves ${left} of ${total} programs`);
  await page.locator('form[data-filters="programs"] button[type=reset]').click();
  await page.waitForFunction(() => !document.querySelector("table.list tbody tr[hidden]"));
  for (const select of await page.locator('form[data-filters="programs"] select[name]').all()) {
    const key = await select.getAttribute("name");
    const value = await select.locator("option").nth(1).getAttribute("value");
    await select.selectOption(value);
    const agree = await page.evaluate(([field, wanted]) => [...document.querySelectorAll("table.list tbody tr")]
      .every((row) => row.hidden === (row.dataset[field] !== wanted)), [key, value]);
    claim(agree, `${file}: filtering by ${key} shows other programs`);
    await select.selectOption("*");
  }
}

async function checkKeyboard(page, file) {
  await page.keyboard.press("Tab");
  claim(await page.evaluate(() => document.activeElement.classList.contains("skip")), `${file}: no skip link first`);
  const wanted = await page.locator("table.list thead button").count() ? "table.list thead button" : "footer, [data-print]";
  let reached = false;
  for (let steps = 0; steps < 60 && !reached; steps += 1) {
    await page.keyboard.press("Tab");
    reached = await page.evaluate((selector) => document.activeElement.matches(selector), wanted);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    claim(outline !== "none", `${file}: the focus cannot be seen`);
  }
  claim(reached, `${file}: the keyboard does not reach ${wanted}`);
}

async function checkUse(browser, file) {
  const { context, page } = await open(browser, file, {});
  await checkKeyboard(page, file);
  if (await page.locator("table.list").count()) await checkList(page, file);
  const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.locator("[data-theme-toggle]").click();
  const after = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  claim(before !== after, `${file}: the theme does not change`);
  const box = page.locator("[data-tick]").first();
  if (await box.count()) {
    await box.check();
    await page.reload();
    claim(await page.locator("[data-tick]").first().isChecked(), `${file}: a tick is lost`);
  }
  const pdf = await page.pdf({ format: "Letter" });
  claim(pdf.subarray(0, 5).toString() === "%PDF-", `${file}: does not print`);
  await context.close();
}

async function checkPlain(browser, file) {
  const { context, page } = await open(browser, file, { javaScriptEnabled: false });
  claim(await page.locator("h1").isVisible(), `${file}: nothing is shown without JavaScript`);
  claim(!(await page.locator(".controls, .tools").first().isVisible()), `${file}: idle controls without JavaScript`);
  await context.close();
}

const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
for (const file of files) {
  for (const check of [checkWidths, checkUse, checkPlain, checkAccessibility]) await check(browser, file);
}
await browser.close();
for (const fault of faults) console.error(fault);
console.log(`${files.length} pages: ${faults.length ? `${faults.length} faults` : "no request, no fault"}`);
process.exit(faults.length ? 1 : 0);
