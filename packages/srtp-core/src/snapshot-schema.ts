import * as z from 'zod/mini';
import { type SuiteName, suites } from './suites.js';

const ssrc = z.int().check(z.gte(0), z.lte(2 ** 32 - 1));
const roc = z.int().check(z.gte(0), z.lte(2 ** 32 - 1));
const index = z.int().check(z.gte(-1), z.lte(2 ** 48 - 1));
const srtcpIndex = z.int().check(z.gte(-1), z.lte(2 ** 31 - 1));
const count = z.int().check(z.gte(0), z.lte(2 ** 48));
const octets = z.string().check(z.regex(/^([0-9a-f]{2}){0,4096}$/));
const pendingRoc = z.int().check(z.gte(-1), z.lte(2 ** 32 - 1));
const life = z.strictObject({ used: count, firstSsrc: z.int().check(z.gte(-1), z.lte(2 ** 32 - 1)), shared: z.boolean() });
const lives = z.array(z.array(z.strictObject({ srtp: life, srtcp: life })));
const signalledRoc = z.array(z.tuple([ssrc, roc]));

const parameters = z.strictObject({
  suite: z.enum(Object.keys(suites) as [SuiteName, ...SuiteName[]]),
  /** Without key and salt, which follow the text as octets. */
  masterKeys: z.array(
    z.strictObject({
      mki: z.optional(octets),
      lifetime: z.optional(z.strictObject({ srtp: z.number(), srtcp: z.number() })),
      sharedLimit: z.optional(z.number()),
      validity: z.optional(z.strictObject({ from: z.number(), to: z.number(), ssrc: z.optional(z.number()) })),
    }),
  ),
  streams: z.union([z.literal('any'), z.array(z.strictObject({ ssrc, roc: z.optional(roc) }))]),
  keyDerivationRate: z.optional(z.number()),
  unencryptedSrtp: z.optional(z.boolean()),
  unencryptedSrtcp: z.optional(z.boolean()),
  unauthenticatedSrtp: z.optional(z.boolean()),
  fecOrder: z.optional(z.enum(['fec-srtp', 'srtp-fec'])),
  rcc: z.optional(
    z.strictObject({ mode: z.union([z.literal(1), z.literal(2), z.literal(3)]), rate: z.number(), tagOctets: z.number() }),
  ),
  srtcpTagOctets: z.optional(z.union([z.literal(4), z.literal(10)])),
  encryptedExtensions: z.optional(z.array(z.number())),
  cryptex: z.optional(z.enum(['off', 'allowed', 'required'])),
});

const sendStream = z.strictObject({
  ssrc,
  highest: index,
  window: octets,
  pendingRoc,
  nextSrtcpIndex: srtcpIndex.check(z.gte(0)),
});

const receiveStream = z.strictObject({
  ssrc,
  highest: index,
  window: octets,
  srtcp: z.optional(z.strictObject({ highest: srtcpIndex, window: octets })),
  srtcpBefore: srtcpIndex,
  pendingRoc,
  mayRestart: z.boolean(),
});

const epoch = z.strictObject({
  parameters: z.array(parameters),
  lives,
  streams: z.array(receiveStream),
  removed: z.array(z.strictObject({ ssrc, srtp: index, srtcp: srtcpIndex, srtcpBefore: srtcpIndex })),
  sharesStreams: z.boolean(),
  fresh: z.boolean(),
  proofs: count,
});

/** The text of a stored snapshot, version 1. Octets are hexadecimal. */
export const snapshotText = z.strictObject({
  reserve: z.int().check(z.gte(0), z.lte(0x4000)),
  send: z.strictObject({
    parameters: z.array(parameters),
    lives,
    schedules: z.array(z.array(z.strictObject({ from: index, key: z.int().check(z.gte(0)) }))),
    streams: z.array(sendStream),
    signalledRoc,
  }),
  receive: z.strictObject({ epochs: z.array(epoch), signalledRoc }),
});

export type SnapshotText = z.infer<typeof snapshotText>;
export type ParametersText = SnapshotText['send']['parameters'][number];
