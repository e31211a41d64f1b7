/** Messages above and over the page. */
import { useEffect, useState } from 'react';
import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { useVirtual } from '../browser/use-virtual.ts';
import { useSimulation } from '../console/simulation-context.ts';
import type { MesosAlert } from './mesos-context.ts';
import { Dialog } from './Dialog.tsx';

export function ConnectDialog(props: {
  readonly host: string;
  readonly seconds: number;
  readonly onTryNow: () => void;
}) {
  return (
    <Dialog title={`Failed to connect to ${props.host}!`} button="Try now" onButton={props.onTryNow}>
      Retrying in <strong>{props.seconds}</strong> seconds...
    </Dialog>
  );
}

/** Counter of 6 s, one taken off at once [0.23 to 0.28: js/controllers.js]. */
const standbySeconds = 5;

export function StandbyNotice() {
  const page = usePage();
  const simulation = useSimulation();
  const [openedAtUs] = useState(() => simulation.frame()?.nowUs ?? 0);
  const [dismissed, setDismissed] = useState(false);
  const left = useVirtual((nowUs) =>
    Math.max(-1, standbySeconds - Math.floor(Math.max(0, nowUs - openedAtUs) / 1_000_000)),
  );
  const { navigate, visible } = page;
  useEffect(() => {
    if (left < 0 && visible) navigate('/master/redirect');
  }, [left, visible, navigate]);
  if (dismissed) return null;
  return (
    <div className="mesos-alert mesos-alert-warning" role="status">
      <button type="button" className="mesos-close" aria-label="Close" onClick={() => setDismissed(true)}>
        ×
      </button>
      <strong>
        This master is <u>not the leader</u>, redirecting in {Math.max(0, left)} seconds ...{' '}
      </strong>
      <PageLink href="/master/redirect">go now</PageLink>
    </div>
  );
}

export function AlertBox({ alert }: { readonly alert: MesosAlert }) {
  return (
    <div className="mesos-alert mesos-alert-danger" role="alert">
      <strong>{alert.title}</strong>
      <div>{alert.message}</div>
      {alert.bullets.length > 0 && (
        <ul>
          {alert.bullets.map((bullet) => (
            <li key={bullet}>{bullet}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
