import {
  type AsyncMikeyHost,
  decodeMessage,
  driveAsync,
  encodeMessage,
  errorNumbers,
  find,
  type InitiatorOptions,
  type Mode,
  type Outcome,
  type ResponderOptions,
} from '@sdpsec/mikey';
import { expect } from 'chai';
import { asAlice, asBob, certifiedHost, kinds } from './certified.js';
import { now, offered, pskHost, resealed, tampered } from './parties.js';

const host = (name: string): AsyncMikeyHost => ({ ...certifiedHost(name), ...pskHost() });

/** What Bob refuses of Alice's message, and what Alice makes of his error message. */
async function refused(
  mode: Mode,
  bob: ResponderOptions,
  {
    change = octets => octets,
    alice = {},
  }: { change?: (octets: Uint8Array) => Uint8Array; alice?: Partial<InitiatorOptions> } = {},
): Promise<{ bobs: Outcome & { kind: 'refused' }; read?: Outcome }> {
  const hosts = [host('leaf'), host('bob')] as const;
  const calling = asAlice(mode, alice);
  const offer = offered(await driveAsync(calling.start(now), hosts[0]));
  const bobs = await driveAsync(asBob(bob).handle(change(offer.message), now), hosts[1]);
  if (bobs.kind !== 'refused') throw new Error(`expected a refusal, got ${bobs.kind}`);
  return { bobs, ...(bobs.reply && { read: await driveAsync(calling.handle(offer.state, bobs.reply, now), hosts[0]) }) };
}

const suites = ['AEAD_AES_128_GCM'] as const;

