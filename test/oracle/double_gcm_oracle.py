#!/usr/bin/env python3
"""GCM, single and doubled, for SRTP and SRTCP: a second implementation, written from RFC 8723, 7714, 6904, 5669 and 3711 alone.

Reads a JSON array of jobs from standard input and writes a JSON array of protected packets, all octets in hexadecimal.
The block cipher is openssl's; key derivation, counter mode, GHASH and packet formats are this file's.

A job has `packet`, `key`, `salt` (of both layers, inner first, when `double` is true) and optionally
  rtcp, index, encrypt  for an RTCP packet: its SRTCP index (0) and whether it is encrypted (true)
  cipher                'aes' (default), 'aria' or 'seed' (RFC 5669, 2.3), used for the key derivation too
  roc                   rollover counter of the packet as the endpoint numbered it (0)
  mki, kdr              master key identifier; key derivation rate
  extensions            ids of the header extension elements to encrypt
  relay                 what a media distributor changed: some of {pt, seq, marker, roc, block}; `block` (hexadecimal) is an
                        original header block to carry instead of the right one
"""
import json
import subprocess
import sys


def blocks(cipher, key, data):
    """The block cipher itself, over whole blocks."""
    legacy = ["-provider", "legacy", "-provider", "default"] if cipher == "seed" else []
    name = "-seed-ecb" if cipher == "seed" else f"-{cipher}-{8 * len(key)}-ecb"
    command = ["openssl", "enc", *legacy, name, "-K", key.hex(), "-nopad", "-e"]
    run = subprocess.run(command, input=data, capture_output=True, check=True)
    return run.stdout


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def counter_mode(cipher, key, start, octets):
    """Key stream of the blocks start, start + 1, ... (RFC 3711, 4.1.1); start is a number of 128 bits."""
    count = (octets + 15) // 16
    if count == 0:
        return b""
    counters = b"".join(((start + i) % 2**128).to_bytes(16, "big") for i in range(count))
    return blocks(cipher, key, counters)[:octets]


# Key derivation: RFC 3711, 4.3, with the salt of 96 bits times 2^16 (RFC 7714, 11, erratum 4938).

RTP_KEY, RTP_SALT, RTCP_KEY, RTCP_SALT, HEADER_KEY, HEADER_SALT = 0, 2, 3, 5, 6, 7


class Layer:
    """One master key with its salt."""

    def __init__(self, cipher, key, salt, kdr):
        self.cipher, self.key, self.salt, self.kdr = cipher, key, salt, kdr

    def derive(self, label, index, octets):
        r = index // self.kdr if self.kdr else 0
        key_id = label * 2**48 + r
        salt = int.from_bytes(self.salt, "big") << 16
        return counter_mode(self.cipher, self.key, (key_id ^ salt) << 16, octets)

    def session(self, key_label, salt_label, index):
        return self.derive(key_label, index, len(self.key)), self.derive(salt_label, index, 12)


# Galois/Counter Mode (NIST SP 800-38D).


def multiply(x, y):
    """Product in GF(2^128); the leftmost bit is the coefficient of x^0."""
    z = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            z ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return z


def gcm(cipher, key, iv, plain, aad):
    """Cipher text and tag: 16 octets, with SEED 12 (RFC 5669, 2.3)."""
    first = int.from_bytes(iv + b"\0\0\0\1", "big")
    stream = counter_mode(cipher, key, first, 16 + len(plain))
    text = xor(plain, stream[16:])
    h = int.from_bytes(blocks(cipher, key, bytes(16)), "big")
    hashed = aad + bytes(-len(aad) % 16) + text + bytes(-len(text) % 16)
    hashed += (8 * len(aad)).to_bytes(8, "big") + (8 * len(text)).to_bytes(8, "big")
    y = 0
    for at in range(0, len(hashed), 16):
        y = multiply(y ^ int.from_bytes(hashed[at : at + 16], "big"), h)
    return text + xor(y.to_bytes(16, "big"), stream[: 12 if cipher == "seed" else 16])


# SRTP with AES-GCM: RFC 7714, 8 and 9.


def header_octets(packet):
    """Octets before the extension, and before the payload."""
    fixed = 12 + 4 * (packet[0] & 0x0F)
    if not packet[0] & 0x10:
        return fixed, fixed
    return fixed, fixed + 4 + 4 * int.from_bytes(packet[fixed + 2 : fixed + 4], "big")


def extension_mask(extension, ids):
    """RFC 6904, 3: ones at the data of the elements to encrypt. `extension` begins with "defined by profile"."""
    profile, at = int.from_bytes(extension[:2], "big"), 4
    mask = bytearray(len(extension))
    while at < len(extension):
        if extension[at] == 0 and profile != 0xBEDE or profile == 0xBEDE and extension[at] >> 4 == 0:
            at += 1  # padding (RFC 8285, 4.2 and 4.3)
            continue
        if profile == 0xBEDE:
            identifier, length, data = extension[at] >> 4, (extension[at] & 15) + 1, at + 1
            if identifier == 15:
                break  # RFC 8285, 4.2: the rest is not processed
        elif profile >> 4 == 0x100:
            identifier, length, data = extension[at], extension[at + 1], at + 2
        else:
            break
        if identifier in ids:
            mask[data : data + length] = b"\xff" * length
        at = data + length
    return bytes(mask)


