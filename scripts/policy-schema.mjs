// Writes the JSON Schema of a policy file, packages/negotiation/policy.schema.json, from the schema that reads it.
import { writeFileSync } from 'node:fs';
import { policySchema } from '@sdpsec/negotiation/policy';
import { z } from 'zod';

const schema = {
  title: 'sdpsec policy',
  ...z.toJSONSchema(policySchema, { io: 'input' }),
};
writeFileSync(new URL('../packages/negotiation/policy.schema.json', import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
