"""Files whose senders hang up half-way: nothing of them stays."""

import socket
import struct
import time

from .world import HOST, incident

PDF = b"%PDF-1.4\n" + b"x" * (512 * 1024)


def aborted(world, outcome):
    """200 uploads and imports, each cut somewhere in its body: no file, no row, no descriptor is left."""
    count = 40 if world.quick else 200
    head = world.people().caller().sign_in()
    report = head.ok("POST", "/v1/reports", incident("A"))["id"]
    whole = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" + PDF + b"\r\n--x--\r\n"
    kinds = [(f"/v1/reports/{report}/attachments", "multipart/form-data; boundary=x"), ("/v1/imports?kind=reports&name=a.csv", "text/csv")]
    time.sleep(1)
    files, rest, rows = world.files(), world.descriptors(), held(world)
    for number in range(count):
        path, kind = kinds[number % len(kinds)]
        with socket.create_connection((HOST, world.port), timeout=10) as sock:
            lines = (f"POST {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {head.token}\r\ncontent-type: {kind}\r\n"
                     f"content-length: {len(whole)}\r\n\r\n")
            sock.sendall(lines.encode() + whole[:len(whole) * (number % 19 + 1) // 20])
            if number % 3 == 0:
                # Reset, not closed.
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # The last ones may not have been looked at yet.
    time.sleep(1)
    begun = time.time()
    while (world.files() != files or world.descriptors() > rest + 3) and time.time() - begun < 30:
        time.sleep(0.1)
    left = [name for name in world.files() if name not in files]
    outcome.note(uploads=count, files_left=len(left), descriptors=f"{rest} -> {world.descriptors()}", clean_after=f"{time.time() - begun:.1f} s")
    outcome.expect(not left, f"files left: {left[:5]}")
    outcome.expect(world.descriptors() <= rest + 3, f"{world.descriptors()} descriptors, {rest} at rest")
    outcome.expect(held(world) == rows, f"rows were written: {rows} -> {held(world)}")
    outcome.expect(world.caller().sign_in().call("POST", kinds[0][0], whole, kind=kinds[0][1]).status == 201, "a whole file is not taken")


def held(world):
    return [world.sql(f"SELECT COUNT(*) FROM {table}")[0][0] for table in ("attachment", "job", "file_upload")]
