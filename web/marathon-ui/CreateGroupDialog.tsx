import { useEffect, useRef, useState, type FormEvent } from 'react';
import { isSuccess, errorText } from './actions.ts';
import { DialogFrame } from './DialogView.tsx';
import { isGroupName } from './group-name.ts';
import { useMarathon } from './marathon-context.ts';

const nameRule =
  'Group name must be at least 1 character and may only contain digits (0-9), dashes (-), dots (.), and lowercase letters (a-z). The name may not begin or end with a dash.';

export function CreateGroupDialog({ group, onClose }: { readonly group: string; readonly onClose: () => void }) {
  const { env } = useMarathon();
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const path = `${group === '/' ? '' : group}/${name}`;
  const type = (text: string): void => {
    setName(text);
    setError(isGroupName(text) ? null : nameRule);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isGroupName(name)) return setError(nameRule);
    setSending(true);
    const answer = await env.request('POST', '/v2/groups', { id: path });
    setSending(false);
    if (!isSuccess(answer)) {
      const text = answer.body === null ? 'Error creating group or invalid group name supplied' : errorText(answer);
      return setError(answer.status === 409 ? `Group ${path} is already created.` : text);
    }
    env.refresh();
    onClose();
  };
  return (
    <DialogFrame severity="info" title="Create Group" onDismiss={onClose} onSubmit={(event) => void submit(event)}>
      <p>
        Enter a path for the new group under: <strong>{group === '/' ? '/' : `${group}/`}</strong>
      </p>
      <input
        ref={input}
        className="marathon-input"
        aria-label="Group name"
        aria-invalid={error !== null}
        value={name}
        onChange={(event) => type(event.target.value)}
      />
      {error !== null && (
        <p className="marathon-field-error" role="alert">
          {error}
        </p>
      )}
      <footer>
        <button type="submit" className="marathon-button marathon-info" disabled={error !== null || sending}>
          Create Group
        </button>
        <button type="button" className="marathon-button marathon-plain" onClick={onClose}>
          Cancel
        </button>
      </footer>
    </DialogFrame>
  );
}
