import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { SrtpError } from './errors.js';
import { type SrtpParameters, type SrtpParametersInput, srtpParameters } from './parameters.js';
import { type EpochSnapshot, type ReceiveStreamSnapshot, SrtpSnapshot } from './snapshot.js';
import { type ParametersText, type SnapshotText, snapshotText } from './snapshot-schema.js';
import { suites } from './suites.js';

/** Length of the text in octets, the text (JSON), then the keys and salts in the order of the text: no key becomes a string. */
export function encodeSnapshot({ send, receive, reserve }: SrtpSnapshot): Uint8Array {
  const keys: Uint8Array[] = [];
  const write = (parameters: readonly SrtpParameters[]) => parameters.map(one => parametersText(one, keys));
  const epoch = ({ parameters, streams, ...rest }: EpochSnapshot) => ({
    ...rest,
    parameters: write(parameters),
    streams: streams.map(stream => ({
      ...stream,
      window: bytesToHex(stream.window),
      srtcp: stream.srtcp && { highest: stream.srtcp.highest, window: bytesToHex(stream.srtcp.window) },
    })),
  });
  const text = {
    reserve,
    send: {
      ...send,
      parameters: write(send.parameters),
      streams: send.streams.map(stream => ({ ...stream, window: bytesToHex(stream.window) })),
    },
    receive: { ...receive, epochs: receive.epochs.map(epoch) },
  };
  const json = new TextEncoder().encode(JSON.stringify(text));
  const encoded = new Uint8Array(4 + json.length + keys.reduce((sum, key) => sum + key.length, 0));
  new DataView(encoded.buffer).setUint32(0, json.length);
  encoded.set(json, 4);
  let at = 4 + json.length;
  for (const key of keys) {
    encoded.set(key, at);
    at += key.length;
    key.fill(0);
  }
  return encoded;
}

/** @throws SrtpError `bad-snapshot` */
export function decodeSnapshot(encoded: Uint8Array): SrtpSnapshot {
  const length = new DataView(encoded.buffer, encoded.byteOffset, encoded.length).getUint32(0);
  const keys = new Keys(encoded.subarray(4 + length));
  const { send, receive, reserve } = parsed(encoded.subarray(4, 4 + length));
  try {
    const sendParameters = send.parameters.map(one => parametersOf(one, keys));
    const epoch = ({ parameters, streams, ...rest }: SnapshotText['receive']['epochs'][number]): EpochSnapshot => ({
      ...rest,
      parameters: parameters.map(one => parametersOf(one, keys)),
      streams: streams.map(receiveStreamOf),
    });
    return new SrtpSnapshot(
      {
        ...send,
        parameters: sendParameters,
        streams: send.streams.map(stream => ({ ...stream, window: hexToBytes(stream.window) })),
      },
      { ...receive, epochs: receive.epochs.map(epoch) },
      reserve,
    );
  } catch (error) {
    if (error instanceof SrtpError && error.code === 'bad-parameters') throw new SrtpError('bad-snapshot', error.message);
    throw error;
  }
}

function parsed(json: Uint8Array): SnapshotText {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw new SrtpError('bad-snapshot', 'the text of the snapshot is no JSON');
  }
  const result = snapshotText.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new SrtpError('bad-snapshot', `the snapshot has an unexpected value at ${issue?.path.join('.')}`);
}

function parametersText({ masterKeys, ...rest }: SrtpParameters, keys: Uint8Array[]): object {
  return {
    ...rest,
    masterKeys: masterKeys.map(({ key, salt, mki, ...other }) => {
      keys.push(key.reveal(), salt.reveal());
      return { ...other, mki: mki && bytesToHex(mki) };
    }),
  };
}

function parametersOf(text: ParametersText, keys: Keys): SrtpParameters {
  const { keyOctets, saltOctets } = suites[text.suite];
  const input = {
    ...text,
    masterKeys: text.masterKeys.map(({ mki, ...rest }) => ({
      ...rest,
      ...(mki !== undefined && { mki: hexToBytes(mki) }),
      key: keys.take(keyOctets),
      salt: keys.take(saltOctets),
    })),
  };
  return srtpParameters(input as SrtpParametersInput);
}

function receiveStreamOf({
  window,
  srtcp,
  ...rest
}: SnapshotText['receive']['epochs'][number]['streams'][number]): ReceiveStreamSnapshot {
  return {
    ...rest,
    window: hexToBytes(window),
    ...(srtcp && { srtcp: { highest: srtcp.highest, window: hexToBytes(srtcp.window) } }),
  };
}

/** Hands out the keys in the order in which they were stored. */
class Keys {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  take(length: number): Uint8Array {
    if (this.#at + length > this.#octets.length) throw new SrtpError('bad-snapshot', 'the snapshot ends before its keys do');
    this.#at += length;
    return this.#octets.subarray(this.#at - length, this.#at);
  }
}
