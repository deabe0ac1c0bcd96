import { readFileSync } from 'node:fs';
import * as mikey from '@sdpsec/mikey';
import { expect } from 'chai';
import { sharedFolder } from '../support/needs.js';

interface IanaRegistry {
  readonly title: string;
  readonly records: readonly { readonly value: string; readonly description?: string }[];
  readonly registries?: readonly IanaRegistry[];
}

const tables: Readonly<Record<string, readonly mikey.Registered[]>> = {
  'Data Type': mikey.dataTypes,
  'PRF Func': mikey.prfs,
  'CS ID Map Type': mikey.mapTypes,
  'Encr Alg': mikey.keyEncryptions,
  'MAC alg': mikey.macs,
  'C Envelope Key Cache Indicator': mikey.envelopeCaching,
  'DH-Group': mikey.dhGroups,
  'S Type': mikey.signatureTypes,
  'TS Type': mikey.timestampTypes,
  'ID Type': mikey.idTypes,
  'Cert Type': mikey.certificateTypes,
  'Hash Func': mikey.hashes,
  'Prot Type': mikey.protocols,
  'MIKEY Security Protocol Parameters': mikey.srtpPolicyTypes,
  'Encryption algorithm (Value 0)': mikey.srtpEncryptions,
  'Authentication algorithm (Value 2)': mikey.srtpAuthentications,
  'SRTP Pseudo Random Function (Value 5)': mikey.srtpPrfs,
  'Error No': mikey.errorNumbers,
  'Key ID Types (Value 3)': mikey.keyIdTypes,
  'OMA BCAST Data Subtype (Value 5)': mikey.omaSubtypes,
  'TS Role': mikey.timestampRoles,
  'ID Role': mikey.idRoles,
  'RAND Role': mikey.randRoles,
  'Ticket Type': mikey.ticketTypes,
  'ECC Curve': mikey.eccCurves,
  'SK sub-payload': mikey.secretKeyTypes,
  'SAKKE params': mikey.sakkeParameterSets,
  'ID Scheme': mikey.sakkeIdSchemes,
};

describe('registry (IANA, MIKEY Payload Name Spaces)', () => {
  const file = sharedFolder('registries/mikey.json');
  if (!file) return;
  const registries: IanaRegistry[] = [];
  const collect = (list: readonly IanaRegistry[]): void => {
    for (const registry of list) {
      registries.push(registry);
      collect(registry.registries ?? []);
    }
  };
  collect(JSON.parse(readFileSync(file, 'utf8')).registries);

  for (const [title, table] of Object.entries(tables)) {
    it(title, () => {
      const assigned = registries
        .find(registry => registry.title === title)
        ?.records.filter(({ value, description }) => /^\d+$/.test(value) && !/^(Reserved|Unassigned)/.test(description ?? ''))
        .map(({ value, description }) => ({ value: Number(value), name: description }));
      expect(table.map(({ value, name }) => ({ value, name }))).to.deep.equal(assigned);
    });
  }

  it('Key Data Type and General Extension Type, which share their title', () => {
    const types = registries.filter(registry => registry.title === 'Type');
    const pairs = types.map(({ records }) =>
      records.filter(({ value }) => /^\d+$/.test(value)).map(({ value, description }) => `${value} ${description}`),
    );
    const ours = [mikey.keyTypes, mikey.extensionTypes].map(table => table.map(({ value, name }) => `${value} ${name}`));
    expect(ours).to.deep.equal(pairs);
  });
});
