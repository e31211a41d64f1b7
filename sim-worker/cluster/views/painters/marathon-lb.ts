/** How marathon-lb, HAProxy and the simulated clients show. */
import type { ClientsState } from '../../../host/clients/state.ts';
import type { HaproxyState } from '../../../marathon-lb/haproxy/state.ts';
import type { MarathonLbState } from '../../../marathon-lb/lb/state.ts';
import { summarizeHaproxy, summarizeMarathonLb } from '../../../marathon-lb/view.ts';
import { summarizeClients } from '../../../host/clients/view.ts';
import { factsOf } from '../facts.ts';
import { PLAIN_PICTURE, type Painter } from '../program-picture.ts';

export const paintMarathonLb: Painter = (state) => {
  const { role, detail } = summarizeMarathonLb(state as MarathonLbState);
  const services = detail.backends.length;
  return {
    ...PLAIN_PICTURE,
    role,
    detail: `${String(services)} service${services === 1 ? '' : 's'} · ${detail.worker}`,
    facts: () => factsOf(detail),
  };
};

export const paintHaproxy: Painter = (state) => {
  const { role, detail } = summarizeHaproxy(state as HaproxyState);
  return {
    ...PLAIN_PICTURE,
    role,
    detail: `${String(detail.serversUp)}/${String(detail.servers)} servers up`,
    facts: () => factsOf(detail),
  };
};

export const paintClients: Painter = (state) => {
  const { role, detail } = summarizeClients(state as ClientsState);
  return { ...PLAIN_PICTURE, role, detail: detail.line, facts: () => factsOf(detail) };
};
