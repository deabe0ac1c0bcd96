/* The floor: what OpenSSL itself needs for the cryptography of one SRTP packet, contexts reused, with one copy of the packet as
 * every SRTP library makes. No header is read, no index kept. Prints one JSON object: ns per packet, medians over rounds.
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PACKETS = 512, ROUNDS = 25, HEADER = 12, ROOM = 1500 };

static unsigned char plain[PACKETS][ROOM], sealed[PACKETS][ROOM], opened[PACKETS][ROOM];
static EVP_CIPHER_CTX *encrypt, *decrypt;
static HMAC_CTX *hmac;
static unsigned counter;

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
  if (!EVP_EncryptInit_ex(encrypt, NULL, NULL, NULL, iv) ||
      !EVP_EncryptUpdate(encrypt, sealed[i] + HEADER, &length, sealed[i] + HEADER, octets))
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
  if (!EVP_EncryptInit_ex(encrypt, NULL, NULL, NULL, iv) ||
      !EVP_EncryptUpdate(encrypt, opened[i] + HEADER, &length, opened[i] + HEADER, octets))
    fail("AES-CTR");
}

static void gcm_seal(int i, int octets, unsigned char *iv) {
  int length;
  memcpy(sealed[i], plain[i], HEADER + octets);
  if (!EVP_EncryptInit_ex(encrypt, NULL, NULL, NULL, iv) || !EVP_EncryptUpdate(encrypt, NULL, &length, sealed[i], HEADER) ||
      !EVP_EncryptUpdate(encrypt, sealed[i] + HEADER, &length, sealed[i] + HEADER, octets) ||
      !EVP_EncryptFinal_ex(encrypt, sealed[i] + HEADER + octets, &length) ||
      !EVP_CIPHER_CTX_ctrl(encrypt, EVP_CTRL_GCM_GET_TAG, 16, sealed[i] + HEADER + octets))
    fail("AES-GCM");
}

static void gcm_open(int i, int octets, unsigned char *iv) {
  int length;
  memcpy(opened[i], sealed[i], HEADER + octets + 16);
  if (!EVP_DecryptInit_ex(decrypt, NULL, NULL, NULL, iv) || !EVP_DecryptUpdate(decrypt, NULL, &length, opened[i], HEADER) ||
      !EVP_DecryptUpdate(decrypt, opened[i] + HEADER, &length, opened[i] + HEADER, octets) ||
      !EVP_CIPHER_CTX_ctrl(decrypt, EVP_CTRL_GCM_SET_TAG, 16, opened[i] + HEADER + octets) ||
      !EVP_DecryptFinal_ex(decrypt, opened[i] + HEADER + octets, &length))
    fail("AES-GCM");
}

static void measure(int octets, void (*seal)(int, int, unsigned char *), void (*open)(int, int, unsigned char *)) {
  static double protect[ROUNDS], unprotect[ROUNDS];
  unsigned char iv[16] = {0};
  for (int round = -5; round < ROUNDS; round++) {
    unsigned base = counter;
    double begin = now();
    for (int i = 0; i < PACKETS; i++) {
      counter++;
      memcpy(iv + 8, &counter, 4);
      seal(i, octets, iv);
    }
    double middle = now();
    for (int i = 0; i < PACKETS; i++) {
      base++;
      memcpy(iv + 8, &base, 4);
      open(i, octets, iv);
    }
    double end = now();
    if (round >= 0) protect[round] = (middle - begin) / PACKETS, unprotect[round] = (end - middle) / PACKETS;
    if (memcmp(plain[7], opened[7], HEADER + octets)) fail("round trip");
  }
  printf("\"%d\":[%.1f,%.1f]", octets, median(protect), median(unprotect));
}

int main(void) {
  static const int sizes[] = {20, 160, 1200};
  unsigned char key[32];
  for (int i = 0; i < 32; i++) key[i] = i * 7 + 1;
  for (int i = 0; i < PACKETS; i++)
    for (int at = 0; at < ROOM; at++) plain[i][at] = i + at;
  encrypt = EVP_CIPHER_CTX_new();
  decrypt = EVP_CIPHER_CTX_new();
  hmac = HMAC_CTX_new();
  if (!HMAC_Init_ex(hmac, key, 20, EVP_sha1(), NULL)) fail("HMAC");
  printf("{\"version\":\"%s\"", OpenSSL_version(OPENSSL_VERSION));
  printf(",\"AES_CM_128_HMAC_SHA1_80\":{");
  if (!EVP_EncryptInit_ex(encrypt, EVP_aes_128_ctr(), NULL, key, NULL)) fail("AES-CTR");
  for (int i = 0; i < 3; i++) {
    if (i) printf(",");
    measure(sizes[i], ctr_seal, ctr_open);
  }
  printf("},\"AEAD_AES_128_GCM\":{");
  if (!EVP_EncryptInit_ex(encrypt, EVP_aes_128_gcm(), NULL, key, NULL)) fail("AES-GCM");
  if (!EVP_DecryptInit_ex(decrypt, EVP_aes_128_gcm(), NULL, key, NULL)) fail("AES-GCM");
  for (int i = 0; i < 3; i++) {
    if (i) printf(",");
    measure(sizes[i], gcm_seal, gcm_open);
  }
  printf("}}\n");
  return 0;
}
