/**
 * A plain HTML document of a simulated server (error pages, help), drawn from an allow list of elements.
 * Scripts, styles, images and event handlers of the document have no effect.
 */
import { Fragment, useEffect, useMemo, type ReactNode } from 'react';
import { PageLink } from './PageLink.tsx';
import { usePage } from './page-context.ts';

const allowed = new Set(
  'h1 h2 h3 h4 h5 p pre code ul ol li dl dt dd b i em strong small hr br table thead tbody tr td th div span blockquote'.split(
    ' ',
  ),
);
const dropped = new Set(['script', 'style', 'head', 'template', 'iframe', 'object']);

export function HtmlDocument({ body }: { readonly body: string }) {
  const { setTitle } = usePage();
  const parsed = useMemo(() => new DOMParser().parseFromString(body, 'text/html'), [body]);
  useEffect(() => setTitle(parsed.title), [parsed, setTitle]);
  return <div className="browser-html">{childrenOf(parsed.body)}</div>;
}

function childrenOf(element: Element): ReactNode {
  return [...element.childNodes].map((node, index) => <Fragment key={index}>{nodeOf(node)}</Fragment>);
}

function nodeOf(node: Node): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  if (dropped.has(name)) return null;
  if (name === 'a') return <PageLink href={node.getAttribute('href') ?? '#'}>{childrenOf(node)}</PageLink>;
  if (name === 'hr') return <hr />;
  if (name === 'br') return <br />;
  if (!allowed.has(name)) return childrenOf(node);
  const Tag = name as 'p';
  return <Tag>{childrenOf(node)}</Tag>;
}
