"""A second reading of MIKEY's symmetric part, written from RFC 3830, 3394, 4563 and 6043 alone: for what no published vector or peer shows.

Reads a JSON list of jobs from standard input and writes a JSON list of results, all octets in hexadecimal. A job has `do`:
  make    an I_MESSAGE: psk, prf, encr, mac, v, csb, map {type, info}, count, time, rand (left out: an update), earlierRand, idi, idr, sp [octets],
          keys [{type, key, salt, spi | from, to}]
  open    message, psk or envelope (the envelope key of a public-key message), earlierRand; cs [IDs], tek and salt (lengths to derive)
  answer  the R_MESSAGE for `request`: psk, earlierRand, idi, idr, names (whether the message shows IDr)
  verify  `response` to `request` in the same way
AES comes block by block from the openssl command; everything else is here.
"""

import hashlib
import hmac
import json
import subprocess
import sys

# Payload numbers, RFC 3830 table 6.1.b.
KEMAC, PKE, DH, SIGN, T, ID, CERT, CHASH, V, SP, RAND, ERR, KEY_DATA, GENEXT = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 21
HASH = {1: ("sha1", 20), 2: ("sha256", 32)}
PRF_HASH = {0: ("sha1", 20), 1: ("sha256", 32)}
TIME_OCTETS = {0: 8, 1: 8, 2: 4, 3: 4}
SALTED = (1, 3, 5)


def uint(octets):
    return int.from_bytes(octets, "big")


def octets(value, count):
    return value.to_bytes(count, "big")


def xor(left, right):
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def aes(key, blocks, decrypt=False):
    command = ["openssl", "enc", "-aes-%d-ecb" % (8 * len(key)), "-K", key.hex(), "-nopad"] + (["-d"] if decrypt else [])
    return subprocess.run(command, input=blocks, stdout=subprocess.PIPE, check=True).stdout


# --- Keys: RFC 3830 sections 4.1.2 to 4.1.4; RFC 6043 section 6.1 ------------------------------------------------------------


