/** Keys of the page. Source: mesosphere/marathon-ui v1.1.7, components/Marathon.jsx, modals/HelpModalComponent.jsx. */
import { useRef, type KeyboardEvent, type RefObject } from 'react';
import { usePage } from '../browser/page-context.ts';
import type { MarathonPageContext } from './marathon-context.ts';
import { marathonLinks } from './marathon-route.ts';

/** Version of the reproduced page, bundled with Marathon 1.1.1. */
export const uiVersion = '1.1.2';
/** Longest wait between the two keys of `g a`. */
const sequenceMs = 1000;

export function useShortcuts(
  data: MarathonPageContext & { readonly dialog: unknown },
  search: RefObject<HTMLInputElement | null>,
) {
  const page = usePage();
  const lastG = useRef(0);
  const { route, env } = data;
  const go = (href: string): void => page.navigate(href);
  const afterG: Readonly<Record<string, () => void>> = {
    a: () => go(marathonLinks.apps),
    d: () => go(marathonLinks.deployments),
    v: () =>
      void env.ask.alert({ severity: 'info', title: 'Marathon UI', text: `You're running version ${uiVersion}.` }),
    e: () => {
      const app = data.app.value?.app;
      if (route.at.page === 'app' && app?.version !== undefined)
        go(marathonLinks.edit(route.path, app.id, app.version));
    },
  };
  const single: Readonly<Record<string, () => void>> = {
    c: () => go(marathonLinks.modal(route.path, 'new-app')),
    C: () => go(marathonLinks.modal(route.path, 'new-group')),
    s: () => search.current?.focus(),
    '<': () => go(marathonLinks.modal(route.path, 'about')),
    '?': () => go(marathonLinks.modal(route.path, 'help')),
  };
  return (event: KeyboardEvent): void => {
    const typing =
      event.target instanceof HTMLElement &&
      event.target.closest('input, textarea, select, [contenteditable]') !== null;
    if (typing || data.dialog !== null || route.modal !== null || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const sequence = event.timeStamp - lastG.current < sequenceMs ? afterG[event.key] : undefined;
    const act = sequence ?? single[event.key];
    lastG.current = event.key === 'g' ? event.timeStamp : 0;
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
}
