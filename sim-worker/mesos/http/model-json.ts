/**
 * Attributes, labels, executors' commands, discovery and build facts as the state endpoints of master and agent write
 * them. Tasks and resources: task-json.ts.
 * Source: Mesos 1.0.1, src/common/http.cpp (model, json for CommandInfo, Attributes, Labels).
 */
import type { CommandInfo, DiscoveryInfo, DiscoveryPort } from '../messages/infos.ts';
import type { Attribute } from '../resources/attributes.ts';
import { formatRanges } from '../resources/ranges.ts';
import type { Label } from '../resources/resource.ts';
import {
  jsonArray,
  jsonBoolean,
  jsonDouble,
  jsonInteger,
  jsonMilli,
  jsonObject,
  jsonOptional,
  jsonRepeated,
  jsonString,
  type JsonField,
  type JsonText,
} from './json-text.ts';

export function attributesJson(attributes: readonly Attribute[]): JsonText {
  return jsonObject(attributes.map(({ name, value }) => [name, attributeValue(value)]));
}

function attributeValue(value: Attribute['value']): JsonText {
  switch (value.type) {
    case 'SCALAR':
      return jsonMilli(value.milli);
    case 'RANGES':
      return jsonString(formatRanges(value.ranges));
    case 'SET':
      return jsonString(`{${value.items.join(', ')}}`);
    case 'TEXT':
      return jsonString(value.text);
  }
}

export function labelsJson(labels: readonly Label[]): JsonText {
  return jsonArray(
    labels.map((label) =>
      jsonObject([
        ['key', jsonString(label.key)],
        ['value', jsonOptional(label.value, jsonString)],
      ]),
    ),
  );
}

/** Field `labels`, absent when there are none. */
export function labelsField(labels: readonly Label[]): JsonField {
  return ['labels', labels.length === 0 ? null : labelsJson(labels)];
}

export function commandJson(command: CommandInfo): JsonText {
  const variables = command.environment.map((variable) =>
    jsonObject([
      ['name', jsonString(variable.name)],
      ['value', jsonString(variable.value)],
    ]),
  );
  return jsonObject([
    ['shell', jsonBoolean(command.shell)],
    ['value', jsonOptional(command.value, jsonString)],
    ['argv', jsonArray(command.arguments.map(jsonString))],
    ['environment', variables.length === 0 ? null : jsonObject([['variables', jsonArray(variables)]])],
    [
      'uris',
      jsonArray(
        command.uris.map((uri) =>
          jsonObject([
            ['value', jsonString(uri.value)],
            ['executable', jsonBoolean(uri.executable ?? false)],
          ]),
        ),
      ),
    ],
  ]);
}

export function discoveryJson(discovery: DiscoveryInfo): JsonText {
  const ports = discovery.ports.map(discoveryPortJson);
  return jsonObject([
    ['visibility', jsonString(discovery.visibility)],
    ['name', jsonOptional(discovery.name, jsonString)],
    ['environment', jsonOptional(discovery.environment, jsonString)],
    ['location', jsonOptional(discovery.location, jsonString)],
    ['version', jsonOptional(discovery.version, jsonString)],
    ['ports', jsonObject([['ports', jsonRepeated(ports)]])],
    ['labels', discovery.labels.length === 0 ? null : jsonObject([['labels', labelsJson(discovery.labels)]])],
  ]);
}

function discoveryPortJson(port: DiscoveryPort): JsonText {
  return jsonObject([
    ['number', jsonInteger(port.number)],
    ['name', jsonOptional(port.name, jsonString)],
    ['protocol', jsonOptional(port.protocol, jsonString)],
    ['labels', port.labels.length === 0 ? null : jsonObject([['labels', labelsJson(port.labels)]])],
  ]);
}

/** Build facts of the release that the state and version endpoints repeat. Source: the 1.0.1 release of 2016-08. */
export const BUILD = Object.freeze({
  version: '1.0.1',
  gitSha: '3611eb0b7eea8d144e9b2e840e0ba16f2f659ee3',
  gitTag: '1.0.1',
  buildDate: '2016-08-26 23:06:27',
  buildTime: 1_472_252_787,
  buildUser: 'root',
});

/** First fields of the state endpoints, in their order. */
export function buildFields(): readonly JsonField[] {
  return [
    ['version', jsonString(BUILD.version)],
    ['git_sha', jsonString(BUILD.gitSha)],
    ['git_tag', jsonString(BUILD.gitTag)],
    ['build_date', jsonString(BUILD.buildDate)],
    ['build_time', jsonDouble(BUILD.buildTime)],
    ['build_user', jsonString(BUILD.buildUser)],
  ];
}

/** `/version`: the same facts in the order of their names. */
export function versionJson(): JsonText {
  return jsonObject([...buildFields()].sort(([a], [b]) => (a < b ? -1 : 1)));
}
