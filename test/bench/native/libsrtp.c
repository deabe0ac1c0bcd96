/* libsrtp2 as the system has it: one stream for each suite. Says its version, then answers every line "SUITE OCTETS" with
 * the ns per packet to protect and to unprotect a round of packets.
 */
#include <srtp2/srtp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PACKETS = 512, HEADER = 12, ROOM = 1600 };

static unsigned char plain[PACKETS][ROOM], sealed[PACKETS][ROOM] __attribute__((aligned(16))),
    opened[PACKETS][ROOM] __attribute__((aligned(16)));
static unsigned sequence;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static void must(srtp_err_status_t status, const char *what) {
  if (status == srtp_err_status_ok) return;
  fprintf(stderr, "libsrtp: %s: %d\n", what, status);
  exit(1);
}

struct stream {
  const char *suite;
  srtp_t sender, receiver;
};

static void start(struct stream *stream, const char *suite, void (*set)(srtp_crypto_policy_t *)) {
  static unsigned char key[46] = {1, 2, 3};
  srtp_policy_t policy;
  memset(&policy, 0, sizeof policy);
  set(&policy.rtp);
  set(&policy.rtcp);
  policy.key = key;
  policy.window_size = 128;
  policy.ssrc.type = ssrc_any_outbound;
  must(srtp_create(&stream->sender, &policy), "create");
  policy.ssrc.type = ssrc_any_inbound;
  must(srtp_create(&stream->receiver, &policy), "create");
  stream->suite = suite;
}

static void answer(struct stream *stream, int octets) {
  static int lengths[PACKETS];
  double begin = 0, middle = 0, end = 0;
  /* The first three are for the caches, which others have had since the last order. */
  for (int pass = 0; pass < 4; pass++) {
    begin = now();
    for (int i = 0; i < PACKETS; i++) {
      sequence++;
      plain[i][2] = sequence >> 8;
      plain[i][3] = sequence;
      lengths[i] = HEADER + octets;
      memcpy(sealed[i], plain[i], HEADER + octets);
      must(srtp_protect(stream->sender, sealed[i], &lengths[i]), "protect");
    }
    middle = now();
    for (int i = 0; i < PACKETS; i++) {
      int length = lengths[i];
      memcpy(opened[i], sealed[i], length);
      must(srtp_unprotect(stream->receiver, opened[i], &length), "unprotect");
    }
    end = now();
    if (memcmp(plain[7], opened[7], HEADER + octets)) must(srtp_err_status_fail, "round trip");
  }
  printf("%.1f %.1f\n", (middle - begin) / PACKETS, (end - middle) / PACKETS);
  fflush(stdout);
}

int main(void) {
  struct stream streams[2];
  char suite[64];
  int octets;
  must(srtp_init(), "init");
  for (int i = 0; i < PACKETS; i++) {
    for (int at = HEADER; at < ROOM; at++) plain[i][at] = i + at;
    plain[i][0] = 0x80;
    plain[i][11] = 9;
  }
  start(&streams[0], "AES_CM_128_HMAC_SHA1_80", srtp_crypto_policy_set_rtp_default);
  start(&streams[1], "AEAD_AES_128_GCM", srtp_crypto_policy_set_aes_gcm_128_16_auth);
  puts(srtp_get_version_string());
  fflush(stdout);
  while (scanf("%63s %d", suite, &octets) == 2) {
    int found = 0;
    if (octets < 0 || octets > ROOM - HEADER - SRTP_MAX_TRAILER_LEN) must(srtp_err_status_bad_param, "length");
    for (int i = 0; i < 2; i++)
      if (!strcmp(suite, streams[i].suite)) answer(&streams[i], octets), found = 1;
    if (!found) must(srtp_err_status_bad_param, "suite");
  }
  return 0;
}
