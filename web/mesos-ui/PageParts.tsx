/** Small pieces shared by the pages. */
import type { ReactNode } from 'react';
import { PageLink } from '../browser/PageLink.tsx';
import { absoluteDate, formatNumber, plannedDate, relativeDate, truncateId } from './format.ts';
import { useMesos } from './mesos-context.ts';
import { links } from './mesos-route.ts';

/** A moment in seconds since 1970; a click switches all of them between relative and absolute. */
export function Stamp({
  seconds,
  planned = false,
}: {
  readonly seconds: number | undefined;
  readonly planned?: boolean;
}) {
  const { nowMs, longDate, toggleDates } = useMesos();
  if (seconds === undefined) return null;
  const atMs = seconds * 1000;
  const relative = planned ? plannedDate(atMs, nowMs) : relativeDate(atMs, nowMs);
  return (
    <span
      role="button"
      tabIndex={0}
      className="mesos-stamp"
      title={longDate ? relative : absoluteDate(atMs)}
      onClick={toggleDates}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        toggleDates();
      }}
    >
      {longDate ? absoluteDate(atMs) : relative}
    </span>
  );
}

export type Crumb = { readonly badge: string; readonly text?: string; readonly href?: string; readonly title?: string };

export function Breadcrumb({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <ol className="mesos-breadcrumb">
      {crumbs.map((crumb, index) => {
        const badge = (
          <span className="mesos-badge" title={crumb.title}>
            {crumb.badge}
          </span>
        );
        return (
          <li key={index}>
            {crumb.badge !== '' && (crumb.href === undefined ? badge : <PageLink href={crumb.href}>{badge}</PageLink>)}
            {crumb.text !== undefined && (crumb.badge === '' ? crumb.text : ` ${crumb.text}`)}
          </li>
        );
      })}
    </ol>
  );
}

export const masterCrumb: Crumb = { badge: 'Master', href: links.home };

/** Left column of facts, right column of tables. */
export function Columns({ well, children }: { readonly well: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="mesos-columns">
      <div className="mesos-well">{well}</div>
      <div className="mesos-main">{children}</div>
    </div>
  );
}

export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <ul className="mesos-facts">
      {facts.map(([label, value]) => (
        <li key={label}>
          <strong>{label}:</strong> <span>{value}</span>
        </li>
      ))}
    </ul>
  );
}

export function CountTable(props: {
  readonly title: string;
  readonly rows: readonly (readonly [string, number | undefined])[];
}) {
  return (
    <>
      <h4>{props.title}</h4>
      <table className="mesos-counts">
        <tbody>
          {props.rows.map(([label, value]) => (
            <tr key={label}>
              <td>{label}</td>
              <td>{formatNumber(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export function AmountTable(props: {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}) {
  return (
    <>
      <h4>{props.title}</h4>
      <table className="mesos-counts mesos-amounts">
        <thead>
          <tr>
            <td />
            {props.columns.map((column) => (
              <td key={column}>{column}</td>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** A cut id with its button for the whole one. */
export function IdLink({ id, href }: { readonly id: string; readonly href: string }) {
  return (
    <span className="mesos-id">
      <PageLink href={href} title={id}>
        {truncateId(id)}
      </PageLink>
      <button
        type="button"
        className="mesos-copy"
        title="Copy ID"
        aria-label={`Copy ID ${id}`}
        onClick={() => void navigator.clipboard.writeText(id)}
      >
        ⧉
      </button>
    </span>
  );
}
