/** What is under the pointer: a process or a message. */

export type TooltipContent = {
  readonly x: number;
  readonly y: number;
  readonly above: boolean;
  readonly title: string;
  readonly lines: readonly string[];
};

export function Tooltip({ content }: { content: TooltipContent }) {
  const lift = content.above ? ' translateY(-100%)' : '';
  return (
    <div className="topology__tip" style={{ transform: `translate(${content.x}px, ${content.y}px)${lift}` }}>
      <strong>{content.title}</strong>
      {content.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}
