"""A second reading of MIKEY's pre-shared key mode, written from RFC 3830, RFC 3394 and RFC 6043 alone: for AES-KW, the 256-bit algorithms,
CSB updates and V with identities, which have neither a published vector nor a peer.

Reads a JSON list of jobs from standard input, writes a JSON list of results; octets in hexadecimal. A job:
  request, answer (optional): the two messages; psk; rand (optional): of the bundle that the request updates; key_octets, salt_octets
A result: mac and v (whether they verify), keys [{type, key, salt, spi}], sessions [{tek, salt}] for the first key.
AES comes from the openssl command; everything else is here.
"""

import hashlib
import hmac
import json
import subprocess
import sys

HASHES = {0: hashlib.sha1, 1: hashlib.sha256}  # PRF func: MIKEY-1, PRF-HMAC-SHA-256
MACS = {0: (None, 0), 1: (hashlib.sha1, 20), 2: (hashlib.sha256, 32)}  # MAC alg: hash, octets
TIMESTAMP_OCTETS = {0: 8, 1: 8, 2: 4, 3: 4}


def u16(octets, at):
    return int.from_bytes(octets[at : at + 2], "big")


def aes(key, blocks, *options):
    command = ["openssl", "enc", "-aes-%d-ecb" % (8 * len(key)), "-K", key.hex(), "-nopad", *options]
    return subprocess.run(command, input=blocks, stdout=subprocess.PIPE, check=True).stdout


def prf(func, inkey, label, length):
    """RFC 3830 4.1.2; RFC 6043 6.1 puts SHA-256 in the place of SHA-1 and 256 in the place of 160."""
    digest = HASHES[func]
    outkey = bytes(length)
    for start in range(0, len(inkey), 32):
        s = inkey[start : start + 32]
        stream, a = b"", label
        while len(stream) < length:
            a = hmac.new(s, a, digest).digest()
            stream += hmac.new(s, a + label, digest).digest()
        outkey = bytes(x ^ y for x, y in zip(outkey, stream))
    return outkey


def parse(message):
    """HDR with an SRTP-ID map, then payloads as (number, body, offset of the body)."""
    assert message[0] == 1 and message[9] == 0, "version 1 and the SRTP-ID map"
    header = {"type": message[1], "prf": message[3] & 0x7F, "csb": message[4:8], "sessions": message[8]}
    number, at, payloads = message[2], 10 + 9 * message[8], []
    while number:
        follows, at = message[at], at + 1
        if number == 1:
            mac_at = at + 3 + u16(message, at + 1)
            length = 4 + u16(message, at + 1) + MACS[message[mac_at]][1]
        elif number == 5:
            length = 1 + TIMESTAMP_OCTETS[message[at]]
        elif number in (6, 7, 21):
            length = 3 + u16(message, at + 1)
        elif number == 9:
            length = 1 + MACS[message[at]][1]
        elif number == 10:
            length = 4 + u16(message, at + 2)
        elif number == 11:
            length = 1 + message[at]
        else:
            raise ValueError("payload %d" % number)
        payloads.append((number, message[at : at + length]))
        number, at = follows, at + length
    assert at == len(message), "nothing behind the last payload"
    return header, payloads


def first(payloads, number):
    return next((body for found, body in payloads if found == number), None)


def unwrap(key, iv, wrapped):
    """RFC 3394 2.2.2, with the salt key in the place of the default IV (RFC 3830 4.2.3)."""
    a, r = wrapped[:8], [wrapped[i : i + 8] for i in range(8, len(wrapped), 8)]
    for j in range(5, -1, -1):
        for i in range(len(r), 0, -1):
            t = (len(r) * j + i).to_bytes(8, "big")
            block = aes(key, bytes(x ^ y for x, y in zip(a, t)) + r[i - 1], "-d")
            a, r[i - 1] = block[:8], block[8:]
    assert a == iv, "the wrapped keys are intact"
    return b"".join(r)


def decrypt(algorithm, data, derive, csb, timestamp):
    if algorithm == 2:
        return unwrap(derive(0x150533E1, 16), derive(0x29B88916, 8), data)
    key, salt = derive(0x150533E1, {1: 16, 3: 32}[algorithm]), derive(0x29B88916, 14)
    mask = b"\0\0" + csb + timestamp
    iv = int.from_bytes(bytes(x ^ y for x, y in zip(salt, mask)) + b"\0\0", "big")
    blocks = b"".join((iv + i).to_bytes(16, "big") for i in range((len(data) + 15) // 16))
    return bytes(x ^ y for x, y in zip(data, aes(key, blocks)))


def key_data(plaintext):
    """Key data sub-payloads (RFC 3830 6.13): next, type and KV, length, key, [length, salt], [SPI]."""
    keys, at, more = [], 0, True
    while more:
        more, kind, kv = plaintext[at] == 20, plaintext[at + 1] >> 4, plaintext[at + 1] & 15
        key = plaintext[at + 4 : at + 4 + u16(plaintext, at + 2)]
        at += 4 + len(key)
        salt = spi = None
        if kind in (1, 3):
            salt = plaintext[at + 2 : at + 2 + u16(plaintext, at)]
            at += 2 + len(salt)
        if kv == 1:
            spi = plaintext[at + 1 : at + 1 + plaintext[at]]
            at += 1 + len(spi)
        keys.append({"type": kind, "key": key.hex(), "salt": salt and salt.hex(), "spi": spi and spi.hex()})
    return keys


def run(job):
    request, psk = bytes.fromhex(job["request"]), bytes.fromhex(job["psk"])
    header, payloads = parse(request)
    rand = first(payloads, 11)
    rand = rand[1:] if rand else bytes.fromhex(job["rand"])
    timestamp = first(payloads, 5)[1:]

    def derive(constant, length):
        return prf(header["prf"], psk, constant.to_bytes(4, "big") + b"\xff" + header["csb"] + rand, length)

    def mac(algorithm, covered):
        digest, length = MACS[algorithm]
        return hmac.new(derive(0x2D22AC75, length), covered, digest).digest()

    kemac = first(payloads, 1)
    data = kemac[3 : 3 + u16(kemac, 1)]
    mac_algorithm, tag = kemac[3 + len(data)], kemac[4 + len(data) :]
    result = {"mac": mac(mac_algorithm, request[: -len(tag)]) == tag, "keys": [], "sessions": []}
    if data:
        result["keys"] = key_data(decrypt(kemac[0], data, derive, header["csb"], timestamp))
        tgk = bytes.fromhex(result["keys"][0]["key"])
        for cs_id in range(1, header["sessions"] + 1):
            label = bytes([cs_id]) + header["csb"] + rand
            tek = prf(header["prf"], tgk, bytes.fromhex("2ad01c64") + label, job["key_octets"])
            salt = prf(header["prf"], tgk, bytes.fromhex("39a2c14b") + label, job["salt_octets"])
            result["sessions"].append({"tek": tek.hex(), "salt": salt.hex()})
    if "answer" in job:
        answer = bytes.fromhex(job["answer"])
        ver = first(parse(answer)[1], 9)
        # Identity_i || Identity_r || Timestamp, as the payloads transport them (RFC 3830 5.2).
        identities = b"".join(body[3:] for number, body in payloads if number == 6)
        result["v"] = mac(ver[0], answer[: 1 - len(ver)] + identities + timestamp) == ver[1:]
    return result


json.dump([run(job) for job in json.load(sys.stdin)], sys.stdout)
