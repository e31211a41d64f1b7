/** Realms of HTTP authentication at a master. Source: Mesos 1.0.1, src/master/constants.hpp. */
export const READONLY_REALM = 'mesos-master-readonly';
export const READWRITE_REALM = 'mesos-master-readwrite';
export const FRAMEWORKS_REALM = 'mesos-master-scheduler';
