import { ffmpegArguments, fromFfmpegArguments } from '@sdpsec/negotiation/adapters/ffmpeg';
import type { KeyFormat } from './key-format.js';

/** Options of ffmpeg's `srtp:` protocol. */
export const ffmpeg: KeyFormat = {
  title: 'options of ffmpeg for srtp: URLs',
  write: parameters => `${ffmpegArguments(parameters).join(' ')}\n`,
  read: text => (/-srtp_(?:out|in)_suite\b/.test(text) ? fromFfmpegArguments(text.trim().split(/\s+/)) : undefined),
};
