import { ffmpeg } from './ffmpeg.js';
import { gst } from './gst.js';
import { homekit } from './homekit.js';
import { janus } from './janus.js';
import type { KeyFormat } from './key-format.js';
import { libsrtp } from './libsrtp.js';
import { mediasoup } from './mediasoup.js';
import type { KeyFormatName } from './names.js';
import { sdes } from './sdes.js';

export { type KeyFormat, within } from './key-format.js';
export { type KeyFormatName, keyFormatNames } from './names.js';

/** All formats of `gen` and `convert`. */
export const keyFormats: Readonly<Record<KeyFormatName, KeyFormat>> = {
  sdes,
  ffmpeg,
  gst,
  mediasoup,
  homekit,
  libsrtp,
  janus,
};
