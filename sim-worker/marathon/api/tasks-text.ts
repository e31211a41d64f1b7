/**
 * Running tasks as plain text, one line for each app and service port: what the old bridge of HAProxy reads.
 * Source: Marathon 1.1.1, api/EndpointsHelper.scala.
 */
import { type AppDefinition, servicePorts } from '../model/app-definition.ts';
import { safePath } from '../model/path-id.ts';
import { isRunning } from '../scheduling/task.ts';
import { tasksOfApp } from '../scheduling/task-tracker.ts';
import type { LeadingState } from '../state.ts';

export function tasksAsText(leading: LeadingState, apps: readonly AppDefinition[]): string {
  const lines: string[] = [];
  for (const app of apps) {
    if (app.ipAddress !== null) continue;
    const tasks = tasksOfApp(leading.tasks, app.id).filter(isRunning);
    const name = safePath(app.id);
    const ports = servicePorts(app);
    if (ports.length === 0) lines.push(`${name}\t \t${tasks.map((task) => `${task.host} `).join('')}\n`);
    ports.forEach((port, index) => {
      const endpoints = tasks
        .filter((task) => task.ports[index] !== undefined)
        .map((task) => `${task.host}:${String(task.ports[index])}\t`);
      lines.push(`${name}\t${String(port)}\t${endpoints.join('')}\n`);
    });
  }
  return lines.join('');
}
