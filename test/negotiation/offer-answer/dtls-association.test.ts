import { answerOffer, createOffer } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { audio, sdp, session } from '../sdp.js';

const policy: PolicyInput = { security: { keying: ['dtls'] } };

/** What one side says of its association. */
interface Side {
  readonly port?: number;
  readonly certificate?: string;
  readonly tlsId?: string;
  readonly setup?: string;
}

const id = (letter: string) => letter.repeat(20);

function description({ port = 4000, certificate = 'AB', tlsId, setup = 'actpass' }: Side): string {
  const fingerprint = `a=fingerprint:sha-256 ${Array(32).fill(certificate).join(':')}`;
  const lines = [fingerprint, `a=setup:${setup}`, ...(tlsId === undefined ? [] : [`a=tls-id:${tlsId}`])];
  return sdp(...session('x'), ...audio(port, 'UDP/TLS/RTP/SAVPF'), ...lines);
}

const theirs: Side = { tlsId: id('a') };
const ours: Side = { port: 5000, certificate: 'CD', tlsId: id('b'), setup: 'active' };

/** The next exchange of a call: what changes on either side, and what is said of the association. */
const turns: readonly {
  readonly name: string;
  readonly first?: { readonly theirs?: Side; readonly ours?: Side };
  readonly theirs?: Side;
  readonly ours?: Side;
  readonly association: 'new' | 'kept';
  readonly asAnswerer?: readonly string[];
  readonly asOfferer?: readonly string[];
}[] = [
  { name: 'nothing changes', association: 'kept' },
  { name: 'the peer moves under its a=tls-id (§3.2)', theirs: { port: 4010 }, association: 'kept' },
  { name: 'the peer has a new a=tls-id and another port (§5.5)', theirs: { port: 4010, tlsId: id('c') }, association: 'new' },
  {
    name: 'the peer has a new a=tls-id at its old address (§5.1)',
    theirs: { tlsId: id('c') },
    association: 'new',
    asAnswerer: ['a new DTLS association without a new address'],
    asOfferer: ['a new DTLS association without a new address'],
  },
  {
    name: 'the peer has another certificate and no new a=tls-id (§4)',
    theirs: { port: 4010, certificate: 'EF' },
    association: 'new',
    asAnswerer: ['other fingerprints under the same a=tls-id'],
    asOfferer: ['other fingerprints under the same a=tls-id'],
  },
  {
    name: 'another certificate and a new a=tls-id',
    theirs: { port: 4010, certificate: 'EF', tlsId: id('c') },
    association: 'new',
  },
  { name: 'we have a new a=tls-id and port', ours: { port: 5010, tlsId: id('d') }, association: 'new' },
  {
    name: 'the roles change (§3.1)',
    theirs: { port: 4010 },
    ours: { setup: 'passive' },
    association: 'new',
  },
  {
    name: 'without a=tls-id, another address stands for a new one (§4)',
    first: { theirs: {}, ours: { port: 5000, certificate: 'CD', setup: 'active' } },
    theirs: { port: 4010 },
    association: 'new',
  },
];

describe('the DTLS association of a call (RFC 8842)', () => {
  for (const { name, first = {}, association, asAnswerer = [], asOfferer = [], ...change } of turns) {
    const [peer, own] = [first.theirs ?? theirs, first.ours ?? ours];
    const next = { theirs: { ...peer, ...change.theirs }, ours: { ...own, ...change.ours } };
    const said = (findings: readonly { rule: string; message: string }[]) =>
      findings.map(({ rule, message }) => [rule, message.split(/[:,] |(?<=address) on/)[0]]);
    const expected = (messages: readonly string[]) => messages.map(message => ['oa/tls-id', message]);

    it(`as answerer: ${name}`, () => {
      const before = answerOffer(description(peer), description(own), { policy });
      expect(before.agreement.sections[0]).to.include({ kind: 'dtls', association: 'new' });
      const options = { policy, previous: before.dialog };
      const { agreement } = answerOffer(description(next.theirs), description(next.ours), options);
      expect(agreement.sections[0]).to.include({ kind: 'dtls', association });
      expect(said(agreement.findings)).to.deep.equal(expected(asAnswerer));
    });

    it(`as offerer: ${name}`, () => {
      const answer = (side: Side) =>
        description({ ...side, setup: next.ours.setup === 'passive' && side === next.theirs ? 'active' : 'passive' });
      const offer = (side: Side) => description({ ...side, setup: 'actpass' });
      const before = createOffer(offer(own), { policy }).accept(answer(peer));
      const { agreement } = createOffer(offer(next.ours), { policy, previous: before.dialog }).accept(answer(next.theirs));
      expect(agreement.sections[0]).to.include({ kind: 'dtls', association });
      expect(said(agreement.findings)).to.deep.equal(expected(asOfferer));
    });
  }

  for (const [name, offered, answered, message] of [
    ['repeats that of the offer (§4)', id('a'), id('a'), 'the answer repeats the a=tls-id'],
    ['comes without one in the offer (§5.3)', undefined, id('b'), 'the answer has an a=tls-id'],
    ['is missing', id('a'), undefined, 'the answer has no a=tls-id'],
  ] as const)
    it(`tells of an a=tls-id in an answer that ${name}`, () => {
      const side = (tlsId: string | undefined) => (tlsId === undefined ? {} : { tlsId });
      const pending = createOffer(description(side(offered)), { policy });
      const { agreement } = pending.accept(description({ ...side(answered), certificate: 'CD', setup: 'active' }));
      expect(agreement.sections[0]).to.include({ kind: 'dtls' });
      expect(agreement.findings.map(({ rule }) => rule)).to.deep.equal(['oa/tls-id']);
      expect(agreement.findings[0]?.message).to.contain(message);
    });
});
