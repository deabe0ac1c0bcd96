/* The floor: what OpenSSL itself needs for the cryptography of one SRTP packet, contexts reused, with one copy of the packet as
 * every SRTP library makes. No header is read, no index kept. Says its version, then answers every line "SUITE OCTETS" with the ns
 * per packet to protect and to unprotect a round of packets.
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PACKETS = 512, HEADER = 12, ROOM = 1500 };

static unsigned char plain[PACKETS][ROOM], sealed[PACKETS][ROOM], opened[PACKETS][ROOM];
static EVP_CIPHER_CTX *ctr, *gcm_encrypt, *gcm_decrypt;
static HMAC_CTX *hmac;
static unsigned counter;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "floor: %s\n", what);
  exit(1);
}

static void tag(const unsigned char *packet, int octets, unsigned char *mac) {
  unsigned char roc[4] = {0};
  unsigned length;
  if (!HMAC_Init_ex(hmac, NULL, 0, NULL, NULL) || !HMAC_Update(hmac, packet, octets) || !HMAC_Update(hmac, roc, 4) ||
      !HMAC_Final(hmac, mac, &length))
    fail("HMAC");
}

static void ctr_seal(int i, int octets, unsigned char *iv) {
  unsigned char mac[20];
  int length;
  memcpy(sealed[i], plain[i], HEADER + octets);
  if (!EVP_EncryptInit_ex(ctr, NULL, NULL, NULL, iv) ||
      !EVP_EncryptUpdate(ctr, sealed[i] + HEADER, &length, sealed[i] + HEADER, octets))
    fail("AES-CTR");
  tag(sealed[i], HEADER + octets, mac);
  memcpy(sealed[i] + HEADER + octets, mac, 10);
}

static void ctr_open(int i, int octets, unsigned char *iv) {
  unsigned char mac[20];
  int length;
  memcpy(opened[i], sealed[i], HEADER + octets + 10);
  tag(opened[i], HEADER + octets, mac);
  if (CRYPTO_memcmp(mac, opened[i] + HEADER + octets, 10)) fail("tag");
  if (!EVP_EncryptInit_ex(ctr, NULL, NULL, NULL, iv) ||
      !EVP_EncryptUpdate(ctr, opened[i] + HEADER, &length, opened[i] + HEADER, octets))
    fail("AES-CTR");
}

static void gcm_seal(int i, int octets, unsigned char *iv) {
  int length;
  memcpy(sealed[i], plain[i], HEADER + octets);
  if (!EVP_EncryptInit_ex(gcm_encrypt, NULL, NULL, NULL, iv) || !EVP_EncryptUpdate(gcm_encrypt, NULL, &length, sealed[i], HEADER) ||
      !EVP_EncryptUpdate(gcm_encrypt, sealed[i] + HEADER, &length, sealed[i] + HEADER, octets) ||
      !EVP_EncryptFinal_ex(gcm_encrypt, sealed[i] + HEADER + octets, &length) ||
      !EVP_CIPHER_CTX_ctrl(gcm_encrypt, EVP_CTRL_GCM_GET_TAG, 16, sealed[i] + HEADER + octets))
    fail("AES-GCM");
}

static void gcm_open(int i, int octets, unsigned char *iv) {
  int length;
  memcpy(opened[i], sealed[i], HEADER + octets + 16);
  if (!EVP_DecryptInit_ex(gcm_decrypt, NULL, NULL, NULL, iv) || !EVP_DecryptUpdate(gcm_decrypt, NULL, &length, opened[i], HEADER) ||
      !EVP_DecryptUpdate(gcm_decrypt, opened[i] + HEADER, &length, opened[i] + HEADER, octets) ||
      !EVP_CIPHER_CTX_ctrl(gcm_decrypt, EVP_CTRL_GCM_SET_TAG, 16, opened[i] + HEADER + octets) ||
      !EVP_DecryptFinal_ex(gcm_decrypt, opened[i] + HEADER + octets, &length))
    fail("AES-GCM");
}

static void answer(int octets, void (*seal)(int, int, unsigned char *), void (*open)(int, int, unsigned char *)) {
  double begin = 0, middle = 0, end = 0;
  unsigned char iv[16] = {0};
  /* The first three are for the caches, which others have had since the last order. */
  for (int pass = 0; pass < 4; pass++) {
    unsigned base = counter;
    begin = now();
    for (int i = 0; i < PACKETS; i++) {
      counter++;
      memcpy(iv + 8, &counter, 4);
      seal(i, octets, iv);
    }
    middle = now();
    for (int i = 0; i < PACKETS; i++) {
      base++;
      memcpy(iv + 8, &base, 4);
      open(i, octets, iv);
    }
    end = now();
    if (memcmp(plain[7], opened[7], HEADER + octets)) fail("round trip");
  }
  printf("%.1f %.1f\n", (middle - begin) / PACKETS, (end - middle) / PACKETS);
  fflush(stdout);
}

int main(void) {
  unsigned char key[32];
  char suite[64];
  int octets;
  for (int i = 0; i < 32; i++) key[i] = i * 7 + 1;
  for (int i = 0; i < PACKETS; i++)
    for (int at = 0; at < ROOM; at++) plain[i][at] = i + at;
  ctr = EVP_CIPHER_CTX_new();
  gcm_encrypt = EVP_CIPHER_CTX_new();
  gcm_decrypt = EVP_CIPHER_CTX_new();
  hmac = HMAC_CTX_new();
  if (!HMAC_Init_ex(hmac, key, 20, EVP_sha1(), NULL)) fail("HMAC");
  if (!EVP_EncryptInit_ex(ctr, EVP_aes_128_ctr(), NULL, key, NULL)) fail("AES-CTR");
  if (!EVP_EncryptInit_ex(gcm_encrypt, EVP_aes_128_gcm(), NULL, key, NULL)) fail("AES-GCM");
  if (!EVP_DecryptInit_ex(gcm_decrypt, EVP_aes_128_gcm(), NULL, key, NULL)) fail("AES-GCM");
  puts(OpenSSL_version(OPENSSL_VERSION));
  fflush(stdout);
  while (scanf("%63s %d", suite, &octets) == 2) {
    if (octets < 0 || octets > ROOM - HEADER - 16) fail("length");
    if (!strcmp(suite, "AES_CM_128_HMAC_SHA1_80")) answer(octets, ctr_seal, ctr_open);
    else if (!strcmp(suite, "AEAD_AES_128_GCM")) answer(octets, gcm_seal, gcm_open);
    else fail("suite");
  }
  return 0;
}
