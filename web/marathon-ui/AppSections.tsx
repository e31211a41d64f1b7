/** The sections of the form. Source: mesosphere/marathon-ui v1.1.7, components/AppConfigEditFormComponent.jsx and its parts. */
import { useWatch } from 'react-hook-form';
import {
  emptyDockerVolume,
  emptyExternalVolume,
  emptyKeyValue,
  emptyLocalVolume,
  type AppSection,
} from './app-form.ts';
import { useAppForm } from './form-context.ts';
import { AreaField, CheckField, SelectField, TextField } from './FormFields.tsx';
import { FormRows } from './FormRows.tsx';
import { Tip } from './Icons.tsx';
import { HealthCheckSection } from './HealthCheckSection.tsx';
import { PortsSection } from './PortsSection.tsx';

export function AppSections({
  section,
  features,
}: {
  readonly section: AppSection;
  readonly features: ReadonlySet<string>;
}) {
  switch (section) {
    case 'general':
      return <GeneralSection />;
    case 'docker':
      return <DockerSection />;
    case 'ports':
      return <PortsSection vips={features.has('vips')} />;
    case 'env':
      return <KeyValueRows name="env" what="variable" />;
    case 'labels':
      return <KeyValueRows name="labels" what="label" />;
    case 'healthChecks':
      return <HealthCheckSection />;
    case 'volumes':
      return <VolumesSection external={features.has('external_volumes')} />;
    case 'optional':
      return <OptionalSection />;
  }
}

function GeneralSection() {
  return (
    <>
      <TextField name="id" label="ID" autoFocus />
      <div className="marathon-form-row marathon-quarters">
        <TextField name="cpus" label="CPUs" type="number" />
        <TextField name="mem" label="Memory (MiB)" type="number" />
        <TextField name="disk" label="Disk Space (MiB)" type="number" />
        <TextField name="instances" label="Instances" type="number" />
      </div>
      <AreaField name="cmd" label="Command" help="May be left blank if a container image is supplied" />
    </>
  );
}

function DockerSection() {
  const { goTo } = useAppForm();
  return (
    <>
      <div className="marathon-form-row">
        <TextField name="dockerImage" label="Image" className="marathon-wide" />
        <SelectField
          name="dockerNetwork"
          label="Network"
          options={[
            ['', 'Select'],
            ['HOST', 'Host'],
            ['BRIDGE', 'Bridged'],
            ['USER', 'User'],
          ]}
        />
      </div>
      <h3>Privileges</h3>
      <CheckField name="dockerForcePullImage" label="Force pull image on every launch" />
      <CheckField name="dockerPrivileged" label="Extend runtime privileges to this container" />
      <h3>Parameters</h3>
      <KeyValueRows name="dockerParameters" what="parameter" />
      <p className="marathon-form-note">
        Docker container volumes are under{' '}
        <button type="button" className="marathon-form-link" onClick={() => goTo('volumes')}>
          Volumes
        </button>
        , port mappings under{' '}
        <button type="button" className="marathon-form-link" onClick={() => goTo('ports')}>
          Ports
        </button>
        .
      </p>
    </>
  );
}

function KeyValueRows({ name, what }: { readonly name: 'env' | 'labels' | 'dockerParameters'; readonly what: string }) {
  return (
    <FormRows
      name={name}
      empty={emptyKeyValue}
      what={what}
      row={(index) => (
        <>
          <TextField name={`${name}.${index}.key`} label="Key" labelled={index === 0} />
          <span className={index === 0 ? 'marathon-colon marathon-row-first' : 'marathon-colon'}>:</span>
          <TextField name={`${name}.${index}.value`} label="Value" labelled={index === 0} />
        </>
      )}
    />
  );
}

function VolumesSection({ external }: { readonly external: boolean }) {
  const { form } = useAppForm();
  const image = useWatch({ control: form.control, name: 'dockerImage' });
  return (
    <>
      <LocalVolumes />
      {external && (
        <>
          <h3>External Volumes</h3>
          <FormRows
            name="externalVolumes"
            empty={emptyExternalVolume}
            what="external volume"
            row={(index) => (
              <>
                <TextField name={`externalVolumes.${index}.name`} label="Volume Name" labelled={index === 0} />
                <TextField
                  name={`externalVolumes.${index}.containerPath`}
                  label="Container Path"
                  labelled={index === 0}
                />
              </>
            )}
          />
        </>
      )}
      {image !== '' && (
        <>
          <h3>Docker Container Volumes</h3>
          <FormRows
            name="dockerVolumes"
            empty={emptyDockerVolume}
            what="Docker volume"
            row={(index) => (
              <>
                <TextField
                  name={`dockerVolumes.${index}.containerPath`}
                  label="Container Path"
                  labelled={index === 0}
                />
                <TextField name={`dockerVolumes.${index}.hostPath`} label="Host Path" labelled={index === 0} />
                <SelectField
                  name={`dockerVolumes.${index}.mode`}
                  label="Mode"
                  labelled={index === 0}
                  options={[
                    ['', 'Select'],
                    ['RO', 'Read Only'],
                    ['RW', 'Read and Write'],
                  ]}
                />
              </>
            )}
          />
        </>
      )}
    </>
  );
}

function LocalVolumes() {
  return (
    <>
      <h3>
        Persistent Local Volumes <Tip text="Their data outlives the task that wrote it." />
      </h3>
      <FormRows
        name="localVolumes"
        empty={emptyLocalVolume}
        what="local volume"
        row={(index) => (
          <>
            <TextField name={`localVolumes.${index}.size`} label="Size (MiB)" type="number" labelled={index === 0} />
            <TextField
              name={`localVolumes.${index}.containerPath`}
              label="Container Path"
              tip="One folder name without slashes, such as data."
              labelled={index === 0}
            />
          </>
        )}
      />
    </>
  );
}

function OptionalSection() {
  return (
    <>
      <TextField name="executor" label="Executor" />
      <TextField name="uris" label="URIs" help="Comma-separated list of valid URIs." />
      <TextField
        name="constraints"
        label="Constraints"
        help='Comma-separated list of valid constraints. Valid constraint format is "field:operator[:value]".'
      />
      <TextField
        name="acceptedResourceRoles"
        label="Accepted Resource Roles"
        help="Comma-separated list of resource roles."
      />
      <TextField name="user" label="User" />
    </>
  );
}
