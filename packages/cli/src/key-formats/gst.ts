import { fromGstreamerCaps, gstreamerCaps } from '@sdpsec/negotiation/adapters/gstreamer';
import type { KeyFormat } from './key-format.js';

/** Caps of GStreamer's srtpdec. */
export const gst: KeyFormat = {
  title: 'caps of GStreamer',
  bindsStreams: true,
  write: parameters => `${gstreamerCaps(parameters)}\n`,
  read: text => (/application\/x-srtp\b/.test(text) ? fromGstreamerCaps(text.trim()) : undefined),
};
