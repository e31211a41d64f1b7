/** A share of 0 to 1 as a percentage that keeps its width. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
