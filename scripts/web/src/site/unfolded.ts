/** Open what a place is folded into, for who was led there. */
export function unfolded(place: Element | null): void {
  const fold = place?.closest("details");
  if (fold) fold.open = true;
}
