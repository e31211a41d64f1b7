/** Which election, which step, and the ways from step to step. */
import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ElectionSummary } from '../../../sim-worker/api.ts';
import { Hint } from '../../console/parts/Hint.tsx';
import { Term } from '../../console/parts/Term.tsx';
import { formatClock, formatDuration } from '../../console/parts/format.ts';
import { landmarkFrom } from './election-model.ts';
import type { ElectionRecord } from './use-election.ts';

type BarProps = {
  readonly record: ElectionRecord;
  readonly at: number;
  readonly asList: boolean;
  readonly follows: boolean;
  readonly onChoose: (election: number) => void;
  readonly onMove: (to: number) => void;
  readonly onAsList: (asList: boolean) => void;
  readonly onFollows: (follows: boolean) => void;
  readonly onGoTo: () => void;
};

export function ElectionBar(props: BarProps) {
  const { t } = useTranslation('zookeeper');
  const { record, at, asList, follows, onChoose, onAsList, onFollows, onGoTo } = props;
  const step = record.steps[at];
  return (
    <div className="zk-bar election-bar">
      <select
        className="field election-bar__which"
        aria-label={t('election.which')}
        value={record.shown ?? ''}
        onChange={(event) => onChoose(Number(event.target.value))}
      >
        {[...record.elections].reverse().map((election) => (
          <option key={election.number} value={election.number}>
            <Summary election={election} />
          </option>
        ))}
      </select>
      <Steps {...props} />
      <Hint text={t('election.goToMeaning')}>
        <button type="button" className="button" onClick={onGoTo}>
          {t('election.goTo', { at: step === undefined ? '' : formatClock(step.atUs) })}
        </button>
      </Hint>
      <Hint text={t('election.followsMeaning')}>
        <label className="election-bar__check">
          <input type="checkbox" checked={follows} onChange={(event) => onFollows(event.target.checked)} />
          {t('election.follows')}
        </label>
      </Hint>
      <label className="election-bar__check">
        <input type="checkbox" checked={asList} onChange={(event) => onAsList(event.target.checked)} />
        {t('election.asList')}
      </label>
      <span className="muted">
        <Term name="vote" /> · <Term name="round" /> · <Term name="quorum" /> · <Term name="zxid" />
      </span>
    </div>
  );
}

function Summary({ election }: { election: ElectionSummary }) {
  const { t } = useTranslation('zookeeper');
  const { number, startUs, endUs, outcome, leader, epoch } = election;
  const took = endUs === null ? '' : formatDuration(endUs - startUs);
  const values = { number: number + 1, at: formatClock(startUs), leader: leader ?? '–', epoch: epoch ?? '–', took };
  return <>{t(`election.summary.${outcome}`, values)}</>;
}

function Steps({ record, at, onMove }: BarProps) {
  const { t } = useTranslation('zookeeper');
  const { steps } = record;
  const last = steps.length - 1;
  const to = (direction: 1 | -1): number => landmarkFrom(steps, at, direction);
  return (
    <div className="election-bar__steps" role="group" aria-label={t('election.steps')}>
      <Step name="first" shortcut="Home" off={at <= 0} onClick={() => onMove(0)}>
        <ChevronFirst size={16} aria-hidden />
      </Step>
      <Step name="voteBack" shortcut="PageUp" off={at <= 0} onClick={() => onMove(to(-1))}>
        <ChevronsLeft size={16} aria-hidden />
      </Step>
      <Step name="back" shortcut="←" off={at <= 0} onClick={() => onMove(at - 1)}>
        <ChevronLeft size={16} aria-hidden />
      </Step>
      <span className="mono election-bar__place">{t('election.place', { step: at + 1, total: record.total })}</span>
      <Step name="forward" shortcut="→" off={at >= last} onClick={() => onMove(at + 1)}>
        <ChevronRight size={16} aria-hidden />
      </Step>
      <Step name="voteForward" shortcut="PageDown" off={at >= last} onClick={() => onMove(to(1))}>
        <ChevronsRight size={16} aria-hidden />
      </Step>
      <Step name="last" shortcut="End" off={at >= last} onClick={() => onMove(last)}>
        <ChevronLast size={16} aria-hidden />
      </Step>
    </div>
  );
}

type StepProps = {
  readonly name: 'first' | 'voteBack' | 'back' | 'forward' | 'voteForward' | 'last';
  readonly shortcut: string;
  readonly off: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
};

function Step({ name, shortcut, off, onClick, children }: StepProps) {
  const { t } = useTranslation('zookeeper');
  const text = t(`election.move.${name}`);
  return (
    <Hint text={text} shortcut={shortcut}>
      <button
        type="button"
        className="button button--icon"
        aria-label={text}
        aria-disabled={off}
        onClick={off ? undefined : onClick}
      >
        {children}
      </button>
    </Hint>
  );
}
