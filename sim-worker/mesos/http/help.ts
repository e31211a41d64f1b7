/**
 * `/help`, `/help/ACTOR`, `/help/ACTOR/ENDPOINT`: Markdown for curl and HTTPie, a page around it for all others, JSON of
 * everything with `format=json` at the root. Source: Mesos 1.0.1, 3rdparty/libprocess/src/help.cpp.
 * Texts of the endpoints are this project's own (`help-texts.ts`); the page shows the Markdown as it is.
 */
import type { HttpReply } from '../../kernel/http.ts';
import { HELP_TEXTS, type HelpText } from './help-texts.ts';
import { jsonArray, jsonObject, jsonString } from './json-text.ts';
import { emptyAnswer, errorAnswer, jsonAnswer } from './request.ts';

/** Actors of a process with their endpoints; `first`: the one whose endpoints are reached without its name too. */
export type HelpIndex = { readonly first: string; readonly endpoints: ReadonlyMap<string, readonly string[]> };

type HelpRequest = {
  /** Behind `/help/`. */
  readonly rest: string;
  readonly query: ReadonlyMap<string, string>;
  readonly userAgent: string | null;
};

export function helpAnswer(index: HelpIndex, request: HelpRequest): HttpReply {
  const [id = '', ...names] = request.rest.split('/').filter((token) => token !== '');
  if (id === '') {
    if (request.query.get('format') === 'json') return jsonAnswer(helpJson(index), request.query);
    return document(indexText([...index.endpoints.keys()].map((actor) => [actor, `help/${actor}`])), request.userAgent);
  }
  const endpoints = index.endpoints.get(id);
  if (endpoints === undefined) return emptyAnswer(404);
  if (names.length === 0) return document(actorText(id, endpoints), request.userAgent);
  const name = names.join('/');
  if (!endpoints.includes(name)) return errorAnswer(400, `No help available for '/${id}/${name}'.\n`);
  return document(`${endpointText(index, id, name)}\n`, request.userAgent);
}

function indexText(links: readonly (readonly [text: string, target: string])[]): string {
  const lines = links.map(([text]) => `> [/${text}][${text}]\n`).join('');
  return `## HELP\n${lines}\n${links.map(([text, target]) => `[${text}]: ${target}\n`).join('')}`;
}

function actorText(id: string, names: readonly string[]): string {
  const paths = names.map((name) => usagePath(id, name));
  const lines = paths.map((path) => `> [/${path}][${path}]\n`).join('');
  return `## \`/${id}\` ##\n${lines}\n${paths.map((path) => `[${path}]: ${path}\n`).join('')}`;
}

function usagePath(id: string, name: string): string {
  return name === '' ? id : `${id}/${name}`;
}

function endpointText(index: HelpIndex, id: string, name: string): string {
  const usages = [...(index.first === id ? [`/${name}`] : []), `/${usagePath(id, name)}`];
  const usage = usages.map((path) => `>        ${path}\n`).join('');
  const text = HELP_TEXTS.get(`${id.replace(/\(1\)$/, '')}/${name.replace(/\.json$/, '')}`);
  return `### USAGE ###\n${usage}\n${text === undefined ? '' : sections(text)}`;
}

function sections(text: HelpText): string {
  const description = text.description === undefined ? '' : `\n### DESCRIPTION ###\n${text.description}\n`;
  const authentication = text.authenticated
    ? 'This endpoint requires authentication iff HTTP authentication is\nenabled.'
    : 'This endpoint does not require authentication.';
  return `### TL;DR; ###\n${text.summary}\n${description}\n\n### AUTHENTICATION ###\n${authentication}\n`;
}

function helpJson(index: HelpIndex): string {
  const processes = [...index.endpoints].map(([id, names]) =>
    jsonObject([
      ['id', jsonString(id)],
      [
        'endpoints',
        jsonArray(
          names.map((name) =>
            jsonObject([
              ['name', jsonString(`/${name}`)],
              ['text', jsonString(endpointText(index, id, name))],
            ]),
          ),
        ),
      ],
    ]),
  );
  return jsonObject([['processes', jsonArray(processes)]]);
}

function document(markdown: string, userAgent: string | null): HttpReply {
  if (userAgent !== null && /^(curl|HTTPie)/.test(userAgent))
    return { status: 200, headers: { 'content-type': 'text/x-markdown' }, body: markdown };
  const escaped = markdown.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const body = `<html><head><title>Help</title></head><body><pre>${escaped}</pre></body></html>`;
  return { status: 200, headers: { 'content-type': 'text/html' }, body };
}
