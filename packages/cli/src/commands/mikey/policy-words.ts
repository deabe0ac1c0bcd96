import { MikeyError, readPolicy, type Sp } from '@sdpsec/mikey';

/** What an SP payload means for the media, in one sentence (RFC 3830 §6.10.1). */
export function policyWords(sp: Sp): string {
  try {
    const { policy, deviations } = readPolicy(sp);
    const { suite, keyDerivationRate, unencryptedSrtp, unencryptedSrtcp, unauthenticatedSrtp, fecOrder, rcc, srtcpTagOctets } =
      policy;
    return [
      suite,
      ...(unencryptedSrtp ? ['SRTP not encrypted'] : []),
      ...(unencryptedSrtcp ? ['SRTCP not encrypted'] : []),
      ...(unauthenticatedSrtp ? ['SRTP not authenticated'] : []),
      ...(srtcpTagOctets ? [`an SRTCP tag of ${srtcpTagOctets} octets`] : []),
      ...(keyDerivationRate ? [`session keys anew every ${keyDerivationRate} packets`] : []),
      ...(fecOrder ? ['FEC before SRTP'] : []),
      ...(rcc ? [`ROC in every ${rcc.rate === 1 ? '' : `${rcc.rate}. `}packet, RCC mode ${rcc.mode} (RFC 4771)`] : []),
      ...deviations.map(code => `deviation ${code}`),
    ].join(', ');
  } catch (error) {
    if (error instanceof MikeyError) return error.message;
    throw error;
  }
}
