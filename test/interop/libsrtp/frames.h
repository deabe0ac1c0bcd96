/*
 * How an oracle talks over its standard streams, so that thousands of packets go through one pipe without a turn-around each.
 *
 * Request: op (1 octet), session (1), key index (1), zero (1), length (4, big-endian), that many octets.
 * Reply, one for each request and in their order: status (1), zeros (3), length (4), that many octets. Status 0 is success.
 *
 * Ops: 'n' opens the session with settings in text (`suite=... keys=...`); 'p' and 'u' protect and unprotect RTP, 'P' and 'U'
 * RTCP; 'r' sets the ROC of an SSRC (4 + 4 octets); 'x' closes.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SESSIONS = 256, PACKET_ROOM = 4096, BAD_REQUEST = 255 };

/* Transforms `packet` in place; `length` goes in and out. Returns the status. */
static int handle(uint8_t op, uint8_t session, uint8_t key, uint8_t *packet, size_t *length);

static uint8_t *out;
static size_t out_length, out_room;

static void flush_out(void) {
  for (size_t at = 0; at < out_length;) {
    ssize_t n = write(1, out + at, out_length - at);
    if (n <= 0) exit(1);
    at += (size_t)n;
  }
  out_length = 0;
}

static void reply(int status, const uint8_t *octets, size_t length) {
  if (out_length + length + 8 > out_room && !(out = realloc(out, out_room = 2 * (out_length + length + 8)))) exit(1);
  uint8_t head[8] = {(uint8_t)status, 0, 0, 0, length >> 24, length >> 16, length >> 8, length};
  memcpy(out + out_length, head, 8);
  memcpy(out + out_length + 8, octets, length);
  out_length += 8 + length;
}

static void serve(void) {
  static uint8_t in[1 << 20];
  static uint8_t packet[PACKET_ROOM] __attribute__((aligned(8)));
  size_t have = 0;
  ssize_t n;
  while ((n = read(0, in + have, sizeof in - have)) > 0) {
    size_t at = 0;
    have += (size_t)n;
    while (have - at >= 8) {
      const uint8_t *head = in + at;
      size_t length = (size_t)head[4] << 24 | (size_t)head[5] << 16 | (size_t)head[6] << 8 | head[7];
      if (length > PACKET_ROOM - 512) exit(2);
      if (have - at - 8 < length) break;
      memset(packet, 0, sizeof packet);
      memcpy(packet, head + 8, length);
      at += 8 + length;
      int status = handle(head[0], head[1], head[2], packet, &length);
      reply(status, packet, status ? 0 : length);
      if (out_length > 1 << 16) flush_out();
    }
    memmove(in, in + at, have -= at);
    flush_out();
  }
}

/* Reads hexadecimal octets up to the first other character; returns how many. */
static size_t unhex(const char **text, uint8_t *target, size_t room) {
  size_t n = 0;
  unsigned octet;
  while (n < room && strspn(*text, "0123456789abcdef") >= 2 && sscanf(*text, "%2x", &octet) == 1) {
    target[n++] = (uint8_t)octet;
    *text += 2;
  }
  return n;
}
