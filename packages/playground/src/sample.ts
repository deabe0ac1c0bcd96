/** Something to begin with, for those who have nothing at hand. */
export const samples = {
  call: {
    offer: `v=0
o=desk 8000 8000 IN IP4 192.0.2.10
s=call
c=IN IP4 192.0.2.10
t=0 0
m=audio 40000 RTP/SAVP 0 8
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=crypto:1 AES_CM_128_HMAW_SHA1_32 inline:k92f+KYNPm+9WVeqOrlybZTQHkvuzz3KAQshXRGa
a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:KfqwxfBK8OAZpoOAsdk34VGIB3mKQzMc7WDpPg==
a=crypto:3  AES_CM_128_HMAC_SHA1_80 inline:WCT7VvUUHdbB9oxbK3k7z+wt9Y51vMpNM1GoUNYf|2^31
a=sendrecv
`,
    answer: `v=0
o=- 1 1 IN IP4 198.51.100.7
s=-
c=IN IP4 198.51.100.7
t=0 0
m=audio 41000 RTP/SAVP 0
a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:pAmpP457XtgNGf0f5+HDobKNIMLdxcEIpgX6UhnE
a=sendrecv
`,
  },
  mikey:
    'AQAFgJyovR0CAAARERERAAAAAAAiIiIiAAAABwoA6P5vgIAAAAALAAAAJwABAQEBEAIBAQMBFAQBDgUBAAYBAAcBAQgBAQkBAAoBAQsBCgwBAAEQmE30pejRUyajOLAT83tb2wABABTF7RhFg/YGczIG9yFVgy8uG/hKBAGmlSGGKEFN0/FT6fhvQU+Et34hYA==',
} as const;
