/** The JSON of master and agent as far as the pages read it. Source: reference of Mesos 1.0.1, src/common/http.cpp. */

export type ResourcesJson = {
  readonly cpus?: number;
  readonly gpus?: number;
  readonly mem?: number;
  readonly disk?: number;
  readonly ports?: string;
};

export type StatusJson = { readonly state: string; readonly timestamp: number; readonly healthy?: boolean };

export type TaskJson = {
  readonly id: string;
  readonly name: string;
  readonly framework_id?: string;
  readonly executor_id?: string;
  readonly slave_id: string;
  readonly state: string;
  readonly resources?: ResourcesJson;
  readonly statuses?: readonly StatusJson[];
};

export type OfferJson = {
  readonly id: string;
  readonly framework_id: string;
  readonly slave_id: string;
  readonly resources: ResourcesJson;
};

export type FrameworkJson = {
  readonly id: string;
  readonly name: string;
  readonly hostname?: string;
  readonly webui_url?: string;
  readonly user?: string;
  readonly role?: string;
  readonly principal?: string;
  readonly active?: boolean;
  readonly registered_time?: number;
  readonly reregistered_time?: number;
  readonly unregistered_time?: number;
  readonly resources?: ResourcesJson;
  readonly used_resources?: ResourcesJson;
  readonly offered_resources?: ResourcesJson;
  readonly tasks?: readonly TaskJson[];
  readonly completed_tasks?: readonly TaskJson[];
  readonly offers?: readonly OfferJson[];
};

export type AgentJson = {
  readonly id: string;
  readonly pid: string;
  readonly hostname: string;
  readonly registered_time?: number;
  readonly reregistered_time?: number;
  readonly resources?: ResourcesJson;
  readonly used_resources?: ResourcesJson;
  readonly reserved_resources?: Readonly<Record<string, ResourcesJson>>;
  readonly active?: boolean;
};

export type MasterStateJson = {
  readonly id?: string;
  readonly pid?: string;
  readonly version?: string;
  readonly build_time?: number;
  readonly build_user?: string;
  readonly start_time?: number;
  readonly elected_time?: number;
  readonly hostname?: string;
  readonly leader?: string;
  readonly cluster?: string;
  readonly log_dir?: string;
  readonly external_log_file?: string;
  readonly activated_slaves?: number;
  readonly deactivated_slaves?: number;
  readonly slaves?: readonly AgentJson[];
  readonly frameworks?: readonly FrameworkJson[];
  readonly completed_frameworks?: readonly FrameworkJson[];
  readonly orphan_tasks?: readonly TaskJson[];
};

export type MetricsJson = Readonly<Record<string, number>>;

export type AgentExecutorJson = {
  readonly id: string;
  readonly name?: string;
  readonly source?: string;
  readonly directory?: string;
  readonly resources?: ResourcesJson;
  readonly tasks?: readonly TaskJson[];
  readonly queued_tasks?: readonly TaskJson[];
  readonly completed_tasks?: readonly TaskJson[];
};

export type AgentFrameworkJson = {
  readonly id: string;
  readonly name?: string;
  readonly user?: string;
  readonly executors?: readonly AgentExecutorJson[];
  readonly completed_executors?: readonly AgentExecutorJson[];
};

export type AgentStateJson = {
  readonly id?: string;
  readonly pid?: string;
  readonly hostname?: string;
  readonly version?: string;
  readonly build_time?: number;
  readonly start_time?: number;
  readonly master_hostname?: string;
  readonly resources?: ResourcesJson;
  readonly log_dir?: string;
  readonly external_log_file?: string;
  readonly frameworks?: readonly AgentFrameworkJson[];
  readonly completed_frameworks?: readonly AgentFrameworkJson[];
};

export type StatisticsJson = {
  readonly timestamp: number;
  readonly cpus_user_time_secs?: number;
  readonly cpus_system_time_secs?: number;
  readonly mem_rss_bytes?: number;
  readonly disk_used_bytes?: number;
};

export type MonitorJson = readonly {
  readonly executor_id: string;
  readonly framework_id: string;
  readonly statistics?: StatisticsJson;
}[];

export type FileJson = {
  readonly path: string;
  readonly mode: string;
  readonly nlink: number;
  readonly uid: string;
  readonly gid: string;
  readonly size: number;
  readonly mtime: number;
};

export type FileReadJson = { readonly data: string; readonly offset: number };
