#!/usr/bin/env python3
"""Attacks a server of `dossier serve` on this machine, and says what held. Standard library only.

usage: scripts/hostile_clients.py DOSSIER STORE [ATTACK...]

Starts DOSSIER serve STORE on a port that the system chooses, and attacks it in turn with: slowloris,
connections (10,000), bodies (1 GB, told and in chunks), bombs (gzip), tokens (guessed), readers (50
clients for 60 s, of whom some read nothing), leavers (who close at once). After each, the server must
answer, and its memory is stated. Exits 1 if anything did not hold."""
import gzip, os, resource, re, socket, subprocess, sys, tempfile, threading, time

failures = []


def hold(what, is_held):
    print(('held   ' if is_held else 'FAILED ') + what, flush=True)
    if not is_held:
        failures.append(what)


class Server:
    def __init__(self, *options, store=None):
        self.process = subprocess.Popen(
            [sys.argv[1], 'serve', store or sys.argv[2], '--listen', '127.0.0.1:0', *options],
            stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r':(\d+)/', self.process.stdout.readline())[1])

    def connect(self, timeout=30):
        return socket.create_connection(('127.0.0.1', self.port), timeout)

    def memory(self, kind='VmRSS'):
        with open(f'/proc/{self.process.pid}/status') as status:
            return int(re.search(kind + r':\s+(\d+) kB', status.read())[1]) / 1024

    def processor_time(self):
        with open(f'/proc/{self.process.pid}/stat') as stat:
            fields = stat.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def ask(self, request, timeout=30):
        """Status (0 if the connection was closed without an answer), and what was sent."""
        connection = self.connect(timeout)
        try:
            connection.sendall(request)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = receive(connection)
        return status(answer), answer

    def is_healthy(self):
        try:
            return self.ask(head('GET /health'))[0] == 200
        except OSError:
            return False

    def stop(self):
        self.process.terminate()
        return self.process.wait(30)


def receive(connection):
    answer = b''
    try:
        while part := connection.recv(1 << 20):
            answer += part
    except (ConnectionResetError, TimeoutError):
        pass
    connection.close()
    return answer


def status(answer):
    return int(answer.split()[1]) if answer.startswith(b'HTTP/1.') else 0


def head(line, *fields):
    lines = [f'{line} HTTP/1.1', 'Host: localhost', 'Connection: close', *fields, '', '']
    return '\r\n'.join(lines).encode()


def slowloris(server):
    """500 clients that send a byte of a header every second."""
    connections = [server.connect() for _ in range(500)]
    started = time.time()
    for connection in connections:
        connection.sendall(b'GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: ')
    hold('slowloris: another client is answered meanwhile', server.is_healthy())
    while time.time() - started < 14:
        for connection in connections:
            try:
                connection.sendall(b'a')
            except OSError:
                pass
        time.sleep(1)
    answers = [receive(connection) for connection in connections]
    closed = sum(status(answer) in (0, 408) for answer in answers)
    hold(f'slowloris: {closed} of 500 closed within {time.time() - started:.0f} s', closed == 500)


