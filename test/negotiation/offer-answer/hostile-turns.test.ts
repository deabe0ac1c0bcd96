import { type Agreement, answerOffer, createOffer, type Dialog } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { NegotiationError } from '@sdpsec/negotiation/reading';
import { expect } from 'chai';
import fc from 'fast-check';
import { audio, line, sdp, session, video } from '../sdp.js';

/**
 * Calls of several turns with a peer that writes what it likes: twins in any order (Q23), keys that come, go and come back, slots that are used again.
 * Whatever it writes, a medium that was secured goes into the clear in no section that was not in the clear before (Q24), and no key is taken
 * for what it is not (RFC 4568 §5.1, §7.1).
 */
const security = fc.constantFrom('preferred' as const, 'opportunistic' as const, 'required' as const);
const suite = 'AES_CM_128_HMAC_SHA1_80';

/** What is remembered of a call beside its dialog. */
class Memory {
  readonly #secured = new Set<string>();
  readonly #clear = new Set<string>();

  /** Judges the outcome of a turn; `media` of each section, the texts of our side and of the peer. */
  check({ sections, rtpSessions }: Agreement, media: readonly string[], ours: string, theirs: string, required: boolean): void {
    const clear = sections.flatMap(({ kind, section }) => (kind === 'plain' ? [`${section} ${media[section]}`] : []));
    if (required) expect(clear).to.deep.equal([]);
    for (const one of clear) if (this.#secured.has(one.split(' ')[1] as string)) expect([...this.#clear]).to.include(one);
    for (const one of clear) this.#clear.add(one);
    for (const { secured, section } of sections) if (secured) this.#secured.add(media[section] as string);
    const sent = rtpSessions.flatMap(({ send }) => send.flatMap(keysOf));
    expect(new Set(sent).size).to.equal(sent.length);
    for (const key of sent)
      expect(ours)
        .to.include(key)
        .and.satisfy(() => !theirs.includes(key));
    for (const key of rtpSessions.flatMap(({ receive }) => receive.flatMap(keysOf)))
      expect(theirs)
        .to.include(key)
        .and.satisfy(() => !ours.includes(key));
    for (const { send, receive } of rtpSessions)
      for (const one of [...send, ...receive]) expect(one).not.to.have.any.keys('unencryptedSrtp', 'unauthenticatedSrtp');
  }
}

type Direction = Agreement['rtpSessions'][number]['send'][number];

/** Keys with their salts as they stand in a=crypto. */
function keysOf({ masterKeys }: Direction): string[] {
  return masterKeys.map(({ key, salt }) => Buffer.concat([key.reveal(), salt.reveal()]).toString('base64'));
}

/** A turn, unless we refuse to take it. */
function unlessRefused<T>(turn: () => T): T | undefined {
  try {
    return turn();
  } catch (error) {
    if (error instanceof NegotiationError) return undefined;
    throw error;
  }
}

interface Section {
  readonly media: 'audio' | 'video';
  readonly port: number;
  readonly profile: string;
  readonly keys: readonly number[];
}

const section: fc.Arbitrary<Section> = fc.record({
  media: fc.constantFrom('audio' as const, 'audio' as const, 'video' as const),
  port: fc.constantFrom(5000, 5000, 5002, 0),
  profile: fc.constantFrom('RTP/SAVP', 'RTP/AVP', 'RTP/SAVPF', 'RTP/AVPF', 'rtp/savp'),
  keys: fc.array(fc.constantFrom(1, 2, 3, 4), { maxLength: 2 }),
});

const written = ({ media, port, profile, keys }: Section) => [
  ...(media === 'audio' ? audio(port, profile) : video(port, profile)),
  ...keys.map((key, at) => line(at + 1, key)),
];

describe('a call with a peer that writes what it likes', () => {
  it('Q23, Q24: as answerer', () => {
    const turns = fc.array(fc.array(section, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(turns, security, (offers, mode) => {
        const memory = new Memory();
        const policy: PolicyInput = { security: { security: mode, suites: [suite] } };
        let slots: readonly Section[] = [];
        let previous: Dialog | undefined;
        for (const offered of offers) {
          // A description has no fewer m= sections than the one before (RFC 3264 §8).
          slots = [...offered, ...slots.slice(offered.length)];
          const offer = sdp(...session('peer'), ...slots.flatMap(written));
          const local = sdp(
            ...session('us'),
            ...slots.flatMap(({ media, port }) => (media === 'audio' ? audio : video)(port === 0 ? 0 : 6000)),
          );
          const turn = unlessRefused(() => answerOffer(offer, local, { policy, ...(previous && { previous }) }));
          if (!turn) return;
          memory.check(
            turn.agreement,
            slots.map(({ media }) => media),
            turn.sdp,
            offer,
            mode === 'required',
          );
          previous = turn.dialog;
        }
      }),
      { numRuns: 150 },
    );
  });

  const answered = fc.record({
    port: fc.constantFrom(0, 5000, 5000),
    profile: fc.constantFrom(undefined, undefined, undefined, 'RTP/SAVP', 'RTP/AVP', 'RTP/SAVPF'),
    crypto: fc.constantFrom('none', 'key', 'key', 'echo', 'two', 'tag', 'weak'),
    key: fc.constantFrom(1, 2, 3),
  });

  it('Q23, Q24: as offerer, of twins too', () => {
    const turn = fc.record({
      rekey: fc.boolean(),
      port: fc.constantFrom(40_000, 40_100),
      lost: fc.boolean(),
      answers: fc.array(answered, { minLength: 4, maxLength: 4 }),
    });
    const preferredOffer = fc.constantFrom('twins' as const, 'profile' as const, 'capabilities' as const);
    fc.assert(
      fc.property(fc.array(turn, { minLength: 2, maxLength: 4 }), security, preferredOffer, (turns, mode, preferred) => {
        const memory = new Memory();
        const policy: PolicyInput = { security: { security: mode, suites: [suite] }, interop: { preferredOffer: preferred } };
        let media = ['audio', 'video'];
        let previous: Dialog | undefined;
        for (const { rekey, port, lost, answers } of turns) {
          const local = sdp(...session('us'), ...media.flatMap(one => (one === 'audio' ? audio : video)(port)));
          const pending = unlessRefused(() => createOffer(local, { policy, rekey, ...(previous && { previous }) }));
          if (!pending) return;
          const parts = pending.sdp.split(/^(?=m=)/m).slice(1);
          media = parts.map(part => part.slice(2, part.indexOf(' ')));
          // A failed offer leaves the dialog as it was (RFC 3264 §8).
          if (lost) continue;
          const answer = sdp(
            ...session('peer'),
            ...parts.flatMap((part, at) => {
              const [, offeredPort, proto, format] = part.split(/[ \r]/, 4) as [string, string, string, string];
              const { port: taken, profile = proto, crypto, key } = answers[at % 4] as (typeof answers)[number];
              const lines = {
                none: [],
                key: [line(1, key)],
                echo: part.match(/a=crypto:.*/g) ?? [],
                two: [line(1, key), line(2, 4)],
                tag: [line(9, key)],
                weak: [line(1, key, suite, ' UNENCRYPTED_SRTP')],
              }[crypto] as string[];
              return [`m=${media[at]} ${offeredPort === '0' ? 0 : taken} ${profile} ${format}`, ...lines];
            }),
          );
          const accepted = unlessRefused(() => pending.accept(answer));
          if (!accepted) return;
          memory.check(accepted.agreement, media, pending.sdp, answer, mode === 'required');
          previous = accepted.dialog;
        }
      }),
      { numRuns: 150 },
    );
  });
});
