import DossierServer
import Glibc
import Synchronization
import Testing

/// Clients that send or read slowly, or leave.
@Suite struct SlowClientTests {
    private static var shortLimits: ServerLimits {
        var limits = ServerLimits()
        limits.headerTime = .milliseconds(300)
        limits.idleTime = .milliseconds(300)
        limits.stallTime = .milliseconds(300)
        limits.bodyGraceTime = .milliseconds(100)
        return limits
    }

    @Test func aSlowHeaderEndsWithATimeout() throws {
        let server = try RoutedServer(limits: Self.shortLimits)
        defer { server.stop() }
        #expect(status(try server.send("GET /data HTTP/1.1\r\nHost: local")) == 408)
    }

    @Test func aConnectionWithoutARequestIsClosed() throws {
        let server = try RoutedServer(limits: Self.shortLimits)
        defer { server.stop() }
        #expect(try server.send("") == "")
        let kept = try server.send("GET /data HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(kept.hasSuffix("\r\n\r\ndata\n"))
    }

    @Test func aBodyThatStopsEndsWithATimeout() throws {
        let server = try RoutedServer(limits: Self.shortLimits)
        defer { server.stop() }
        let answer = try server.ask(
            "POST /data",
            "Content-Type: application/json\r\nContent-Length: 50\r\n",
            body: "{"
        )
        #expect(status(answer) == 408)
    }

    @Test func aBodyThatTricklesEndsWithATimeout() async throws {
        let server = try RoutedServer(limits: Self.shortLimits)
        defer { server.stop() }
        let client = try server.connect()
        defer { client.close() }
        client.send(
            "POST /data HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n"
        )
        for _ in 0..<8 {
            client.send("a")
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(status(client.receiveAll()) == 408)
    }

    @Test func aReaderThatReadsNothingIsNotHeldInMemory() async throws {
        let written = Atomic(0)
        let route = Route(.get, "/long") { _ in
            .json { writer in
                let part = [UInt8](repeating: 0x20, count: 1 << 20)
                for _ in 0..<100 {
                    try await writer.write(part)
                    written.add(part.count, ordering: .relaxed)
                }
            }
        }
        let server = try RoutedServer([route], limits: Self.shortLimits)
        defer { server.stop() }
        let client = try server.connect()
        defer { client.close() }
        client.send("GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n")
        var before = -1
        while written.load(ordering: .relaxed) != before {
            before = written.load(ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(800))
        }
        // What the sockets' own buffers take, and not the 100 MiB.
        #expect(before < 50 << 20)
        try await Task.sleep(for: Self.shortLimits.stallTime * 3)
        // It has been closed: the answer is cut off.
        let answer = client.receiveAll()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(!answer.hasSuffix("0\r\n\r\n"))
    }

    @Test func aClientThatAsksOnAndReadsNothingGetsNoFurtherAnswers() async throws {
        let count = Atomic(0)
        let bytes = [UInt8](repeating: 0x61, count: 200 << 10)
        let route = Route(.get, "/bytes") { _ in
            count.add(1, ordering: .relaxed)
            return HTTPResponse(type: "a/b", bytes)
        }
        let server = try RoutedServer([route], limits: Self.shortLimits)
        defer { server.stop() }
        let client = try server.connect()
        defer { client.close() }
        let request = "GET /bytes HTTP/1.1\r\nHost: localhost\r\n\r\n"
        client.send(String(repeating: request, count: 1000))
        try await Task.sleep(for: .seconds(1))
        // What the sockets' own buffers take.
        #expect(count.load(ordering: .relaxed) < 100)
    }

    @Test func aLongAnswerArrivesWhole() throws {
        let bytes = [UInt8](repeating: 0x61, count: 3 << 20)
        let server = try RoutedServer([
            Route(.get, "/bytes") { _ in HTTPResponse(type: "a/b", bytes) },
            Route(.get, "/stream") { _ in .json { try await $0.write(bytes) } },
        ])
        defer { server.stop() }
        for target in ["/bytes", "/stream"] {
            let answer = try server.ask("GET " + target)
            #expect(answer.utf8.filter { $0 == 0x61 }.count >= bytes.count)
        }
    }

    @Test func theQueryOfAClientThatLeavesIsCancelled() throws {
        let state = Atomic(0)
        let route = Route(.get, "/slow") { request in
            state.store(1, ordering: .relaxed)
            while !request.isCancelled() { await Task.yield() }
            state.store(2, ordering: .relaxed)
            throw CancellationError()
        }
        let server = try RoutedServer([route])
        defer { server.stop() }
        let client = try server.connect()
        client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let hasBegun = becomes(1, state)
        #expect(hasBegun)
        client.close()
        let hasEnded = becomes(2, state)
        #expect(hasEnded)
    }

    @Test func aQueryThatTakesTooLongIsCancelled() throws {
        let route = Route(.get, "/slow", timeLimit: .milliseconds(200)) { request in
            while !request.isCancelled() { await Task.yield() }
            throw CancellationError()
        }
        let server = try RoutedServer([route])
        defer { server.stop() }
        #expect(status(try server.ask("GET /slow")) == 504)
    }

    @Test func theHealthIsToldWhileQueriesWait() throws {
        var limits = ServerLimits()
        limits.queryThreads = 1
        let state = Atomic(0)
        let slow = Route(.get, "/slow") { request in
            state.add(1, ordering: .relaxed)
            while !request.isCancelled() { usleep(1000) }
            throw CancellationError()
        }
        let server = try RoutedServer([slow] + RoutedServer.routes, limits: limits)
        defer { server.stop() }
        let clients = try (0..<3).map { _ in try server.connect() }
        for client in clients { client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n") }
        let hasBegun = becomes(1, state)
        #expect(hasBegun)
        #expect(status(try server.ask("GET /open")) == 200)
        // Only one runs at a time.
        #expect(state.load(ordering: .relaxed) == 1)
        for client in clients { client.close() }
    }

    @Test func readersThatReadNothingKeepNeitherQueriesNorExportersWaiting() throws {
        var limits = ServerLimits()
        limits.queryThreads = 1
        let long = Route(.get, "/long") { _ in
            .json { writer in
                let part = [UInt8](repeating: 0x20, count: 1 << 20)
                for _ in 0..<1000 { try await writer.write(part) }
            }
        }
        let server = try RoutedServer([long] + RoutedServer.routes, limits: limits)
        defer { server.stop() }
        let clients = try (0..<3).map { _ in try server.connect() }
        for client in clients {
            client.send("GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        }
        #expect(status(try server.ask("GET /data")) == 200)
        for client in clients { client.close() }
    }

    @Test func whatExportersSendDoesNotWaitForQueries() throws {
        var limits = ServerLimits()
        limits.queryThreads = 1
        let state = Atomic(0)
        let slow = Route(.get, "/slow") { request in
            state.store(1, ordering: .relaxed)
            while !request.isCancelled() { usleep(1000) }
            throw CancellationError()
        }
        let receiver = Route(.post, "/receiver", readsRows: false) { _ in .text("taken\n") }
        let server = try RoutedServer([slow, receiver], limits: limits)
        defer { server.stop() }
        let client = try server.connect()
        client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let hasBegun = becomes(1, state)
        #expect(hasBegun)
        #expect(status(try server.ask("POST /receiver")) == 200)
        client.close()
    }

    @Test func connectionsBeyondTheLimitAreClosed() throws {
        var limits = ServerLimits()
        limits.connections = 2
        let server = try RoutedServer(limits: limits)
        defer { server.stop() }
        let clients = try (0..<2).map { _ in try server.connect() }
        for client in clients {
            client.send("GET /data HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.receive(until: "data\n").hasSuffix("data\n"))
        }
        #expect(try server.ask("GET /data") == "")
        for client in clients { client.close() }
    }

    /// Waits on this thread, which it would not soon get back among tests that compute.
    private func becomes(_ value: Int, _ state: borrowing Atomic<Int>) -> Bool {
        for _ in 0..<6000 {
            if state.load(ordering: .relaxed) == value { return true }
            usleep(10_000)
        }
        return false
    }
}
