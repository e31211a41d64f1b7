/** A wheel of our own in the page's colours. */
export function Logo() {
  return (
    <svg viewBox="0 0 28 28" width="27" height="27" aria-hidden>
      <path d="M14 14V0a14 14 0 0 1 12.1 7z" fill="#1fd07f" />
      <path d="M14 14l12.1-7a14 14 0 0 1 0 14z" fill="#7be33a" />
      <path d="M14 14l12.1 7A14 14 0 0 1 14 28z" fill="#1aa6f0" />
      <path d="M14 14v14A14 14 0 0 1 1.9 21z" fill="#2f81f7" />
      <path d="M14 14L1.9 21a14 14 0 0 1 0-14z" fill="#1cc8d8" />
      <path d="M14 14L1.9 7A14 14 0 0 1 14 0z" fill="#17c7a5" />
      <circle cx="14" cy="14" r="5.5" fill="#13161d" />
    </svg>
  );
}
