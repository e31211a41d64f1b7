/** A link inside a reproduced page: stays in the simulated network. */
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { resolveLink } from './address.ts';
import { usePage } from './page-context.ts';

type PageLinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick' | 'target'> & {
  readonly href: string;
  readonly newWindow?: boolean;
  readonly children?: ReactNode;
};

export function PageLink({ href, newWindow = false, children, ...rest }: PageLinkProps) {
  const page = usePage();
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    event.preventDefault();
    event.stopPropagation();
    if (newWindow || event.ctrlKey || event.metaKey || event.button === 1) page.openWindow(href, '');
    else page.navigate(href);
  };
  return (
    <a {...rest} href={resolveLink(page.url, href) ?? undefined} onClick={follow} onAuxClick={follow}>
      {children}
    </a>
  );
}