def encrypt_extension(layer, packet, roc, ids):
    """RFC 6904, 3.2 with the AES-CM key stream that RFC 7714, 8.3 asks for; k_hs is padded like the master salt."""
    start, end = header_octets(packet)
    if start == end or not ids:
        return packet
    index = roc * 65536 + int.from_bytes(packet[2:4], "big")
    key, salt = layer.session(HEADER_KEY, HEADER_SALT, index)
    ssrc = int.from_bytes(packet[8:12], "big")
    iv = int.from_bytes(salt, "big") << 32 ^ ssrc << 64 ^ index << 16
    # Mask and key stream begin after "defined by profile" and "length".
    stream = bytes(4) + counter_mode(layer.cipher, key, iv, end - start - 4)
    mask = extension_mask(packet[start:end], ids)
    masked = bytes(s & m for s, m in zip(stream, mask))
    return packet[:start] + xor(packet[start:end], masked) + packet[end:]


def protect_rtp(layer, packet, roc, ids=()):
    packet = encrypt_extension(layer, packet, roc, ids)
    sequence = packet[2:4]
    key, salt = layer.session(RTP_KEY, RTP_SALT, roc * 65536 + int.from_bytes(sequence, "big"))
    iv = xor(b"\0\0" + packet[8:12] + roc.to_bytes(4, "big") + sequence, salt)
    _, clear = header_octets(packet)
    return packet[:clear] + gcm(layer.cipher, key, iv, packet[clear:], packet[:clear])


def protect_rtcp(layer, packet, index, encrypt):
    key, salt = layer.session(RTCP_KEY, RTCP_SALT, index)
    iv = xor(b"\0\0" + packet[4:8] + b"\0\0" + index.to_bytes(4, "big"), salt)
    clear = 8 if encrypt else len(packet)
    word = (index | (2**31 if encrypt else 0)).to_bytes(4, "big")
    return packet[:clear] + gcm(layer.cipher, key, iv, packet[clear:], packet[:clear] + word) + word


# The double transform: RFC 8723.


def relayed(packet, changes):
    """The packet with the header of the media distributor, and the original header block that tells of it (4, 5.2)."""
    marker, pt, seq = packet[1] >> 7, packet[1] & 0x7F, packet[2:4]
    new_marker = int(changes.get("marker", marker))
    new_pt = changes.get("pt", pt)
    new_seq = changes.get("seq", int.from_bytes(seq, "big")).to_bytes(2, "big")
    block, config = b"", 0
    if new_pt != pt:
        block += bytes([pt])
        config |= 0b0010
    if new_seq != seq:
        block += seq
        config |= 0b0001
    if new_marker != marker:
        config |= 0b0100 | marker << 3
    block += bytes([config])
    if "block" in changes:
        block = bytes.fromhex(changes["block"])
    return packet[:1] + bytes([new_marker << 7 | new_pt]) + new_seq + packet[4:], block


def protect_double(inner, outer, packet, roc, ids, changes):
    bare, clear = header_octets(packet)
    # 5.1 step 3: without the X bit and the extension.
    synthetic = bytes([packet[0] & 0xEF]) + packet[1:bare] + packet[clear:]
    sealed = protect_rtp(inner, synthetic, roc)[bare:]
    header, block = relayed(packet[:clear], changes)
    return protect_rtp(outer, header + sealed + block, changes.get("roc", roc), ids)


def protect(job):
    key, salt, packet = (bytes.fromhex(job[name]) for name in ("key", "salt", "packet"))
    cipher, kdr, roc = job.get("cipher", "aes"), job.get("kdr", 0), job.get("roc", 0)
    mki, ids = bytes.fromhex(job.get("mki", "")), job.get("extensions", ())
    halves = 2 if job.get("double") else 1
    # 3: the first half of key and salt is the inner layer's, the second the outer one's; RTCP knows the outer layer alone (6).
    outer = Layer(cipher, key[len(key) * (halves - 1) // 2 :], salt[len(salt) * (halves - 1) // 2 :], kdr)
    if job.get("rtcp"):
        return protect_rtcp(outer, packet, job.get("index", 0), job.get("encrypt", True)) + mki
    if halves == 1:
        return protect_rtp(outer, packet, roc, ids) + mki
    inner = Layer(cipher, key[: len(key) // 2], salt[: len(salt) // 2], kdr)
    return protect_double(inner, outer, packet, roc, ids, job.get("relay", {})) + mki


if __name__ == "__main__":
    json.dump([protect(job).hex() for job in json.load(sys.stdin)], sys.stdout)
