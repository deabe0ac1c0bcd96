"""A second implementation of ECCSI (RFC 6507) and SAKKE (RFC 6508, parameters of RFC 6509 Appendix A), from the RFCs alone.

Reads a list of jobs as JSON, writes what each gives. All octets are hexadecimal, points 04 || x || y.
"""
import hashlib
import json
import sys


def h(data):
    return hashlib.sha256(data).digest()


class Curve:
    """y^2 = x^3 - 3x + b over F_p, affine; None is the null element."""

    def __init__(self, p, b, q, base, octets):
        self.p, self.b, self.q, self.base, self.octets = p, b, q, base, octets

    def add(self, one, other):
        if one is None or other is None:
            return one or other
        (x1, y1), (x2, y2), p = one, other, self.p
        if x1 == x2:
            if (y1 + y2) % p == 0:
                return None
            slope = 3 * (x1 * x1 - 1) * pow(2 * y1, -1, p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, p)
        x3 = (slope * slope - x1 - x2) % p
        return x3, (slope * (x1 - x3) - y1) % p

    def mul(self, k, point):
        result = None
        for bit in bin(k)[2:]:
            result = self.add(result, result)
            if bit == "1":
                result = self.add(result, point)
        return result

    def write(self, point):
        return b"\x04" + b"".join(c.to_bytes(self.octets, "big") for c in point)

    def read(self, text):
        data = bytes.fromhex(text)
        assert len(data) == 2 * self.octets + 1 and data[0] == 4
        x, y = (int.from_bytes(data[i : i + self.octets], "big") for i in (1, 1 + self.octets))
        assert (y * y - x ** 3 + 3 * x - self.b) % self.p == 0
        return x, y


P256 = Curve(
    0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    (
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    ),
    32,
)


def number(*rows):
    return int("".join(rows).replace(" ", ""), 16)


E = Curve(
    number(
        "997ABB1F 0A563FDA 65C61198 DAD0657A 416C0CE1 9CB48261 BE9AE358 B3E01A2E",
        "F40AAB27 E2FC0F1B 228730D5 31A59CB0 E791B39F F7C88A19 356D27F4 A666A6D0",
        "E26C6487 326B4CD4 512AC5CD 65681CE1 B6AFF4A8 31852A82 A7CF3C52 1C3C09AA",
        "9F94D6AF 56971F1F FCE3E823 89857DB0 80C5DF10 AC7ACE87 666D807A FEA85FEB",
    ),
    0,
    number(
        "265EAEC7 C2958FF6 99718466 36B4195E 905B0338 672D2098 6FA6B8D6 2CF8068B",
        "BD02AAC9 F8BF03C6 C8A1CC35 4C69672C 39E46CE7 FDF22286 4D5B49FD 2999A9B4",
        "389B1921 CC9AD335 144AB173 595A0738 6DABFD2A 0C614AA0 A9F3CF14 870F026A",
        "A7E535AB D5A5C7C7 FF38FA08 E2615F6C 203177C4 2B1EB3A1 D99B601E BFAA17FB",
    ),
    (
        number(
            "53FC09EE 332C29AD 0A799005 3ED9B52A 2B1A2FD6 0AEC69C6 98B2F204 B6FF7CBF",
            "B5EDB6C0 F6CE2308 AB10DB90 30B09E10 43D5F22C DB9DFA55 718BD9E7 406CE890",
            "9760AF76 5DD5BCCB 337C8654 8B72F2E1 A702C339 7A60DE74 A7C1514D BA66910D",
            "D5CFB4CC 80728D87 EE9163A5 B63F73EC 80EC46C4 967E0979 880DC8AB EAE63895",
        ),
        number(
            "0A824906 3F6009F1 F9F1F053 3634A135 D3E82016 02990696 3D778D82 1E141178",
            "F5EA69F4 654EC2B9 E7F7F5E5 F0DE55F6 6B598CCF 9A140B2E 416CFF0C A9E032B9",
            "70DAE117 AD547C6C CAD696B5 B7652FE0 AC6F1E80 164AA989 492D979F C5A4D5F2",
            "13515AD7 E9CB99A9 80BDAD5A D5BB4636 ADB9B570 6A67DCDE 75573FD7 1BEF16D7",
        ),
    ),
    128,
)
G = number(
    "66FC2A43 2B6EA392 148F1586 7D623068 C6A87BD1 FB94C41E 27FABE65 8E015A87",
    "371E9474 4C96FEDA 449AE956 3F8BC446 CBFDA85D 5D00EF57 7072DA8F 541721BE",
    "EE0FAED1 828EAB90 B99DFB01 38C78433 55DF0460 B4A9FD74 B4F1A32B CAFA1FFA",
    "D682C033 A7942BCC E3720F20 B9B7B040 3C8CAE87 B7A0042A CDE0FAB3 6461EA46",
)

