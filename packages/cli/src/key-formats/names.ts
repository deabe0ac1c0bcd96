/** The formats of `gen` and `convert`, by the names that a command line gives them. */
export const keyFormatNames = ['sdes', 'ffmpeg', 'gst', 'mediasoup', 'homekit', 'libsrtp', 'janus'] as const;
export type KeyFormatName = (typeof keyFormatNames)[number];
