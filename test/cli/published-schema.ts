import { readFileSync } from 'node:fs';
import draft2020 from 'ajv/dist/2020.js';
import { expect } from 'chai';

/** Reads the JSON that a command wrote, and holds it to its published schema. */
export function readReport(command: string, json: string): Record<string, unknown> {
  const schema = new URL(`../../docs/schemas/${command}-report.schema.json`, import.meta.url);
  const validate = new draft2020.default().compile(JSON.parse(readFileSync(schema, 'utf8')));
  const report = JSON.parse(json);
  validate(report);
  expect(validate.errors, `${command} --json`).to.equal(null);
  expect(validate({ ...report, version: 2 }), 'a schema that takes anything').to.equal(false);
  return report;
}
