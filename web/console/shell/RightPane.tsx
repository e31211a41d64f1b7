/** The second pane: the browser, the cluster, the znode tree, logs, or nothing. */
import { PanelRightClose, PanelRightOpen } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../parts/Hint.tsx';
import type { PaneContent } from '../state/address.ts';
import { useChangeSearch } from '../state/use-address.ts';
import { ClusterPane } from './ClusterPane.tsx';
import { Loading } from './Loading.tsx';

const BrowserPane = lazy(() => import('../../browser/BrowserPane.tsx').then((file) => ({ default: file.BrowserPane })));
const ZnodePane = lazy(() => import('../../zookeeper-ui/ZnodePane.tsx').then((file) => ({ default: file.ZnodePane })));
const LogsPane = lazy(() => import('../../logs/LogsPane.tsx').then((file) => ({ default: file.LogsPane })));
const TerminalPage = lazy(() =>
  import('../../terminal/TerminalPage.tsx').then((file) => ({ default: file.TerminalPage })),
);

const choices: readonly PaneContent[] = ['browser', 'cluster', 'znodes', 'logs', 'terminal'];

export function RightPane({ content }: { content: PaneContent }) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  if (content === 'none') {
    return (
      <Hint text={t('pane.openSecond')}>
        <button
          type="button"
          className="button button--icon pane-opener"
          aria-label={t('pane.openSecond')}
          onClick={() => change({ right: 'browser' })}
        >
          <PanelRightOpen size={15} aria-hidden />
        </button>
      </Hint>
    );
  }
  return (
    <section className="pane pane--right" aria-label={t('pane.second')}>
      <div className="pane-bar" role="group" aria-label={t('pane.contents')}>
        {choices.map((choice) => (
          <button
            key={choice}
            type="button"
            className="pane-bar__choice"
            aria-pressed={choice === content}
            onClick={() => change({ right: choice })}
          >
            {t(`pane.${choice}`)}
          </button>
        ))}
        <Hint text={t('pane.close')}>
          <button
            type="button"
            className="button button--icon button--plain pane-bar__close"
            aria-label={t('pane.close')}
            onClick={() => change({ right: 'none' })}
          >
            <PanelRightClose size={15} aria-hidden />
          </button>
        </Hint>
      </div>
      <div className="pane__content">
        <Suspense fallback={<Loading />}>
          <Content content={content} />
        </Suspense>
      </div>
    </section>
  );
}

function Content({ content }: { content: PaneContent }) {
  switch (content) {
    case 'browser':
      return <BrowserPane paneId="right" />;
    case 'cluster':
      return <ClusterPane />;
    case 'znodes':
      return <ZnodePane />;
    case 'logs':
      return <LogsPane />;
    case 'terminal':
      return <TerminalPage />;
    case 'none':
      return null;
  }
}