# ---- ECCSI


def identity_hash(kpak, identifier, pvt):
    return h(P256.write(P256.base) + kpak + identifier + pvt)


def signing_key(ksak, identifier, v):
    kpak, pvt = P256.write(P256.mul(ksak, P256.base)), P256.write(P256.mul(v, P256.base))
    hs = int.from_bytes(identity_hash(kpak, identifier, pvt), "big")
    return kpak, pvt, (ksak + hs * v) % P256.q


def sign(kpak, identifier, pvt, ssk, j, message):
    r = P256.mul(j, P256.base)[0]
    hs = identity_hash(kpak, identifier, pvt)
    he = int.from_bytes(h(hs + r.to_bytes(32, "big") + message), "big")
    s = pow(he + r * ssk, -1, P256.q) * j % P256.q
    return r.to_bytes(32, "big") + s.to_bytes(32, "big") + pvt


def verify(kpak, identifier, signature, message):
    r, s, pvt = signature[:32], int.from_bytes(signature[32:64], "big"), signature[64:]
    hs = identity_hash(kpak, identifier, pvt)
    he = int.from_bytes(h(hs + r + message), "big")
    y = P256.add(P256.mul(int.from_bytes(hs, "big"), P256.read(pvt.hex())), P256.read(kpak.hex()))
    j = P256.mul(s, P256.add(P256.mul(he, P256.base), P256.mul(int.from_bytes(r, "big"), y)))
    return j is not None and j[0] == int.from_bytes(r, "big")


# ---- SAKKE


def hash_to_range(s, n):
    a, value, out = h(s), bytes(32), b""
    for _ in range(-(-(n - 1).bit_length() // 256)):
        value = h(value)
        out += h(value + a)
    return int.from_bytes(out, "big") % n


def times(one, other):
    (a, b), (c, d) = one, other
    return (a * c - b * d) % E.p, (a * d + b * c) % E.p


def representative(t):
    return t[1] * pow(t[0], -1, E.p) % E.p


def pair(r, q):
    """The pseudocode of RFC 6508 section 3.2."""
    v, c, p = (1, 0), r, E.p

    def line(slope, at):
        return (slope * (q[0] + at[0]) - at[1]) % p, q[1]

    for bit in bin(E.q - 1)[3:]:
        v = times(times(v, v), line(3 * (c[0] ** 2 - 1) * pow(2 * c[1], -1, p), c))
        c = E.add(c, c)
        if bit == "1":
            v = times(v, line((c[1] - r[1]) * pow(c[0] - r[0], -1, p), c))
            c = E.add(c, r)
    square = times(v, v)
    return representative(times(square, square))


def power(r):
    result = (1, 0)
    for bit in bin(r)[2:]:
        result = times(result, result)
        if bit == "1":
            result = times(result, (1, G))
    return representative(result)


def mask(w):
    return hash_to_range(w.to_bytes(128, "big"), 2**128)


def encapsulate(z, identifier, ssv):
    b = int.from_bytes(identifier, "big")
    r = hash_to_range(ssv + identifier, E.q)
    point = E.mul(r, E.add(E.mul(b, E.base), z))
    hint = int.from_bytes(ssv, "big") ^ mask(power(r))
    return E.write(point) + hint.to_bytes(16, "big")


def decapsulate(z, identifier, rsk, data):
    ssv = (int.from_bytes(data[257:], "big") ^ mask(pair(E.read(data[:257].hex()), rsk))).to_bytes(16, "big")
    assert encapsulate(z, identifier, ssv) == data
    return ssv


def run(job):
    octets = {name: bytes.fromhex(value) for name, value in job.items()}
    ksak, z, v, j = (int.from_bytes(octets[name], "big") for name in ("ksak", "z", "v", "j"))
    identifier, message, ssv = octets["identifier"], octets["message"], octets["ssv"]
    kpak, pvt, ssk = signing_key(ksak, identifier, v)
    public = E.mul(z, E.base)
    rsk = E.mul(pow(int.from_bytes(identifier, "big") + z, -1, E.q), E.base)
    return {
        "kpak": kpak.hex(),
        "pvt": pvt.hex(),
        "ssk": ssk.to_bytes(32, "big").hex(),
        "signature": sign(kpak, identifier, pvt, ssk, j, message).hex(),
        "verified": verify(kpak, identifier, octets["signature"], message),
        "z": E.write(public).hex(),
        "rsk": E.write(rsk).hex(),
        "data": encapsulate(public, identifier, ssv).hex(),
        "opened": decapsulate(public, identifier, rsk, octets["data"]).hex(),
    }


if __name__ == "__main__":
    json.dump([run(job) for job in json.load(sys.stdin)], sys.stdout)
