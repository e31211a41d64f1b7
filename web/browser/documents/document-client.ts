/** The page's side of the document worker: started at the first use, joined to whichever simulation runs now. */
import * as Comlink from 'comlink';
import type { Simulation } from '../../console/simulation-context.ts';
import type { DocumentApi } from './document-api.ts';

type Started = { readonly api: Comlink.Remote<DocumentApi>; joined: Simulation['api'] | null };

let started: Started | null = null;

export function documentApi(simulation: Simulation): Comlink.Remote<DocumentApi> {
  started ??= {
    api: Comlink.wrap<DocumentApi>(
      new Worker(new URL('./document-worker.ts', import.meta.url), { type: 'module', name: 'documents' }),
    ),
    joined: null,
  };
  // After the simulation's worker died, another one answers: it needs a port of its own.
  if (started.joined !== simulation.api) {
    started.joined = simulation.api;
    const channel = new MessageChannel();
    void simulation.api.connectReads(Comlink.transfer(channel.port1, [channel.port1]));
    void started.api.connect(Comlink.transfer(channel.port2, [channel.port2]));
  }
  return started.api;
}
