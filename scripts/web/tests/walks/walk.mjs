// One walk through the site with one browser: a report filled in, reopened, printed, handed in; search, filters, tables.
// A job in JSON comes by standard input, what was seen goes to standard output in JSON. Judged by tests/browser/test_floor.py.
import { readFileSync } from "node:fs";

import { started } from "./browsers.mjs";
import { Clerk } from "./clerk.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));
const { page, version, plain, close } = await started(job);
const seen = { version, complaints: [] };
page.on("pageerror", (error) => seen.complaints.push(String(error)));
page.on("console", (message) => message.type() === "error" && seen.complaints.push(message.text()));
page.on("dialog", (dialog) => dialog.accept());

const clerk = new Clerk(page);
const shot = async (name) => job.shots && page.screenshot({ path: `${job.shots}-${name}.png` });
const there = (selector) => page.waitForFunction((wanted) => document.querySelector(wanted), {}, selector);
const all = (home, selector) =>
  page.evaluate(
    (first, wanted) =>
      [...document.querySelector(first).querySelectorAll(wanted)].map((found) => found.textContent.trim()),
    home,
    selector,
  );

const PARTS = {
  async fill() {
    await clerk.open(plain, job.unit);
    for (const [step, parts] of job.steps.entries()) {
      if (step) await clerk.step(step);
      for (const part of parts) if (part in job.report) await clerk.fill(`/${part}`, job.report[part]);
      await shot(`step-${step}`);
    }
    seen.written = await clerk.written(job.steps.length);
    seen.verdict = await clerk.text(".f-verdict");
    await shot("handover");
  },

  async open() {
    await clerk.open(plain);
    await there("#f-open");
    const input = await page.$("#f-open");
    await input.uploadFile(job.file);
    await page.waitForFunction(() => document.querySelectorAll(".f-nav button")[1].disabled === false);
    await there('.f-nav button[aria-current]:not(:first-child), .f-nav li:not(:first-child) [aria-current]');
    seen.reopened = await clerk.written(job.steps.length);
  },

  /** The report that lies in the repository. */
  async openHeld() {
    await page.goto(`${plain}form.html?unit=${job.unit}&open`);
    await there("#f-offer");
    const press = (name) => [...document.querySelectorAll("button")].find(({ textContent }) => textContent === name).click();
    await page.evaluate(press, job.press);
    await page.waitForFunction(() => document.querySelector("#f-status").textContent);
    seen.opened = await clerk.written(job.steps.length);
  },

  async handIn() {
    seen.target = await page.evaluate(() => document.querySelector(".f-handover a.f-primary, .f-handover a[target]").href);
    await page.evaluate(() => document.querySelector(".f-handover .f-buttons").scrollIntoView({ block: "center" }));
    const [, copy] = await page.$$(".f-handover .f-buttons button");
    await copy.click();
    await page.waitForFunction(() => document.querySelector("#f-status").textContent);
    seen.said = await clerk.text("#f-status");
    seen.saidInSight = await page.evaluate(() => {
      const { top, bottom } = document.querySelector("#f-status").getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    await page.evaluate(() => {
      const area = document.body.appendChild(document.createElement("textarea"));
      area.id = "pasted";
      area.focus();
    });
    await page.keyboard.down("Control");
    await page.keyboard.press("v");
    await page.keyboard.up("Control");
    seen.pasted = await page.evaluate(() => document.querySelector("#pasted").value);
    await page.evaluate(() => document.querySelector("#pasted").remove());
  },

  async print() {
    if (job.pdf) await page.pdf({ path: job.pdf, format: "A4" });
  },

  /** In the box of the header; where there is no room for it, on the page 搜索. */
  async search() {
    const [at, box] = job.width < 960 ? ["search.html", ".search-page"] : ["index.html", ".search-head"];
    await page.goto(plain + at);
    await page.focus(`${box} input`);
    await page.keyboard.type(job.question);
    await there(`${box} .search-link`);
    await shot("search");
    seen.found = await all(box, ".search-title");
  },

  async filter() {
    await page.goto(`${plain}cases/index.html?theme=${job.theme}`);
    await there("form[data-filter].active");
    seen.shown = await page.evaluate(() => document.querySelectorAll("[data-theme]:not([hidden])").length);
    await shot("cases");
  },

  async tables() {
    await page.goto(`${plain}progress/index.html`);
    await there("table[data-sort] .sort");
    const column = (await all("table[data-sort]", "thead th")).indexOf(job.column);
    await page.evaluate((place) => document.querySelectorAll("table[data-sort] .sort")[place].click(), column);
    seen.sorted = await all("table[data-sort]", `tbody td:nth-child(${column + 1})`);
    await page.focus(".table-filter input");
    await page.keyboard.type(job.row);
    seen.rows = await all(".table-long", "tbody tr:not([hidden]) th");
    await shot("progress");
    seen.punctuation = await page.evaluate(() => {
      const line = document.querySelector("article.md-typeset").appendChild(document.createElement("span"));
      Object.assign(line.style, { position: "absolute", fontSize: "20px", whiteSpace: "nowrap" });
      line.textContent = "一，（二）；《三》。";
      return line.getBoundingClientRect().width / 20;
    });
    seen.wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  },
};

try {
  for (const part of job.parts) await PARTS[part]();
} catch (error) {
  seen.failed = String(error.stack);
}
await close();
console.log(JSON.stringify(seen));
