/** Left navigation: what the left pane shows. On a narrow page it lies at the bottom. */
import { Link, useRouterState } from '@tanstack/react-router';
import {
  Activity,
  AppWindow,
  CircleHelp,
  Info,
  LayoutGrid,
  ListTree,
  Network,
  ScrollText,
  SquareTerminal,
  Triangle,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { showDialog, useView } from '../state/view-store.ts';

const entries = [
  { to: '/', name: 'cluster', icon: Network },
  { to: '/mesos', name: 'mesos', icon: LayoutGrid },
  { to: '/marathon', name: 'marathon', icon: Triangle },
  { to: '/zookeeper', name: 'zookeeper', icon: ListTree },
  { to: '/service', name: 'service', icon: Activity },
  { to: '/logs', name: 'logs', icon: ScrollText },
  { to: '/terminal', name: 'terminal', icon: SquareTerminal },
  { to: '/about', name: 'about', icon: Info },
] as const;

export function Rail() {
  const { t } = useTranslation();
  const narrowSide = useView((state) => state.narrowSide);
  const list = useRef<HTMLElement>(null);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    list.current?.querySelector('a.active')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav className="rail" ref={list} aria-label={t('rail.label')}>
      {entries.map(({ to, name, icon: Icon }) => (
        <Link
          key={name}
          to={to}
          search={(before: Record<string, unknown>) => before as never}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          className={narrowSide === 'right' ? 'rail__entry rail__entry--aside' : 'rail__entry'}
          onClick={() => useView.setState({ narrowSide: 'left' })}
        >
          <Icon size={18} aria-hidden strokeWidth={1.7} />
          <span>{t(`rail.${name}`)}</span>
        </Link>
      ))}
      <button
        type="button"
        className={
          narrowSide === 'right' ? 'rail__entry rail__entry--narrow active' : 'rail__entry rail__entry--narrow'
        }
        onClick={() => useView.setState({ narrowSide: 'right' })}
      >
        <AppWindow size={18} aria-hidden strokeWidth={1.7} />
        <span>{t('rail.second')}</span>
      </button>
      <button type="button" className="rail__entry rail__entry--last" onClick={() => showDialog('help')}>
        <CircleHelp size={18} aria-hidden strokeWidth={1.7} />
        <span>{t('rail.help')}</span>
      </button>
    </nav>
  );
}
