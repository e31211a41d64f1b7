/** The state of a program as a tree; what changed since the last look flashes. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

const SHOWN_CHILDREN = 100;

export function StateTree({ value }: { value: unknown }) {
  return (
    <div className="state-tree mono" tabIndex={0}>
      {childrenOf(value).map(([name, child]) => (
        <Branch key={name} name={name} value={child} depth={0} />
      ))}
    </div>
  );
}

function childrenOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((child, index) => [String(index), child]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function summaryOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  return `{${Object.keys(value as object).length}}`;
}

function Branch({ name, value, depth }: { name: string; value: unknown; depth: number }): ReactNode {
  const { t } = useTranslation('inspector');
  const [open, setOpen] = useState(false);
  if (typeof value !== 'object' || value === null) {
    const text = JSON.stringify(value) ?? 'undefined';
    return (
      <div className="state-tree__leaf">
        <span className="muted">{name}</span>{' '}
        <span key={text} className="flash">
          {text}
        </span>
      </div>
    );
  }
  const children = open ? childrenOf(value) : [];
  return (
    <div>
      <button type="button" className="state-tree__toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? '▾' : '▸'} {name} <span className="muted">{summaryOf(value)}</span>
      </button>
      {open ? (
        <div className="state-tree__children">
          {children.slice(0, SHOWN_CHILDREN).map(([childName, child]) => (
            <Branch key={childName} name={childName} value={child} depth={depth + 1} />
          ))}
          {children.length > SHOWN_CHILDREN ? (
            <span className="muted">{t('more', { count: children.length - SHOWN_CHILDREN })}</span>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