def prf(number, inkey, label, count):
    name, width = PRF_HASH[number]
    rounds = -(-count // width)
    out = bytes(rounds * width)
    for start in range(0, len(inkey), 32):
        block = inkey[start : start + 32]
        a, stream = label, b""
        for _ in range(rounds):
            a = hmac.new(block, a, name).digest()
            stream += hmac.new(block, a + label, name).digest()
        out = xor(out, stream)
    return out[:count]


def derive(number, inkey, constant, cs_id, csb, rand, count):
    return prf(number, inkey, bytes.fromhex(constant) + bytes([cs_id]) + csb + rand, count)


def message_keys(header, inkey, rand, encr, mac):
    def of(constant, count):
        return derive(header["prf"], inkey, constant, 0xFF, header["csb"], rand, count)

    encr_octets = 32 if encr == 3 else 16
    salt_octets = 8 if encr == 2 else 14
    auth_octets = HASH[mac][1] if mac else 0
    return of("150533e1", encr_octets), of("29b88916", salt_octets), of("2d22ac75", auth_octets)


# --- Encryption of key data: RFC 3830 section 4.2.3 --------------------------------------------------------------------------


def counter_mode(key, salt, csb, time, data):
    start = uint(xor(salt, bytes(2) + csb + time) + bytes(2))
    counters = b"".join(octets(start + i, 16) for i in range(-(-len(data) // 16)))
    return xor(data, aes(key, counters)[: len(data)]) if data else b""


def wrap(key, initial, data):
    a, r = initial, [data[i : i + 8] for i in range(0, len(data), 8)]
    for t in range(1, 6 * len(r) + 1):
        i = (t - 1) % len(r)
        b = aes(key, a + r[i])
        a, r[i] = xor(b[:8], octets(t, 8)), b[8:]
    return a + b"".join(r)


def unwrap(key, initial, data):
    a, r = data[:8], [data[i : i + 8] for i in range(8, len(data), 8)]
    for t in range(6 * len(r), 0, -1):
        i = (t - 1) % len(r)
        b = aes(key, xor(a, octets(t, 8)) + r[i], decrypt=True)
        a, r[i] = b[:8], b[8:]
    return b"".join(r) if a == initial else None


def seal(encr, key, salt, csb, time, data):
    if encr == 0 or not data:
        return data
    if encr == 2:
        return wrap(key, salt, data + bytes(-len(data) % 8))
    return counter_mode(key, salt, csb, time, data)


def unseal(encr, key, salt, csb, time, data):
    if encr == 0 or not data:
        return data
    return unwrap(key, salt, data) if encr == 2 else counter_mode(key, salt, csb, time, data)


# --- Messages: RFC 3830 section 6 ---------------------------------------------------------------------------------------------


def time_64(kind, value):
    """COUNTER is padded on the left (section 6.6), NTP-UTC-32 on the right (RFC 6043 section 6.3)."""
    return value if len(value) == 8 else bytes(4) + value if kind == 2 else value + bytes(4)


def key_data(keys):
    out = b""
    for place, k in enumerate(keys):
        following = KEY_DATA if place + 1 < len(keys) else 0
        validity = 1 if "spi" in k else 2 if "from" in k else 0
        key, salt = bytes.fromhex(k["key"]), bytes.fromhex(k.get("salt", ""))
        out += bytes([following, k["type"] << 4 | validity]) + octets(len(key), 2) + key
        if k["type"] in SALTED:
            out += octets(len(salt), 2) + salt
        for name in ("spi", "from", "to"):
            if name in k:
                value = bytes.fromhex(k[name])
                out += bytes([len(value)]) + value
    return out


def read_key_data(data, following):
    keys = []
    while following == KEY_DATA:
        following, kind, validity, size = data[0], data[1] >> 4, data[1] & 15, uint(data[2:4])
        entry, data = {"type": kind, "key": data[4 : 4 + size].hex()}, data[4 + size :]
        if kind in SALTED:
            size = uint(data[:2])
            entry["salt"], data = data[2 : 2 + size].hex(), data[2 + size :]
        for name in {0: (), 1: ("spi",), 2: ("from", "to")}[validity]:
            entry[name], data = data[1 : 1 + data[0]].hex(), data[1 + data[0] :]
        keys.append(entry)
    return keys


def body_size(kind, m, at):
    """Octets of the payload of this kind that starts at `at`."""
    if kind == KEMAC:
        size = 4 + uint(m[at + 2 : at + 4])
        return size + 1 + (HASH[m[at + size]][1] if m[at + size] else 0)
    if kind == PKE:
        return 3 + (uint(m[at + 1 : at + 3]) & 0x3FFF)
    if kind == SIGN:
        return 2 + (uint(m[at : at + 2]) & 0x0FFF)
    if kind == T:
        return 2 + TIME_OCTETS[m[at + 1]]
    if kind in (ID, CERT, GENEXT):
        return 4 + uint(m[at + 2 : at + 4])
    if kind == CHASH:
        return 2 + {0: 20, 1: 16}[m[at + 1]]
    if kind == V:
        return 2 + (HASH[m[at + 1]][1] if m[at + 1] else 0)
    if kind == SP:
        return 5 + uint(m[at + 3 : at + 5])
    if kind == RAND:
        return 2 + m[at + 1]
    raise ValueError("payload %d" % kind)


def read(m):
    header = {"version": m[0], "type": m[1], "v": m[3] >> 7, "prf": m[3] & 127, "csb": m[4:8], "count": m[8], "map": m[9]}
    at, payloads = 10, []
    for _ in range(header["count"] if header["map"] != 1 else 0):
        if header["map"] == 0:
            at += 9
        else:
            at += 3 + (m[at + 2] & 127)
            at += 2 + uint(m[at : at + 2])
            at += 1 + m[at]
    header["map_info"] = m[10:at]
    following = m[2]
    while following:
        size = body_size(following, m, at)
        payloads.append((following, at, m[at : at + size]))
        following, at = (0 if following == SIGN else m[at]), at + size
    if at != len(m):
        raise ValueError("octets after the last payload")
    return header, payloads


def first(payloads, kind):
    return next((p for p in payloads if p[0] == kind), None)


def stamp(payloads):
    body = first(payloads, T)[2]
    return body[1], body[2:]


def rand_of(payloads, job):
    own = first(payloads, RAND)
    return own[2][2:] if own else bytes.fromhex(job["earlierRand"])


def chain(header, payloads):
    kinds = [kind for kind, _ in payloads] + [0]
    bodies = b"".join(bytes([kinds[place + 1]]) + body for place, (_, body) in enumerate(payloads))
    return header[:2] + bytes([kinds[0]]) + header[2:] + bodies


def identity(entry):
    return bytes([entry["type"]]) + octets(len(bytes.fromhex(entry["data"])), 2) + bytes.fromhex(entry["data"])


# --- Jobs -------------------------------------------------------------------------------------------------------------------


def make(job):
    csb, time = bytes.fromhex(job["csb"]), bytes.fromhex(job["time"]["value"])
    rand = bytes.fromhex(job["rand"] if "rand" in job else job["earlierRand"])
    header = {"prf": job["prf"], "csb": csb}
    encr, salt, auth = message_keys(header, bytes.fromhex(job["psk"]), rand, job["encr"], job["mac"])
    data = seal(job["encr"], encr, salt, csb, time_64(job["time"]["type"], time), key_data(job["keys"]))
    payloads = [(T, bytes([job["time"]["type"]]) + time)]
    payloads += [(RAND, bytes([len(rand)]) + rand)] if "rand" in job else []
    payloads += [(ID, identity(job[name])) for name in ("idi", "idr") if name in job]
    payloads += [(SP, bytes.fromhex(body)) for body in job["sp"]]
    payloads += [(KEMAC, bytes([job["encr"]]) + octets(len(data), 2) + data + bytes([job["mac"]]))]
    head = bytes([1, 0, job["v"] << 7 | job["prf"]]) + csb + bytes([job["count"], job["map"]["type"]]) + bytes.fromhex(job["map"]["info"])
    covered = chain(head, payloads)
    return (covered + (hmac.new(auth, covered, HASH[job["mac"]][0]).digest() if job["mac"] else b"")).hex()


def open_message(job):
    m = bytes.fromhex(job["message"])
    header, payloads = read(m)
    envelope = "envelope" in job
    kind, at, body = first(payloads, KEMAC)
    data = body[4 : 4 + uint(body[2:4])]
    encr, mac = body[1], body[4 + len(data)]
    found = body[5 + len(data) :]
    rand = rand_of(payloads, job)
    keys = message_keys(header, bytes.fromhex(job["envelope" if envelope else "psk"]), rand, encr, mac)
    # Section 5.2: in the public-key case the KEMAC alone, with its "next payload" as zero.
    covered = bytes(1) + body[1 : len(body) - len(found)] if envelope else m[: len(m) - len(found)]
    authentic = not mac or hmac.new(keys[2], covered, HASH[mac][0]).digest() == found
    plain = unseal(encr, keys[0], keys[1], header["csb"], time_64(*stamp(payloads)), data)
    if plain is None or not authentic:
        return {"authentic": False}
    out, following = {"authentic": True}, KEY_DATA if plain else 0
    if envelope:
        size = 4 + uint(plain[2:4])
        out["idi"], following, plain = plain[4:size].hex(), plain[0], plain[size:]
    out["keys"] = read_key_data(plain, following)
    out["sessions"] = []
    for cs in job.get("cs", []):
        tgk = bytes.fromhex(out["keys"][0]["key"])
        tek = derive(header["prf"], tgk, "2ad01c64", cs, header["csb"], rand, job["tek"])
        salt = derive(header["prf"], tgk, "39a2c14b", cs, header["csb"], rand, job["salt"])
        out["sessions"].append({"tek": tek.hex(), "salt": salt.hex()})
    return out


def verification(job, response):
    """Section 5.2: the R_MESSAGE without its MAC field, then the identities and the timestamp as their payloads carry them."""
    header, payloads = read(bytes.fromhex(job["request"]))
    mac = job["mac"]
    auth = message_keys(header, bytes.fromhex(job["psk"]), rand_of(payloads, job), 1, mac)[2]
    names = bytes.fromhex(job["idi"]["data"]) + bytes.fromhex(job["idr"]["data"])
    return hmac.new(auth, response + names + stamp(payloads)[1], HASH[mac][0]).digest()


def answer(job):
    m = bytes.fromhex(job["request"])
    header, payloads = read(m)
    kind, value = stamp(payloads)
    body = [(T, bytes([kind]) + value)] + ([(ID, identity(job["idr"]))] if job["names"] else []) + [(V, bytes([job["mac"]]))]
    map_info = bytes.fromhex(job["mapInfo"]) if "mapInfo" in job else header["map_info"]
    head = bytes([1, header["type"] + 1, header["prf"]]) + header["csb"] + bytes([header["count"], header["map"]]) + map_info
    covered = chain(head, body)
    return (covered + verification(job, covered)).hex()


def verify(job):
    response = bytes.fromhex(job["response"])
    kind, at, body = first(read(response)[1], V)
    return response[len(response) - len(body) + 2 :] == verification({**job, "mac": body[1]}, response[: at + 2])


JOBS = {"make": make, "open": open_message, "answer": answer, "verify": verify}
json.dump([JOBS[job["do"]](job) for job in json.load(sys.stdin)], sys.stdout)
