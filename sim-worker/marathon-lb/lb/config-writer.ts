/**
 * Collects a configuration from templates. A template that does not fit its values (a label of one's own) spoils the
 * whole text, as an exception does in the original.
 */
import { type FormatValues, formatTemplate } from './python-format.ts';
import type { Service } from './service.ts';
import { type TemplateName, templateOf } from './templates.ts';

export type ConfigProblems = { first: string | null };

export type ServiceWriter = {
  readonly service: Service;
  readonly problems: ConfigProblems;
  /** The template with values filled in. */
  readonly fill: (name: TemplateName, values: FormatValues) => string;
  /** The template as it stands. */
  readonly raw: (name: TemplateName) => string;
};

export function writerOf(service: Service, problems: ConfigProblems): ServiceWriter {
  return {
    service,
    problems,
    raw: (name) => templateOf(service.templates, name),
    fill: (name, values) => {
      const formatted = formatTemplate(templateOf(service.templates, name), values);
      if (formatted.ok) return formatted.text;
      problems.first ??= formatted.error;
      return '';
    },
  };
}

/** Everything but letters, digits and `-` becomes `_`. */
export function cleanName(text: string): string {
  return text.replace(/[^a-zA-Z0-9-]/g, '_');
}
