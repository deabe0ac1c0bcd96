#!/usr/bin/python3
"""GStreamer's RTSP server inside TLS, with RTP/SAVP: its SDP has a=key-mgmt, and it takes the client's key from SETUP.

usage: rtsp-server.py SOUND CERTIFICATE KEY MOUNT=CIPHER,AUTH ...

Plays the PCMU octets of SOUND to whoever asks for /MOUNT. Prints "port N", and "heard /MOUNT SSRC" for each source of a session: its own, and
that of a client once an RTCP packet of it has been decrypted.
"""
import sys

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstRtsp', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

sound, certificate, key = sys.argv[1:4]
Gst.init(None)

server = GstRtspServer.RTSPServer()
server.set_address('127.0.0.1')
server.set_service('0')
auth = GstRtspServer.RTSPAuth()
auth.set_tls_certificate(Gio.TlsCertificate.new_from_files(certificate, key))
token = GstRtspServer.RTSPToken()
token.set_string('media.factory.role', 'anyone')
auth.set_default_token(token)
server.set_auth(auth)


def mount(path, cipher, authentication):
    factory = GstRtspServer.RTSPMediaFactory()
    role, _ = Gst.Structure.from_string('anyone,media.factory.access=true,media.factory.construct=true')
    factory.add_role_from_structure(role)
    factory.set_profiles(GstRtsp.RTSPProfile.SAVP)
    factory.set_launch(
        f'( filesrc location={sound} ! rawaudioparse use-sink-caps=false format=mulaw sample-rate=8000 num-channels=1'
        ' ! rtppcmupay name=pay0 pt=0 seqnum-offset=65450 min-ptime=20000000 max-ptime=20000000 )'
    )
    factory.connect('media-configure', lambda _, media: configure(path, media.get_stream(0), cipher, authentication))
    server.get_mount_points().add_factory(path, factory)


def configure(path, stream, cipher, authentication):
    def encoder(_, element):
        # RFC 4568 §6.2.2 keeps the tag of SRTCP at 80 bits in the _32 suites.
        settings = {
            'rtp-cipher': cipher,
            'rtcp-cipher': cipher,
            'rtp-auth': authentication,
            'rtcp-auth': 'null' if authentication == 'null' else 'hmac-sha1-80',
        }
        for name, value in settings.items():
            Gst.util_set_object_arg(element, name, value)
        return element

    heard = set()

    def look():
        session = stream.get_rtpsession()
        for source in session.get_property('sources') if session else []:
            ssrc = source.get_property('ssrc')
            if ssrc not in heard:
                heard.add(ssrc)
                print('heard', path, ssrc, flush=True)
        return True

    stream.connect('new-rtp-encoder', encoder)
    stream.connect('new-rtcp-encoder', encoder)
    GLib.timeout_add(100, look)


for argument in sys.argv[4:]:
    name, security = argument.split('=')
    mount(f'/{name}', *security.split(','))
server.attach(None)
print('port', server.get_bound_port(), flush=True)
GLib.MainLoop().run()
