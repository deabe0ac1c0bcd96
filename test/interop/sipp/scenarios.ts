/** What a scenario says and expects. */
export interface ScenarioKeys {
  /** Value of the a=crypto line that SIPp sends. */
  readonly crypto: string;
  /** The a=crypto lines that it takes from the other end, as a regular expression. */
  readonly expected: string;
}

const sdp = ({ crypto }: ScenarioKeys) => `v=0
o=sipp 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/SAVP 0
a=rtpmap:0 PCMU/8000
a=crypto:${crypto}
`;

const expectKeys = ({ expected }: ScenarioKeys) => `<action>
  <ereg regexp="m=audio [0-9]+ RTP/SAVP 0" search_in="body" check_it="true" assign_to="media"/>
  <ereg regexp="a=crypto:${expected}" search_in="body" check_it="true" assign_to="crypto"/>
 </action>`;

const request = (method: string, sequence: string) => `
${method} sip:us@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:sipp@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:us@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: ${sequence} ${method}
Contact: <sip:sipp@[local_ip]:[local_port]>
Max-Forwards: 70`;

const response = (tag: string) => `
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]${tag}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:sipp@[local_ip]:[local_port]>`;

const withBody = (head: string, body: string) => `${head}
Content-Type: application/sdp
Content-Length: [len]

${body}`;

const bare = (head: string) => `${head}
Content-Length: 0

`;

const scenario = (name: string, steps: string) => `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="${name}">
${steps}
 <Reference variables="media,crypto"/>
</scenario>
`;

/** SIPp calls with an offer, checks the answer, plays a capture of protected packets, and hangs up. */
export function callingScenario(keys: ScenarioKeys, capture: string, milliseconds: number): string {
  return scenario(
    'calls',
    ` <send retrans="500"><![CDATA[${withBody(request('INVITE', '1'), sdp(keys))}]]></send>
 <recv response="100" optional="true"/>
 <recv response="180" optional="true"/>
 <recv response="200">${expectKeys(keys)}</recv>
 <send><![CDATA[${bare(request('ACK', '1'))}]]></send>
 <nop><action><exec play_pcap_audio="${capture}"/></action></nop>
 <pause milliseconds="${milliseconds}"/>
 <send retrans="500"><![CDATA[${bare(request('BYE', '2'))}]]></send>
 <recv response="200"/>`,
  );
}

/** SIPp is called, checks the offer, answers with a key of its own, and waits for the end. */
export function calledScenario(keys: ScenarioKeys): string {
  return scenario(
    'is called',
    ` <recv request="INVITE">${expectKeys(keys)}</recv>
 <send retrans="500"><![CDATA[${withBody(response(';tag=[call_number]'), sdp(keys))}]]></send>
 <recv request="ACK"/>
 <recv request="BYE"/>
 <send><![CDATA[${bare(response(''))}]]></send>`,
  );
}
