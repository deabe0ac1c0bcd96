/**
 * What is mutated together, by name: the files, the tests that must notice, the cheapest first, and the packages to build. Tests
 * whose titles match `without` take long for what others notice too.
 */
export const groups = {
  sdes: {
    packages: ['srtp-core', 'sdes'],
    mutate: ['packages/sdes/src/*.ts', '!packages/sdes/src/index.ts'],
    specs: ['writing', 'parse', 'secrecy', 'rfc-examples'].map(name => `test/sdes/${name}.test.ts`),
  },
  replay: {
    packages: ['srtp-core'],
    mutate: [
      'replay-window',
      'packet-index',
      'probe-budget',
      'receive-state',
      'receive-stream',
      'removed-stream',
      'send-state',
      'send-stream',
    ].map(name => `packages/srtp-core/src/${name}.ts`),
    specs: [
      'sent-state',
      'roc',
      'keystream',
      'session',
      'forgery',
      'keys',
      'snapshot',
      'limits',
      'everyday',
      'kept-state',
      'index-estimation',
      'replay-window',
      'key-changes',
      'key-validity',
      'idle-streams',
      'restored-sender',
      'erased-keys',
      'switches',
    ].map(name => `test/srtp-core/session/${name}.test.ts`),
    without: /carries 70,000 packets/,
  },
  'mikey-exchanges': {
    packages: ['srtp-core', 'mikey'],
    mutate: ['packages/mikey/src/exchange/*.ts'],
    specs: [
      'psk-exchange',
      'dhhmac-exchange',
      'public-key-exchange',
      'errors',
      'traps',
      'impostors',
      'maps',
      'bundles',
      'media',
      'tampering',
    ].map(name => `test/mikey/${name}.test.ts`),
  },
  'answer-validation': {
    packages: ['srtp-core', 'sdes', 'mikey', 'negotiation'],
    mutate: ['validate-answer', 'answered-crypto', 'answered-dtls', 'answered-mikey', 'conclude', 'agreement'].map(
      name => `packages/negotiation/src/offer-answer/${name}.ts`,
    ),
    specs: [
      'sdes',
      'downgrade',
      'other-keying',
      'dialog',
      'twins',
      'mikey',
      'mikey-refusals',
      'mikey-dialog',
      'seen-answers',
    ].map(name => `test/negotiation/offer-answer/${name}.test.ts`),
  },
};
