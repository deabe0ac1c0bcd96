/** One packet of a capture file, before anything in it has been looked at. */
export interface CaptureRecord {
  readonly kind: 'record';
  /** 1-based place in the file, as Wireshark numbers frames. */
  readonly number: number;
  /** Microseconds since 1970. */
  readonly at: number;
  /** The LINKTYPE_ number that says how the octets begin (IETF draft-ietf-opsawg-pcaplinktype). */
  readonly linkType: number;
  readonly octets: Buffer;
  /** Octets that the packet had on the wire: more than `octets` holds where the capture cut it. */
  readonly originalLength: number;
}

/** What is wrong with a capture file. Nothing in a file is an exception: what could be read before stays good. */
export interface CaptureProblem {
  readonly kind: 'problem';
  readonly code: 'not-a-capture' | 'truncated' | 'malformed' | 'damaged-gzip' | 'unknown-link-type';
  /** What was expected and what was found, with the octet offset (after decompression). */
  readonly message: string;
}

export type CaptureItem = CaptureRecord | CaptureProblem;

/** Builds a {@link CaptureProblem}. */
export function problem(code: CaptureProblem['code'], message: string): CaptureProblem {
  return { kind: 'problem', code, message };
}

/** Reads the items of one file format from a queue that is filled between the calls. */
export interface CaptureFormat {
  /** The next item; `undefined` when the queue must hold more octets first, or the file is `done`. */
  next(): CaptureItem | undefined;
  /** Nothing more can be read, whatever follows. */
  readonly done: boolean;
  /** Where the file breaks off inside of something, what that is. */
  unfinished(): CaptureProblem | undefined;
}
