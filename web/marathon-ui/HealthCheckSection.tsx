import { useEffect } from 'react';
import { useFieldArray, useWatch } from 'react-hook-form';
import { defaultHealthCheck } from './app-form.ts';
import { useAppForm } from './form-context.ts';
import { AreaField, CheckField, SelectField, TextField } from './FormFields.tsx';

const protocols = [
  ['COMMAND', 'COMMAND'],
  ['HTTP', 'HTTP'],
  ['TCP', 'TCP'],
] as const;

const portTypes = [
  ['PORT_INDEX', 'Port Index'],
  ['PORT_NUMBER', 'Port Number'],
] as const;

/** Opening the section puts a check there; sending drops it again when it got no path. Each check can be followed by another. */
export function HealthCheckSection() {
  const { form } = useAppForm();
  const rows = useFieldArray({ control: form.control, name: 'healthChecks' });
  const { append } = rows;
  const count = rows.fields.length;
  useEffect(() => {
    if (count === 0) append({ ...defaultHealthCheck }, { shouldFocus: false });
  }, [count, append]);
  return (
    <>
      {rows.fields.map((field, index) => (
        <div key={field.id} className="marathon-check-block-frame">
          <HealthCheckFields index={index} onRemove={() => rows.remove(index)} />
          <button
            type="button"
            className="marathon-button marathon-plain"
            onClick={() => rows.insert(index + 1, { ...defaultHealthCheck })}
          >
            Add Another Health Check
          </button>
        </div>
      ))}
    </>
  );
}

function HealthCheckFields({ index, onRemove }: { readonly index: number; readonly onRemove: () => void }) {
  const { form } = useAppForm();
  const [protocol, portType] = useWatch({
    control: form.control,
    name: [`healthChecks.${index}.protocol`, `healthChecks.${index}.portType`],
  });
  const name = `healthChecks.${index}` as const;
  return (
    <fieldset className="marathon-check-block">
      <legend>
        Health Check {index + 1} - {protocol}
        <button type="button" aria-label={`Remove Health Check ${index + 1}`} onClick={onRemove}>
          –
        </button>
      </legend>
      <SelectField
        name={`${name}.protocol`}
        label="Protocol"
        className="marathon-narrow"
        options={protocol === 'HTTPS' ? [...protocols, ['HTTPS', 'HTTPS']] : protocols}
      />
      {(protocol === 'HTTP' || protocol === 'HTTPS') && (
        <TextField name={`${name}.path`} label="Path" help={'Example: "/path/to/health".'} />
      )}
      {protocol === 'COMMAND' && (
        <AreaField
          name={`${name}.command`}
          label="Command"
          help={'Example: "curl -f -X GET http://$HOST:$PORT0/health".'}
        />
      )}
      <div className="marathon-form-row marathon-thirds">
        <TextField name={`${name}.gracePeriodSeconds`} label="Grace Period" type="number" help="seconds" />
        <TextField name={`${name}.intervalSeconds`} label="Interval" type="number" help="seconds" />
        <TextField name={`${name}.timeoutSeconds`} label="Timeout" type="number" help="seconds" />
      </div>
      <div className="marathon-form-row marathon-thirds">
        <TextField name={`${name}.maxConsecutiveFailures`} label="Max. Consecutive Failures" type="number" />
        {protocol !== 'COMMAND' && (
          <>
            {portType === 'PORT_INDEX' ? (
              <TextField name={`${name}.portIndex`} label="Port Index" type="number" />
            ) : (
              <TextField name={`${name}.port`} label="Port Number" type="number" />
            )}
            <SelectField name={`${name}.portType`} label="Port Type" options={portTypes} />
          </>
        )}
      </div>
      {(protocol === 'HTTP' || protocol === 'HTTPS') && (
        <CheckField name={`${name}.ignoreHttp1xx`} label="Ignore HTTP informational status codes 100 to 199." />
      )}
    </fieldset>
  );
}
