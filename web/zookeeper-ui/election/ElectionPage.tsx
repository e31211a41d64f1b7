/** An election drawn vote by vote: who told whom what, who changed its mind and why, and when a quorum agreed. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTransport } from '../../console/actions/use-transport.ts';
import { StatePage } from '../../console/parts/StatePage.tsx';
import { usePolled } from '../../console/simulation/use-polled.ts';
import { ElectionBar } from './ElectionBar.tsx';
import { ElectionDiagram } from './ElectionDiagram.tsx';
import { ElectionList } from './ElectionList.tsx';
import { ElectionNow } from './ElectionNow.tsx';
import { drawingOf, landmarkFrom, serversOf, stateAfter, stepAt } from './election-model.ts';
import { type ElectionRecord, useElection } from './use-election.ts';
import './election.css';

export function ElectionPage() {
  const { t } = useTranslation('zookeeper');
  const [chosen, setChosen] = useState<number | null>(null);
  const record = useElection(chosen);
  if (record === null) return <StatePage title={t('loading')} text="" />;
  if (record.shown === null) return <StatePage title={t('election.none')} text={t('election.noneText')} />;
  return <Election key={record.shown} record={record} onChoose={setChosen} />;
}

type ElectionProps = { readonly record: ElectionRecord; readonly onChoose: (election: number) => void };

function Election({ record, onChoose }: ElectionProps) {
  const { steps, nowUs } = record;
  const ensemble = usePolled('ensemble', async (api) => await api.ensemble(), 1000);
  const servers = useMemo(() => serversOf(ensemble?.servers ?? [], steps), [ensemble, steps]);
  const drawing = useMemo(() => drawingOf(steps, servers), [steps, servers]);
  /** Null: stays at the newest step. */
  const [picked, setPicked] = useState<number | null>(null);
  const [asList, setAsList] = useState(false);
  const [follows, setFollows] = useState(false);
  const last = steps.length - 1;
  const at = Math.min(picked ?? last, last);
  const step = steps[at];
  const goTo = useGoTo();
  const move = (to: number): void => {
    const bounded = Math.max(0, Math.min(last, to));
    setPicked(bounded);
    const target = steps[bounded];
    if (follows && target !== undefined) goTo(target.atUs);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(at + 1),
    ArrowRight: () => move(at + 1),
    ArrowUp: () => move(at - 1),
    ArrowLeft: () => move(at - 1),
    PageDown: () => move(landmarkFrom(steps, at, 1)),
    PageUp: () => move(landmarkFrom(steps, at, -1)),
    Home: () => move(0),
    End: () => move(last),
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const view = { steps, servers, at, onPick: move };
  return (
    <div className="election">
      <ElectionBar
        record={record}
        at={at}
        asList={asList}
        follows={follows}
        onChoose={onChoose}
        onMove={move}
        onAsList={setAsList}
        onFollows={setFollows}
        onGoTo={() => (step === undefined ? undefined : goTo(step.atUs))}
      />
      <ElectionNow step={step} states={stateAfter(steps, at, servers)} servers={servers} />
      {asList ? (
        <ElectionList {...view} onKey={onKey} />
      ) : (
        <ElectionDiagram {...view} drawing={drawing} now={stepAt(steps, nowUs)} onKey={onKey} />
      )}
    </div>
  );
}

/** Takes the run to an instant; of several asked for while it is on its way only the last is gone to. */
function useGoTo(): (atUs: number) => void {
  const { pause, seek } = useTransport();
  const wanted = useRef<number | null>(null);
  const busy = useRef(false);
  useEffect(() => () => void (wanted.current = null), []);
  return (atUs) => {
    wanted.current = atUs;
    if (busy.current) return;
    busy.current = true;
    const run = async (): Promise<void> => {
      pause();
      for (let target = wanted.current; target !== null; target = wanted.current) {
        wanted.current = null;
        await seek(target);
      }
      busy.current = false;
    };
    void run();
  };
}
