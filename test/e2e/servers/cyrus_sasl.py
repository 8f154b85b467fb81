"""The server's side of Cyrus SASL, through its C library (sasl.h)."""

import ctypes

OK = 0
CONTINUE = 1
FAIL = -1

CB_LIST_END = 0
CB_GETOPT = 1
CHANNEL_BINDING = 21

GetOption = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.c_char_p,
    ctypes.POINTER(ctypes.c_char_p),
    ctypes.POINTER(ctypes.c_uint),
)


class Callback(ctypes.Structure):
    _fields_ = [("id", ctypes.c_ulong), ("proc", ctypes.c_void_p), ("context", ctypes.c_void_p)]


class ChannelBinding(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("critical", ctypes.c_int),
        ("len", ctypes.c_ulong),
        ("data", ctypes.c_char_p),
    ]


class CyrusSasl:
    """The library, which is set up once in a process."""

    def __init__(self, name, options):
        self.name = name
        self.options = {key.encode(): value.encode() for key, value in options.items()}
        # The library calls it for as long as it is in use.
        self.get_option = GetOption(self.answer)
        self.callbacks = (Callback * 2)(
            Callback(CB_GETOPT, ctypes.cast(self.get_option, ctypes.c_void_p), None),
            Callback(CB_LIST_END, None, None),
        )
        self.library = ctypes.CDLL("libsasl2.so.2")
        self.library.sasl_errdetail.restype = ctypes.c_char_p
        self.check(self.library.sasl_server_init(self.callbacks, name.encode()))

    def answer(self, context, plugin, option, result, length):
        value = self.options.get(option)
        if value is None:
            return FAIL
        result[0] = value
        if length:
            length[0] = len(value)
        return OK

    def check(self, code):
        if code != OK:
            raise RuntimeError(f"Cyrus SASL: error {code}")

    def begin(self, binding):
        return Exchange(self, binding)


class Exchange:
    """An authentication; the binding is the name and the octets of a channel binding, or None."""

    def __init__(self, sasl, binding):
        self.library = sasl.library
        self.connection = ctypes.c_void_p()
        sasl.check(
            self.library.sasl_server_new(
                b"smtp", sasl.name.encode(), None, None, None, None, 0, ctypes.byref(self.connection)
            )
        )
        if binding is not None:
            name, data = binding
            self.binding = ChannelBinding(name.encode(), 0, len(data), data)
            sasl.check(
                self.library.sasl_setprop(self.connection, CHANNEL_BINDING, ctypes.byref(self.binding))
            )

    def start(self, mechanism, response):
        return self.advance(self.library.sasl_server_start, mechanism.encode(), response)

    def step(self, response):
        return self.advance(self.library.sasl_server_step, response)

    def advance(self, function, *arguments):
        """Gives whether the client is in (None while that is open) and the next challenge."""
        challenge, length = ctypes.c_void_p(), ctypes.c_uint()
        response = arguments[-1]
        code = function(
            self.connection,
            *arguments,
            ctypes.c_uint(len(response or b"")),
            ctypes.byref(challenge),
            ctypes.byref(length),
        )
        if code not in (OK, CONTINUE):
            print(self.library.sasl_errdetail(self.connection).decode(), flush=True)
        text = ctypes.string_at(challenge, length.value) if challenge else b""
        return {OK: True, CONTINUE: None}.get(code, False), text

    def end(self):
        self.library.sasl_dispose(ctypes.byref(self.connection))
