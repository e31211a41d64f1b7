/** A process by its short name; a click shows it in the inspector. The operator's own tools are "you". */
import { useTranslation } from 'react-i18next';
import { useRun } from '../console/simulation/run-store.ts';
import { useSelection } from '../console/state/use-address.ts';

const OWN_TOOLS = /^(?:zkcli|operator)@/;

export function ProcessLink({ process }: { process: string }) {
  const { t } = useTranslation('zookeeper');
  const [, select] = useSelection();
  const title = useRun((state) => state.tiles.get(process)?.title ?? process);
  if (OWN_TOOLS.test(process)) return <span title={process}>{t('you')}</span>;
  return (
    <button type="button" className="link" onClick={() => select(process)} title={process}>
      {title}
    </button>
  );
}
