/** An application's name; choosing it opens its page in Marathon's own web page. */
import { useOpenPage } from '../console/state/use-address.ts';
import { useMarathonServer } from './marathon-server.ts';

export function AppLink({ id, tab = '' }: { id: string; tab?: '' | 'configuration' | 'debug' }) {
  const server = useMarathonServer();
  const openPage = useOpenPage();
  const path = tab === '' ? '' : `/${tab}`;
  return (
    <button
      type="button"
      className="link mono"
      onClick={() => openPage(`${server ?? ''}/ui/#/apps/${encodeURIComponent(id)}${path}`)}
    >
      {id}
    </button>
  );
}
