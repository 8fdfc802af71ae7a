/** The campaign's day: the one that it is held at, else today in its time zone. */
export function clock({ as_of, timezone }: { as_of?: string; timezone: string }): string {
  if (as_of) return as_of;
  const shape = { timeZone: timezone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const parts = new Intl.DateTimeFormat("en", shape).formatToParts(new Date());
  return (["year", "month", "day"] as const).map((wanted) => parts.find(({ type }) => type === wanted)?.value).join("-");
}
