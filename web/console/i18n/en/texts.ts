/** All texts of this language, loaded as one file. */
import actions from './actions.json';
import console from './console.json';
import faults from './faults.json';
import glossary from './glossary.json';
import happening from './happening.json';
import inspector from './inspector.json';
import logs from './logs.json';
import marathon from './marathon.json';
import mesos from './mesos.json';
import service from './service.json';
import share from './share.json';
import terminal from './terminal.json';
import timeline from './timeline.json';
import topology from './topology.json';
import znodes from './znodes.json';
import zookeeper from './zookeeper.json';

export const texts = {
  actions,
  console,
  faults,
  glossary,
  happening,
  inspector,
  logs,
  marathon,
  mesos,
  service,
  share,
  terminal,
  timeline,
  topology,
  znodes,
  zookeeper,
};
