/* libsrtp 2 as an oracle. cc -O2 -o libsrtp libsrtp.c -lsrtp2 ; the protocol stands in frames.h. */
#include <arpa/inet.h>
#include <srtp2/crypto_types.h>
#include <srtp2/srtp.h>

#include "frames.h"

typedef void (*set_policy)(srtp_crypto_policy_t *);
static const struct {
  const char *name;
  set_policy srtp, srtcp;
} suites[] = {
    {"AES_CM_128_HMAC_SHA1_80", srtp_crypto_policy_set_rtp_default, srtp_crypto_policy_set_rtcp_default},
    {"AES_CM_128_HMAC_SHA1_32", srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32, srtp_crypto_policy_set_rtcp_default},
    {"AES_256_CM_HMAC_SHA1_80", srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80},
    {"AES_256_CM_HMAC_SHA1_32", srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80},
    {"NULL_HMAC_SHA1_80", srtp_crypto_policy_set_null_cipher_hmac_sha1_80, srtp_crypto_policy_set_null_cipher_hmac_sha1_80},
    {"AEAD_AES_128_GCM", srtp_crypto_policy_set_aes_gcm_128_16_auth, srtp_crypto_policy_set_aes_gcm_128_16_auth},
    {"AEAD_AES_256_GCM", srtp_crypto_policy_set_aes_gcm_256_16_auth, srtp_crypto_policy_set_aes_gcm_256_16_auth},
    {"AEAD_AES_128_GCM_8", srtp_crypto_policy_set_aes_gcm_128_8_auth, srtp_crypto_policy_set_aes_gcm_128_8_auth},
    {"AEAD_AES_256_GCM_8", srtp_crypto_policy_set_aes_gcm_256_8_auth, srtp_crypto_policy_set_aes_gcm_256_8_auth},
};

enum { KEYS = 8, STREAMS = 32, EXTENSIONS = 16 };
static struct {
  srtp_t session;
  int with_mki;
} sessions[SESSIONS];

/*
 * suite=NAME keys=HEX[:MKI-HEX][,...] streams=in|out|HEX[,...] [window=N] [extensions=ID[,...]] [unencrypted-srtcp=1]
 * [unencrypted-srtp=1] [unauthenticated-srtp=1]
 */
static int open_session(uint8_t number, char *settings) {
  static uint8_t key_octets[KEYS][64], mki_octets[KEYS][128];
  static srtp_master_key_t keys[KEYS], *key_list[KEYS];
  static int extensions[EXTENSIONS];
  srtp_policy_t template, policies[STREAMS];
  const char *streams = "out";
  size_t suite = sizeof suites, key_count = 0, stream_count = 0;
  int extension_count = 0, with_mki = 0, open_srtp = 0, open_srtcp = 0, no_tag = 0;
  memset(&template, 0, sizeof template);
  template.window_size = 128;
  for (char *word = strtok(settings, " "); word; word = strtok(NULL, " ")) {
    char *value = strchr(word, '=');
    if (!value) return BAD_REQUEST;
    *value++ = 0;
    if (!strcmp(word, "suite")) {
      for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
        if (!strcmp(suites[i].name, value)) suite = i;
    } else if (!strcmp(word, "keys")) {
      for (const char *at = value; *at && key_count < KEYS; key_count++) {
        unhex(&at, key_octets[key_count], 64);
        keys[key_count] = (srtp_master_key_t){.key = key_octets[key_count], .mki_id = mki_octets[key_count]};
        if (*at == ':') at++, keys[key_count].mki_size = unhex(&at, mki_octets[key_count], 128), with_mki = 1;
        if (*at == ',') at++;
        key_list[key_count] = &keys[key_count];
      }
    } else if (!strcmp(word, "streams")) {
      streams = value;
    } else if (!strcmp(word, "window")) {
      template.window_size = strtoul(value, NULL, 10);
    } else if (!strcmp(word, "extensions")) {
      for (char *at = value; *at && extension_count < EXTENSIONS; at += *at == ',')
        extensions[extension_count++] = (int)strtol(at, &at, 10);
    } else if (!strcmp(word, "unencrypted-srtp")) {
      open_srtp = 1;
    } else if (!strcmp(word, "unencrypted-srtcp")) {
      open_srtcp = 1;
    } else if (!strcmp(word, "unauthenticated-srtp")) {
      no_tag = 1;
    } else {
      return BAD_REQUEST;
    }
  }
  if (suite == sizeof suites || !key_count) return BAD_REQUEST;
  suites[suite].srtp(&template.rtp);
  suites[suite].srtcp(&template.rtcp);
  if (open_srtp) template.rtp.sec_serv &= ~sec_serv_conf;
  if (open_srtcp) template.rtcp.sec_serv &= ~sec_serv_conf;
  if (no_tag) {
    template.rtp.sec_serv &= ~sec_serv_auth;
    template.rtp.auth_type = SRTP_NULL_AUTH;
    template.rtp.auth_key_len = template.rtp.auth_tag_len = 0;
  }
  template.keys = key_list;
  template.num_master_keys = key_count;
  if (extension_count) template.enc_xtn_hdr = extensions, template.enc_xtn_hdr_count = extension_count;
  if (!with_mki) template.keys = NULL, template.num_master_keys = 0, template.key = key_octets[0];
  for (const char *at = streams; *at && stream_count < STREAMS; at += *at == ',') {
    srtp_policy_t *policy = &policies[stream_count++];
    *policy = template;
    if (stream_count > 1) policies[stream_count - 2].next = policy;
    if (!strncmp(at, "in", 2) || !strncmp(at, "out", 3)) {
      policy->ssrc.type = *at == 'i' ? ssrc_any_inbound : ssrc_any_outbound;
      at += strcspn(at, ",");
    } else {
      policy->ssrc.type = ssrc_specific;
      policy->ssrc.value = (unsigned)strtoul(at, (char **)&at, 16);
    }
  }
  sessions[number].with_mki = with_mki;
  return srtp_create(&sessions[number].session, policies);
}

static int handle(uint8_t op, uint8_t number, uint8_t key, uint8_t *packet, size_t *length) {
  if (op == 'n') {
    int status = open_session(number, (char *)packet);
    *length = 0;
    return status;
  }
  srtp_t session = sessions[number].session;
  int with_mki = sessions[number].with_mki, octets = (int)*length, status = BAD_REQUEST;
  if (!session) return BAD_REQUEST;
  if (op == 'p') status = srtp_protect_mki(session, packet, &octets, with_mki, key);
  if (op == 'u') status = srtp_unprotect_mki(session, packet, &octets, with_mki);
  if (op == 'P') status = srtp_protect_rtcp_mki(session, packet, &octets, with_mki, key);
  if (op == 'U') status = srtp_unprotect_rtcp_mki(session, packet, &octets, with_mki);
  if (op == 'r' && octets == 8) {
    uint32_t words[2];
    memcpy(words, packet, 8);
    status = srtp_set_stream_roc(session, ntohl(words[0]), ntohl(words[1]));
    octets = 0;
  }
  if (op == 'x') {
    status = srtp_dealloc(session);
    sessions[number].session = NULL;
    octets = 0;
  }
  *length = (size_t)octets;
  return status;
}

int main(void) {
  if (srtp_init()) return 1;
  serve();
  return 0;
}
