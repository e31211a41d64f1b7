/**
 * Media types of files by extension, those of logs, scripts, archives and pictures that a sandbox may hold.
 * Source: Mesos 1.0.1, 3rdparty/libprocess/include/process/mime.hpp.
 */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'application/msword': ['.doc', '.dot', '.wiz'],
  'application/octet-stream': ['.a', '.bin', '.dll', '.exe', '.o', '.obj', '.so'],
  'application/pdf': ['.pdf'],
  'application/postscript': ['.ai', '.eps', '.ps'],
  'application/x-javascript': ['.js'],
  'application/x-python-code': ['.pyc', '.pyo'],
  'application/x-sh': ['.sh'],
  'application/x-tar': ['.tar'],
  'application/xml': ['.rdf', '.wsdl', '.xpdl', '.xsl'],
  'application/zip': ['.zip'],
  'image/gif': ['.gif'],
  'image/jpeg': ['.jpe', '.jpeg', '.jpg'],
  'image/png': ['.png'],
  'image/tiff': ['.tif', '.tiff'],
  'message/rfc822': ['.eml', '.mht', '.mhtml', '.nws'],
  'text/css': ['.css'],
  'text/html': ['.htm', '.html'],
  'text/plain': ['.bat', '.c', '.h', '.ksh', '.pl', '.txt'],
  'text/tab-separated-values': ['.tsv'],
  'text/x-python': ['.py'],
  'text/xml': ['.xml'],
};

const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries(GROUPS).flatMap(([type, extensions]) => extensions.map((extension) => [extension, type] as const)),
);

/** By what follows the last point of the name; bytes where nothing is known. */
export function mediaTypeOf(name: string): string {
  const point = name.lastIndexOf('.');
  return TYPES.get(point < 0 ? '' : name.slice(point)) ?? 'application/octet-stream';
}
