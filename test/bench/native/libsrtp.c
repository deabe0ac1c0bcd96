/* libsrtp2 as the system has it: one stream, protect and unprotect. Prints one JSON object: ns per packet, medians over rounds. */
#include <srtp2/srtp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PACKETS = 512, ROUNDS = 25, HEADER = 12, ROOM = 1600 };

static unsigned char plain[PACKETS][ROOM], sealed[PACKETS][ROOM] __attribute__((aligned(16))),
    opened[PACKETS][ROOM] __attribute__((aligned(16)));
static unsigned sequence;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values) {
  qsort(values, ROUNDS, sizeof *values, ascending);
  return values[ROUNDS / 2];
}

static void must(srtp_err_status_t status, const char *what) {
  if (status == srtp_err_status_ok) return;
  fprintf(stderr, "libsrtp: %s: %d\n", what, status);
  exit(1);
}

static void measure(srtp_t sender, srtp_t receiver, int octets) {
  static double protect[ROUNDS], unprotect[ROUNDS];
  static int lengths[PACKETS];
  for (int round = -5; round < ROUNDS; round++) {
    double begin = now();
    for (int i = 0; i < PACKETS; i++) {
      sequence++;
      plain[i][2] = sequence >> 8;
      plain[i][3] = sequence;
      lengths[i] = HEADER + octets;
      memcpy(sealed[i], plain[i], HEADER + octets);
      must(srtp_protect(sender, sealed[i], &lengths[i]), "protect");
    }
    double middle = now();
    for (int i = 0; i < PACKETS; i++) {
      int length = lengths[i];
      memcpy(opened[i], sealed[i], length);
      must(srtp_unprotect(receiver, opened[i], &length), "unprotect");
    }
    double end = now();
    if (round >= 0) protect[round] = (middle - begin) / PACKETS, unprotect[round] = (end - middle) / PACKETS;
    if (memcmp(plain[7], opened[7], HEADER + octets)) must(srtp_err_status_fail, "round trip");
  }
  printf("\"%d\":[%.1f,%.1f]", octets, median(protect), median(unprotect));
}

static void suite(const char *name, void (*set)(srtp_crypto_policy_t *)) {
  static const int sizes[] = {20, 160, 1200};
  static unsigned char key[46] = {1, 2, 3};
  srtp_policy_t policy;
  srtp_t sender, receiver;
  memset(&policy, 0, sizeof policy);
  set(&policy.rtp);
  set(&policy.rtcp);
  policy.key = key;
  policy.window_size = 128;
  policy.ssrc.type = ssrc_any_outbound;
  must(srtp_create(&sender, &policy), "create");
  policy.ssrc.type = ssrc_any_inbound;
  must(srtp_create(&receiver, &policy), "create");
  printf(",\"%s\":{", name);
  for (int i = 0; i < 3; i++) {
    if (i) printf(",");
    measure(sender, receiver, sizes[i]);
  }
  printf("}");
}

int main(void) {
  must(srtp_init(), "init");
  for (int i = 0; i < PACKETS; i++) {
    for (int at = HEADER; at < ROOM; at++) plain[i][at] = i + at;
    plain[i][0] = 0x80;
    plain[i][11] = 9;
  }
  printf("{\"version\":\"%s\"", srtp_get_version_string());
  suite("AES_CM_128_HMAC_SHA1_80", srtp_crypto_policy_set_rtp_default);
  suite("AEAD_AES_128_GCM", srtp_crypto_policy_set_aes_gcm_128_16_auth);
  printf("}\n");
  return 0;
}
