/** The small marks of the page, drawn anew in the sizes of the originals. */

/** A question mark cut out of a disc. */
export function HelpMark({ size = 12 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} className="marathon-head-help" aria-hidden>
      <circle cx="8" cy="8" r="8" fill="currentColor" />
      <path
        d="M5.6 6.200c0-1.4 1-2.4 2.5-2.400s2.5.9 2.5 2.200c0 1.7-2.3 1.9-2.3 3.5"
        fill="none"
        stroke="var(--m-help-hole)"
        strokeWidth="1.9"
      />
      <circle cx="8.2" cy="11.9" r="1.2" fill="var(--m-help-hole)" />
    </svg>
  );
}

/** The triangle beside a sorted column and in menus' buttons. */
export function Caret({ up = false }: { readonly up?: boolean }) {
  return (
    <svg viewBox="0 0 10 5" width="10" height="5" className="marathon-caret" aria-hidden>
      <path d={up ? 'M0 5L5 0l5 5z' : 'M0 0h10L5 5z'} fill="currentColor" />
    </svg>
  );
}

export function Dots() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden>
      {[1.7, 8, 14.3].map((x) => (
        <circle key={x} cx={x} cy="8" r="1.6" fill="currentColor" />
      ))}
    </svg>
  );
}

/** A sheet with lines on it. */
export function FileMark() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" aria-hidden>
      <path d="M2.5 4.500l4-4h7v15h-11zM2.5 4.500h4v-4M5 7.500h6M5 9.500h6M5 11.5h4" />
    </svg>
  );
}

export function Magnifier() {
  return (
    <svg viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden>
      <circle cx="6.5" cy="6.5" r="5" />
      <path d="M10.5 10.500l5 5" />
    </svg>
  );
}

export function Chevron() {
  return (
    <svg viewBox="0 0 8 12" width="8" height="12" className="marathon-chevron" aria-hidden>
      <path d="M1 1l5.5 5L1 11" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}

/** A question mark with words that open for the pointer and the keyboard. */
export function Tip({ text, side = 'right' }: { readonly text: string; readonly side?: 'right' | 'left' | 'below' }) {
  return (
    <span className={`marathon-tip marathon-tip-${side}`} role="img" tabIndex={0} aria-label={text}>
      <HelpMark />
      <span className="marathon-tip-text" aria-hidden>
        {text}
      </span>
    </span>
  );
}