def connections(server):
    """10,000 connections, as many of them open as the server lets be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 12_000), hard))
    count = min(10_000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 100)
    opened = []
    for _ in range(count):
        try:
            opened.append(server.connect(5))
        except OSError:
            break
    time.sleep(1)
    descriptors = len(os.listdir(f'/proc/{server.process.pid}/fd'))
    hold(f'connections: {len(opened)} opened, the server keeps {descriptors} descriptors',
         descriptors < 600)
    for connection in opened:
        connection.close()
    time.sleep(1)


def bodies(server):
    """Bodies of 1 GB."""
    form = 'Content-Type: application/x-www-form-urlencoded'
    for path in ['/api/v1/query', '/v1/traces', '/nothing']:
        code, _ = server.ask(head(f'POST {path}', form, 'Content-Length: 1000000000'))
        hold(f'bodies: 1 GB told to {path}: {code} before it is sent', 400 <= code < 500)
        connection = server.connect()
        sent = 0
        try:
            connection.sendall(head(f'POST {path}', form, 'Transfer-Encoding: chunked'))
            while sent < 1_000_000_000:
                connection.sendall(b'10000\r\n' + b'a' * 0x10000 + b'\r\n')
                sent += 0x10000
        except OSError:
            pass
        code = status(receive(connection))
        hold(f'bodies: 1 GB in chunks to {path}: {code} after {sent >> 20} MiB',
             code in (0, 404, 405, 413, 415))


def bombs(_):
    """1 GB of blanks as 1 MB of gzip, for a server that would store it."""
    folder = tempfile.TemporaryDirectory()
    server = Server('--writable', store=os.path.join(folder.name, 'new.dossier'))
    with tempfile.TemporaryFile() as file:
        with gzip.GzipFile(fileobj=file, mode='wb', compresslevel=9) as bomb:
            for _ in range(1024):
                bomb.write(b' ' * (1 << 20))
        file.seek(0)
        bomb = file.read()
    before = server.memory('VmHWM')
    for path, kind in [('/v1/traces', 'application/json'), ('/v1/logs', 'application/x-protobuf'),
                       ('/api/v1/query', 'application/x-www-form-urlencoded')]:
        request = head(f'POST {path}', f'Content-Type: {kind}', 'Content-Encoding: gzip',
                       f'Content-Length: {len(bomb)}')
        code, _ = server.ask(request + bomb)
        expected = 413 if path.startswith('/v1/') else 415
        hold(f'bombs: {len(bomb) >> 10} KiB to {path}: {code}', code == expected)
    grown = server.memory('VmHWM') - before
    hold(f'bombs: memory grew by {grown:.0f} MiB', grown < 250)
    hold('bombs: the server that would store them answers', server.is_healthy())
    server.stop()


def tokens(_):
    """A server that wants a token."""
    with tempfile.NamedTemporaryFile('w', delete=False) as file:
        file.write('0123456789abcdefghijkl\n')
    server = Server('--token-file', file.name)
    answers = set()
    guesses = [None, '', '0', '0123456789abcdefghijk', '0123456789abcdefghijklm', 'x' * 5000]
    guesses += [f'{number:x}' for number in range(2000)]
    for guess in guesses:
        fields = [] if guess is None else [f'Authorization: Bearer {guess}']
        answers.add(server.ask(head('GET /api/v1/query?query=1', *fields)))
    answers.add(server.ask(head('GET /api/v1/query?query=1&token=0123456789abcdefghijkl')))
    hold(f'tokens: {len(guesses) + 1} guesses, one answer: {[code for code, _ in answers]}',
         len(answers) == 1 and answers.pop()[0] == 401)
    # Both in the shape of no API.
    unknown = server.ask(head('GET /nothing'))
    hold(f'tokens: an unknown path is not told from others: {unknown[0]}',
         unknown == server.ask(head('GET /api/stores')) and unknown[0] == 401)
    code, _ = server.ask(head('GET /api/v1/query?query=1',
                              'Authorization: Bearer 0123456789abcdefghijkl'))
    hold(f'tokens: the right one: {code}', code == 200)
    hold(f'tokens: health is open: {server.is_healthy()}', server.is_healthy())
    server.stop()
    os.unlink(file.name)


def readers(server):
    """50 clients that ask at once for 60 s, and 10 that ask and read nothing."""
    query = 'GET /api/v1/query_range?query=%7B__name__%3D~%22.%2B%22%7D'
    silent = [server.connect() for _ in range(10)]
    for connection in silent:
        connection.sendall(head(query))
    end = time.time() + 60
    times, codes = [], set()

    def client():
        while time.time() < end:
            started = time.time()
            code, _ = server.ask(head('GET /api/v1/query?query=count(%7B__name__%3D~%22.%2B%22%7D)'))
            times.append(time.time() - started)
            codes.add(code)

    threads = [threading.Thread(target=client) for _ in range(50)]
    peak = 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        peak = max(peak, server.memory())
        time.sleep(0.5)
    times.sort()
    hold(f'readers: {len(times)} answers, {codes}, median {times[len(times) // 2] * 1e3:.0f} ms, '
         f'p99 {times[len(times) * 99 // 100] * 1e3:.0f} ms, memory at most {peak:.0f} MiB',
         codes == {200} and peak < 1000)
    for connection in silent:
        connection.close()


def leavers(server):
    """300 clients that ask for much and close at once."""
    for _ in range(300):
        connection = server.connect()
        connection.sendall(head('GET /api/v1/query?query=count_over_time('
                                '%7B__name__%3D~%22.%2B%22%7D%5B10000d:1s%5D)'))
        connection.close()
    time.sleep(3)
    before = server.processor_time()
    time.sleep(2)
    used = server.processor_time() - before
    hold(f'leavers: the server computes for {used:.2f} s of the next 2 s', used < 0.5)


def main():
    attacks = [slowloris, connections, bodies, bombs, tokens, leavers, readers]
    names = sys.argv[3:] or [attack.__name__ for attack in attacks]
    server = Server()
    for attack in attacks:
        if attack.__name__ not in names:
            continue
        attack(server)
        hold(f'{attack.__name__}: the server answers, with {server.memory():.0f} MiB, '
             f'{server.memory("VmHWM"):.0f} MiB at most', server.is_healthy())
    hold(f'the server stops: {server.process.poll()}', server.stop() == 0)
    sys.exit(bool(failures))


main()
