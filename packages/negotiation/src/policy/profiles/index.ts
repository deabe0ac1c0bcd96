import type { PeerDescription } from '../peer-profile.js';
import { asterisk } from './asterisk.js';
import { audiocodes } from './audiocodes.js';
import { baresip } from './baresip.js';
import { ciscoCube } from './cisco-cube.js';
import { ffmpeg } from './ffmpeg.js';
import { freeswitch } from './freeswitch.js';
import { grandstream } from './grandstream.js';
import { gstreamer } from './gstreamer.js';
import { kamailio } from './kamailio.js';
import { linphone } from './linphone.js';
import { lync } from './lync.js';
import { msExchangeUm } from './ms-exchange-um.js';
import { pjsip } from './pjsip.js';
import { polycom } from './polycom.js';
import { rtpengine } from './rtpengine.js';
import { teams } from './teams.js';
import { telnyx } from './telnyx.js';
import { twilio } from './twilio.js';
import { webex } from './webex.js';
import { yealink } from './yealink.js';

/** The peers that have a profile, by the name that a policy or a command gives. */
export const peerProfiles = {
  asterisk,
  freeswitch,
  rtpengine,
  kamailio,
  pjsip,
  linphone,
  baresip,
  teams,
  'ms-exchange-um': msExchangeUm,
  twilio,
  telnyx,
  'cisco-cube': ciscoCube,
  audiocodes,
  polycom,
  yealink,
  grandstream,
  webex,
  lync,
  ffmpeg,
  gstreamer,
} as const satisfies Readonly<Record<string, PeerDescription>>;

/** The name of a peer in {@link peerProfiles}. */
export type PeerName = keyof typeof peerProfiles;
