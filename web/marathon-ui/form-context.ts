/** What the fields of the form share: registering, errors of the form and of the server. */
import { createContext, useContext } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import type { AppForm, AppSection } from './app-form.ts';

export type FormContextValue = {
  readonly form: UseFormReturn<AppForm>;
  /** Message of a field by its path, of the form first, else of the server. */
  readonly errorOf: (path: string) => string | null;
  readonly goTo: (section: AppSection) => void;
  readonly toJson: () => void;
};

export const AppFormContext = createContext<FormContextValue | null>(null);

export function useAppForm(): FormContextValue {
  const context = useContext(AppFormContext);
  if (context === null) throw new Error('used outside the form');
  return context;
}

export const sections: readonly (readonly [AppSection, string])[] = [
  ['general', 'General'],
  ['docker', 'Docker Container'],
  ['ports', 'Ports'],
  ['env', 'Environment Variables'],
  ['labels', 'Labels'],
  ['healthChecks', 'Health Checks'],
  ['volumes', 'Volumes'],
  ['optional', 'Optional'],
];

const sectionOfField: Readonly<Record<string, AppSection>> = {
  dockerImage: 'docker',
  dockerNetwork: 'docker',
  dockerParameters: 'docker',
  ports: 'ports',
  portDefinitions: 'ports',
  env: 'env',
  labels: 'labels',
  healthChecks: 'healthChecks',
  localVolumes: 'volumes',
  externalVolumes: 'volumes',
  dockerVolumes: 'volumes',
  executor: 'optional',
  uris: 'optional',
  constraints: 'optional',
  acceptedResourceRoles: 'optional',
  user: 'optional',
};

/** The section that holds a field; null for what concerns no single field. */
export function sectionOf(path: string): AppSection | null {
  const field = path.split('.')[0] ?? '';
  if (['id', 'cpus', 'mem', 'disk', 'instances', 'cmd'].includes(field)) return 'general';
  return sectionOfField[field] ?? null;
}
