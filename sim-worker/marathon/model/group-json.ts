/**
 * JSON of a whole tree as events and stored versions show it.
 * Source: Marathon 1.1.1, api/v2/json/Formats.scala (GroupFormat).
 */
import type { Group } from './group.ts';
import { appJsonText } from './app-json.ts';
import { formatTimestamp } from './timestamp.ts';
import { memoByIdentity } from '../memo.ts';

export const groupJsonText: (group: Group) => string = memoByIdentity((group: Group) => {
  const apps = group.apps.map(appJsonText).join(',');
  const groups = group.groups.map((child) => groupJsonText(child)).join(',');
  const dependencies = JSON.stringify(group.dependencies);
  return `{"id":${JSON.stringify(group.id)},"apps":[${apps}],"groups":[${groups}],"dependencies":${dependencies},"version":"${formatTimestamp(group.versionMs)}"}`;
});
