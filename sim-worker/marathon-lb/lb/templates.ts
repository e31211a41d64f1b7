/**
 * The pieces that haproxy.cfg is made of. Source: marathon-lb v1.4.3, config.py (ConfigTemplater).
 * Left out: template files of one's own in `templates/`; labels replace the pieces of one service.
 */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-RSA-AES256-SHA384',
  'DHE-RSA-AES128-SHA256',
  'DHE-RSA-AES256-SHA256',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA256',
  'AES256-SHA256',
  '!aNULL',
  '!MD5',
  '!DSS',
].join(':');

/** `global`, `defaults` and the statistics page. Not to be replaced by labels. */
export const HEAD = `global
  daemon
  log /dev/log local0
  log /dev/log local1 notice
  spread-checks 5
  max-spread-checks 15000
  maxconn 50000
  tune.ssl.default-dh-param 2048
  ssl-default-bind-ciphers ${CIPHERS}
  ssl-default-bind-options no-sslv3 no-tlsv10 no-tls-tickets
  ssl-default-server-ciphers ${CIPHERS}
  ssl-default-server-options no-sslv3 no-tlsv10 no-tls-tickets
  stats socket /var/run/haproxy/socket
  server-state-file global
  server-state-base /var/state/haproxy/
  lua-load /marathon-lb/getpids.lua
  lua-load /marathon-lb/getconfig.lua
  lua-load /marathon-lb/getmaps.lua
  lua-load /marathon-lb/signalmlb.lua
defaults
  load-server-state-from-file global
  log               global
  retries                   3
  backlog               10000
  maxconn               10000
  timeout connect          3s
  timeout client          30s
  timeout server          30s
  timeout tunnel        3600s
  timeout http-keep-alive  1s
  timeout http-request    15s
  timeout queue           30s
  timeout tarpit          60s
  option            dontlognull
  option            http-server-close
  option            redispatch
listen stats
  bind 0.0.0.0:9090
  balance
  mode http
  stats enable
  monitor-uri /_haproxy_health_check
  acl getpid path /_haproxy_getpids
  http-request use-service lua.getpids if getpid
  acl getvhostmap path /_haproxy_getvhostmap
  http-request use-service lua.getvhostmap if getvhostmap
  acl getappmap path /_haproxy_getappmap
  http-request use-service lua.getappmap if getappmap
  acl getconfig path /_haproxy_getconfig
  http-request use-service lua.getconfig if getconfig

  acl signalmlbhup path /_mlb_signal/hup
  http-request use-service lua.signalmlbhup if signalmlbhup
  acl signalmlbusr1 path /_mlb_signal/usr1
  http-request use-service lua.signalmlbusr1 if signalmlbusr1
`;

export const HTTP_FRONTEND_HEAD = '\nfrontend marathon_http_in\n  bind *:80\n  mode http\n';
export const HTTP_FRONTEND_APPID_HEAD = '\nfrontend marathon_http_appid_in\n  bind *:9091\n  mode http\n';
export const HTTPS_FRONTEND_HEAD = '\nfrontend marathon_https_in\n  bind *:443 ssl {sslCerts}\n  mode http\n';
export const HTTP_BACKEND_ACL_ALLOW_DENY = '  http-request allow if network_allowed\n  http-request deny\n';
export const TCP_BACKEND_ACL_ALLOW_DENY =
  '  tcp-request content accept if network_allowed\n  tcp-request content reject\n';

const HOST_ACL = '  acl host_{cleanedUpHostname} hdr(host) -i {hostname}\n';
const PATH_ACL = '  acl path_{backend} path_beg {path}\n';
const AUTH_ACL = '  acl auth_{cleanedUpHostname} http_auth(user_{backend})\n';
const CHECK = 'check inter {healthCheckIntervalSeconds}s fall {healthCheckFalls}{healthCheckPortOptions}\n';

