// A clerk at the form: fields by pointer, steps by number. In words that puppeteer of 2019 and of today both know.

/** What the form makes by itself. */
const MADE = "id";

export class Clerk {
  constructor(page) {
    this.page = page;
  }

  async open(address, unit) {
    await this.page.goto(`${address}form.html${unit ? `?unit=${unit}` : ""}`);
    await this.page.waitForFunction(() => document.querySelector(".f-panel:not([hidden])"));
  }

  async step(number) {
    await this.page.evaluate((place) => document.querySelectorAll(".f-nav button")[place].click(), number);
  }

  /** Types every value of a report into its field, the way of the keyboard: focus, text, leave. */
  async fill(pointer, value) {
    if (Array.isArray(value) && typeof value[0] === "object") {
      for (const [place, entry] of value.entries()) {
        await this.inField(pointer, (field) => field.querySelector(":scope > button").click());
        await this.fill(`${pointer}/${place}`, entry);
      }
    } else if (Array.isArray(value)) {
      for (const word of value)
        await this.inField(pointer, (field, wanted) => field.querySelector(`input[value="${wanted}"]`).click(), word);
    } else if (typeof value === "object") {
      for (const [key, below] of Object.entries(value)) if (key !== MADE) await this.fill(`${pointer}/${key}`, below);
    } else await this.inField(pointer, typed, String(value));
  }

  inField(pointer, act, value) {
    const body = `(${act})(document.getElementById(${JSON.stringify(`f${pointer}`)}), ${JSON.stringify(value) ?? "null"})`;
    return this.page.evaluate(body);
  }

  text(selector) {
    return this.page.evaluate((wanted) => document.querySelector(wanted).textContent, selector);
  }

  /** The file as the last step shows it. */
  async written(last) {
    await this.step(last);
    return this.page.evaluate(() => document.querySelector("#f-preview").value);
  }
}

function typed(field, value) {
  field.focus();
  field.value = value;
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  field.blur();
}
