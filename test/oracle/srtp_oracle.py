"""A second implementation of SRTP's transforms, written from the RFCs alone: for what has neither a published vector nor a peer.

Reads a JSON list of jobs from standard input and writes a JSON list of protected packets, all octets in hexadecimal. A job:
  rtcp, cipher (aes, aria, seed, null), mode (ctr, f8, gcm, ccm, double), key, salt (master key and salt), packet
  roc (SRTP) or index (SRTCP), encrypt (default true), tag (octets of the authentication tag), kdr, mki
  rcc {mode, rate, tag} (RFC 4771), extensions [ids] (RFC 6904), cryptex (RFC 9335)
  ohb (RFC 8723: the media distributor sends with this payload type, sequence number, ROC and marker: {pt, seq, roc, marker})
Block ciphers come from the openssl command; everything else is here.
"""

import functools
import hashlib
import hmac
import json
import subprocess
import sys


@functools.lru_cache(maxsize=None)
def ecb(cipher, key, blocks):
    name = "seed-ecb" if cipher == "seed" else "%s-%d-ecb" % (cipher, 8 * len(key))
    providers = ["-provider", "legacy", "-provider", "default"] if cipher == "seed" else []
    command = ["openssl", "enc", "-" + name, "-K", key.hex(), "-nopad"] + providers
    return subprocess.run(command, input=blocks, stdout=subprocess.PIPE, check=True).stdout


def number(octets):
    return int.from_bytes(octets, "big")


def octets_of(value, length):
    return value.to_bytes(length, "big")


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


# --- Modes of operation -----------------------------------------------------------------------------------------------------


def counter_stream(cipher, key, start, length):
    """E(start) || E(start + 1) || ..."""
    blocks = (length + 15) // 16
    plain = b"".join(octets_of((start + i) % 2**128, 16) for i in range(blocks))
    return ecb(cipher, key, plain)[:length] if length else b""


def ctr_iv(salt, ssrc, index):
    """RFC 3711 4.1.1; a salt of 12 octets is one of 14 whose last two are zero (RFC 6904 with GCM, as libsrtp reads it)."""
    k_s = number(salt.ljust(14, b"\0"))
    return (k_s << 16) ^ (ssrc << 64) ^ (index << 16)


def f8_stream(cipher, key, salt, iv, length):
    """RFC 3711 4.1.2.1"""
    mask = salt + b"\x55" * (len(key) - len(salt))
    masked_iv = number(ecb(cipher, xor(key, mask), iv))
    stream, last = b"", 0
    while len(stream) < length:
        j = len(stream) // 16
        last = number(ecb(cipher, key, octets_of(masked_iv ^ j ^ last, 16)))
        stream += octets_of(last, 16)
    return stream[:length]


def f8_iv(packet, rtcp, roc_or_index):
    if rtcp:  # 4.1.2.3: zeros, E || index, first eight octets of the packet
        return b"\0" * 4 + roc_or_index + packet[:8]
    return b"\0" + packet[1:12] + roc_or_index  # 4.1.2.2: zero, M || PT, SEQ, TS, SSRC, ROC


def gf_multiply(x, y):
    """SP 800-38D 6.3, algorithm 1"""
    z, v = 0, y
    for bit in range(127, -1, -1):
        if (x >> bit) & 1:
            z ^= v
        v = (v >> 1) ^ (0xE1 << 120) if v & 1 else v >> 1
    return z


def gcm(cipher, key, nonce, aad, plain):
    """Ciphertext and the whole tag (SP 800-38D 7.1)."""
    h = number(ecb(cipher, key, b"\0" * 16))
    first = number(nonce + b"\0\0\0\1")
    ciphertext = xor(plain, counter_stream(cipher, key, first + 1, len(plain)))
    pad = lambda data: data + b"\0" * (-len(data) % 16)
    data = pad(aad) + pad(ciphertext) + octets_of(8 * len(aad), 8) + octets_of(8 * len(ciphertext), 8)
    y = 0
    for at in range(0, len(data), 16):
        y = gf_multiply(y ^ number(data[at : at + 16]), h)
    return ciphertext, xor(octets_of(y, 16), ecb(cipher, key, octets_of(first, 16)))