/** By name without the prefix `HAPROXY_`; a label `HAPROXY_{n}_NAME` replaces the piece for one service. */
export const TEMPLATES = {
  USERLIST_HEAD: '\nuserlist user_{backend}\n  user {user} password {passwd}\n',
  FRONTEND_HEAD: '\nfrontend {backend}\n  bind {bindAddr}:{servicePort}{sslCert}{bindOptions}\n  mode {mode}\n',
  BACKEND_HEAD: '\nbackend {backend}\n  balance {balance}\n  mode {mode}\n',
  BACKEND_REDIRECT_HTTP_TO_HTTPS: '  redirect scheme https code 301 if !{{ ssl_fc }} host_{cleanedUpHostname}\n',
  BACKEND_REDIRECT_HTTP_TO_HTTPS_WITH_PATH:
    '  redirect scheme https code 301 if !{{ ssl_fc }} host_{cleanedUpHostname} path_{backend}\n',
  BACKEND_HSTS_OPTIONS: '  rspadd  Strict-Transport-Security:\\ max-age=15768000\n',
  HTTP_FRONTEND_ACL: `${HOST_ACL}  use_backend {backend} if host_{cleanedUpHostname}\n`,
  MAP_HTTP_FRONTEND_ACL: '  use_backend %[req.hdr(host),lower,regsub(:.*$,,),map({haproxy_dir}/domain2backend.map)]\n',
  HTTP_FRONTEND_ACL_WITH_AUTH: `${HOST_ACL}${AUTH_ACL}  http-request auth realm "{realm}" if host_{cleanedUpHostname} !auth_{cleanedUpHostname}\n  use_backend {backend} if host_{cleanedUpHostname}\n`,
  HTTP_FRONTEND_ACL_ONLY: HOST_ACL,
  MAP_HTTP_FRONTEND_ACL_ONLY:
    '  use_backend %[req.hdr(host),lower,regsub(:.*$,,),map({haproxy_dir}/domain2backend.map)]\n',
  HTTP_FRONTEND_ROUTING_ONLY: '  use_backend {backend} if host_{cleanedUpHostname}\n',
  HTTP_FRONTEND_ROUTING_ONLY_WITH_AUTH: `${AUTH_ACL}  http-request auth realm "{realm}" if host_{cleanedUpHostname} !auth_{cleanedUpHostname}\n  use_backend {backend} if host_{cleanedUpHostname}\n`,
  HTTP_FRONTEND_ACL_WITH_PATH: `${HOST_ACL}${PATH_ACL}  use_backend {backend} if host_{cleanedUpHostname} path_{backend}\n`,
  HTTP_FRONTEND_ACL_WITH_AUTH_AND_PATH: `${HOST_ACL}${AUTH_ACL}${PATH_ACL}  http-request auth realm "{realm}" if host_{cleanedUpHostname} path_{backend} !auth_{cleanedUpHostname}\n  use_backend {backend} if host_{cleanedUpHostname} path_{backend}\n`,
  HTTP_FRONTEND_ACL_ONLY_WITH_PATH: PATH_ACL,
  HTTP_FRONTEND_ACL_ONLY_WITH_PATH_AND_AUTH: `${PATH_ACL}${AUTH_ACL}`,
  HTTPS_FRONTEND_ACL_ONLY_WITH_PATH: PATH_ACL,
  HTTP_FRONTEND_ROUTING_ONLY_WITH_PATH: '  use_backend {backend} if host_{cleanedUpHostname} path_{backend}\n',
  HTTP_FRONTEND_ROUTING_ONLY_WITH_PATH_AND_AUTH:
    '  http-request auth realm "{realm}" if host_{cleanedUpHostname} path_{backend} !auth_{cleanedUpHostname}\n  use_backend {backend} if host_{cleanedUpHostname} path_{backend}\n',
  HTTP_FRONTEND_APPID_ACL:
    '  acl app_{cleanedUpAppId} hdr(x-marathon-app-id) -i {appId}\n  use_backend {backend} if app_{cleanedUpAppId}\n',
  MAP_HTTP_FRONTEND_APPID_ACL: '  use_backend %[req.hdr(x-marathon-app-id),lower,map({haproxy_dir}/app2backend.map)]\n',
  HTTPS_FRONTEND_ACL: '  use_backend {backend} if {{ ssl_fc_sni {hostname} }}\n',
  MAP_HTTPS_FRONTEND_ACL: '  use_backend %[ssl_fc_sni,lower,map({haproxy_dir}/domain2backend.map)]\n',
  HTTPS_FRONTEND_ACL_WITH_AUTH: `${AUTH_ACL}  http-request auth realm "{realm}" if {{ ssl_fc_sni {hostname} }} !auth_{cleanedUpHostname}\n  use_backend {backend} if {{ ssl_fc_sni {hostname} }}\n`,
  HTTPS_FRONTEND_ACL_WITH_PATH: '  use_backend {backend} if {{ ssl_fc_sni {hostname} }} path_{backend}\n',
  HTTPS_FRONTEND_ACL_WITH_AUTH_AND_PATH: `${AUTH_ACL}  http-request auth realm "{realm}" if {{ ssl_fc_sni {hostname} }} path_{backend} !auth_{cleanedUpHostname}\n  use_backend {backend} if {{ ssl_fc_sni {hostname} }} path_{backend}\n`,
  BACKEND_HTTP_OPTIONS:
    '  option forwardfor\n  http-request set-header X-Forwarded-Port %[dst_port]\n  http-request add-header X-Forwarded-Proto https if { ssl_fc }\n',
  HTTP_BACKEND_PROXYPASS_GLUE:
    '  http-request set-header Host {hostname}\n  reqirep  "^([^ :]*)\\ {proxypath}/?(.*)" "\\1\\ /\\2"\n',
  HTTP_BACKEND_REVPROXY_GLUE:
    '  acl hdr_location res.hdr(Location) -m found\n  rspirep "^Location: (https?://{hostname}(:[0-9]+)?)?(/.*)" "Location:   {rootpath} if hdr_location"\n',
  HTTP_BACKEND_REDIR:
    '  acl is_root path -i /\n  acl is_domain hdr(host) -i {hostname}\n  redirect code 301 location {redirpath} if is_domain is_root\n',
  BACKEND_HTTP_HEALTHCHECK_OPTIONS:
    '  option  httpchk GET {healthCheckPath}\n  timeout check {healthCheckTimeoutSeconds}s\n',
  BACKEND_TCP_HEALTHCHECK_OPTIONS: '',
  BACKEND_STICKY_OPTIONS: '  cookie mesosphere_server_id insert indirect nocache\n',
  BACKEND_SERVER_OPTIONS: '  server {serverName} {host_ipv4}:{port}{cookieOptions}{healthCheckOptions}{otherOptions}\n',
  BACKEND_SERVER_HTTP_HEALTHCHECK_OPTIONS: CHECK,
  BACKEND_SERVER_TCP_HEALTHCHECK_OPTIONS: CHECK,
  FRONTEND_BACKEND_GLUE: '  use_backend {backend}\n',
  HTTP_BACKEND_NETWORK_ALLOWED_ACL: '  acl network_allowed src {network_allowed}\n',
  TCP_BACKEND_NETWORK_ALLOWED_ACL: '  acl network_allowed src {network_allowed}\n',
} as const;

