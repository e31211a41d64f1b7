import { useWatch } from 'react-hook-form';
import { emptyPort, isMapped, needsJsonForPorts } from './app-form.ts';
import { useAppForm } from './form-context.ts';
import { SelectField, TextField } from './FormFields.tsx';
import { FormRows } from './FormRows.tsx';

/** `vips`: Marathon has the feature, so that the label `VIP_0` is a field. */
export function PortsSection({ vips }: { readonly vips: boolean }) {
  const { form, toJson } = useAppForm();
  const [dockerImage, dockerNetwork, ports] = useWatch({
    control: form.control,
    name: ['dockerImage', 'dockerNetwork', 'ports'],
  });
  const jsonLink = (
    <button type="button" className="marathon-form-link" onClick={toJson}>
      JSON mode.
    </button>
  );
  if (needsJsonForPorts({ ports }, vips))
    return <p className="marathon-form-note">These ports have labels that can only be edited in {jsonLink}</p>;
  const mapped = isMapped({ dockerImage, dockerNetwork });
  const variables = ports.map((_, index) => `$PORT${index}`).join(', ');
  const container = dockerImage === '' ? 'application' : 'Docker container';
  return (
    <>
      <FormRows
        name="ports"
        empty={emptyPort}
        what="port"
        row={(index) => (
          <>
            {mapped ? (
              <TextField name={`ports.${index}.port`} label="Container Port" type="number" labelled={index === 0} />
            ) : (
              <TextField
                name={`ports.${index}.port`}
                label="Port"
                tip="Marathon chooses the port and hands it to the task in this variable."
                disabled
                placeholder={`$PORT${index}`}
                labelled={index === 0}
              />
            )}
            <SelectField
              name={`ports.${index}.protocol`}
              label="Protocol"
              labelled={index === 0}
              options={[
                ['tcp', 'tcp'],
                ['udp', 'udp'],
                ...(ports[index]?.protocol === 'udp,tcp' ? [['udp,tcp', 'udp,tcp'] as const] : []),
              ]}
            />
            <TextField name={`ports.${index}.name`} label="Name" labelled={index === 0} />
            {vips && <TextField name={`ports.${index}.vip`} label="VIP" labelled={index === 0} />}
          </>
        )}
      />
      <p className="marathon-form-note">
        {mapped
          ? `Your Docker container will bind to the container ports, which are mapped dynamically to ${variables} on the host.`
          : `Configure your ${container} to listen to ${variables} which will be assigned dynamically.`}
      </p>
      <p className="marathon-form-note">
        For more advanced port configuration options, including service ports, use {jsonLink}
      </p>
    </>
  );
}
