/*
 * libre (baresip's stack, with its own SRTP) as an oracle. cc -O2 -DHAVE_STDBOOL_H -DHAVE_INET6 -o libre libre.c -lre ; the
 * protocol stands in frames.h. It knows neither MKI nor a ROC to set, and cuts the SRTCP tag of the _32 suites to 4 octets.
 */
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <stdint.h>

#include <re/re.h>

#include "frames.h"

static const struct {
  const char *name;
  enum srtp_suite suite;
} suites[] = {
    {"AES_CM_128_HMAC_SHA1_80", SRTP_AES_CM_128_HMAC_SHA1_80}, {"AES_CM_128_HMAC_SHA1_32", SRTP_AES_CM_128_HMAC_SHA1_32},
    {"AES_256_CM_HMAC_SHA1_80", SRTP_AES_256_CM_HMAC_SHA1_80}, {"AES_256_CM_HMAC_SHA1_32", SRTP_AES_256_CM_HMAC_SHA1_32},
    {"AEAD_AES_128_GCM", SRTP_AES_128_GCM},                    {"AEAD_AES_256_GCM", SRTP_AES_256_GCM},
};
static struct srtp *sessions[SESSIONS];

/* suite=NAME keys=HEX ; other settings are for libsrtp and make the request bad. */
static int open_session(uint8_t number, char *settings) {
  uint8_t key[64];
  size_t octets = 0, suite = sizeof suites;
  for (char *word = strtok(settings, " "); word; word = strtok(NULL, " ")) {
    const char *value = strchr(word, '=');
    if (!value) return BAD_REQUEST;
    value++;
    if (!strncmp(word, "keys=", 5)) octets = unhex(&value, key, sizeof key);
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
      if (!strncmp(word, "suite=", 6) && !strcmp(suites[i].name, value)) suite = i;
  }
  if (suite == sizeof suites) return BAD_REQUEST;
  return srtp_alloc(&sessions[number], suites[suite].suite, key, octets, 0);
}

static int handle(uint8_t op, uint8_t number, uint8_t key, uint8_t *packet, size_t *length) {
  (void)key;
  if (op == 'n') {
    int status = open_session(number, (char *)packet);
    *length = 0;
    return status;
  }
  struct srtp *session = sessions[number];
  if (!session) return BAD_REQUEST;
  if (op == 'x') {
    sessions[number] = mem_deref(session);
    *length = 0;
    return 0;
  }
  struct mbuf *mb = mbuf_alloc(PACKET_ROOM);
  int status = BAD_REQUEST;
  mbuf_write_mem(mb, packet, *length);
  mb->pos = 0;
  if (op == 'p') status = srtp_encrypt(session, mb);
  if (op == 'u') status = srtp_decrypt(session, mb);
  if (op == 'P') status = srtcp_encrypt(session, mb);
  if (op == 'U') status = srtcp_decrypt(session, mb);
  if (!status) memcpy(packet, mb->buf, *length = mb->end);
  mem_deref(mb);
  return status;
}

int main(void) {
  if (libre_init()) return 1;
  serve();
  return 0;
}
