/** Windows of this browser that fill in the same unit's report notice each other, by what they leave in its storage. */

const HERE = "pingyi/window";

export class Windows {
  /** Names this window among the others. */
  readonly name = `${Date.now()}-${Math.random()}`;
  private unit = "";

  /** `meet` is told when another window has this one's unit open. */
  constructor(
    private readonly campaign: string,
    private readonly meet: () => void,
  ) {
    window.addEventListener("storage", ({ key, newValue }) => {
      if (key === HERE && newValue) this.hear(newValue);
    });
  }

  /** Says that this window is at a unit's report now. */
  enter(unit: string): void {
    this.unit = unit;
    this.say(true);
  }

  private hear(heard: string): void {
    const [campaign, unit, , asks] = JSON.parse(heard) as unknown[];
    if (campaign !== this.campaign || unit !== this.unit) return;
    this.meet();
    if (asks) this.say(false);
  }

  /** The time makes it another value, of which the others hear. */
  private say(asks: boolean): void {
    try {
      localStorage.setItem(HERE, JSON.stringify([this.campaign, this.unit, `${this.name} ${Date.now()}`, asks]));
    } catch {
      // Windows that cannot notice each other still write each into a version of its own.
    }
  }
}
