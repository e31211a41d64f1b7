/** Rows FLAG: a master started by a command line, by variables, or by the files of the package. Reference: section 14. */
import { initialFile } from '../../../kernel/disk.ts';
import { hostId } from '../../../kernel/ids.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { ownHost } from '../../../kernel/world.ts';
import { check, checkThat, type MesosCase } from './case.ts';
import { type Bed, masterProcess, MASTERS } from './mesos-bed.ts';

const NO_FRAMEWORK = { framework: null } as const;
const HOST = MASTERS[2] as string;
const ZK = '--zk=zk://192.168.1.231:2181,192.168.1.232:2181,192.168.1.233:2181/mesos';
const LINE = [ZK, '--work_dir=/var/lib/mesos/master', `--ip=${HOST}`];

/** Starts the third master anew with these settings alone. */
function restart(bed: Bed, flags: Readonly<Record<string, unknown>>): void {
  const process = masterProcess(HOST);
  bed.run(20);
  bed.command({ kind: 'stopProcess', process });
  bed.command({ kind: 'configureProcess', process, flags });
  bed.command({ kind: 'startProcess', process });
  bed.run(22);
}

const exitCode = (bed: Bed): number | null => findProcess(bed.simulator.world, masterProcess(HOST))?.exitCode ?? null;
const said = (bed: Bed, text: string): boolean => bed.logOf(masterProcess(HOST)).includes(text);

function refuses(bed: Bed, flags: Readonly<Record<string, unknown>>, text: string): void {
  restart(bed, flags);
  checkThat(`said: ${text}`, said(bed, text));
  check('exit code', exitCode(bed), 1);
}

export const FLAG_CASES: readonly MesosCase[] = [
  {
    id: 'FLAG-01',
    given: 'master --zk=... --work_dir=... without --quorum',
    expected: 'refused, exit 1, no znode created',
    options: NO_FRAMEWORK,
    run: (bed) =>
      refuses(
        bed,
        { commandLine: LINE },
        'Need to specify --quorum for replicated log based registry when using ZooKeeper',
      ),
  },
  {
    id: 'FLAG-03',
    given: 'MESOS_QUORUM=1 in environment, --quorum=2',
    expected: 'quorum 2',
    options: NO_FRAMEWORK,
    run: (bed) => {
      restart(bed, { commandLine: [...LINE, '--quorum=2'], environment: { MESOS_QUORUM: '1' } });
      check('quorum', bed.master(HOST).flags.quorum, 2);
    },
  },
  {
    id: 'FLAG-04',
    given: '--quorum=2 --quorum=3',
    expected: "Flag 'quorum' is already loaded via name 'quorum', exit 1",
    options: NO_FRAMEWORK,
    run: (bed) =>
      refuses(
        bed,
        { commandLine: [...LINE, '--quorum=2', '--quorum=3'] },
        "Flag 'quorum' is already loaded via name 'quorum'",
      ),
  },
  {
    id: 'FLAG-05',
    given: 'MESOS_NO_SUCH=1 in environment; then --no_such=1 on the command line',
    expected: 'first ignored; second refused, exit 1',
    options: NO_FRAMEWORK,
    run: (bed) => {
      restart(bed, { commandLine: [...LINE, '--quorum=2'], environment: { MESOS_NO_SUCH: '1' } });
      checkThat('the master runs', bed.isRunning(masterProcess(HOST)));
      const process = masterProcess(HOST);
      bed.command({ kind: 'stopProcess', process });
      bed.command({
        kind: 'configureProcess',
        process,
        flags: { commandLine: [...LINE, '--quorum=2', '--no_such=1'] },
      });
      bed.command({ kind: 'startProcess', process });
      bed.run(24);
      checkThat('said', said(bed, "Failed to load unknown flag 'no_such'"));
      check('exit code', exitCode(bed), 1);
    },
  },
  {
    id: 'FLAG-06',
    given: '/etc/mesos-master/quorum containing 2, file named ?log_auto_initialize',
    expected: '--quorum=2 --log_auto_initialize',
    options: NO_FRAMEWORK,
    run: (bed) => {
      const { files } = ownHost(bed.simulator.world, hostId(HOST));
      const write = (path: string, text: string): void => void files.set(path, initialFile({ kind: 'text', text }));
      write('/etc/mesos/zk', ZK.slice('--zk='.length));
      write('/etc/mesos-master/quorum', '2\n');
      write('/etc/mesos-master/?log_auto_initialize', '');
      write('/etc/mesos-master/work_dir', '/var/lib/mesos/master');
      restart(bed, { packageStart: true });
      const { quorum, logAutoInitialize, zk } = bed.master(HOST).flags;
      check('flags', [quorum, logAutoInitialize, zk], [2, true, ZK.slice('--zk='.length)]);
      checkThat('it follows', bed.inRole('standby').includes(HOST) || bed.inRole('leading').includes(HOST));
    },
  },
];
