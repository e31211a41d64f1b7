/** What a browser shows where a server asks for a name and a secret: over its tab only, the rest stays usable. */
import { useEffect, useId, useRef, useState } from 'react';
import { hostAndPort } from '../address.ts';
import { useBrowserText } from '../texts.ts';
import { giveName, putAway, useSignIn, type OpenQuestion } from './sign-in-store.ts';
import './sign-in.css';

/** `tab` as its requests name it; `instance` changes with each document: a question of the one before goes with it. */
export function SignIn({ tab, instance }: { readonly tab: string; readonly instance: string }) {
  const question = useSignIn((store) => store.open[tab]);
  useEffect(() => () => putAway(tab), [tab, instance]);
  return question === undefined ? null : <SignInDialog tab={tab} question={question} />;
}

function SignInDialog({ tab, question }: { readonly tab: string; readonly question: OpenQuestion }) {
  const text = useBrowserText();
  const id = useId();
  const [name, setName] = useState(question.refusedName ?? '');
  const [secret, setSecret] = useState('');
  const nameField = useRef<HTMLInputElement>(null);
  const secretField = useRef<HTMLInputElement>(null);
  const first = question.refusedName === null ? nameField : secretField;
  useEffect(() => {
    const before = document.activeElement;
    first.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [first]);
  const origin = { origin: hostAndPort(question.origin), interpolation: { escapeValue: false } };
  return (
    <div className="sign-in" role="dialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-site`}>
      <form
        className="sign-in__form"
        onSubmit={(event) => {
          event.preventDefault();
          giveName(tab, name, secret);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          putAway(tab);
        }}
      >
        <h2 id={`${id}-title`}>{text('signIn.title')}</h2>
        <p id={`${id}-site`}>
          {text('signIn.site', origin)}
          {question.realm === '' ? null : <span className="mono"> {question.realm}</span>}
        </p>
        {question.refusedName !== null ? <p role="alert">{text('signIn.again')}</p> : null}
        <label>
          <span>{text('signIn.name')}</span>
          <input
            ref={nameField}
            autoComplete="off"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          <span>{text('signIn.secret')}</span>
          <input
            ref={secretField}
            type="password"
            autoComplete="off"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
        <div className="sign-in__buttons">
          <button type="submit" className="browser-button sign-in__submit">
            {text('signIn.submit')}
          </button>
          <button type="button" className="browser-button" onClick={() => putAway(tab)}>
            {text('signIn.cancel')}
          </button>
        </div>
      </form>
    </div>
  );
}
