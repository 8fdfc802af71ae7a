"""The form as whoever fills it in sees it: fields by pointer, steps by number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from pingyi.load.documents import document

STEPS = [
    (), ("coverage", "consultation"), ("sessions", "results"),
    ("feedback", "organising", "cases", "contact_points", "attachments"),
    ("status", "reported_on", "sign_off", "revisions", "notes"),
]  # fmt: skip
SUBMIT = 5


VERSIONS = """async (prefix) => {
  const known = await indexedDB.databases();
  const { name } = known.find(({ name }) => name.startsWith(prefix)) ?? {};
  if (!name) return [];
  const open = indexedDB.open(name);
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const all = db.transaction("drafts").objectStore("drafts").getAll();
  const found = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  db.close();
  return found;
}"""


def versions(page: Page) -> list[dict[str, Any]]:
    """What the browser's database holds, read past the form."""
    found: list[dict[str, Any]] = page.evaluate(VERSIONS, "pingyi/")
    return found


class Form:
    """The form as whoever fills it in sees it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: dialog.accept())

    def open(self, unit: str | None = None) -> Form:
        self.page.goto(f"{self.address}form.html{f'?unit={unit}' if unit else ''}")
        expect(self.page.locator(".f-panel:visible")).to_have_count(1)
        if unit:
            expect(self.page.locator(".f-nav [aria-current]")).to_contain_text("征求意见")
        return self

    def load(self, text: str | bytes, name: str = "report.yml") -> None:
        """Opens a report from a file, and waits until the form has said what became of it."""
        content = text.encode() if isinstance(text, str) else text
        self.page.locator("#f-status").evaluate("status => (status.textContent = '')")
        self.page.set_input_files("#f-open", {"name": name, "mimeType": "application/yaml", "buffer": content})
        opened = self.page.locator("#f-status", has_text=name)
        expect(opened.or_(self.page.locator("#f-open-errors:not([hidden])")).first).to_be_attached()

    def at(self, pointer: str) -> Locator:
        return self.page.locator(f'[id="f{pointer}"]')

    def error(self, pointer: str) -> Locator:
        return self.page.locator(f'[id="e{pointer}"]')

    def handed_in(self) -> None:
        """Waits until it is kept that the report was handed in."""
        for _ in range(200):
            if any(version.get("handed") for version in versions(self.page)):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError("not kept")

    @property
    def summary(self) -> Locator:
        return self.page.locator(".f-summary")

    def unfold(self, pointer: str) -> None:
        """Opens the entries that stand folded below a list."""
        self.at(pointer).evaluate("list => list.querySelectorAll('.f-entry').forEach(entry => (entry.open = true))")

    def step(self, number: int) -> None:
        self.page.locator(".f-nav button").nth(number).click()

    def type(self, pointer: str, text: str) -> None:
        self.at(pointer).fill(text)
        self.at(pointer).blur()

    def fill(self, pointer: str, value: Any) -> None:
        """Types a value of a report, a list entry by entry."""
        if isinstance(value, dict):
            for key, child in value.items():
                # What the form makes up itself is not asked.
                if key != "id":
                    self.fill(f"{pointer}/{key}", child)
        elif isinstance(value, list) and isinstance(value[0], dict):
            for number, child in enumerate(value):
                self.at(pointer).locator("> button").click()
                self.fill(f"{pointer}/{number}", child)
        elif isinstance(value, list):
            for word in value:
                self.at(pointer).locator(f'input[value="{word}"]').check()
        elif self.at(pointer).evaluate("field => field.tagName") == "SELECT":
            self.at(pointer).select_option(value)
        else:
            self.type(pointer, str(value))

    def fill_report(self, data: dict[str, Any]) -> None:
        for number, parts in enumerate(STEPS):
            if number:
                self.step(number)
            for part in parts:
                if part in data:
                    self.fill(f"/{part}", data[part])

    def written(self) -> str:
        """The file as it is shown before it leaves."""
        self.step(SUBMIT)
        return self.page.locator("#f-preview").input_value()

    def data(self) -> dict[str, Any]:
        found, problems = document("", self.written())
        assert found, problems
        return found.data


Start = Callable[..., Form]
"""Opens a form in a browser of its own; keywords are those of `Browser.new_context`."""