export type TemplateName = keyof typeof TEMPLATES;

/** Pieces that have no label of their own. */
const WITHOUT_LABEL: ReadonlySet<TemplateName> = new Set<TemplateName>([
  'BACKEND_REDIRECT_HTTP_TO_HTTPS_WITH_PATH',
  'HTTP_FRONTEND_ROUTING_ONLY_WITH_AUTH',
  'HTTP_FRONTEND_ACL_WITH_AUTH_AND_PATH',
  'HTTP_BACKEND_PROXYPASS_GLUE',
  'HTTP_BACKEND_REVPROXY_GLUE',
  'HTTP_BACKEND_REDIR',
]);

/** The piece whose label stands for that one too: a service that replaces its rule replaces the map's. */
const LABEL_OF: Partial<Record<TemplateName, TemplateName>> = {
  MAP_HTTP_FRONTEND_ACL: 'HTTP_FRONTEND_ACL',
  MAP_HTTP_FRONTEND_ACL_ONLY: 'HTTP_FRONTEND_ACL_ONLY',
  MAP_HTTP_FRONTEND_APPID_ACL: 'HTTP_FRONTEND_APPID_ACL',
  MAP_HTTPS_FRONTEND_ACL: 'HTTPS_FRONTEND_ACL',
};

export const LABELLED_TEMPLATES: readonly TemplateName[] = (Object.keys(TEMPLATES) as TemplateName[]).filter(
  (name) => !WITHOUT_LABEL.has(name),
);

export function templateOf(labels: ReadonlyMap<string, string>, name: TemplateName): string {
  return labels.get(LABEL_OF[name] ?? name) ?? TEMPLATES[name];
}
