import type { SdpView } from './sdp-view.js';

/** SDPs that belong together. */
export interface Exchange {
  readonly offer?: SdpView;
  readonly answer?: SdpView;
  /** What the writer of the offer (or of the answer, without an offer) described before it in the same dialog. */
  readonly previous?: SdpView;
}
