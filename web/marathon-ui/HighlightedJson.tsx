/** JSON with coloured strings, numbers and words. */
const tokens = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

export function HighlightedJson({ value }: { readonly value: unknown }) {
  const text = JSON.stringify(value, null, 2);
  const parts: (string | { readonly kind: string; readonly text: string })[] = [];
  let at = 0;
  for (const match of text.matchAll(tokens)) {
    const [whole, string, colon, word, number] = match;
    parts.push(text.slice(at, match.index));
    if (string !== undefined && colon === undefined) parts.push({ kind: 'string', text: string });
    else if (word !== undefined) parts.push({ kind: 'word', text: word });
    else if (number !== undefined) parts.push({ kind: 'number', text: number });
    else parts.push(whole);
    at = match.index + whole.length;
  }
  parts.push(text.slice(at));
  return (
    <pre className="marathon-json">
      {parts.map((part, index) =>
        typeof part === 'string' ? (
          part
        ) : (
          <span key={index} className={`marathon-json-${part.kind}`}>
            {part.text}
          </span>
        ),
      )}
    </pre>
  );
}
