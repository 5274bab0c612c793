"""A small archive of tiles on this machine that stumbles as it is told to."""

import hashlib
import re
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Archive:
    """Files by path, with Range, If-Range and ETag as S3 has them; `faults[path]` is a list of what goes wrong first."""

    def __init__(self):
        self.files, self.faults, self.tags = {}, {}, {}
        self.asked, self.ranges = Counter(), []
        archive = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                archive.answer(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def put(self, path, data):
        self.files[path] = data

    def answer(self, ask):
        self.asked[ask.path] += 1
        fault = self.faults.get(ask.path, []).pop(0) if self.faults.get(ask.path) else None
        data = self.files.get(ask.path)
        if isinstance(fault, int):
            ask.send_error(fault)
        elif data is None:
            ask.send_error(404)
        else:
            self._send(ask, data, fault)

    def _send(self, ask, data, fault):
        tag = self.tags.get(ask.path, '"' + hashlib.md5(data, usedforsecurity=False).hexdigest() + '"')
        wanted = re.fullmatch(r"bytes=(\d+)-", ask.headers.get("Range", ""))
        start = int(wanted[1]) if wanted and ask.headers.get("If-Range") == tag and fault != "no range" else 0
        if wanted:
            self.ranges.append((ask.path, int(wanted[1]), start > 0))
        body = data[start:]
        ask.send_response(206 if start else 200)
        ask.send_header("ETag", tag)
        if start:
            ask.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        ask.send_header("Content-Length", str(len(body) + (10 if fault == "long" else 0)))
        ask.end_headers()
        if fault == "damaged":
            body = body[:-1] + bytes([body[-1] ^ 1])
        if fault in ("cut", "no range", "long"):
            body = body[: len(body) // 2] if fault == "cut" else body
        if fault == "slow":
            ask.wfile.write(body[:10])
            ask.wfile.flush()
            threading.Event().wait(0.8)
        ask.wfile.write(body)
        ask.close_connection = True
