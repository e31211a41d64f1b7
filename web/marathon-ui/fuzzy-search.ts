/** Score of a search text within an id, 0 to 1: letters in order, better when together and at the start of a part. */
export function searchScore(id: string, text: string): number {
  const name = id.toLowerCase().replace(/^\//, '');
  const wanted = text.toLowerCase().trim().replace(/^\//, '');
  if (wanted === '' || name === '') return 0;
  if (name === wanted) return 1;
  const at = name.indexOf(wanted);
  if (at !== -1) {
    const partStart = at === 0 || '/-.'.includes(name[at - 1] ?? '');
    return (partStart ? 0.7 : 0.5) + (0.25 * wanted.length) / name.length;
  }
  const spread = spreadOf(name, wanted);
  return spread === null ? 0 : (0.4 * wanted.length) / spread / Math.max(1, name.length / wanted.length);
}

/** Length of the shortest-from-left stretch that holds all letters in order; null when it does not. */
function spreadOf(name: string, wanted: string): number | null {
  let first = -1;
  let position = -1;
  for (const letter of wanted) {
    position = name.indexOf(letter, position + 1);
    if (position === -1) return null;
    if (first === -1) first = position;
  }
  return position - first + 1;
}
