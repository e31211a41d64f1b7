/** Header, sections, JSON mode and footer of the modal. */
import { lazy, Suspense, useMemo, useState, type KeyboardEvent } from 'react';
import type { AppSection } from './app-form.ts';
import { AppSections } from './AppSections.tsx';
import { AppFormContext, sectionOf, sections, type FormContextValue } from './form-context.ts';
import { Tip } from './Icons.tsx';
import type { AppConfigJson } from './marathon-json.ts';
import type { ServerErrors } from './server-errors.ts';
import { ServerErrorBlock } from './ServerErrorBlock.tsx';
import { useDraft, type Draft } from './use-draft.ts';

const JsonEditor = lazy(() => import('./JsonEditor.tsx').then((module) => ({ default: module.JsonEditor })));

export type AppModalState = {
  readonly title: string;
  readonly start: AppConfigJson;
  readonly editing: boolean;
  readonly features: ReadonlySet<string>;
  /** Null: the server took it. */
  readonly send: (app: AppConfigJson) => Promise<ServerErrors | null>;
  readonly onClose: () => void;
};

export function AppModalBody(props: AppModalState) {
  const [section, setSection] = useState<AppSection>('general');
  const draft = useDraft(props);
  const { form, json, errors, fieldErrors, toJson } = draft;
  const context = useMemo<FormContextValue>(
    () => ({
      form,
      errorOf: (path) => fieldErrors.get(path) ?? errors?.fields.get(path) ?? null,
      goTo: setSection,
      toJson,
    }),
    // The messages decide; `toJson` reads what is current when it is called.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [form, [...fieldErrors].join(), errors, draft.base],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void draft.submit();
  };
  return (
    <div className="marathon-app-modal" onKeyDown={onKeyDown}>
      <header>
        <h2>{props.title}</h2>
        <label className="marathon-toggle">
          JSON Mode
          <input
            type="checkbox"
            role="switch"
            checked={json !== null}
            onChange={json === null ? toJson : draft.toForm}
          />
        </label>
      </header>
      <Messages draft={draft} />
      <AppFormContext value={context}>
        {json === null ? (
          <div className="marathon-modal-columns">
            <SectionMenu
              section={section}
              onSection={setSection}
              failing={[...fieldErrors.keys(), ...(errors?.fields.keys() ?? [])]}
              features={props.features}
            />
            <div className="marathon-form">
              <AppSections section={section} features={props.features} />
            </div>
          </div>
        ) : (
          <JsonMode text={json} onChange={draft.typeJson} />
        )}
      </AppFormContext>
      <footer>
        <button type="button" className="marathon-cancel" onClick={props.onClose}>
          Cancel
        </button>
        <button
          type="button"
          className="marathon-button marathon-primary"
          disabled={draft.disabled}
          onClick={() => void draft.submit()}
        >
          {props.editing ? 'Change and deploy configuration' : 'Create Application'}
        </button>
      </footer>
    </div>
  );
}

function JsonMode(props: { readonly text: string; readonly onChange: (text: string) => void }) {
  return (
    <div className="marathon-json-mode">
      <Suspense fallback={<div className="marathon-editor" />}>
        <JsonEditor {...props} />
      </Suspense>
      <Tip text="The application's definition as Marathon takes it." side="left" />
    </div>
  );
}

function Messages({ draft }: { readonly draft: Draft }) {
  const { json, jsonApp, errors } = draft;
  if (json !== null && jsonApp === null) return <ServerErrorBlock lines={['JSON: Invalid JSON']} />;
  if (errors === null) return null;
  return <ServerErrorBlock lines={errors.lines} />;
}

function SectionMenu(props: {
  readonly section: AppSection;
  readonly onSection: (section: AppSection) => void;
  readonly failing: readonly string[];
  readonly features: ReadonlySet<string>;
}) {
  const failing = new Set(props.failing.map(sectionOf));
  return (
    <nav className="marathon-form-menu" aria-label="Sections">
      {sections.map(([name, label]) => (
        <button
          key={name}
          type="button"
          aria-current={name === props.section ? 'true' : undefined}
          className={failing.has(name) ? 'marathon-form-failing' : ''}
          onClick={() => props.onSection(name)}
        >
          {name === 'ports' && props.features.has('vips') ? 'Ports & Service Discovery' : label}
        </button>
      ))}
    </nav>
  );
}