describe('error messages in every mode (RFC 3830 §5.1.2: HDR, T, {ERR}, {SP}, [V|SIGNr])', () => {
  for (const [mode, last] of [
    ['psk', 'V'],
    ['public-key', 'V'],
    ['dh', 'SIGN'],
    ['rsa-r', 'SIGN'],
  ] as const)
    it(`${mode}: ${last} authenticates what a Responder reports, and a changed one is a hint`, async () => {
      const { bobs, read } = await refused(mode, { suites });
      const reply = bobs.reply as Uint8Array;
      expect(kinds(reply).slice(0, 3)).to.deep.equal(['T', 'ERR', 'SP']);
      expect(kinds(reply).at(-1)).to.equal(last);
      expect(read).to.deep.include({ kind: 'refused', code: 'peer-error', errors: ['Invalid SPpar'] });
      const { read: changed } = await changedError(mode);
      expect(changed).to.deep.equal({ kind: 'hint', code: 'Auth failure', errors: ['Auth failure'] });
    });

  async function changedError(mode: Mode): Promise<{ read: Outcome }> {
    const hosts = [host('leaf'), host('bob')] as const;
    const calling = asAlice(mode);
    const offer = offered(await driveAsync(calling.start(now), hosts[0]));
    const bobs = await driveAsync(asBob({ suites }).handle(offer.message, now), hosts[1]);
    const reply = bobs.kind === 'refused' ? (bobs.reply as Uint8Array) : new Uint8Array();
    const forged = tampered(reply, payload => (payload.kind === 'ERR' ? { ...payload, error: 0 } : payload));
    return { read: await driveAsync(calling.handle(offer.state, forged, now), hosts[0]) };
  }

  it('dh: the signed error about an older message of the same bundle is a hint', async () => {
    const hosts = [host('leaf'), host('bob')] as const;
    const calling = asAlice('dh');
    const older = offered(await driveAsync(calling.start(now), hosts[0]));
    const error = await driveAsync(asBob({ suites }).handle(older.message, now), hosts[1]);
    const reply = error.kind === 'refused' ? (error.reply as Uint8Array) : new Uint8Array();
    const answer = await driveAsync(asBob().handle(older.message, now), host('bob'));
    if (answer.kind !== 'established') throw new Error(answer.kind);
    const done = await driveAsync(calling.handle(older.state, answer.reply as Uint8Array, now), hosts[0]);
    if (done.kind !== 'established') throw new Error(done.kind);
    const update = offered(await driveAsync(calling.start(now + 1, undefined, done.state), hosts[0]));
    expect((await driveAsync(calling.handle(older.state, reply, now), hosts[0])).kind).to.equal('refused');
    expect((await driveAsync(calling.handle(update.state, reply, now), hosts[0])).kind).to.equal('hint');
  });

  it('dhhmac: no shared V, a hint', async () => {
    const { read } = await refused('dhhmac', { suites });
    expect(read).to.deep.include({ kind: 'hint', code: 'Invalid SPpar' });
  });

  it('trap 23: nothing is signed for who fails to authenticate, and a hint changes nothing', async () => {
    const change = (octets: Uint8Array) => octets.map((octet, i) => (i === octets.length - 1 ? octet ^ 1 : octet));
    for (const mode of ['psk', 'public-key', 'dh', 'rsa-r'] as const) {
      const { bobs, read } = await refused(mode, {}, { change });
      expect(kinds(bobs.reply as Uint8Array), mode).to.deep.equal(['T', 'ERR']);
      expect(read, mode).to.deep.equal({ kind: 'hint', code: 'Auth failure', errors: ['Auth failure'] });
    }
  });

  it('a host that cannot sign sends the error without', async () => {
    const offer = offered(await driveAsync(asAlice('dh').start(now), host('leaf')));
    const { sign: _, ...mute } = host('bob');
    const bobs = await driveAsync(asBob({ suites }).handle(offer.message, now), mute);
    expect(bobs.kind === 'refused' && bobs.reply && kinds(bobs.reply).at(-1)).to.equal('SP');
  });

  it('sends every registered code that its modes can mean, for the reason that the code names', async () => {
    const edit = (at: number, value: number) => (octets: Uint8Array) => octets.map((octet, i) => (i === at ? value : octet));
    const unknown = (number: number) => (octets: Uint8Array) => {
      const { header, payloads } = decodeMessage(octets);
      return encodeMessage({
        header,
        payloads: [...payloads.slice(0, 3), { kind: 'UNKNOWN', number, data: Uint8Array.of(0, 99, 0, 0, 99) }],
      });
    };
    const cases: Record<number, readonly [Mode, ResponderOptions, Parameters<typeof refused>[2]?]> = {
      0: ['psk', {}, { change: octets => octets.map((octet, i) => (i === octets.length - 1 ? octet ^ 1 : octet)) }],
      1: ['psk', { skew: 1 }, { change: edit(31, 1) }],
      2: ['psk', {}, { change: edit(3, 0x85) }],
      3: ['psk', {}, { change: unknown(1) }],
      4: [
        'psk',
        {},
        { change: octets => tampered(octets, payload => (payload.kind === 'KEMAC' ? { ...payload, encryption: 9 } : payload)) },
      ],
      5: ['public-key', {}, { change: unknown(8) }],
      6: ['dh', {}, { alice: { dhGroup: 'OAKLEY 2', allow: ['dh-oakley-2'] } }],
      7: ['psk', { identity: { type: 1, data: new TextEncoder().encode('sip:carol@example.org') } }],
      8: [
        'dh',
        {},
        { change: octets => tampered(octets, payload => (payload.kind === 'CERT' ? { ...payload, type: 1 } : payload)) },
      ],
      9: [
        'psk',
        {},
        {
          change: octets =>
            resealed(tampered(octets, payload => (payload.kind === 'SP' ? { ...payload, protocol: 1 } : payload))),
        },
      ],
      10: ['psk', { suites }],
      11: ['psk', { modes: ['dh'] }],
      12: ['psk', {}, { change: octets => tampered(octets, payload => (payload.kind === 'RAND' ? undefined : payload)) }],
      13: ['rsa-r', {}, { change: unknown(99) }],
    };
    for (const [number, [mode, bob, rest]] of Object.entries(cases)) {
      const { bobs } = await refused(mode, bob, rest);
      expect(bobs.reply && find(decodeMessage(bobs.reply), 'ERR')?.error, `${number} ${bobs.code} ${bobs.message}`).to.equal(
        Number(number),
      );
    }
  });

  it('understands every registered code, by its name', async () => {
    const hosts = [host('leaf'), host('bob')] as const;
    const calling = asAlice('psk');
    const offer = offered(await driveAsync(calling.start(now), hosts[0]));
    const bobs = await driveAsync(asBob({ modes: ['dh'] }).handle(offer.message, now), hosts[1]);
    const reply = bobs.kind === 'refused' ? (bobs.reply as Uint8Array) : new Uint8Array();
    for (const { value, name } of errorNumbers) {
      const one = tampered(reply, payload => (payload.kind === 'ERR' ? { ...payload, error: value } : payload));
      expect(await driveAsync(calling.handle(offer.state, one, now), hosts[0])).to.deep.equal({
        kind: 'hint',
        code: name,
        errors: [name],
      });
    }
    const later = tampered(reply, payload => (payload.kind === 'ERR' ? { ...payload, error: 200 } : payload));
    expect(await driveAsync(calling.handle(offer.state, later, now), hosts[0])).to.deep.include({ code: 'Unspecified error' });
  });
});
