/**
 * New Application and Edit Application. Source: mesosphere/marathon-ui v1.1.7, components/modals/AppModalComponent.jsx.
 * A click outside does not close it.
 */
import { useEffect, useMemo, useState } from 'react';
import { usePolledJson } from '../browser/polled-json.ts';
import { isSuccess } from './actions.ts';
import { newAppDefaults } from './app-form.ts';
import { changedFields, withoutServerFields } from './app-from-form.ts';
import { AppModalBody, type AppModalState } from './AppModalBody.tsx';
import { useMarathon } from './marathon-context.ts';
import type { AppConfigJson, InfoJson } from './marathon-json.ts';
import { ModalFrame } from './ModalFrame.tsx';
import { serverErrors, type ServerErrors } from './server-errors.ts';
import { encodeId } from './polled-paths.ts';

type AppModalProps = {
  readonly edit: { readonly appId: string; readonly version: string } | null;
  /** Group of the list: the new application's id begins with it. */
  readonly group: string;
  readonly onClose: () => void;
};

export function AppModal({ edit, group, onClose }: AppModalProps) {
  const { server } = useMarathon();
  // The modal waits for the features that Marathon has.
  const info = usePolledJson<InfoJson>(`${server}/v2/info`, null);
  const path = edit === null ? null : `${server}/v2/apps/${encodeId(edit.appId)}`;
  const version = usePolledJson<AppConfigJson>(
    path === null || edit === null ? null : `${path}/versions/${encodeURIComponent(edit.version)}`,
    null,
  );
  const current = usePolledJson<{ readonly app: AppConfigJson }>(path, null);
  const features = featuresOf(info.value);
  const start = useMemo<AppConfigJson | null>(() => {
    if (edit === null) return { ...newAppDefaults, id: group === '/' ? '' : `${group}/` };
    const config = version.value ?? (version.failure === null ? null : current.value?.app);
    return config === null || config === undefined ? null : withoutServerFields(config);
  }, [edit, group, version.value, version.failure, current.value]);
  const title = edit === null ? 'New Application' : 'Edit Application';
  const ready = info.polls > 0 && start !== null;
  const send = useSubmit(edit?.appId ?? null, current.value?.app ?? null, onClose);
  return (
    <ModalFrame label={title} closesOutside={false} onClose={onClose}>
      {ready ? (
        <AppModalBody
          title={title}
          start={start}
          editing={edit !== null}
          features={features}
          send={send}
          onClose={onClose}
        />
      ) : (
        <div className="marathon-modal-wait">
          <span className="marathon-spinner" aria-hidden />
        </div>
      )}
    </ModalFrame>
  );
}

function featuresOf(info: InfoJson | null): ReadonlySet<string> {
  const features = info?.marathon_config?.['features'];
  if (Array.isArray(features)) return new Set(features.map(String));
  return new Set(typeof features === 'string' ? features.split(',').map((name) => name.trim()) : []);
}

/** POST for a new application; PUT of what differs from the present one, forced after a lock. */
function useSubmit(appId: string | null, current: AppConfigJson | null, onClose: () => void): AppModalState['send'] {
  const { env } = useMarathon();
  const [locked, setLocked] = useState(false);
  const [open, setOpen] = useState(true);
  useEffect(() => () => setOpen(false), []);
  return async (app): Promise<ServerErrors | null> => {
    const answer =
      appId === null
        ? await env.request('POST', '/v2/apps', app)
        : await env.request(
            'PUT',
            `/v2/apps/${encodeId(appId)}${locked ? '?force=true' : ''}`,
            changedFields(current ?? {}, app),
          );
    if (isSuccess(answer)) {
      env.refresh();
      if (open) onClose();
      return null;
    }
    const errors = serverErrors(answer.status, answer.body);
    setLocked(errors.locked);
    return errors;
  };
}
