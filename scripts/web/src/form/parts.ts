/** Which part of a report is asked in which step of the form, as the contract says it (`x-steps`, `x-step`). */

import type { Schemas } from "../contract/schemas";
import type { Step } from "../contract/types";

export class Parts {
  readonly steps: Step[];

  constructor(private readonly schemas: Schemas) {
    this.steps = schemas.says("", "x-steps") ?? [];
  }

  /** The place of the step in which a part is asked; a part that names none is asked with what concerns the whole report. */
  step(part: string): number {
    const named = this.schemas.says(`/${part}`, "x-step");
    const found = this.steps.findIndex(({ id }) => id === named);
    return found < 0 ? this.steps.findIndex(({ rest }) => rest) : found;
  }

  /** The parts asked in a step, in the order of the contract. */
  of(step: number): string[] {
    return this.schemas.keys("").filter((part) => this.step(part) === step);
  }
}