def ccm(cipher, key, nonce, aad, plain, tag):
    """RFC 3610 with L = 3, M = tag"""
    flags = (64 if aad else 0) + 8 * ((tag - 2) // 2) + 2
    data = bytes([flags]) + nonce + octets_of(len(plain), 3)
    if aad:
        prefix = octets_of(len(aad), 2) if len(aad) < 0xFF00 else b"\xff\xfe" + octets_of(len(aad), 4)
        data += prefix + aad
        data += b"\0" * (-len(data) % 16)
    data += plain
    data += b"\0" * (-len(data) % 16)
    mac = b"\0" * 16
    for at in range(0, len(data), 16):
        mac = ecb(cipher, key, xor(mac, data[at : at + 16]))
    stream = counter_stream(cipher, key, number(b"\2" + nonce + b"\0\0\0"), 16 + len(plain))
    return xor(plain, stream[16:]), xor(mac, stream)[:tag]


# --- Keys -------------------------------------------------------------------------------------------------------------------


def derive(job, label, length, index):
    """RFC 3711 4.3.1 and 4.3.3: PRF(key, x) with x = (label || r) XOR salt, r = index DIV kdr in 48 bits."""
    r = index // job["kdr"] if job.get("kdr") else 0
    cipher = "aes" if job["cipher"] == "null" else job["cipher"]
    x = ((label << 48) | r) ^ number(job["salt"].ljust(14, b"\0"))  # RFC 7714 11, erratum 4938
    return counter_stream(cipher, job["key"], x << 16, length)


def session_keys(job, labels, index):
    key_octets = len(job["key"])
    salt_octets = len(job["salt"])
    return derive(job, labels[0], key_octets, index), derive(job, labels[1], salt_octets, index)


# --- Packets ----------------------------------------------------------------------------------------------------------------


def nonce(salt, ssrc, index):
    """RFC 7714 8.1 and 9.1, RFC 5669 3: 16 zero bits, SSRC, 48 bits of index."""
    return xor(salt, b"\0\0" + octets_of(ssrc, 4) + octets_of(index, 6))


def aead(job, key, iv, aad, plain, tag):
    if job["mode"] == "ccm":
        return b"".join(ccm(job["cipher"], key, iv, aad, plain, tag))
    ciphertext, whole = gcm(job["cipher"], key, iv, aad, plain)
    return ciphertext + whole[:tag]


def encrypted_elements(extension, ids):
    """(offset, length) in the extension's body of each element with one of the ids (RFC 6904 3, RFC 8285 4.2, 4.3)."""
    one_byte = extension[:2] == b"\xbe\xde"
    body, at = extension[4:], 0
    if not one_byte and extension[0] << 4 | extension[1] >> 4 != 0x100:
        return
    while at < len(body):
        if body[at] == 0:
            at += 1
            continue
        if one_byte:
            identifier, length, header = body[at] >> 4, (body[at] & 15) + 1, 1
            if identifier in (0, 15):
                return
        else:
            identifier, length, header = body[at], body[at + 1], 2
        if identifier in ids:
            yield at + header, length
        at += header + length


def encrypt_extension(job, header, extension, ssrc, index):
    key, salt = session_keys(job, (6, 7), index)
    body = bytearray(extension[4:])
    if job["cipher"] == "null":
        return extension
    if job["mode"] == "f8":
        stream = f8_stream(job["cipher"], key, salt, f8_iv(header, False, octets_of(index >> 16, 4)), len(body))
    else:
        stream = counter_stream(job["cipher"], key, ctr_iv(salt, ssrc, index), len(body))
    for at, length in encrypted_elements(extension, job["extensions"]):
        body[at : at + length] = xor(body[at : at + length], stream[at : at + length])
    return extension[:4] + bytes(body)


def protect_rtp(job):
    packet, roc = job["packet"], job["roc"]
    csrc_end = 12 + 4 * (packet[0] & 15)
    has_extension = packet[0] & 16
    extension_end = csrc_end + (4 + 4 * number(packet[csrc_end + 2 : csrc_end + 4]) if has_extension else 0)
    fixed, csrcs, extension = packet[:12], packet[12:csrc_end], packet[csrc_end:extension_end]
    payload = packet[extension_end:]
    seq, ssrc = number(packet[2:4]), number(packet[8:12])
    index = roc << 16 | seq
    if job["mode"] == "double":
        return protect_double(job, fixed, csrcs, extension, payload, index)
    cryptex = job.get("cryptex") and (csrcs or extension)
    if cryptex:  # RFC 9335 5.1
        marks = {b"": b"\xc0\xde\0\0", b"\xbe\xde": b"\xc0\xde" + extension[2:4], b"\x10\0": b"\xc2\xde" + extension[2:4]}
        fixed = bytes([fixed[0] | 16]) + fixed[1:]
        mark, body = marks[extension[:2]], extension[4:]
        plain, aad = csrcs + body + payload, fixed + mark
    else:
        if job.get("extensions") and extension:
            extension = encrypt_extension(job, fixed, extension, ssrc, index)
        plain, aad = payload, fixed + csrcs + extension

    key, salt = session_keys(job, (0, 2), index)
    rcc = job.get("rcc")
    carries_roc = bool(rcc) and seq % rcc["rate"] == 0
    roc_octets = octets_of(roc, 4) if carries_roc else b""
    mki = job.get("mki", b"")
    if job["mode"] in ("gcm", "ccm"):
        sealed = aead(job, key, nonce(salt, ssrc, index), aad, plain, job["tag"])
    else:
        if not job.get("encrypt", True) or job["cipher"] == "null":
            stream = bytes(len(plain))
        elif job["mode"] == "f8":
            stream = f8_stream(job["cipher"], key, salt, f8_iv(fixed, False, octets_of(roc, 4)), len(plain))
        else:
            stream = counter_stream(job["cipher"], key, ctr_iv(salt, ssrc, index), len(plain))
        sealed = xor(plain, stream)
    if cryptex:  # the order of the wire: CSRCs in front of the extension's header
        sealed = fixed + sealed[: len(csrcs)] + mark + sealed[len(csrcs) :]
    else:
        sealed = aad + sealed
    if job["mode"] in ("gcm", "ccm"):
        return sealed + mki + roc_octets  # RFC 7714 8.2
    # RFC 4771 3 and 5: mode 1 protects the packets with a ROC, mode 2 all, mode 3 none; the ROC counts in the tag's length.
    tag = job["tag"]
    if rcc:
        tag = {1: rcc["tag"] if carries_roc else 0, 2: rcc["tag"], 3: 4 if carries_roc else 0}[rcc["mode"]] - len(roc_octets)
    auth_key = derive(job, 1, 20, index)
    mac = hmac.new(auth_key, sealed + octets_of(roc, 4), hashlib.sha1).digest()[:tag]
    return sealed + mki + roc_octets + mac


def protect_double(job, fixed, csrcs, extension, payload, index):
    """RFC 8723 5.1; with `ohb` what a media distributor makes of it (5.2), under the same outer key: good for a test only."""
    half = lambda octets, which: octets[: len(octets) // 2] if which == "inner" else octets[len(octets) // 2 :]
    inner, outer = (dict(job, mode="gcm", tag=16, key=half(job["key"], w), salt=half(job["salt"], w)) for w in ("inner", "outer"))
    ssrc = number(fixed[8:12])
    key, salt = session_keys(inner, (0, 2), index)
    synthetic = bytes([fixed[0] & 0xEF]) + fixed[1:] + csrcs
    protected = aead(inner, key, nonce(salt, ssrc, index), synthetic, payload, 16)
    block, change = b"\0", job.get("ohb")
    if change:  # OHB = [PT] [SEQ] Config, Config = R R R R B M P Q
        block = bytes([fixed[1] & 127]) + fixed[2:4] + bytes([(8 if fixed[1] & 128 else 0) + 7])
        fixed = fixed[:1] + bytes([change["marker"] << 7 | change["pt"]]) + octets_of(change["seq"], 2) + fixed[4:]
        outer["roc"] = change["roc"]
    return protect_rtp(dict(outer, packet=fixed + csrcs + extension + protected + block))


def protect_rtcp(job):
    packet, index, encrypt = job["packet"], job["index"], job.get("encrypt", True)
    if job["mode"] == "double":  # RFC 8723 6: the outer layer alone
        key, salt = job["key"], job["salt"]
        job = dict(job, mode="gcm", tag=16, key=key[len(key) // 2 :], salt=salt[len(salt) // 2 :])
    ssrc = number(packet[4:8])
    word = octets_of((1 << 31 if encrypt else 0) | index, 4)
    key, salt = session_keys(job, (3, 5), index)
    mki = job.get("mki", b"")
    header, plain = packet[:8], packet[8:]
    if job["mode"] in ("gcm", "ccm"):  # RFC 7714 9.2 and 9.3, RFC 5669 2.2
        iv = nonce(salt, ssrc, index)
        if encrypt:
            return header + aead(job, key, iv, header + word, plain, job["tag"]) + word + mki
        return packet + aead(job, key, iv, packet + word, b"", job["tag"]) + word + mki
    if not encrypt or job["cipher"] == "null":
        stream = bytes(len(plain))
    elif job["mode"] == "f8":
        stream = f8_stream(job["cipher"], key, salt, f8_iv(packet, True, word), len(plain))
    else:
        stream = counter_stream(job["cipher"], key, ctr_iv(salt, ssrc, index), len(plain))
    protected = header + xor(plain, stream) + word
    mac = hmac.new(derive(job, 4, 20, index), protected, hashlib.sha1).digest()[: job["tag"]]
    return protected + mki + mac


def protect(job):
    for name in ("key", "salt", "packet", "mki"):
        if name in job:
            job[name] = bytes.fromhex(job[name])
    return (protect_rtcp if job.get("rtcp") else protect_rtp)(job).hex()


if __name__ == "__main__":
    json.dump([protect(job) for job in json.load(sys.stdin)], sys.stdout)
