/** What is under the pointer: a process or a message. */

export type TooltipContent = { readonly x: number; readonly y: number; readonly title: string; readonly lines: readonly string[] };

export function Tooltip({ content }: { content: TooltipContent }) {
  return (
    <div className="topology__tip" style={{ transform: `translate(${content.x}px, ${content.y}px)` }}>
      <strong>{content.title}</strong>
      {content.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}
