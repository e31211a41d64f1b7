/** A line above Marathon's own page, outside of its frame: the ways from what it shows to what it cannot show. */
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { fragmentPart } from '../browser/address.ts';
import { usePage } from '../browser/page-context.ts';
import { useView } from '../console/state/view-store.ts';
import { useMarathonJson } from './marathon-server.ts';
import { encodeId } from './marathon-server.ts';
import type { WaitingApp } from './waiting-app.ts';
import './marathon-pages.css';

const EVERY_MS = 1000;

export function PageAside() {
  const { t } = useTranslation('marathon');
  const page = usePage();
  const navigate = useNavigate();
  const path = fragmentPart(page.url).split('?')[0] ?? '';
  const app = appOf(path);
  const asked = app !== null && page.visible ? `/waiting${encodeId(app)}` : null;
  const waits =
    (useMarathonJson<{ readonly apps?: readonly WaitingApp[] }>(asked, EVERY_MS)?.value?.apps ?? []).length > 0;
  const go = (to: string): void => {
    void navigate({ to, search: (before: Record<string, unknown>) => ({ ...before, app: app ?? undefined }) as never });
    useView.setState({ narrowSide: 'left' });
  };
  if (app === null && path !== '/deployments') return null;
  return (
    <div className="mp-aside" role="navigation" aria-label={t('aside.label')}>
      {app === null ? null : (
        <>
          {waits ? (
            <button type="button" className="link mp-aside__waiting" onClick={() => go('/marathon/waiting')}>
              {t('aside.waiting')}
            </button>
          ) : null}
          <button type="button" className="link" onClick={() => go('/marathon/versions')}>
            {t('aside.versions')}
          </button>
        </>
      )}
      <button type="button" className="link" onClick={() => go('/marathon/deployments')}>
        {t('aside.deployments')}
      </button>
    </div>
  );
}

/** `/apps/%2Fprod%2Fapi/configuration`: the application of an application's page; null elsewhere. */
function appOf(path: string): string | null {
  const [, first, second] = path.split('/');
  if (first !== 'apps' || second === undefined || second === '') return null;
  try {
    return decodeURIComponent(second);
  } catch {
    return null; // A damaged address names no application.
  }
}
