import type { MediaStream } from './media-stream.js';

/** What `decrypt` has to say about a capture or one of its streams. */
export interface CaptureFinding {
  readonly rule:
    | 'srtp/negotiated-but-plain'
    | 'srtp/rtp-in-clear'
    | 'srtp/rtcp-in-clear'
    | 'srtp/unauthenticated'
    | 'srtp/repeated-index'
    | 'cli/no-key'
    | 'cli/wrong-key'
    | 'cli/auth-failures'
    | 'cli/wrong-suite'
    | 'cli/other-direction-key'
    | 'cli/other-line'
    | 'cli/other-address'
    | 'cli/short-srtcp-tag'
    | 'cli/missing-srtcp-tag'
    | 'cli/unannounced-mki'
    | 'cli/missing-mki'
    | 'cli/first-roc'
    | 'cli/other-roc'
    | 'cli/cut-packets'
    | 'cli/hidden-signalling'
    | 'cli/capture'
    | 'cli/limit'
    | 'cli/no-wav'
    | 'cli/no-such-ssrc'
    | 'cli/unused-sdp';
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly stream?: MediaStream;
}

export const severities = ['error', 'warning', 'info'] as const satisfies readonly CaptureFinding['severity'][];
